// Prepared statements by name, as SQL and the protocol share them.
#pragma once

#include <boost/smart_ptr/intrusive_ptr.hpp>
#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "parser/analysis.hpp"

namespace countersign::session {

class statement_home;

// What a text says: read for this statement, or known from others of the same text, which then comes first.
struct statement_facts {
  parser::analysis read;
  std::shared_ptr<const parser::analysis> known;
  [[nodiscard]] const parser::analysis& now() const { return known ? *known : read; }
  [[nodiscard]] std::span<const parser::statement> statements() const { return now().statements(); }
  [[nodiscard]] std::span<const parser::effect> effects() const { return now().effects(); }
  [[nodiscard]] bool depends_on_parameters() const { return now().depends_on_parameters(); }
};

// A statement that the backend was asked to prepare. Recycled: a driver that prepares for each query costs no
// allocation.
struct prepared {
  std::string name;  // at most 63 bytes; empty for the unnamed statement
  std::string text;
  statement_facts facts;
  parser::lexing backslashes = parser::lexing::standard;
  std::uint64_t names_version = 0;      // of the session's names when `facts` were found
  std::vector<parser::type_oid> types;  // of its parameters as far as known; 0: not known
  std::size_t references = 0;
  statement_home* home = nullptr;
};
void intrusive_ptr_add_ref(prepared* what);
void intrusive_ptr_release(prepared* what);
using prepared_ref = boost::intrusive_ptr<prepared>;

// Where unused ones wait. One per thread; outlives the sessions of its thread.
class statement_pool {
 public:
  [[nodiscard]] std::unique_ptr<prepared> make();
  void take_back(std::unique_ptr<prepared> what);

 private:
  static constexpr std::size_t kept_max = 64;
  static constexpr std::size_t kept_text_bytes_max = 16 * 1024;
  static constexpr std::size_t kept_facts_bytes_max = 64 * 1024;
  std::vector<std::unique_ptr<prepared>> unused_;
};

// Where one session's statements come from and go back to: the pool of the thread that it is on. Outlives them.
class statement_home {
 public:
  explicit statement_home(statement_pool& pool) : pool_(&pool) {}
  statement_home(const statement_home&) = delete;
  statement_home& operator=(const statement_home&) = delete;

  void move_to(statement_pool& pool) { pool_ = &pool; }
  [[nodiscard]] prepared_ref make();
  void take_back(std::unique_ptr<prepared> what) { pool_->take_back(std::move(what)); }

 private:
  statement_pool* pool_;
};

// A change to the names, to be made when the backend confirms it.
struct name_change {
  parser::name_action what = parser::name_action::none;
  std::string name;
  prepared_ref statement;   // what `prepare` defines
  std::size_t command = 0;  // which of the message's statements makes it
};

// Whether the server surely reads the same name. It converts names to its own encoding before it cuts them at 63 bytes,
// and one encoding may be followed by another, so only ASCII is the same for both. A name in SQL is cut between
// characters: where a text has others than ASCII, one that is a little shorter may have been cut elsewhere. `text`: the
// SQL it stands in; empty for names of the protocol.
[[nodiscard]] bool same_for_server(std::string_view name, std::string_view text = {});
// A name that is not the same for the server, but may be one that is.
[[nodiscard]] bool may_be_another(std::string_view name);

// Encodings only a frontend can use, whose characters may contain a backslash byte; see PG_ENCODING_BE_LAST in
// mb/pg_wchar.h. A text in one of them may mean something else to the server than to the parser.
[[nodiscard]] bool unsafe_encoding(std::string_view name);

// What each name stands for as of the last confirmation. Names are exact: the protocol does not fold case, and SQL
// names arrive folded by the parser.
class statement_names {
 public:
  void define(const prepared_ref& what);
  void apply(const name_change& what);
  void forget(std::string_view name);
  [[nodiscard]] prepared* find(std::string_view name) const;

 private:
  struct hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };
  std::unordered_map<std::string, prepared_ref, hash, std::equal_to<>> named_;
  prepared_ref unnamed_;
};

}  // namespace countersign::session
