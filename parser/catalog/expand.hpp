// Adds what statements do indirectly: through views, triggers, rules, foreign keys, partitions and functions.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "parser/arena.hpp"
#include "parser/catalog/names.hpp"
#include "parser/effect.hpp"

namespace countersign::parser {

struct dropped_names;  // drops.cpp

// Keeps its memory from statement to statement. Not thread-safe.
class expander {
 public:
  // Resolves the names of effects[first..] and appends what follows from them, each with the path that led to it.
  // False: there would be more than `effects_max`; what is there is then not all.
  [[nodiscard]] bool expand(std::vector<effect>& effects, std::size_t first, const name_context& names, arena& memory,
                            std::size_t effects_max);

 private:
  // Definitions are read with an empty search_path: what has no schema there is PostgreSQL's own.
  static constexpr std::span<const std::string_view> no_path{};

  // Where an effect comes from, beside the effect itself.
  struct origin {
    const std::span<const std::string_view>* path = nullptr;  // search_path of the function that says it
    bool upward = false;     // on a parent because of its child: no further than to parents
    bool downward = false;   // on a child because of its parent
    bool implied = false;    // by a trigger or constraint: calls of functions that can be read need no mention
    bool cascaded = false;   // by a drop, all of whose consequences are listed
    bool dropped = false;    // said better by what follows from it
    bool stands_in = false;  // for a name that the catalog does not have yet
    std::uint8_t depth = 0;
  };

  void expand_one(std::size_t index);
  void expand_relation(std::size_t index, relation_index which);
  void add_recent(std::size_t index);
  void lend_definitions(const effect& what, const catalog_relation& relation, const origin& from);
  void add_part(const effect& one);
  void read_view(const effect& what, const catalog_relation& relation, const origin& from);
  void write_view(const effect& what, const catalog_relation& relation, const origin& from);
  void follow_tree(const effect& what, const catalog_relation& relation, const origin& from);
  void follow_keys(const effect& what, const catalog_relation& relation, const origin& from);
  void run_code(const effect& because, std::span<const stored_code> code, row_events events, const origin& from);
  void call(std::size_t index);
  // drops.cpp
  void drop(const effect& what, const origin& from);
  void alter_children(const effect& what, const origin& from);
  void find_dropped(const dropped_names& wanted, std::string_view column, const origin& from);
  [[nodiscard]] bool is_gone(const dependency& link) const;
  // maintain.cpp
  void hidden_call(std::size_t index);
  [[nodiscard]] bool may_take(const effect& what, std::string_view types, const origin& from) const;
  [[nodiscard]] bool has_built_in(std::string_view name, std::string_view types) const;
  [[nodiscard]] bool is_built_in(const effect& what, const origin& from) const;
  [[nodiscard]] bool system_types(const effect& what, const origin& from) const;
  void check_type(const effect& what, const catalog_type& type, const origin& from);
  // Each relation of these, and of those that are pushed to `open_` meanwhile, once.
  void begin_walk(std::span<const relation_index> from);
  [[nodiscard]] std::optional<relation_index> next_of_walk();
  void maintain_tree(const effect& what, relation_index which, const origin& from);
  void maintain_many(const effect& what, const origin& from);
  void run_stored(const effect& what, const catalog_relation& relation, row_events events, const origin& from);
  [[nodiscard]] std::string_view join(std::initializer_list<std::string_view> parts);
  void run_function(const effect& caller, function_index which, const origin& from);
  void settle(std::size_t index, const catalog_relation& relation);
  void name_values(effect& what, const catalog_relation& relation);
  void drop_implied(std::size_t first);
  effect* append(const effect& like, const effect& because, std::string_view via, const origin& from);
  // One thing that goes with a drop: an object or a column of one.
  struct gone {
    std::uint32_t object = 0;
    std::string_view column;
    std::string_view via;
  };
  struct inherited {
    const catalog_relation* relation = nullptr;
    std::string_view via;
  };
  // What was followed already, so that cycles end and nothing is listed twice.
  struct followed {
    std::span<const std::string_view> columns{};
    std::uint32_t what = 0;
    verb how = verb::read;
    restriction where = restriction::not_applicable;
    std::uint8_t flags = 0;
  };
  [[nodiscard]] bool first_time(const followed& key);

  std::vector<effect>* effects_ = nullptr;
  const name_context* names_ = nullptr;
  const catalog* known_ = nullptr;
  arena* memory_ = nullptr;
  std::size_t effects_max_ = 0;
  bool full_ = false;
  std::vector<origin> origins_;
  relation_meaning meaning_;
  std::vector<std::string_view> columns_;
  std::vector<effect> parts_;  // of a view that is being read
  std::vector<std::pair<std::size_t, std::string_view>> more_columns_;
  std::vector<followed> seen_;        // sorted
  std::vector<relation_index> open_;  // of a walk over tables and what inherits from them
  std::vector<bool> taken_;
  std::vector<inherited> children_;
  std::vector<gone> gone_;
};

}  // namespace countersign::parser
