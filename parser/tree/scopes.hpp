// Which tables and CTE names can be meant where, and which columns of which table a statement names.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "parser/arena.hpp"
#include "parser/catalog/catalog.hpp"

namespace countersign::parser::tree {

// What a name in FROM stands for.
enum class range_kind : std::uint8_t {
  table,    // its read is an effect already
  target,   // of a write: it counts as read only if a column of it is named
  derived,  // a subquery, function, CTE or EXCLUDED: nothing to report
  joined,   // the alias of a join: any table of the scope
};

// One item of a FROM list.
struct range_item {
  range_kind kind = range_kind::derived;
  bool all_columns = false;
  std::uint32_t next = UINT32_MAX;     // in the same scope
  std::uint32_t effect = UINT32_MAX;   // its read; for a target, the write
  std::uint32_t columns = UINT32_MAX;  // first of its columns, in the order in which they turned up
  std::uint32_t last_column = UINT32_MAX;
  std::uint32_t column_count = 0;
  const catalog_relation* known = nullptr;
  std::string_view alias;  // empty: the name is used
  std::string_view schema;
  std::string_view name;
};

// One query level. Columns written without a table may belong to any of its tables or to an outer query's.
struct query_scope {
  std::uint32_t parent = UINT32_MAX;
  std::uint32_t first = UINT32_MAX;
  std::uint32_t columns = UINT32_MAX;
  std::uint32_t last_column = UINT32_MAX;
  std::uint32_t column_count = 0;
  bool all_columns = false;  // too many to list
  bool star = false;         // all columns of its own tables are asked for
  bool natural = false;      // has a NATURAL JOIN: columns of the same name are compared
};

struct cte_name {
  std::string_view name;
  std::uint32_t outer = UINT32_MAX;  // the next name to look at
};

struct column_name {
  std::string_view name;
  std::uint32_t next = UINT32_MAX;
};

// The table that a read of statistics (pg_stats) is limited to by its WHERE.
struct described_table {
  std::uint32_t effect = UINT32_MAX;  // the read of the statistics
  std::string_view schema{};          // empty: of any
  std::string_view table{};
  std::string_view column{};  // empty: any
};

// The tables of one statement, in vectors that are reused from statement to statement.
class scope_table {
 public:
  // More columns than this of one table, and we say "all": nobody reads on, and the work stays bounded.
  static constexpr std::uint32_t columns_max = 256;
  // Over all tables of a statement; it bounds what names chosen to collide in the hash table can cost.
  static constexpr std::size_t names_max = 20'000;

  void clear();
  [[nodiscard]] std::uint32_t open(std::uint32_t parent);
  std::uint32_t add(std::uint32_t scope, const range_item& item);
  [[nodiscard]] std::uint32_t add_cte(std::string_view name, std::uint32_t outer);

  void add_column(range_item& item, std::string_view name, arena& memory);
  void add_column(query_scope& scope, std::string_view name, arena& memory);
  // Hands unqualified columns to the enclosing queries, whose they may be. Call once, when all are known.
  // `same_encoding`: a name with others than ASCII is the catalog's if it has the same bytes.
  void spread(arena& memory, bool same_encoding);

  std::vector<query_scope> scopes;
  std::vector<range_item> ranges;
  std::vector<cte_name> ctes;
  std::vector<column_name> columns;
  std::vector<described_table> described;

 private:
  struct slot {
    std::uint32_t generation = 0;
    std::uint32_t owner = 0;
    std::uint64_t hash = 0;
    std::string_view name;
  };
  [[nodiscard]] bool seen(std::uint32_t owner, std::string_view name, std::string_view& kept, arena& memory);
  void grow();
  void join_naturally(query_scope& scope, arena& memory);
  [[nodiscard]] bool belongs_here(const query_scope& scope, std::string_view name) const;
  template <typename Owner>
  void append(Owner& owner, std::string_view name);

  std::vector<slot> slots_;
  std::uint32_t generation_ = 1;
  std::size_t used_ = 0;
};

}  // namespace countersign::parser::tree
