#include "parser/tree/values.hpp"

#include <optional>

#include "parser/tree/fold.hpp"

namespace countersign::parser::tree {

namespace {

assigned_value assigned(walker& walk, const constant& value, std::string_view column, std::size_t position) {
  assigned_value out;
  out.column = column;
  out.position = static_cast<std::uint32_t>(position);
  switch (value.what) {
    case constant::unknown:
      break;
    case constant::null:
      out.kind = value_kind::null;
      break;
    case constant::boolean:
    case constant::number:
    case constant::text:
      out.kind = value_kind::literal;
      out.text = constant_words(walk, value);
      break;
    case constant::parameter:
      out.kind = value_kind::parameter;
      out.parameter = value.parameter_number;
      out.negated = value.negated;
      break;
  }
  return out;
}

assigned_value assigned(walker& walk, const Node* node, std::string_view column, std::size_t position) {
  return assigned(walk, fold_constant(walk, node), column, position);
}

// The target's own column of this name.
bool is_column(const Node* node, std::string_view column, const RangeVar* target) {
  if (node == nullptr || tag_of(node) != T_ColumnRef) return false;
  const auto fields = cells(as<ColumnRef>(node)->fields);
  if (fields.empty() || string_of(fields.back().ptr_value) != column) return false;
  return fields.size() == 1 || is_qualified_by(fields, target);
}

// `balance = balance - 10`: the change is known, the result is not.
bool assign_relative(walker& walk, const Node* node, const RangeVar* target, assigned_value& out) {
  if (node == nullptr || tag_of(node) != T_A_Expr || as<A_Expr>(node)->kind != AEXPR_OP) return false;
  const auto* expression = as<A_Expr>(node);
  const items<Node> name{expression->name};
  const std::string_view sign = name.size() == 1 ? string_of(name[0]) : std::string_view{};
  if (sign != "+" && sign != "-") return false;
  const bool left = is_column(expression->lexpr, out.column, target);
  if (!left && !(sign == "+" && is_column(expression->rexpr, out.column, target))) return false;
  const assigned_value change = assigned(walk, left ? expression->rexpr : expression->lexpr, out.column, out.position);
  if (change.kind != value_kind::literal && change.kind != value_kind::parameter) return false;
  out.kind = change.kind;
  out.relative = true;
  out.parameter = change.parameter;
  out.text = change.text;
  if (!out.text.empty() && (out.text.front() == '-' || out.text.front() == '+')) out.text.remove_prefix(1);
  return true;
}

assigned_values done(walker& walk) {
  return walk.memory().copy(std::span<const assigned_value>{walk.values_scratch()});
}

// To where room was made for them, since there may be thousands.
assigned_value* add_row(walker& walk, const List* row, column_names columns, assigned_value* to) {
  const items<Node> values{row};
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::string_view column = i < columns.size() ? columns[i] : std::string_view{};
    std::construct_at(to++, assigned(walk, values[i], column, i));
  }
  return to;
}

assigned_value* room_for(walker& walk, std::size_t values) {
  return static_cast<assigned_value*>(walk.memory().allocate(values * sizeof(assigned_value), alignof(assigned_value)));
}

// Every result of a CASE, or the one value that there is.
template <typename Add>
void each_branch(const Node* node, Add&& add) {
  if (node == nullptr || tag_of(node) != T_CaseExpr) return add(node);
  const auto* const choice = as<CaseExpr>(node);
  for (const CaseWhen* each : items<CaseWhen>(choice->args)) add(as<Node>(each->result));
  add(as<Node>(choice->defresult));
}

bool is_missing_else(const Node* whole, const Node* branch) {
  return branch == nullptr && whole != nullptr && tag_of(whole) == T_CaseExpr;
}

// Whether `node` is EXCLUDED's column, and which.
std::optional<std::string_view> column_of_excluded(const Node* node) {
  if (node == nullptr || tag_of(node) != T_ColumnRef) return std::nullopt;
  const auto fields = cells(as<ColumnRef>(node)->fields);
  if (fields.size() != 2 || string_of(fields[0].ptr_value) != "excluded") return std::nullopt;
  return string_of(fields[1].ptr_value);
}

const Node* assigned_node(const ResTarget* target) {
  const Node* const value = target->val;
  // An element of an array or a field of a row is not the column's value.
  if (target->indirection != nullptr) return nullptr;
  if (value == nullptr || tag_of(value) != T_MultiAssignRef) return value;
  // `(a, b) = ROW(1, 2)` makes one target per column, all with the same source.
  const auto* const part = as<MultiAssignRef>(value);
  if (part->source == nullptr || tag_of(part->source) != T_RowExpr || part->colno < 1) return nullptr;
  const items<Node> row{as<RowExpr>(part->source)->args};
  const auto index = static_cast<std::size_t>(part->colno - 1);
  return index < row.size() ? row[index] : nullptr;
}

assigned_value of_kind(value_kind kind) {
  assigned_value out;
  out.kind = kind;
  return out;
}

// One target of SET; `inserted` is the row that EXCLUDED is.
void add_assignment(walker& walk, const ResTarget* target, std::size_t position, const RangeVar* table,
                    assigned_values inserted) {
  std::vector<assigned_value>& all = walk.values_scratch();
  const std::size_t first = all.size();
  const std::string_view column = walk.keep(target->name);
  const Node* const whole = assigned_node(target);
  const auto add = [&](assigned_value value) {
    value.column = column;
    value.position = static_cast<std::uint32_t>(position);
    value.alternative = all.size() > first;
    all.push_back(value);
  };
  each_branch(whole, [&](const Node* value) {
    if (is_missing_else(whole, value)) return add(of_kind(value_kind::null));
    if (is_column(value, column, table)) return add(of_kind(value_kind::unchanged));
    if (const auto from = column_of_excluded(value)) {
      const std::size_t before = all.size();
      for (const assigned_value& each : inserted) {
        if (each.column == *from) add(each);
      }
      if (all.size() == before) add({});
      return;
    }
    assigned_value out = assigned(walk, value, column, position);
    if (out.kind == value_kind::unknown) assign_relative(walk, value, table, out);
    add(out);
  });
}

// The next row of values; nothing at the end.
assigned_values next_row(assigned_values& rest) {
  std::size_t end = rest.empty() ? 0 : 1;
  while (end < rest.size() && (rest[end].position > rest[end - 1].position || rest[end].alternative)) ++end;
  const assigned_values row = rest.first(end);
  rest = rest.subspan(end);
  return row;
}

// The VALUES that are all of a query's FROM, and what their columns are called.
struct values_in_from {
  const List* rows = nullptr;
  const Alias* alias = nullptr;

