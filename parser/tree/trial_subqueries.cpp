// EXISTS, IN and the like in a trial.
#include <algorithm>

#include "parser/tree/folder.hpp"
#include "parser/tree/trial_compiler.hpp"

namespace countersign::parser::tree {

namespace {

constexpr std::size_t arms_max = 8;

// Gives one row whatever there is.
bool is_lone_aggregate(const SelectStmt* query) {
  constexpr std::string_view aggregates[] = {"count",   "max",   "min",       "sum",        "avg",     "bool_and",
                                             "bool_or", "every", "array_agg", "string_agg", "json_agg"};
  for (const ResTarget* each : items<ResTarget>(query->targetList)) {
    if (each->val == nullptr || tag_of(each->val) != T_FuncCall || as<FuncCall>(each->val)->over != nullptr) continue;
    const items<Node> name{as<FuncCall>(each->val)->funcname};
    const std::string_view last = name.empty() ? std::string_view{} : string_of(name[name.size() - 1]);
    if (std::ranges::find(aggregates, last) != std::end(aggregates)) return true;
  }
  return false;
}

}  // namespace

bool trial_compiler::collect_arms(const SelectStmt* query) {
  out_.arms.assign(1, query);
  for (std::size_t i = 0; i < out_.arms.size();) {
    const SelectStmt* const each = out_.arms[i];
    if (each == nullptr || out_.arms.size() > arms_max) return false;
    if (each->op != SETOP_UNION) {
      ++i;
      continue;
    }
    if (each->limitCount != nullptr || each->limitOffset != nullptr || each->withClause != nullptr) return false;
    out_.arms[i] = each->larg;
    out_.arms.push_back(each->rarg);
  }
  return true;
}

void trial_compiler::then_where(const SelectStmt* query, std::uint32_t scope) {
  if (query->whereClause == nullptr) return then_truth(true);
  columns_.note_type(query->whereClause, column_type::boolean, scope);
  then(query->whereClause, scope);
}

void trial_compiler::visit_subquery(const SubLink* link, std::uint32_t scope) {
  const auto* const whole = as<Node>(static_cast<const void*>(link));
  const SelectStmt* const query = subselect(link);
  if (const Node* only = lone_expression(query); only != nullptr && link->subLinkType == EXPR_SUBLINK) {
    return then(only, scope);
  }
  if (query == nullptr) return then_anything(whole);
  const items<Node> name{link->operName};
  const std::string_view sign = name.empty() ? std::string_view{"="} : string_of(name[name.size() - 1]);
  const bool usual = name.size() <= 1 && is_comparison(sign);
  switch (link->subLinkType) {
    case EXISTS_SUBLINK:
      if (!collect_arms(query)) return then_anything(whole);
      for (const SelectStmt* each : out_.arms) exists(each, scope);
      return then(trial_op::any_of, out_.arms.size());
    case ANY_SUBLINK:
      if (!usual || !collect_arms(query)) return then_anything(whole);
      for (const SelectStmt* each : out_.arms) among(link, each, sign, scope);
      return then(trial_op::any_of, out_.arms.size());
    case ALL_SUBLINK:
      if (!usual || !is_plain(query) || query->fromClause != nullptr || query->valuesLists != nullptr) break;
      among(link, query, sign, scope);
      return;
    case ROWCOMPARE_SUBLINK:
    case EXPR_SUBLINK:
    case MULTIEXPR_SUBLINK:
    case ARRAY_SUBLINK:
    case CTE_SUBLINK:
      break;
  }
  then_anything(whole);
}

void trial_compiler::exists(const SelectStmt* query, std::uint32_t scope) {
  if (!is_plain(query)) return then_anything(nullptr);
  if (query->valuesLists != nullptr || is_lone_aggregate(query)) return then_truth(true);
  const auto from = cells(query->fromClause);
  if (from.empty()) {
    then_where(query, scope);
    then_truth(true);
    return then(trial_op::lone_row, 2);
  }
  const std::uint32_t inner = from.size() == 1 ? columns_.open_source(as<Node>(from[0].ptr_value), scope) : no_slot;
  if (inner == no_slot) return then_anything(nullptr);
  then_where(query, inner);
  then(trial_op::witness, 1);
}

// One arm of `test = ANY (SELECT ...)`.
void trial_compiler::among(const SubLink* link, const SelectStmt* query, std::string_view sign, std::uint32_t scope) {
  if (!is_plain(query) || query->valuesLists != nullptr) return then_anything(nullptr);
  const auto from = cells(query->fromClause);
  const std::uint32_t inner = from.empty()       ? scope
                              : from.size() == 1 ? columns_.open_source(as<Node>(from[0].ptr_value), scope)
                                                 : no_slot;
  if (!from.empty() && inner == no_slot) return then_anything(nullptr);
  const auto* const test = as<Node>(link->testexpr);
  const items<ResTarget> targets{query->targetList};
  then_where(query, inner);
  if (test != nullptr && tag_of(test) == T_RowExpr) {
    const items<Node> fields{as<RowExpr>(test)->args};
    if (fields.size() != targets.size() || sign != "=") return give_up_arm();
    for (std::size_t i = 0; i < fields.size(); ++i) compare("=", fields[i], targets[i]->val, scope, inner);
    then(trial_op::all_of, fields.size());
  } else {
    if (targets.size() != 1) return give_up_arm();
    compare(sign, test, targets[0]->val, scope, inner);
  }
  if (from.empty()) {
    return then(trial_step{.what = trial_op::lone_row, .flag = link->subLinkType == ALL_SUBLINK, .operands = 2});
  }
  then(trial_op::all_of, 2);
  then(trial_op::witness, 1);
}

// The condition is on the agenda already.
void trial_compiler::give_up_arm() {
  then_anything(nullptr);
  then(trial_op::all_of, 2);
  then(trial_op::witness, 1);
}

}  // namespace countersign::parser::tree
