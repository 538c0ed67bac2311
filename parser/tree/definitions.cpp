// Definitions that a catalog stores as text.
#include "parser/catalog/definitions.hpp"

#include <fmt/format.h>

#include "parser/tree/code.hpp"
#include "parser/tree/fold.hpp"
#include "parser/tree/library.hpp"
#include "parser/tree/walker.hpp"
#include "parser/tree/where.hpp"

namespace countersign::parser {

using namespace tree;

struct definition_reader::state {
  state(arena& to, const hidden_names& hidden) : memory(to), walk(limits{}) { walk.note_hidden(hidden); }

  // Parses, lets `push` say what counts, and returns the effects of that.
  template <typename Push>
  std::span<const effect> read(std::string_view text, Push&& push);
  std::span<const effect> take() { return memory.copy(std::span<const effect>{walk.effects_}); }
  std::span<const effect> unreadable(std::string_view why) {
    effect out;
    out.what = verb::unreadable;
    out.detail = memory.copy(why);
    return memory.copy(std::span<const effect>{&out, 1});
  }

  // What the effects of one column add to those that there are without any.
  std::span<const effect> beyond(std::span<const effect> always, std::span<const effect> with_column);

  arena& memory;
  walker walk;
};

namespace {

const Node* only_statement(const List* statements) {
  const items<RawStmt> all{statements};
  return all.size() == 1 ? all[0]->stmt : nullptr;
}

// Every plain SELECT and VALUES of a query made of UNIONs. Null in front: INTERSECT or EXCEPT compare whole rows.
std::vector<SelectStmt*> arms_of(SelectStmt* query) {
  std::vector<SelectStmt*> arms;
  std::vector<SelectStmt*> stack{query};
  while (!stack.empty()) {
    SelectStmt* const each = stack.back();
    stack.pop_back();
    if (each->op == SETOP_NONE) {
      arms.push_back(each);
      continue;
    }
    if (each->op != SETOP_UNION) return {};
    stack.push_back(each->rarg);
    stack.push_back(each->larg);
  }
  return arms;
}

// The cell of a list as a list of its own.
List alone(const List* list, std::size_t index) {
  List one;
  std::memset(static_cast<void*>(&one), 0, sizeof one);
  one.type = T_List;
  one.length = 1;
  one.max_length = 1;
  one.elements = list->elements + index;
  return one;
}

bool may_be_written(const SelectStmt* query) {
  return is_plain(query) && query->distinctClause == nullptr && query->valuesLists == nullptr &&
         items<Node>(query->fromClause).size() == 1 && tag_of(items<Node>(query->fromClause)[0]) == T_RangeVar;
}

}  // namespace

template <typename Push>
std::span<const effect> definition_reader::state::read(std::string_view text, Push&& push) {
  library_session library;
  if (!library.ready()) return unreadable("not enough memory to read a definition");
  const std::string copied{text};
  const parsed_text parsed = library.parse(copied.c_str(), true);
  walk.start(memory, {}, {});
  if (!parsed.error.empty()) return unreadable(parsed.error);
  walk.read_stored([&](place at) { push(parsed.statements, at); });
  return take();
}

std::span<const effect> definition_reader::state::beyond(std::span<const effect> always,
                                                         std::span<const effect> with_column) {
  std::vector<effect> added;
  for (effect each : with_column) {
    const auto known =
        std::ranges::find_if(always, [&](const effect& other) { return same_but_for_columns(other, each); });
    if (known != always.end()) {
      std::vector<std::string_view> columns;
      for (const std::string_view column : each.columns) {
        if (std::ranges::find(known->columns, column) == known->columns.end()) columns.push_back(column);
      }
      if (columns.empty()) continue;
      each.columns = memory.copy(std::span<const std::string_view>{columns});
    }
    added.push_back(each);
  }
  return memory.copy(std::span<const effect>{added});
}

definition_reader::definition_reader(arena& memory, const hidden_names& hidden)
    : state_(std::make_unique<state>(memory, hidden)) {}
definition_reader::~definition_reader() = default;

view_query definition_reader::view(std::string_view query) {
  state& s = *state_;
  view_query out;
  library_session library;
  if (!library.ready()) return out;
  const std::string copied{query};
  const parsed_text parsed = library.parse(copied.c_str(), true);
  const Node* const statement = parsed.error.empty() ? only_statement(parsed.statements) : nullptr;
  if (statement == nullptr || tag_of(statement) != T_SelectStmt) return out;
  // The tree is ours alone: the targets are shown to the walk one at a time.
  auto* const whole = const_cast<SelectStmt*>(as<SelectStmt>(statement));
  const std::vector<SelectStmt*> arms = arms_of(whole);
  const auto walk_it = [&] {
    s.walk.start(s.memory, {}, {});
    s.walk.read_stored([&](place at) { s.walk.push(whole, at); });
    return s.take();
  };
  out.readable = true;
  out.whole = walk_it();
  std::vector<List*> targets;
  std::size_t columns = arms.empty() ? 0 : SIZE_MAX;
  for (SelectStmt* each : arms) {
    targets.push_back(each->targetList);
    columns = std::min<std::size_t>(columns, cells(each->targetList).size());
  }
  if (columns == 0) return out;
  for (SelectStmt* each : arms) each->targetList = nullptr;
  out.always = walk_it();
  std::vector<std::span<const effect>> by_column;
  std::vector<List> shown(arms.size());
  for (std::size_t column = 0; column < columns; ++column) {
    for (std::size_t i = 0; i < arms.size(); ++i) {
      shown[i] = alone(targets[i], column);
      arms[i]->targetList = &shown[i];
    }
    by_column.push_back(s.beyond(out.always, walk_it()));
  }
  out.by_column = s.memory.copy(std::span<const std::span<const effect>>{by_column});
  whole->targetList = targets.front();
  if (arms.size() != 1 || !may_be_written(whole)) return out;
  const auto* const table = as<RangeVar>(items<Node>(whole->fromClause)[0]);
  out.base_schema = s.memory.copy(text_of(table->schemaname));
  out.base = s.memory.copy(text_of(table->relname));
  s.walk.start(s.memory, {}, {});
  s.walk.read_stored([&](place) { out.where = judge_where(s.walk, whole->whereClause, {table}); });
  std::vector<std::string_view> base_columns;
  for (const ResTarget* each : items<ResTarget>(whole->targetList)) {
    const auto fields = each->val != nullptr && tag_of(each->val) == T_ColumnRef
                            ? cells(as<ColumnRef>(each->val)->fields)
                            : std::span<const ListCell>{};
    base_columns.push_back(fields.empty() ? std::string_view{} : s.memory.copy(string_of(fields.back().ptr_value)));
  }
  out.base_columns = s.memory.copy(std::span<const std::string_view>{base_columns});
  return out;
}

std::span<const effect> definition_reader::rule(std::string_view create_rule) {
  return state_->read(create_rule, [&](const List* statements, place at) {
    const Node* const statement = only_statement(statements);
    if (statement == nullptr || tag_of(statement) != T_RuleStmt) return;
    const auto* rule = as<RuleStmt>(statement);
    const place inner = state_->walk.open_scope(at);
    state_->walk.push(rule->whereClause, inner);
    state_->walk.push_all(rule->actions, inner);
  });
}

std::span<const effect> definition_reader::when(std::string_view create_trigger, bool& never) {
  never = false;
  return state_->read(create_trigger, [&](const List* statements, place at) {
    const Node* const statement = only_statement(statements);
    if (statement == nullptr || tag_of(statement) != T_CreateTrigStmt) return;
    const Node* const condition = as<CreateTrigStmt>(statement)->whenClause;
    if (condition == nullptr) return;
    if (tag_of(condition) == T_A_Const) {
      const auto* constant = as<A_Const>(condition);
      never = !constant->isnull && constant->val.node.type == T_Boolean && !constant->val.boolval.boolval;
    }
    state_->walk.push(condition, at);
  });
}

std::span<const effect> definition_reader::body(std::string_view language, std::string_view source) {
  state& s = *state_;
  library_session library;
  if (!library.ready()) return s.unreadable("not enough memory to read a definition");
  s.walk.start(s.memory, {}, {});
  s.walk.read_stored([&](place at) {
    at.texts_deep = 0;  // the body itself is the first text
    read_body(s.walk, {language, source, {}}, at);
  });
  return s.take();
}

std::span<const effect> definition_reader::sql_body(std::string_view text) {
  // Only a whole CREATE FUNCTION may hold a body that is no string.
  const std::string whole = fmt::format("CREATE FUNCTION f() RETURNS void {}", text);
  return state_->read(whole, [&](const List* statements, place at) {
    const Node* const statement = only_statement(statements);
    if (statement == nullptr || tag_of(statement) != T_CreateFunctionStmt) return;
    state_->walk.push(as<CreateFunctionStmt>(statement)->sql_body, at);
  });
}

std::span<const effect> definition_reader::expression(std::string_view text) {
  const std::string query = fmt::format("SELECT {}", text);
  return state_->read(query,
                      [&](const List* statements, place at) { state_->walk.push(only_statement(statements), at); });
}

}  // namespace countersign::parser