  [[nodiscard]] const Node* column(const List* row, const Node* reference) const;
};

values_in_from values_behind(const SelectStmt* query) {
  const items<Node> from{query->fromClause};
  if (from.size() != 1 || tag_of(from[0]) != T_RangeSubselect) return {};
  const auto* const inner = as<RangeSubselect>(from[0]);
  if (inner->subquery == nullptr || tag_of(inner->subquery) != T_SelectStmt) return {};
  const auto* const values = as<SelectStmt>(inner->subquery);
  if (values->op != SETOP_NONE || values->valuesLists == nullptr) return {};
  return {values->valuesLists, inner->alias};
}

const Node* values_in_from::column(const List* row, const Node* reference) const {
  if (row == nullptr || reference == nullptr || tag_of(reference) != T_ColumnRef) return nullptr;
  const auto fields = cells(as<ColumnRef>(reference)->fields);
  if (fields.empty() || fields.size() > 2 || tag_of(fields.back().ptr_value) == T_A_Star) return nullptr;
  if (fields.size() == 2 && (alias == nullptr || string_of(fields[0].ptr_value) != text_of(alias->aliasname))) {
    return nullptr;
  }
  const std::string_view name = string_of(fields.back().ptr_value);
  const items<Node> names{alias == nullptr ? nullptr : alias->colnames};
  const items<Node> values{row};
  for (std::size_t i = 0; i < names.size() && i < values.size(); ++i) {
    if (string_of(names[i]) == name) return values[i];
  }
  return nullptr;
}

bool is_star(const Node* value) {
  if (value == nullptr) return false;
  if (tag_of(value) == T_A_Indirection) return true;
  if (tag_of(value) != T_ColumnRef) return false;
  const auto fields = cells(as<ColumnRef>(value)->fields);
  return !fields.empty() && tag_of(fields.back().ptr_value) == T_A_Star;
}

// One row as a SELECT gives it; `row`: of the VALUES that it selects from.
void add_selected(walker& walk, const SelectStmt* query, const values_in_from& from, const List* row,
                  column_names columns) {
  std::vector<assigned_value>& all = walk.values_scratch();
  std::size_t position = 0;
  for (const ResTarget* each : items<ResTarget>(query->targetList)) {
    const std::string_view column = position < columns.size() ? columns[position] : std::string_view{};
    const std::size_t first = all.size();
    each_branch(each->val, [&](const Node* value) {
      assigned_value out;
      if (is_missing_else(each->val, value)) {
        out.kind = value_kind::null;
      } else if (const Node* const given = from.column(row, value)) {
        out = assigned(walk, given, column, position);
      } else if (const Node* const inner = value != nullptr && tag_of(value) == T_TypeCast
                                               ? from.column(row, as<TypeCast>(value)->arg)
                                               : nullptr) {
        out = assigned(walk, cast(walk, fold_constant(walk, inner), as<TypeCast>(value)->typeName), column, position);
      } else {
        out = assigned(walk, value, column, position);
      }
      out.column = column;
      out.position = static_cast<std::uint32_t>(position);
      out.alternative = all.size() > first;
      all.push_back(out);
    });
    ++position;
  }
}

// One plain SELECT or VALUES. False: its columns cannot be told apart, or there is too much of it.
bool add_arm(walker& walk, const SelectStmt* query, column_names columns) {
  std::vector<assigned_value>& all = walk.values_scratch();
  if (query->valuesLists != nullptr) {
    for (const List* row : items<List>(query->valuesLists)) {
      const items<Node> values{row};
      if (all.size() + values.size() > values_max) return false;
      for (std::size_t i = 0; i < values.size(); ++i) {
        all.push_back(assigned(walk, values[i], i < columns.size() ? columns[i] : std::string_view{}, i));
      }
    }
    return true;
  }
  const items<ResTarget> targets{query->targetList};
  if (query->groupClause != nullptr || targets.empty()) return false;
  for (const ResTarget* each : targets) {
    if (is_star(each->val)) return false;
  }
  const values_in_from from = values_behind(query);
  if (from.rows == nullptr) {
    add_selected(walk, query, from, nullptr, columns);
    return true;
  }
  for (const List* row : items<List>(from.rows)) {
    if (all.size() + targets.size() > values_max || !walk.spend(1)) return false;
    add_selected(walk, query, from, row, columns);
  }
  return true;
}

}  // namespace

