// The gate: what a message would do and what the policy says to it. Knows nothing of holds, sockets or answers.
#pragma once

#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "parser/analysis.hpp"
#include "policy/ruleset.hpp"
#include "proxy/session/portals.hpp"
#include "proxy/session/replies.hpp"
#include "proxy/session/session.hpp"
#include "proxy/session/statements.hpp"
#include "proxy/wire/frontend.hpp"
#include "proxy/wire/startup.hpp"

namespace countersign::session {

// Who the session belongs to, as the backend authenticated it.
struct identity {
  std::string role;
  std::string upstream;         // the server, as people know it
  std::size_t upstream_at = 0;  // and which of settings::upstreams it is
  std::string database;
  std::string application;
  std::optional<policy::ip_address> address;
};

// One message as a question to the policy. Views live until the next question.
struct question {
  std::string_view text;  // SQL for people
  std::span<const parser::statement> statements;
  std::span<const parser::effect> effects;
  std::span<const parser::bound_value> parameters;
  std::vector<std::string_view> sources;  // every statement text that a held Bind or EXECUTE may stand for
  bool looks_up = false;                  // EXECUTE: the server looks for the statement when it runs this

  // Legal only outside of a failed transaction, and readable enough to know so.
  [[nodiscard]] bool refused_in_failed_transaction() const;
  [[nodiscard]] std::size_t bytes() const;  // of text that those who are to decide will be shown
};

class gate {
 public:
  gate(shared& with, statement_home& home, const statement_names& names, const portal_book& portals,
       reply_queue& replies)
      : lookup(with.catalogs), with_(&with), home_(home), names_(names), portals_(portals), replies_(replies) {}

  // From now on another thread asks; texts up to `text_bytes_max` are read there.
  void move_to(shared& there, std::size_t text_bytes_max);

  session_names lookup;  // what names of tables and functions mean

  // A question about what follows. The verdict is in shared::verdict; allow without a look at the rules only for text
  // that has nothing to run.
  const question& ask_query(std::string_view text, parser::lexing how);
  // About Parse alone: what the server does already then, which is to check constants of some types.
  const question& ask_parse(const prepared& what);
  const question& ask_bind(const wire::frontend::bind& what);
  const question& ask_function_call(const wire::frontend::function_call& what);
  // Not 0: what was asked about last, or prepared, is so long that it is not read here. There is no answer then, and
  // nothing has changed.
  [[nodiscard]] std::size_t too_long() const { return too_long_; }
  const policy::verdict& judge(const identity& who, time_point now);

  // The connection is one for replication, where a Query is a command of replication or, in a database, SQL.
  void expect_replication(wire::startup::replication what) { replication_ = what; }
  // What opening such a connection does; and whether a rule, not the file's default, allows what was asked about last.
  const question& ask_replication_connection();
  [[nodiscard]] bool allowed_by_rule(const identity& who, time_point now);

  // The session's client_encoding may hide a backslash inside a character: no text can be trusted to mean what it says.
  void distrust_encoding(std::string_view encoding);

  // What that which was asked about last will do to the names, once confirmed. Where it cannot be told, all are
  // forgotten: a name that nobody knows is held.
  [[nodiscard]] std::vector<name_change> name_changes();
  // What a Describe of this name talks about, most likely; null if that is not known.
  [[nodiscard]] prepared_ref newest(std::string_view name);
  // A fresh statement for Parse, read and ready unless it is too long.
  [[nodiscard]] prepared_ref prepare(const wire::frontend::parse& what, parser::lexing how);

 private:
  [[nodiscard]] bool ask_replication(std::string_view text);
  [[nodiscard]] bool find_candidates(std::string_view name);
  void add_unknown(parser::verb what, std::string_view name, std::string_view why);
  void begin_question(std::string_view text, parser::lexing how);
  void add_candidate(const prepared& what, bool values_known);
  void add_executed(const prepared& what, const parser::effect& because);
  [[nodiscard]] bool add_with_arguments(std::string_view text, parser::lexing how,
                                        std::span<const parser::type_oid> types, const parser::effect& because);
  void add_prepared_just_now(std::size_t index, std::span<const parser::effect> effects, const parser::analysis& facts);
  void resolve_executes(const parser::analysis& facts, std::span<const parser::effect> effects);

  [[nodiscard]] parser::analyze_options options(parser::lexing how, std::span<const parser::type_oid> types = {}) {
    return {.backslashes = how, .parameters = {}, .types = types, .names = lookup.current()};
  }
  [[nodiscard]] bool checks_values(std::span<const parser::type_oid> types);
  [[nodiscard]] bool fits(std::string_view text);
  [[nodiscard]] bool fits_bind(const prepared& what);
  void read(prepared& what);
  void read_question();
  [[nodiscard]] parser::recall::found recall(std::string_view text, parser::lexing how, parser::recall::numbers which);
  void evaluate(const identity& who, time_point now);
  void refresh(prepared& what);

  shared* with_;
  statement_home& home_;
  const statement_names& names_;
  const portal_book& portals_;
  reply_queue& replies_;
  std::size_t text_bytes_max_ = 0;
  std::size_t too_long_ = 0;
  // What decides in which circumstances texts are read now, for recall.
  struct circumstance_key {
    const shared* with = nullptr;
    std::uint64_t generation = 0;
    std::uint64_t names = 0;
    friend bool operator==(const circumstance_key&, const circumstance_key&) = default;
  };
  circumstance_key circumstances_of_;
  parser::recall::circumstance circumstances_ = parser::recall::unlike_any;
  parser::recall::found recalled_;  // what is asked about, if it was not read for this
  question asked_;
  parser::lexing asked_as_ = parser::lexing::standard;
  std::vector<std::size_t> untold_;  // which of the statements asked about change names in a way that cannot be told
  std::vector<prepared*> candidates_;
  std::vector<parser::effect> resolved_;
  std::vector<parser::bound_value> parameters_;
  std::vector<parser::analysis> more_;     // analyses that a question with several candidates needs at once
  std::deque<parser::analysis> executed_;  // one for each EXECUTE that is read with its values
  std::size_t executed_used_ = 0;
  std::vector<parser::bound_value> arguments_;
  std::string distrusted_;
  std::string call_;  // a FunctionCall as SQL
  wire::startup::replication replication_ = wire::startup::replication::none;
};

}  // namespace countersign::session
