// The walk over one raw parse tree that collects effects. Never recurses: what nests is pushed on a stack of our own.
#pragma once

#include <algorithm>
#include <optional>
#include <string_view>
#include <vector>

#include "parser/analysis.hpp"
#include "parser/catalog/expand.hpp"
#include "parser/replication.hpp"
#include "parser/tree/fold_stacks.hpp"
#include "parser/tree/nodes.hpp"
#include "parser/tree/scopes.hpp"
#include "parser/tree/trial_stacks.hpp"

namespace countersign::parser::tree {

inline constexpr std::uint32_t none = UINT32_MAX;

// From where a node is looked at: which tables and CTE names it can mean, and how it came to be part of the statement.
struct place {
  std::uint32_t scope = none;   // the tables whose columns can be named
  std::uint32_t ctes = none;    // the CTE names that hide tables
  std::uint32_t via = 0;        // index of the path that is shown for indirect effects; 0 is the empty one
  std::uint32_t schema = 0;     // like via: where new objects without a schema go (CREATE SCHEMA with elements)
  bool planned = false;         // EXPLAIN without ANALYZE: planned but not run, only functions count
  std::uint8_t texts_deep = 0;  // in a text inside the statement, a function's body or a query in a string
  bool locked = false;          // in a FROM item that FOR UPDATE of an outer query reaches
  bool locks_below = false;     // in a FROM list whose query says FOR UPDATE
  bool in_view = false;         // in the query of CREATE VIEW, so that a write to the view may be one to its table
  bool only_exists = false;     // the query of an EXISTS: its columns are not looked at
  bool declares = false;        // types are those of something new, so that no value is checked against them
};

// What a statement names: the parts of effect that say which object.
struct named {
  object_kind kind = object_kind::none;
  std::string_view database{};
  std::string_view schema{};
  std::string_view object{};
  std::string_view detail{};
  std::span<const std::string_view> columns{};
  const other_name* becomes = nullptr;
  bool temporary = false;
  bool only = false;
  int location = -1;
};

class walker {
 public:
  explicit walker(limits bounds) : bounds_(bounds) {}

  // One reading of one text. `out` gets what add() and friends copy; results are collected in the members below.
  void start(arena& memory, const analyze_options& how, std::string_view text);
  void read_statements(const List* statements);
  // For text that was found inside a statement (a function body, a query in a string): same effects, other path.
  void read_text(std::string_view sql, place at, std::string_view via);
  // The same in two steps, for many pieces of one text. False: the piece does not parse; nothing was listed.
  [[nodiscard]] place enter_text(std::string_view via, place at);
  [[nodiscard]] bool read_piece(std::string_view sql, place inner, std::string_view& error);
  // Pieces are visited last in, first out; this puts those that were pushed since `mark` in the order of the text.
  [[nodiscard]] std::size_t mark() const { return stack_.size(); }
  void put_in_order(std::size_t mark) {
    std::reverse(stack_.begin() + static_cast<std::ptrdiff_t>(mark), stack_.end());
  }
  // The value of `SELECT <expression>`, if it is a constant text.
  [[nodiscard]] std::optional<std::string_view> constant_piece(std::string_view sql);
  void read_function_call(std::uint32_t function_oid);
  void read_replication(const replication_command& command);
  // What `push_all_of_it` pushes is read as one statement that has no text of its own: a definition from a catalog.
  template <typename Push>
  void read_stored(Push&& push_all_of_it) {
    statements_.emplace_back().first_effect = static_cast<std::uint32_t>(effects_.size());
    push_all_of_it(place{.texts_deep = 1});
    run();
    finish_statement();
  }

  // --- for the statement readers -----------------------------------------------------------------------------
  effect& add(verb what, const named& on, place at);
  void push(const void* node, place at) {
    if (node != nullptr) stack_.push_back({as<Node>(node), at});
  }
  void push_all(const List* nodes, place at);
  void give_up(std::string_view why);           // lists `unreadable` and stops the walk
  [[nodiscard]] bool spend(std::size_t steps);  // false: the work bound is reached and the walk has stopped

  [[nodiscard]] std::string_view keep(const char* text) { return memory_->copy(text_of(text)); }
  [[nodiscard]] std::string_view keep(std::string_view text) { return memory_->copy(text); }
  // For texts that may be a bound value's, once for each of many calls: no name or file name is longer.
  [[nodiscard]] std::string_view keep_short(std::string_view text) { return memory_->copy(text.substr(0, 4096)); }
  [[nodiscard]] std::string_view join(std::initializer_list<std::string_view> parts);
  [[nodiscard]] std::span<const std::string_view> keep_strings(const List* strings);
  [[nodiscard]] const other_name* keep(const other_name& name) { return memory_->copy(std::span{&name, 1}).data(); }
  [[nodiscard]] named relation(const RangeVar* name, object_kind kind = object_kind::relation);
  [[nodiscard]] named qualified(const List* names, object_kind kind);
  [[nodiscard]] std::uint32_t path(std::string_view via, place at);
  [[nodiscard]] std::uint32_t intern_schema(std::string_view name);

