// FROM and WITH: what is read, under which names, and which columns of it.
#include "parser/tree/functions.hpp"
#include "parser/tree/settings.hpp"
#include "parser/tree/walker.hpp"

namespace countersign::parser::tree {

namespace {

// The views of system_views.sql that show files of the server.
std::string_view file_behind_view(const RangeVar* table) {
  if (table->schemaname != nullptr && text_of(table->schemaname) != "pg_catalog") return {};
  const std::string_view name = text_of(table->relname);
  if (name == "pg_file_settings") return "postgresql.conf";
  if (name == "pg_hba_file_rules") return "pg_hba.conf";
  return name == "pg_ident_file_mappings" ? std::string_view{"pg_ident.conf"} : std::string_view{};
}

}  // namespace

place walker::open_scope(place at) {
  at.scope = scopes_.open(at.scope);
  return at;
}

// The queries of a WITH see the names before them, with RECURSIVE all of its names (parse_cte.c).
place walker::enter_with(const WithClause* with, place at) {
  if (with == nullptr) return at;
  const items<CommonTableExpr> ctes{with->ctes};
  place inside = at;
  if (with->recursive) {
    for (const CommonTableExpr* each : ctes) inside.ctes = scopes_.add_cte(keep(each->ctename), inside.ctes);
  }
  place query = inside;
  query.locked = false;
  for (const CommonTableExpr* each : ctes) {
    push(each->cycle_clause, query);
    push(each->ctequery, query);
    if (with->recursive) continue;
    inside.ctes = scopes_.add_cte(keep(each->ctename), inside.ctes);
    query.ctes = inside.ctes;
  }
  return inside;
}

bool walker::is_cte(const RangeVar* name, place at) const {
  if (name->schemaname != nullptr || name->catalogname != nullptr) return false;
  const std::string_view wanted = text_of(name->relname);
  for (std::uint32_t i = at.ctes; i != none; i = scopes_.ctes[i].outer) {
    if (scopes_.ctes[i].name == wanted) return true;
  }
  return false;
}

void walker::add_from(const List* from, place at) {
  for (const Node* each : items<Node>(from)) {
    if (each != nullptr) add_from_item(each, at);
  }
}

void walker::add_table(const RangeVar* table, place at) {
  const named on = relation(table);
  range_item item;
  item.name = on.object;
  item.schema = on.schema;
  if (table->alias != nullptr) item.alias = keep(table->alias->aliasname);
  if (!spend(scopes_.ctes.size() / 8)) return;
  if (!is_cte(table, at)) {
    item.kind = range_kind::table;
    if (at.planned) {
      call_types_of(table, at);
    } else {
      item.effect = static_cast<std::uint32_t>(effects_.size());
      add(verb::read, on, at);
      if (const std::string_view file = file_behind_view(table); !file.empty()) {
        add(verb::read_file, {.detail = file, .location = table->location}, at);
      }
      if (at.in_view && is_settings_view(table)) {
        change_any_setting(*this, "view of pg_settings",
                           "UPDATE of a view of pg_settings may change how later text is read; use SET",
                           table->location, at);
      }
    }
    // `FROM t AS x (a, b)` gives the columns other names, so that what is written says little.
    item.all_columns = table->alias != nullptr && table->alias->colnames != nullptr;
    if (!item.all_columns) item.known = known_relation(item.schema, item.name);
    if (at.locked && !at.planned) add(verb::lock, on, at).detail = "for update of an outer query";
  }
  scopes_.add(at.scope, item);
}

void walker::add_from_item(const Node* first, place at) {
  const auto name = [&](const Alias* alias, range_kind kind) {
    if (alias == nullptr) return;
    range_item item;
    item.kind = kind;
    item.alias = keep(alias->aliasname);
    scopes_.add(at.scope, item);
  };
  const std::size_t bottom = from_stack_.size();
  from_stack_.push_back({first, at});
  while (from_stack_.size() > bottom) {
    const Node* node = from_stack_.back().node;
    from_stack_.pop_back();
    switch (node->type) {
      case T_RangeVar:
        add_table(as<RangeVar>(node), at);
        break;
      case T_RangeSubselect: {
        const auto* query = as<RangeSubselect>(node);
        name(query->alias, range_kind::derived);
        place inner = at;
        // Without LATERAL it sees the outer queries, not its neighbours.
        if (!query->lateral) inner.scope = scopes_.scopes[at.scope].parent;
        inner.locked = at.locked || at.locks_below;
        inner.locks_below = false;
        push(query->subquery, inner);
        break;
      }
      case T_RangeFunction: {
        const auto* function = as<RangeFunction>(node);
        name(function->alias, range_kind::derived);
        for (const List* pair : items<List>(function->functions)) {
          const items<Node> parts{pair};
          if (!parts.empty()) push(parts[0], at);
          if (parts.size() > 1) push(parts[1], at);
        }
        push_all(function->coldeflist, at);
        break;
      }
      case T_RangeTableFunc: {
        const auto* table = as<RangeTableFunc>(node);
        name(table->alias, range_kind::derived);
        push_all(table->columns, at);
        push_all(table->namespaces, at);
        push(table->rowexpr, at);
        push(table->docexpr, at);
        break;
      }
      case T_RangeTableSample: {
        const auto* sample = as<RangeTableSample>(node);
        read_sampling_method(*this, sample, at);
        push(sample->repeatable, at);
        push_all(sample->args, at);
        if (sample->relation != nullptr) from_stack_.push_back({sample->relation, at});
        break;
      }
      case T_JoinExpr: {
        const auto* join = as<JoinExpr>(node);
        name(join->alias, range_kind::joined);
        name(join->join_using_alias, range_kind::joined);
        push(join->quals, at);
        // The columns that NATURAL compares are not written.
        if (join->isNatural) scopes_.scopes[at.scope].natural = true;
        for (const Node* column : items<Node>(join->usingClause)) {
          scopes_.add_column(scopes_.scopes[at.scope], string_of(column), *memory_);
        }
        if (join->rarg != nullptr) from_stack_.push_back({join->rarg, at});
        if (join->larg != nullptr) from_stack_.push_back({join->larg, at});
        break;
      }
      default:
        add(verb::unknown, {.detail = "a FROM item that this program does not know"}, at);
        break;
    }
  }
}

void walker::lock_tables(const List* only, std::string_view words, place at) {
  const items<RangeVar> named_tables{only};
  for (std::uint32_t r = scopes_.scopes[at.scope].first; r != none; r = scopes_.ranges[r].next) {
    if (!spend(1 + named_tables.size())) return;
    const range_item& item = scopes_.ranges[r];
    if (item.kind != range_kind::table || item.effect >= effects_.size()) continue;
    bool locks = named_tables.empty();
    for (const RangeVar* each : named_tables) {
      locks = locks || text_of(each->relname) == (item.alias.empty() ? item.name : item.alias);
    }
    if (!locks) continue;
    const effect& read = effects_[item.effect];
    named on{.kind = read.kind, .database = read.database, .schema = read.schema, .object = read.object};
    on.temporary = read.temporary;
    on.only = read.only;
    on.detail = words;
    on.location = static_cast<int>(read.location);
    add(verb::lock, on, at);
  }
}

void walker::add_target(const RangeVar* target, place at, std::uint32_t effect) {
  range_item item;
  item.kind = range_kind::target;
  const named on = relation(target);
  item.name = on.object;
  item.schema = on.schema;
  if (target->alias != nullptr) item.alias = keep(target->alias->aliasname);
  item.effect = effect;
  item.known = known_relation(item.schema, item.name);
  scopes_.add(at.scope, item);
}

void walker::add_excluded(place at) {
  range_item item;
  item.alias = "excluded";
  scopes_.add(at.scope, item);
}

void walker::read_all_columns(place at) {
  if (at.scope != none) scopes_.scopes[at.scope].star = true;
}

namespace {

// `a`, `a.b`, `a.b.c`, `a.b.c.d`, any of them with `*` in the last place.
struct column_parts {
  std::string_view first;
  std::string_view schema;
  std::string_view table;
  std::string_view column;        // empty for `*`
  std::string_view inner_column;  // if the first name is the table, and what follows a column and its fields
  std::size_t count = 0;
};

column_parts split(std::span<const ListCell> fields) {
  const auto text = [&](std::size_t i) { return string_of(fields[i].ptr_value); };
  column_parts out;
  out.count = fields.size();
  out.first = text(0);
  out.column = text(fields.size() - 1);
  // `schema.table.column`, `database.schema.table.column`: the table is the last name but one.
  const std::size_t table_at = fields.size() <= 2 ? 0 : fields.size() - 2;
  out.table = text(table_at);
  if (table_at > 0) out.schema = text(table_at - 1);
  if (fields.size() > 2) out.inner_column = text(1);
  return out;
}

bool is_table(const range_item& item, const column_parts& parts) {
  if (!item.alias.empty()) return item.alias == parts.table && parts.schema.empty();
  return item.name == parts.table && (parts.schema.empty() || item.schema.empty() || item.schema == parts.schema);
}

bool is_first(const range_item& item, const column_parts& parts) {
  return parts.count > 2 && (item.alias.empty() ? item.name : item.alias) == parts.first;
}

}  // namespace

// The item that the column's table is, searched from the innermost query outwards. `scope` becomes where it was found.
range_item* walker::find_range(const ColumnRef* column, std::uint32_t& scope) {
  const column_parts parts = split(cells(column->fields));
  for (; scope != none; scope = scopes_.scopes[scope].parent) {
    for (std::uint32_t r = scopes_.scopes[scope].first; r != none; r = scopes_.ranges[r].next) {
      if (!spend(1)) return nullptr;
      range_item& item = scopes_.ranges[r];
      if (is_table(item, parts) || is_first(item, parts)) return &item;
    }
    if (!spend(1)) return nullptr;
  }
  return nullptr;
}

void walker::name_column(const ColumnRef* column, place at) {
  const auto fields = cells(column->fields);
  if (at.scope == none || fields.empty()) return;
  const column_parts parts = split(fields);
  if (parts.count == 1 && parts.column.empty()) return read_all_columns(at);

  std::uint32_t found_in = at.scope;
  range_item* const item = find_range(column, found_in);
  if (item != nullptr && item->kind == range_kind::joined) {
    if (parts.count == 1 || parts.column.empty()) {
      scopes_.scopes[found_in].star = true;
    } else {
      scopes_.add_column(scopes_.scopes[found_in], parts.column, *memory_);
    }
  } else if (item != nullptr && item->kind != range_kind::derived) {
    if (parts.count == 1 || parts.column.empty()) {
      item->all_columns = true;  // the table's name as an expression is its whole row
    } else {
      scopes_.add_column(*item, parts.column, *memory_);
      if (is_first(*item, parts)) scopes_.add_column(*item, parts.inner_column, *memory_);
    }
  }
  // A name alone is a column before it is a table.
  if (parts.count == 1) scopes_.add_column(scopes_.scopes[at.scope], parts.column, *memory_);
}

}  // namespace countersign::parser::tree
