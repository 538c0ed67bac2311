// What one text (a Query message's, or a Parse message's) says: its statements and their effects.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "parser/arena.hpp"
#include "parser/catalog/names.hpp"
#include "parser/effect.hpp"
#include "parser/value.hpp"

namespace countersign::parser {

// What a statement does to the names that SQL and the protocol share, so that the session can follow them.
enum class name_action : std::uint8_t {
  none,
  prepare,         // PREPARE name AS ...; `body` is the text of what it prepares
  execute,         // EXECUTE name (also in EXPLAIN and CREATE TABLE AS)
  deallocate,      // DEALLOCATE name
  deallocate_all,  // DEALLOCATE ALL, DISCARD ALL, DISCARD PLANS is not one of them
};

struct statement {
  std::string_view tag;      // the leading words of its command tag: "DELETE", "CREATE TABLE", "SELECT"
  std::uint32_t offset = 0;  // of its text, in bytes
  std::uint32_t length = 0;  // 0: to the end
  std::uint32_t first_effect = 0;
  std::uint32_t effect_count = 0;
  name_action names = name_action::none;
  std::string_view name;                   // of the prepared statement, cut at 63 bytes as the server does
  std::string_view body;                   // PREPARE only
  std::span<const type_oid> types;         // PREPARE: what its parameters are said to be
  std::span<const bound_value> arguments;  // EXECUTE: its values; empty where one of them is not known
  bool ends_transaction = false;  // COMMIT, ROLLBACK, PREPARE TRANSACTION, ROLLBACK TO: legal in a failed transaction
};

struct limits {
  std::size_t statement_bytes_max = 16 * 1024 * 1024;
  std::size_t effects_max = 10'000;
};

// How string constants with backslashes are to be read (standard_conforming_strings).
enum class lexing : std::uint8_t {
  standard,   // on: a backslash is a character
  escaped,    // off: a backslash escapes
  uncertain,  // the setting may be either when the backend reads it: both readings count, effects of both are listed
};

struct analyze_options {
  lexing backslashes = lexing::standard;
  // The values of $1, $2 ..., where they are known (Bind). WHERE clauses are judged with them in place.
  std::span<const bound_value> parameters{};
  // What its parameters were said to be, by Parse or PREPARE: a Bind or EXECUTE has the server check their values.
  std::span<const type_oid> types{};
  // They are an EXECUTE's: values assigned to columns are listed with them in place.
  bool values_in_place = false;
  // What names mean in this session. Null, or without a catalog: they are taken as they are written.
  const name_context* names = nullptr;
};

// The facts about one text. Owns all that its effects point to, except the text itself and the parameters.
class analysis {
 public:
  [[nodiscard]] std::span<const statement> statements() const { return statements_; }
  [[nodiscard]] std::span<const effect> effects() const { return effects_; }
  // Some effect would be judged differently with other bound values (a WHERE with $n that could fold to true), so the
  // text must be analyzed again at Bind. Values assigned to columns do not count: rules resolve those themselves.
  [[nodiscard]] bool depends_on_parameters() const { return depends_on_parameters_; }
  // It may change settings that decide how later text is read (SET, set_config, user code, end of a transaction).
  [[nodiscard]] bool may_change_settings() const { return may_change_settings_; }
  // Nothing at all to run: empty, `;;`, only comments.
  [[nodiscard]] bool empty() const { return statements_.empty() && effects_.empty(); }
  // The only thing wrong is that the text does not parse: what the parser said, for people. Empty otherwise.
  [[nodiscard]] std::string_view parse_error() const { return parse_error_; }
  // The catalog that its effects were worked out with; null: none.
  [[nodiscard]] const catalog* known() const { return known_.get(); }
  // What it holds, for those who keep analyses to use them again.
  [[nodiscard]] std::size_t memory_bytes() const { return memory_.capacity_bytes(); }

 private:
  friend class analyzer;
  friend struct analysis_builder;
  arena memory_;
  std::shared_ptr<const catalog> known_;  // effects point into it
  std::span<const statement> statements_;
  std::span<const effect> effects_;
  std::string_view parse_error_;
  bool depends_on_parameters_ = false;
  bool may_change_settings_ = false;
};

// Turns text into an analysis. One per thread (libpg_query's state is thread-local, and its first parse on a thread is
// dear); reusing one `analysis` object for every statement means no allocation of ours in the steady state.
class analyzer {
 public:
  explicit analyzer(limits bounds = {});
  ~analyzer();
  analyzer(const analyzer&) = delete;
  analyzer& operator=(const analyzer&) = delete;

  // Never throws and never fails: what cannot be read comes out as the effect `unreadable`, what is not known as
  // `unknown`. The text must outlive `out`.
  void analyze(std::string_view text, const analyze_options& how, analysis& out);

  // The effects of a FunctionCall message: the fastpath names functions by OID. The large object functions that libpq
  // and pgjdbc use are known; any other OID is `unknown`.
  void analyze_function_call(std::uint32_t function_oid, analysis& out);

  // The effects of a replication connection's command. False: the text is not surely one, and `out` is empty.
  [[nodiscard]] bool analyze_replication_command(std::string_view text, analysis& out);

 private:
  struct state;
  std::unique_ptr<state> state_;
};

// Parses a few statements and compares: does the library's tree have the layout of the headers we were built with?
// Returns what is wrong, or nothing. To be called once at start; a program that gets an answer must not serve.
[[nodiscard]] std::optional<std::string> self_test();

// The statement with every literal replaced by $n-like placeholders, for logs and for channels that must not see data.
// Text that does not parse gives "(unreadable statement, N bytes)".
[[nodiscard]] std::string redact(std::string_view text);

// Text safe to show to people: control characters, invisible and bidirectional formatting characters and invalid UTF-8
// become visible escapes such as \u202e or \x00. Newlines and tabs stay.
[[nodiscard]] std::string visible(std::string_view text);

// An identifier as the backend reads it: at most 63 bytes, cut between characters of UTF-8.
inline constexpr std::size_t name_bytes_max = 63;
[[nodiscard]] std::string_view clip_name(std::string_view name);

}  // namespace countersign::parser
