// Statistics show values of the tables that they are about: pg_stats and what is behind it.
#include <algorithm>
#include <array>

#include "parser/tree/constant.hpp"
#include "parser/tree/fold.hpp"
#include "parser/tree/walker.hpp"

namespace countersign::parser::tree {

namespace {

bool is_statistics(std::string_view schema, std::string_view name) {
  if (!name.starts_with("pg_stat") || (!schema.empty() && schema != "pg_catalog")) return false;
  return name == "pg_stats" || name == "pg_statistic" || name == "pg_stats_ext" || name == "pg_stats_ext_exprs" ||
         name == "pg_statistic_ext_data";
}

// Widths, counts and shares are no values.
bool shows_values(std::string_view column) {
  constexpr std::array words = {"most_common_vals",       "histogram_bounds", "most_common_elems",
                                "range_bounds_histogram", "stxdmcv",          "stxdexpr"};
  return std::ranges::find(words, column) != words.end() || column.starts_with("stavalues");
}

bool is_of(const Node* node, const RangeVar* source, std::string_view column) {
  if (tag_of(node) != T_ColumnRef) return false;
  const auto fields = cells(as<ColumnRef>(node)->fields);
  if (fields.empty() || string_of(fields.back().ptr_value) != column) return false;
  return fields.size() == 1 || is_qualified_by(fields, source);
}

// The text that the column of a term `column = 'text'` is compared with.
std::string_view compared_with(walker& walk, const Node* term, const RangeVar* source, std::string_view column) {
  if (tag_of(term) != T_A_Expr || as<A_Expr>(term)->kind != AEXPR_OP) return {};
  const auto* const comparison = as<A_Expr>(term);
  const items<Node> sign{comparison->name};
  if (sign.size() != 1 || string_of(sign[0]) != "=") return {};
  const Node* left = comparison->lexpr;
  const Node* right = comparison->rexpr;
  if (left == nullptr || right == nullptr) return {};
  if (!is_of(left, source, column)) std::swap(left, right);
  if (!is_of(left, source, column)) return {};
  if (tag_of(right) == T_ParamRef) walk.note_parameters();
  const constant value = tag_of(right) == T_ParamRef ? bound(walk, as<ParamRef>(right)) : fold_constant(walk, right);
  return value.what == constant::text && !value.typed ? walk.keep_short(value.words) : std::string_view{};
}

// The text that every row has in the column, by the terms of a WHERE; empty: it may be any.
std::string_view only_text(walker& walk, const Node* where, const RangeVar* source, std::string_view column) {
  const auto* const logic = tag_of(where) == T_BoolExpr ? as<BoolExpr>(where) : nullptr;
  if (logic == nullptr || logic->boolop != AND_EXPR) return compared_with(walk, where, source, column);
  for (const Node* term : items<Node>(logic->args)) {
    if (!walk.spend(1)) return {};
    if (const std::string_view text = compared_with(walk, term, source, column); !text.empty()) return text;
  }
  return {};
}

}  // namespace

// Of several FROM items it would not be certain whose column a term is about.
void walker::note_statistics(const SelectStmt* select, place at) {
  const auto from = cells(select->fromClause);
  if (from.size() != 1 || tag_of(from[0].ptr_value) != T_RangeVar || select->whereClause == nullptr) return;
  const auto* const source = as<RangeVar>(from[0].ptr_value);
  const std::string_view view = text_of(source->relname);
  if (!view.starts_with("pg_stats") || !is_statistics(text_of(source->schemaname), view) || is_cte(source, at)) return;
  if (source->alias != nullptr && source->alias->colnames != nullptr) return;
  described_table fresh;
  fresh.effect = next_effect(at);
  fresh.table = only_text(*this, select->whereClause, source, "tablename");
  fresh.schema = only_text(*this, select->whereClause, source, "schemaname");
  if (view == "pg_stats") fresh.column = only_text(*this, select->whereClause, source, "attname");
  if (!fresh.table.empty()) scopes_.described.push_back(fresh);
}

// Those whose values are asked for are read.
void walker::add_statistics_reads() {
  for (const range_item& item : scopes_.ranges) {
    if (stopped_ || item.kind != range_kind::table || item.effect >= effects_.size()) continue;
    const effect asked = effects_[item.effect];
    if (asked.what != verb::read || !is_statistics(asked.schema, asked.object)) continue;
    if (!asked.all_columns && std::ranges::none_of(asked.columns, shows_values)) continue;
    const auto about = std::ranges::find(scopes_.described, item.effect, &described_table::effect);
    const described_table any;
    const described_table& which = about == scopes_.described.end() ? any : *about;
    const auto read = [&](std::string_view schema) {
      if (effects_.size() >= bounds_.effects_max)
        return give_up("more effects than are looked at; split the statement");
      effect shown;
      shown.what = verb::read;
      shown.kind = object_kind::relation;
      shown.schema = schema;
      shown.object = which.table;
      shown.all_columns = which.column.empty();
      if (!which.column.empty()) shown.columns = memory_->copy(std::span{&which.column, 1});
      shown.detail = which.table.empty() ? "statistics of any table" : "statistics";
      shown.via = asked.via;
      shown.location = asked.location;
      shown.statement = asked.statement;
      effects_.push_back(shown);
    };
    const catalog* const known = names() == nullptr ? nullptr : names()->known.get();
    const auto namesakes = known == nullptr || which.table.empty() || !which.schema.empty()
                               ? std::span<const relation_index>{}
                               : known->relations_named(which.table);
    for (const relation_index each : namesakes) read(known->relations()[each].schema);
    if (namesakes.empty()) read(which.schema);
  }
}

}  // namespace countersign::parser::tree
