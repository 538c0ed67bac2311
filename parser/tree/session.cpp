// The session's own state: transactions, prepared statements, cursors, EXPLAIN, notifications.
#include <memory>
#include <optional>

#include "parser/tree/fold.hpp"
#include "parser/tree/names.hpp"
#include "parser/tree/objects.hpp"
#include "parser/tree/statements.hpp"
#include "parser/tree/tokens.hpp"

namespace countersign::parser::tree {

namespace {

void end_transaction(walker& walk, place at) {
  walk.mark_transaction_end(at);
  walk.note_settings();  // SET LOCAL ends, and a rollback undoes SET
}

}  // namespace

void read_transaction(walker& walk, const TransactionStmt* statement, place at) {
  const auto plain = [&](std::string_view words) {
    walk.add(verb::transaction, simple(walk.keep(statement->savepoint_name), object_kind::none, words), at);
  };
  const auto two_phase = [&](std::string_view words) {
    walk.add(verb::two_phase, simple(walk.keep(statement->gid), object_kind::none, words), at);
  };
  switch (statement->kind) {
    case TRANS_STMT_BEGIN:
    case TRANS_STMT_START: {
      const std::string_view modes = transaction_modes(walk, statement->options);
      return plain(modes.empty() ? std::string_view{"begin"} : walk.join({"begin ", modes}));
    }
    case TRANS_STMT_COMMIT:
      end_transaction(walk, at);
      return plain(statement->chain ? "commit and chain" : "commit");
    case TRANS_STMT_ROLLBACK:
      end_transaction(walk, at);
      return plain(statement->chain ? "rollback and chain" : "rollback");
    case TRANS_STMT_SAVEPOINT:
      return plain("savepoint");
    case TRANS_STMT_RELEASE:
      return plain("release");
    case TRANS_STMT_ROLLBACK_TO:
      end_transaction(walk, at);
      return plain("rollback to savepoint");
    case TRANS_STMT_PREPARE:
      end_transaction(walk, at);
      return two_phase("prepare transaction");
    case TRANS_STMT_COMMIT_PREPARED:
      return two_phase("commit prepared");
    case TRANS_STMT_ROLLBACK_PREPARED:
      return two_phase("rollback prepared");
  }
  walk.add(verb::unknown, {.detail = "a transaction statement that this program does not know"}, at);
}

void read_constraints(walker& walk, const ConstraintsSetStmt* statement, place at) {
  const std::string_view words = statement->deferred ? "set constraints deferred" : "set constraints immediate";
  walk.add(verb::transaction, {.detail = words}, at);
}

namespace {

// Where the AS of PREPARE ends: the first unquoted one, since a name and types are all that may stand before it.
// Nothing if the text is cut inside something or has no AS yet.
std::optional<std::size_t> end_of_as(walker& walk, std::string_view text) {
  const std::string_view copy = walk.join({text, std::string_view{"\0", 1}});
  const std::optional<std::vector<token>> tokens = scan(copy.data(), walk.reads_standard());
  if (!tokens) return std::nullopt;
  for (const token& each : *tokens) {
    if (each.end >= text.size() || each.end - each.start != 2) continue;
    if ((text[each.start] | 0x20) == 'a' && (text[each.start + 1] | 0x20) == 's') return each.end;
  }
  return std::nullopt;
}

// Scanning takes many times the text's size, and the AS stands at its beginning: longer and longer starts are tried.
void add_body(walker& walk, place at) {
  const std::string_view text = walk.current_text();
  for (const std::size_t tried : {std::size_t{256}, std::size_t{4096}, std::size_t{65'536}}) {
    const std::optional<std::size_t> end = end_of_as(walk, text.substr(0, tried));
    if (end) {
      walk.current().body = text.substr(*end);
      return;
    }
    if (tried >= text.size()) break;
  }
  walk.add(verb::unreadable, {.detail = "PREPARE with no AS where it is looked for; shorten what stands before it"},
           at);
}

}  // namespace

namespace {

// Those that a bound value is read by; any other is some type.
type_oid number_of(const TypeName* type) {
  constexpr std::pair<std::string_view, type_oid> numbers[] = {
      {"bool", 16},    {"name", 19},    {"int8", 20},     {"int2", 21},      {"int4", 23},     {"text", 25},
      {"float4", 700}, {"float8", 701}, {"bpchar", 1042}, {"varchar", 1043}, {"numeric", 1700}};
  const items<Node> names{type->names};
  const bool own = names.size() == 1 || (names.size() == 2 && string_of(names[0]) == "pg_catalog");
  if (!own || type->arrayBounds != nullptr || type->setof || type->pct_type) return some_type;
  const std::string_view name = string_of(names[names.size() - 1]);
  for (const auto& [word, number] : numbers) {
    if (word == name) return number;
  }
  return name == "unknown" ? type_oid{0} : some_type;
}

// Of those that a catalog has, only the ones whose values run something.
type_oid oid_of(walker& walk, const TypeName* type) {
  const items<Node> parts{type->names};
  if (parts.empty() || walk.names() == nullptr) return number_of(type);
  const catalog& known = *walk.names()->known;
  const std::string_view schema = parts.size() > 1 ? string_of(parts[parts.size() - 2]) : std::string_view{};
  for (const std::uint32_t each : known.types_named(string_of(parts[parts.size() - 1]))) {
    if (schema.empty() || schema == known.types()[each].schema) return known.types()[each].oid;
  }
  return number_of(type);
}

std::span<const type_oid> types_of(walker& walk, const List* types) {
  const items<TypeName> all{types};
  auto* const kept = static_cast<type_oid*>(walk.memory().allocate(all.size() * sizeof(type_oid), alignof(type_oid)));
  std::size_t count = 0;
  for (const TypeName* each : all) std::construct_at(kept + count++, oid_of(walk, each));
  return {kept, count};
}

// What the server would be sent for the same value in a Bind. Nothing if it is not known.
std::optional<bound_value> argument(walker& walk, const Node* node) {
  const constant value = fold_constant(walk, node);
  bound_value out;
  out.null = value.what == constant::null;
  const bool plain = (value.what == constant::text && !value.typed) || value.what == constant::boolean ||
                     (value.what == constant::number && !value.typed && value.value.scale == 0);
  if (!out.null && !plain) return std::nullopt;
  out.bytes = constant_words(walk, value);
  return out;
}

std::span<const bound_value> arguments_of(walker& walk, const List* arguments) {
  const items<Node> all{arguments};
  auto* const kept =
      static_cast<bound_value*>(walk.memory().allocate(all.size() * sizeof(bound_value), alignof(bound_value)));
  std::size_t count = 0;
  for (const Node* each : all) {
    const std::optional<bound_value> value = argument(walk, each);
    if (!value) return {};
    std::construct_at(kept + count++, *value);
  }
  return {kept, count};
}

}  // namespace

void read_prepare(walker& walk, const PrepareStmt* prepare, place at) {
  const std::string_view name = walk.keep(prepare->name);
  walk.add(verb::session, simple(name, object_kind::prepared_statement, "prepare"), at);
  walk.act_on_name(name_action::prepare, name, at);
  if (at.texts_deep == 0) {
    add_body(walk, at);
    walk.current().types = types_of(walk, prepare->argtypes);
  }
  for (const TypeName* each : items<TypeName>(prepare->argtypes)) walk.call_type(each, at);
  walk.push(prepare->query, at);
}

void read_execute(walker& walk, const ExecuteStmt* execute, place at) {
  const std::string_view name = walk.keep(execute->name);
  walk.add(verb::execute, simple(name, object_kind::prepared_statement), at);
  walk.act_on_name(name_action::execute, name, at);
  if (at.texts_deep == 0) walk.current().arguments = arguments_of(walk, execute->params);
  walk.note_settings();
  walk.push_all(execute->params, at);
}

void read_deallocate(walker& walk, const DeallocateStmt* deallocate, place at) {
  const std::string_view name = walk.keep(deallocate->name);
  const bool all = deallocate->name == nullptr;
  walk.add(verb::session, simple(name, object_kind::prepared_statement, all ? "deallocate all" : "deallocate"), at);
  walk.act_on_name(all ? name_action::deallocate_all : name_action::deallocate, name, at);
}

void read_declare(walker& walk, const DeclareCursorStmt* declare, place at) {
  const bool holds = (declare->options & CURSOR_OPT_HOLD) != 0;
  walk.add(verb::session,
           simple(walk.keep(declare->portalname), object_kind::cursor, holds ? "declare with hold" : "declare"), at);
  walk.push(declare->query, at);
}

void read_fetch(walker& walk, const FetchStmt* fetch, place at) {
  walk.add(verb::session, simple(walk.keep(fetch->portalname), object_kind::cursor, fetch->ismove ? "move" : "fetch"),
           at);
}

void read_close(walker& walk, const ClosePortalStmt* close, place at) {
  const bool all = close->portalname == nullptr;
  walk.add(verb::session, simple(walk.keep(close->portalname), object_kind::cursor, all ? "close all" : "close"), at);
}

void read_explain(walker& walk, const ExplainStmt* explain, place at) {
  place inner = at;
  if (!option_is_on(walk, explain->options, "analyze")) inner.planned = true;
  walk.push(explain->query, inner);
}

void read_notify(walker& walk, const NotifyStmt* notify, place at) {
  walk.add(verb::notify, simple(walk.keep(notify->conditionname), object_kind::channel), at);
}

void read_listen(walker& walk, const ListenStmt* listen, place at) {
  walk.add(verb::session, simple(walk.keep(listen->conditionname), object_kind::channel, "listen"), at);
}

void read_unlisten(walker& walk, const UnlistenStmt* unlisten, place at) {
  walk.add(verb::session, simple(walk.keep(unlisten->conditionname), object_kind::channel, "unlisten"), at);
}

void read_checkpoint(walker& walk, const CheckPointStmt* /*statement*/, place at) {
  walk.add(verb::server, {.detail = "checkpoint"}, at);
}

// --- maintenance -----------------------------------------------------------------------------------------------

void read_maintenance(walker& walk, const VacuumStmt* vacuum, place at) {
  std::string_view words = vacuum->is_vacuumcmd ? "vacuum" : "analyze";
  if (vacuum->is_vacuumcmd && option_is_on(walk, vacuum->options, "analyze")) words = "vacuum, analyze";
  if (vacuum->is_vacuumcmd && option_is_on(walk, vacuum->options, "full")) words = "vacuum full";
  if (items<VacuumRelation>(vacuum->rels).empty()) {
    walk.add(verb::maintain, simple({}, object_kind::database, walk.join({words, ", every table"})), at);
  }
  for (const VacuumRelation* each : items<VacuumRelation>(vacuum->rels)) {
    named on = walk.relation(each->relation);
    on.columns = walk.keep_strings(each->va_cols);
    on.detail = words;
    walk.add(verb::maintain, on, at);
  }
}

void read_cluster(walker& walk, const ClusterStmt* cluster, place at) {
  named on = cluster->relation == nullptr ? simple({}, object_kind::database) : walk.relation(cluster->relation);
  on.detail = cluster->relation == nullptr ? "cluster, every table" : "cluster";
  walk.add(verb::maintain, on, at);
}

void read_reindex(walker& walk, const ReindexStmt* reindex, place at) {
  named on;
  switch (reindex->kind) {
    case REINDEX_OBJECT_INDEX:
      on = walk.relation(reindex->relation, object_kind::index);
      break;
    case REINDEX_OBJECT_TABLE:
      on = walk.relation(reindex->relation);
      break;
    case REINDEX_OBJECT_SCHEMA:
      on = simple(walk.keep(reindex->name), object_kind::schema);
      break;
    case REINDEX_OBJECT_SYSTEM:
    case REINDEX_OBJECT_DATABASE:
      on = simple(walk.keep(reindex->name), object_kind::database);
      break;
  }
  on.detail = option_is_on(walk, reindex->params, "concurrently") ? "reindex concurrently" : "reindex";
  walk.add(verb::maintain, on, at);
}

void read_refresh(walker& walk, const RefreshMatViewStmt* refresh, place at) {
  named on = walk.relation(refresh->relation, object_kind::materialized_view);
  on.detail = refresh->skipData ? "refresh with no data" : "refresh";
  walk.add(verb::maintain, on, at);
}

}  // namespace countersign::parser::tree
