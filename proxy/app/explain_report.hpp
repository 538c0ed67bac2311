// What `explain` has found out, and the two ways to show it.
#pragma once

#include <boost/json.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "policy/ruleset.hpp"
#include "proxy/app/explain.hpp"
#include "proxy/app/marked_text.hpp"
#include "proxy/session/gate.hpp"

namespace countersign::app {

// What holds for everything that is explained in one run.
struct explain_context {
  std::string rules_file;  // empty: the built-in rules
  const policy::ruleset* rules = nullptr;
  const session::identity* who = nullptr;
  policy::time_point now{};
  bool catalog = false;
  told_rules told = told_rules::matching;
};

// One message and its verdict. Borrows from the question.
struct explained_message {
  const line_index* input = nullptr;  // the whole text that was given; locations are places in it
  std::size_t offset = 0;             // of `text` in it
  std::string_view text;
  std::span<const parser::statement> statements;
  std::span<const parser::effect> effects;
  std::vector<policy::effect_explanation> reasons;  // for each effect
  const policy::verdict* verdict = nullptr;
  parser::lexing backslashes = parser::lexing::standard;
  std::string reason;              // that the requester gives
  std::vector<std::string> notes;  // what could not be known
};

[[nodiscard]] std::string explain_text(const explain_context& of, const explained_message& what);
[[nodiscard]] std::string explain_text_end(const explain_context& of, std::span<const policy::verdict_kind> verdicts);

[[nodiscard]] boost::json::object explain_json(const explain_context& of, const explained_message& what);
[[nodiscard]] boost::json::object explain_json_head(const explain_context& of);
// As text in ASCII: what is not becomes \u escapes, so that nothing in it can move a cursor or hide. Bytes that are no
// UTF-8 become \ufffd.
[[nodiscard]] std::string ascii_json(const boost::json::value& what);

}  // namespace countersign::app