  // FROM, WITH and the scopes (scopes.cpp, from.cpp)
  [[nodiscard]] place open_scope(place at);
  [[nodiscard]] place enter_with(const WithClause* with, place at);
  void add_from(const List* from, place at);
  void add_from_item(const Node* item, place at);
  void add_target(const RangeVar* target, place at, std::uint32_t effect);
  void lock_tables(const List* only, std::string_view words, place at);
  void add_excluded(place at);
  void name_column(const ColumnRef* column, place at);
  [[nodiscard]] range_item* find_range(const ColumnRef* column, std::uint32_t& scope);
  void read_all_columns(place at);
  void note_statistics(const SelectStmt* select, place at);  // statistics.cpp
  [[nodiscard]] bool is_cte(const RangeVar* name, place at) const;

  // The catalog (catalog_names.cpp); everything is null or false without one.
  [[nodiscard]] const name_context* names() const {
    if (how_.names == nullptr || !how_.names->known) return nullptr;
    return has_own_names_ ? &own_names_ : how_.names;
  }
  [[nodiscard]] const catalog_relation* known_relation(std::string_view schema, std::string_view name);
  // Calls that the text does not say are calls (catalog/hidden.hpp).
  void note_hidden(const hidden_names& names) { stored_hidden_ = &names; }  // texts are definitions of a catalog
  void call_hidden_function(const FuncCall* call, std::string_view schema, std::string_view name, place at);
  void call_operator(const List* name, const A_Expr* between, int location, place at);
  void call_cast(const Node* value, const TypeName* type, place at);
  void call_type(const TypeName* type, place at);
  void call_types_of(const RangeVar* table, place at);  // constants may meet its columns, though no row is touched
  [[nodiscard]] bool may_have_checks(const TypeName* type) const;
  void call_type(const named& type, place at);

  statement& current() { return statements_.back(); }
  [[nodiscard]] std::string_view current_text() const;
  [[nodiscard]] std::size_t current_offset() const { return statements_.back().offset; }
  [[nodiscard]] bool reads_standard() const { return how_.backslashes != lexing::escaped; }
  // A $1 in a text inside the statement is that text's own, and not known.
  [[nodiscard]] std::span<const bound_value> parameters() const {
    return in_inner_text_ ? std::span<const bound_value>{} : how_.parameters;
  }
  [[nodiscard]] bool values_in_place() const { return how_.values_in_place && !in_inner_text_; }
  void note_parameters() { depends_on_parameters_ = depends_on_parameters_ || !in_inner_text_; }
  void note_settings() { may_change_settings_ = true; }
  [[nodiscard]] arena& memory() { return *memory_; }
  [[nodiscard]] std::vector<assigned_value>& values_scratch() { return values_; }
  [[nodiscard]] fold_stacks& folding() { return folding_; }
  [[nodiscard]] trial_stacks& trial() { return trial_; }
  // The index that the next effect gets.
  [[nodiscard]] std::uint32_t next_effect(place at) const {
    return at.planned ? none : static_cast<std::uint32_t>(effects_.size());
  }
  void act_on_name(name_action action, std::string_view name, place at);
  void mark_transaction_end(place at);

  std::vector<effect> effects_;
  std::vector<statement> statements_;
  bool depends_on_parameters_ = false;
  bool may_change_settings_ = false;

 private:
  struct task {
    const Node* node;
    place at;
  };

  void run();
  void visit(const Node* node, place at);
  void visit_expression(const Node* node, place at);
  void add_table(const RangeVar* table, place at);
  void use_own_names();
  void finish_statement();
  void add_statistics_reads();
  [[nodiscard]] const hidden_names* hidden() const;
  [[nodiscard]] std::string_view certain_type(const Node* node, place at);
  [[nodiscard]] const catalog_column* certain_column(const ColumnRef* column, place at);
  void add_hidden(object_kind kind, const named& what, place at);

  limits bounds_;
  analyze_options how_;
  arena* memory_ = nullptr;
  std::string_view text_;
  std::vector<task> stack_;
  std::vector<task> from_stack_;
  std::vector<assigned_value> values_;
  fold_stacks folding_;
  trial_stacks trial_;
  std::vector<std::string_view> paths_;
  scope_table scopes_;
  expander expander_;
  bool names_in_doubt_ = false;  // an earlier statement of this text may have changed the search_path
  bool has_own_names_ = false;   // ... or has defined something that later ones may name
  name_context own_names_;
  relation_meaning meaning_;
  const hidden_names* stored_hidden_ = nullptr;
  std::vector<std::uint32_t> hidden_calls_;  // those of this statement, so that each is listed once
  effect spare_;                             // what add() hands out when there is no room
  std::size_t work_left_ = 0;
  bool stopped_ = false;
  bool in_inner_text_ = false;
};

}  // namespace countersign::parser::tree
