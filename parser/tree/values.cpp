#include "parser/tree/values.hpp"

#include "parser/tree/fold.hpp"

namespace countersign::parser::tree {

namespace {

assigned_value assigned(walker& walk, const Node* node, std::string_view column, std::size_t position) {
  assigned_value out;
  out.column = column;
  out.position = static_cast<std::uint32_t>(position);
  const constant value = fold_constant(walk, node);
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

bool is_column(const Node* node, std::string_view column) {
  if (node == nullptr || tag_of(node) != T_ColumnRef) return false;
  const auto fields = cells(as<ColumnRef>(node)->fields);
  return !fields.empty() && string_of(fields.back().ptr_value) == column;
}

// `balance = balance - 10`: the change is known, the result is not.
bool assign_relative(walker& walk, const Node* node, assigned_value& out) {
  if (node == nullptr || tag_of(node) != T_A_Expr || as<A_Expr>(node)->kind != AEXPR_OP) return false;
  const auto* expression = as<A_Expr>(node);
  const items<Node> name{expression->name};
  const std::string_view sign = name.size() == 1 ? string_of(name[0]) : std::string_view{};
  if (sign != "+" && sign != "-") return false;
  const bool left = is_column(expression->lexpr, out.column);
  if (!left && !(sign == "+" && is_column(expression->rexpr, out.column))) return false;
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

// One target of SET. `(a, b) = ROW(1, 2)` makes one target per column, all with the same source.
void add_assignment(walker& walk, const ResTarget* target, std::size_t position) {
  const std::string_view column = walk.keep(target->name);
  const Node* value = target->val;
  // An element of an array or a field of a row is not the column's value.
  if (target->indirection != nullptr) value = nullptr;
  if (value != nullptr && tag_of(value) == T_MultiAssignRef) {
    const auto* part = as<MultiAssignRef>(value);
    value = nullptr;
    if (part->source != nullptr && tag_of(part->source) == T_RowExpr && part->colno >= 1) {
      const items<Node> row{as<RowExpr>(part->source)->args};
      const auto index = static_cast<std::size_t>(part->colno - 1);
      if (index < row.size()) value = row[index];
    }
  }
  assigned_value out = assigned(walk, value, column, position);
  if (out.kind == value_kind::unknown) assign_relative(walk, value, out);
  walk.values_scratch().push_back(out);
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

assigned_values values_of_assignments(walker& walk, const List* targets) {
  walk.values_scratch().clear();
  std::size_t position = 0;
  for (const ResTarget* target : items<ResTarget>(targets)) {
    if (position >= values_max) return unknown_values(walk, target_columns(walk, targets));
    add_assignment(walk, target, position++);
  }
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