assigned_values values_of_rows(walker& walk, const List* rows, column_names columns) {
  std::size_t count = 0;
  for (const List* row : items<List>(rows)) count += items<Node>(row).size();
  if (count > values_max) return unknown_values(walk, columns);
  assigned_value* const first = room_for(walk, count);
  assigned_value* to = first;
  for (const List* row : items<List>(rows)) to = add_row(walk, row, columns, to);
  return {first, count};
}

assigned_values values_of_row(walker& walk, const List* row, column_names columns) {
  const std::size_t count = items<Node>(row).size();
  if (count > values_max) return unknown_values(walk, columns);
  assigned_value* const first = room_for(walk, count);
  add_row(walk, row, columns, first);
  return {first, count};
}

assigned_values values_of_query(walker& walk, const SelectStmt* query, column_names columns) {
  std::vector<const SelectStmt*>& arms = walk.trial().arms;
  arms.assign(1, query);
  walk.values_scratch().clear();
  while (!arms.empty()) {
    const SelectStmt* const each = arms.back();
    arms.pop_back();
    if (each == nullptr || (each->op != SETOP_NONE && each->op != SETOP_UNION)) return unknown_values(walk, columns);
    if (each->op == SETOP_UNION) {
      arms.push_back(each->rarg);
      arms.push_back(each->larg);
    } else if (!add_arm(walk, each, columns)) {
      return unknown_values(walk, columns);
    }
  }
  return done(walk);
}

assigned_values values_of_assignments(walker& walk, const List* targets, const RangeVar* table,
                                      assigned_values inserted) {
  const items<ResTarget> all{targets};
  bool by_row = false;
  for (const ResTarget* each : all) {
    each_branch(assigned_node(each), [&](const Node* value) { by_row = by_row || column_of_excluded(value); });
  }
  walk.values_scratch().clear();
  assigned_values rest = by_row ? inserted : assigned_values{};
  do {
    const assigned_values row = next_row(rest);
    if (walk.values_scratch().size() + all.size() > values_max || !walk.spend(row.size())) {
      return unknown_values(walk, target_columns(walk, targets));
    }
    std::size_t position = 0;
    for (const ResTarget* each : all) add_assignment(walk, each, position++, table, row);
  } while (!rest.empty());
  return done(walk);
}

assigned_values unknown_values(walker& walk, column_names columns) {
  walk.values_scratch().clear();
  if (columns.empty()) walk.values_scratch().push_back({});
  for (std::size_t i = 0; i < columns.size(); ++i) {
    assigned_value& any = walk.values_scratch().emplace_back();
    any.column = columns[i];
    any.position = static_cast<std::uint32_t>(i);
  }
  return done(walk);
}

column_names target_columns(walker& walk, const List* targets) {
  const items<ResTarget> all{targets};
  if (all.empty()) return {};
  auto* const kept = static_cast<std::string_view*>(
      walk.memory().allocate(all.size() * sizeof(std::string_view), alignof(std::string_view)));
  std::size_t count = 0;
  for (const ResTarget* each : all) std::construct_at(kept + count++, walk.keep(each->name));
  return {kept, count};
}

}  // namespace countersign::parser::tree
