// Statements judged as a session judges them, without a backend: each is taken for done before the next one comes.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "proxy/session/gate.hpp"

namespace countersign::app {

// Everything that the verdict may depend on besides the statements.
struct stage {
  std::shared_ptr<const policy::ruleset> rules;
  session::identity who;
  policy::time_point now{};
  std::shared_ptr<const parser::catalog> known;  // null: no catalog
  std::string server_encoding;                   // with a catalog
};

// A value for $n, in text format.
struct given_value {
  parser::type_oid type = 0;
  bool null = false;
  std::string text;
};

// A session's gate and the names that it goes by. Not thread-safe.
class rehearsal {
 public:
  explicit rehearsal(stage what);

  // A Query message. What is returned lives until the next question.
  const session::question& ask(std::string_view text);
  // Parse, and Bind with these values.
  const session::question& ask_with(std::string_view text, std::span<const given_value> values);
  // Parse, and a Bind with values that nobody knows: whatever any value could do counts.
  const session::question& ask_with_any(std::string_view text);

  // The verdict, and the effects that it is about.
  const policy::verdict& judge();
  [[nodiscard]] std::span<const parser::effect> judged_effects();
  [[nodiscard]] std::vector<policy::effect_explanation> explain() const;
  [[nodiscard]] const policy::ruleset& rules() const { return *with_.rules; }
  [[nodiscard]] bool has_catalog() { return gate_.lookup.has_catalog(); }
  // How backslashes are read by now.
  [[nodiscard]] parser::lexing backslashes() const { return backslashes_; }
  // The reason that the requester gives: in the statement, or by SET countersign.reason before.
  [[nodiscard]] std::string reason() const;

  // The statements asked about last have run without an error.
  void done();

 private:
  const session::question& keep(const session::question& live);
  [[nodiscard]] session::prepared_ref prepare(std::string_view text, std::span<const given_value> values);

  struct no_news final : session::catalog_source {
    void want(std::string_view) override {}
    std::uint64_t changed(std::string_view) override { return 0; }
  };

  session::identity who_;
  policy::time_point now_;
  no_news source_;
  session::shared with_{session::shared::texts::read_each_time};
  session::statement_home home_{*with_.statements};
  session::statement_names names_;
  session::portal_book portals_;
  session::reply_queue replies_;
  session::gate gate_;
  session::question asked_;                  // as people see it
  const session::question* live_ = &asked_;  // as the gate has it
  session::prepared_ref any_;                // what ask_with_any() asked about
  std::vector<parser::effect> placed_;
  std::string body_;  // the values of what was asked last are in it
  std::string reason_;
  parser::lexing backslashes_ = parser::lexing::standard;
  bool in_transaction_ = false;
};

}  // namespace countersign::app
