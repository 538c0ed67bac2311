#include "parser/tree/settings.hpp"

#include <algorithm>
#include <array>

#include "parser/tree/names.hpp"

namespace countersign::parser::tree {

namespace {

std::string_view lower(walker& walk, std::string_view text) {
  const std::string_view kept = walk.keep_short(text);
  if (kept.empty()) return kept;
  char* const at = const_cast<char*>(kept.data());  // ours: just made in the arena
  for (std::size_t i = 0; i < kept.size(); ++i) {
    if (at[i] >= 'A' && at[i] <= 'Z') at[i] = static_cast<char>(at[i] + ('a' - 'A'));
  }
  return kept;
}

// Characters of these encodings may contain the byte of a backslash or a quote, so that the server, which converts
// before it reads, may see other tokens than we do. Names as encnames.c has them after clean_encoding_name().
bool is_unsafe_encoding(std::string_view name) {
  constexpr std::array<std::string_view, 16> unsafe = {
      "big5", "gb18030", "gbk",    "johab",  "mskanji", "shiftjis",   "shiftjis2004", "sjis",
      "uhc",  "win932",  "win936", "win949", "win950",  "windows932", "windows936",   "windows949"};
  char clean[32];
  std::size_t length = 0;
  for (const char c : name) {
    const bool upper = c >= 'A' && c <= 'Z';
    if (!upper && !(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9')) continue;
    if (length == sizeof clean) return false;
    clean[length++] = upper ? static_cast<char>(c + ('a' - 'A')) : c;
  }
  const std::string_view cleaned{clean, length};
  return std::ranges::find(unsafe, cleaned) != unsafe.end() || cleaned == "windows950";
}

// The settings by which later text is read, or names in it are resolved.
bool decides_reading(std::string_view name) {
  return name == "standard_conforming_strings" || name == "backslash_quote" || name == "client_encoding" ||
         name == "search_path";
}

void check_encoding(walker& walk, std::string_view name, std::optional<std::string_view> value, place at,
                    int location) {
  if (name != "client_encoding") return;
  if (value && !is_unsafe_encoding(*value)) return;
  if (!value) {
    walk.add(
        verb::unreadable,
        {.detail = "sets client_encoding to a value that is not in the statement; write it out", .location = location},
        at);
    return;
  }
  walk.add(verb::unreadable,
           {.detail = walk.join({"client_encoding ", value->substr(0, 64),
                                 " cannot be read safely: its characters may contain a backslash; use UTF8"}),
            .location = location},
           at);
}

// One argument of SET: a constant, or INTERVAL '...' for TIME ZONE.
void append_value(walker& walk, std::string_view& out, const Node* node) {
  while (node != nullptr && tag_of(node) == T_TypeCast) node = as<TypeCast>(node)->arg;
  if (node == nullptr || tag_of(node) != T_A_Const) return;
  const std::string_view value = constant_text(walk, as<A_Const>(node));
  out = out.empty() ? value : walk.join({out, ", ", value});
}

}  // namespace

bool is_settings_view(const RangeVar* table) {
  return text_of(table->relname) == "pg_settings" &&
         (table->schemaname == nullptr || text_of(table->schemaname) == "pg_catalog");
}

void change_any_setting(walker& walk, std::string_view how, std::string_view danger, int location, place at) {
  walk.note_settings();
  walk.add(verb::set, {.kind = object_kind::setting, .detail = how, .location = location}, at);
  walk.add(verb::set_role, {.kind = object_kind::role, .detail = how, .location = location}, at);
  walk.add(verb::unreadable, {.detail = danger, .location = location}, at);
}

void change_setting(walker& walk, const setting_change& change, place at) {
  if (at.planned) return;
  if (!change.name) {
    change_any_setting(walk, "the setting's name is not in the statement",
                       "may set client_encoding: the setting's name is not in the statement; write it out",
                       change.location, at);
    return;
  }
  const std::string_view name = lower(walk, *change.name);
  const std::string_view value = change.value ? walk.keep_short(*change.value) : std::string_view{};
  if (name == "role" || name == "session_authorization") {
    // "none" is the absence of a role (check_role in commands/variable.c); "default" in quotes is a role's name.
    const bool reset = change.to_default || (name == "role" && value == "none");
    named on{.kind = object_kind::role, .object = value, .detail = {}, .location = change.location};
    if (name == "session_authorization") on.detail = "session authorization";
    if (reset) {
      on.object = {};
      on.detail = "reset";
    } else if (!change.value) {
      on.detail = "a role that is not in the statement";
    }
    walk.add(verb::set_role, on, at);
    return;
  }
  if (decides_reading(name)) walk.note_settings();
  effect& added = walk.add(
      verb::set, {.kind = object_kind::setting, .object = name, .detail = value, .location = change.location}, at);
  added.temporary = change.local;
  check_encoding(walk, name, change.value, at, change.location);
}

std::string_view setting_name(walker& walk, const VariableSetStmt* change) {
  return lower(walk, text_of(change->name));
}

std::string_view setting_value(walker& walk, const VariableSetStmt* change) {
  switch (change->kind) {
    case VAR_SET_DEFAULT:
    case VAR_RESET:
    case VAR_RESET_ALL:
      return "default";
    case VAR_SET_CURRENT:
      return "its current value";
    case VAR_SET_VALUE:
    case VAR_SET_MULTI:
      break;
  }
  std::string_view out;
  std::size_t shown = 0;
  for (const Node* each : items<Node>(change->args)) {
    if (++shown > 32) return walk.join({out, ", ..."});
    append_value(walk, out, each);
  }
  return out;
}

void configure(walker& walk, const VariableSetStmt* change, std::string_view whose, place at) {
  named on{.kind = object_kind::setting};
  on.object = change->kind == VAR_RESET_ALL ? std::string_view{"all"} : setting_name(walk, change);
  const std::string_view value = setting_value(walk, change);
  on.detail = whose.empty() ? value : walk.join({value, " for ", whose});
  walk.add(verb::configure, on, at);
  walk.note_settings();
}

namespace {

// SET TRANSACTION and SET SESSION CHARACTERISTICS: each mode is a setting.
void read_transaction_modes(walker& walk, const VariableSetStmt* set, place at) {
  const std::string_view name = text_of(set->name);
  if (name == "TRANSACTION SNAPSHOT") {
    walk.add(verb::transaction, {.detail = "set transaction snapshot"}, at);
    return;
  }
  const bool lasts = name == "SESSION CHARACTERISTICS";
  const std::string_view modes = transaction_modes(walk, set->args);
  if (!lasts) {
    walk.add(verb::transaction, {.detail = walk.join({"set transaction ", modes})}, at);
    return;
  }
  for (const DefElem* mode : items<DefElem>(set->args)) {
    walk.add(verb::set,
             {.kind = object_kind::setting,
              .object = walk.join({"default_", text_of(mode->defname)}),
              .detail = mode_value(walk, mode)},
             at);
  }
}

}  // namespace

void read_set(walker& walk, const VariableSetStmt* set, place at) {
  if (set->kind == VAR_SET_MULTI) return read_transaction_modes(walk, set, at);
  if (set->kind == VAR_RESET_ALL) {
    walk.note_settings();
    walk.add(verb::set, {.kind = object_kind::setting, .object = "all", .detail = "default"}, at);
    return;
  }
  const bool to_default = set->kind != VAR_SET_VALUE;
  const std::string_view name = setting_name(walk, set);
  std::optional<std::string_view> value = setting_value(walk, set);
  // RESET ROLE goes back to the login role; RESET client_encoding to what the session began with, which was looked at.
  if (to_default && name == "client_encoding") {
    walk.note_settings();
    walk.add(verb::set, {.kind = object_kind::setting, .object = name, .detail = "default"}, at);
    return;
  }
  change_setting(walk, {.name = name, .value = value, .to_default = to_default, .local = set->is_local, .location = -1}, at);
}

void read_show(walker& walk, const VariableShowStmt* show, place at) {
  walk.add(verb::session, {.kind = object_kind::setting, .object = lower(walk, text_of(show->name)), .detail = "show"},
           at);
}

void read_alter_system(walker& walk, const AlterSystemStmt* alter, place at) {
  configure(walk, alter->setstmt, "the server", at);
}

void read_alter_role_set(walker& walk, const AlterRoleSetStmt* alter, place at) {
  const std::string_view role =
      alter->role == nullptr ? "every role" : walk.join({"role ", role_name(walk, alter->role)});
  const std::string_view database = text_of(alter->database);
  configure(walk, alter->setstmt, database.empty() ? role : walk.join({role, " in database ", database}), at);
}

void read_alter_database_set(walker& walk, const AlterDatabaseSetStmt* alter, place at) {
  configure(walk, alter->setstmt, walk.join({"database ", text_of(alter->dbname)}), at);
}

void read_discard(walker& walk, const DiscardStmt* discard, place at) {
  switch (discard->target) {
    case DISCARD_PLANS:
      walk.add(verb::session, {.detail = "discard plans"}, at);
      return;
    case DISCARD_SEQUENCES:
      walk.add(verb::session, {.detail = "discard sequences"}, at);
      return;
    case DISCARD_TEMP:
      walk.add(verb::session, {.detail = "discard temporary tables"}, at);
      return;
    case DISCARD_ALL:
      break;
  }
  walk.add(verb::session, {.detail = "discard all"}, at);
  walk.add(verb::set_role, {.kind = object_kind::role, .detail = "reset"}, at);
  walk.note_settings();
  walk.act_on_name(name_action::deallocate_all, {}, at);
}

}  // namespace countersign::parser::tree
