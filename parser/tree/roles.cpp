// Roles and privileges.
#include "parser/tree/names.hpp"
#include "parser/tree/objects.hpp"

namespace countersign::parser::tree {

namespace {

// "select (a, b), update"; "all" when none is named.
std::string_view privilege_words(walker& walk, const List* privileges) {
  if (items<AccessPriv>(privileges).empty()) return "all";
  std::string_view out;
  std::size_t shown = 0;
  for (const AccessPriv* each : items<AccessPriv>(privileges)) {
    if (++shown > 32) return walk.join({out, ", ..."});
    const std::string_view word = each->priv_name == nullptr ? "all" : text_of(each->priv_name);
    out = out.empty() ? walk.keep(word) : walk.join({out, ", ", word});
  }
  return out;
}

std::span<const std::string_view> privilege_columns(walker& walk, const List* privileges) {
  for (const AccessPriv* each : items<AccessPriv>(privileges)) {
    if (each->cols != nullptr) return walk.keep_strings(each->cols);
  }
  return {};
}

std::string_view grant_words(walker& walk, const GrantStmt* grant) {
  return walk.join({privilege_words(walk, grant->privileges), grant->is_grant ? " to " : " from ",
                    role_names(walk, grant->grantees),
                    grant->grant_option ? (grant->is_grant ? " with grant option" : " (grant option)") : "",
                    grant->behavior == DROP_CASCADE ? " cascade" : ""});
}

std::string_view plural_words(ObjectType type) {
  switch (type) {
    case OBJECT_TABLE:
      return "every table: ";
    case OBJECT_SEQUENCE:
      return "every sequence: ";
    case OBJECT_FUNCTION:
    case OBJECT_PROCEDURE:
    case OBJECT_ROUTINE:
      return "every function: ";
    case OBJECT_TYPE:
      return "every type: ";
    case OBJECT_SCHEMA:
      return "every schema: ";
    default:
      return "everything: ";
  }
}

std::string_view role_options(walker& walk, const List* options) {
  std::string_view out;
  std::size_t shown = 0;
  for (const DefElem* each : items<DefElem>(options)) {
    if (++shown > 32) return walk.join({out, ", ..."});
    const std::string_view name = text_of(each->defname);
    // Never the value of PASSWORD. The names are those of gram.y, which has them for NOSUPERUSER and the like as well.
    std::string_view word = walk.keep(name);
    if (each->arg != nullptr && tag_of(each->arg) == T_Boolean) {
      word = walk.join({as<Boolean>(each->arg)->boolval ? "" : "no ", name});
    } else if (name == "rolemembers" || name == "addroleto" || name == "adminmembers") {
      word = walk.join({name, " ", option_text(walk, each)});
    } else if (name == "connectionlimit" || name == "validUntil") {
      word = walk.join({name, " ", option_text(walk, each)});
    }
    out = out.empty() ? word : walk.join({out, ", ", word});
  }
  return out;
}

}  // namespace

void read_grant(walker& walk, const GrantStmt* grant, place at) {
  const verb what = grant->is_grant ? verb::grant : verb::revoke;
  const std::string_view words = grant_words(walk, grant);
  const bool whole_schema = grant->targtype == ACL_TARGET_ALL_IN_SCHEMA;
  for (const Node* object : items<Node>(grant->objects)) {
    named on = object_of(walk, whole_schema ? OBJECT_SCHEMA : grant->objtype, object);
    on.detail = whole_schema ? walk.join({plural_words(grant->objtype), words}) : words;
    on.columns = privilege_columns(walk, grant->privileges);
    walk.add(what, on, at);
  }
}

void read_grant_role(walker& walk, const GrantRoleStmt* grant, place at) {
  const std::string_view detail =
      walk.join({grant->is_grant ? "grant to " : "revoke from ", role_names(walk, grant->grantee_roles),
                 grant->admin_opt ? " with admin option" : ""});
  for (const AccessPriv* each : items<AccessPriv>(grant->granted_roles)) {
    walk.add(verb::role, simple(walk.keep(each->priv_name), object_kind::role, detail), at);
  }
}

void read_default_privileges(walker& walk, const AlterDefaultPrivilegesStmt* alter, place at) {
  const GrantStmt* const grant = alter->action;
  const std::string_view words = walk.join({"default for ", plural_words(grant->objtype), grant_words(walk, grant)});
  const verb what = grant->is_grant ? verb::grant : verb::revoke;
  const DefElem* const schemas = option(alter->options, "schemas");
  if (schemas == nullptr || schemas->arg == nullptr || tag_of(schemas->arg) != T_List) {
    walk.add(what, simple({}, object_kind::other, words), at);
    return;
  }
  for (const Node* each : items<Node>(as<List>(schemas->arg))) {
    walk.add(what, simple(walk.keep(string_of(each)), object_kind::schema, words), at);
  }
}

void read_create_role(walker& walk, const CreateRoleStmt* create, place at) {
  const std::string_view options = role_options(walk, create->options);
  walk.add(verb::role,
           simple(walk.keep(create->role), object_kind::role,
                  options.empty() ? std::string_view{"create"} : walk.join({"create: ", options})),
           at);
}

void read_alter_role(walker& walk, const AlterRoleStmt* alter, place at) {
  const std::string_view verb_word = alter->action < 0 ? "drop: " : "alter: ";
  walk.add(verb::role,
           simple(role_name(walk, alter->role), object_kind::role,
                  walk.join({verb_word, role_options(walk, alter->options)})),
           at);
}

void read_drop_role(walker& walk, const DropRoleStmt* drop, place at) {
  for (const RoleSpec* each : items<RoleSpec>(drop->roles)) {
    walk.add(verb::role, simple(role_name(walk, each), object_kind::role, "drop"), at);
  }
}

void read_drop_owned(walker& walk, const DropOwnedStmt* drop, place at) {
  const std::string_view detail = drop->behavior == DROP_CASCADE ? "drop owned cascade" : "drop owned";
  for (const RoleSpec* each : items<RoleSpec>(drop->roles)) {
    const std::string_view role = role_name(walk, each);
    walk.add(verb::role, simple(role, object_kind::role, detail), at);
    walk.add(verb::drop, simple({}, object_kind::other, walk.join({"everything that ", role, " owns"})), at);
  }
}

void read_reassign_owned(walker& walk, const ReassignOwnedStmt* reassign, place at) {
  const std::string_view detail = walk.join({"reassign owned to ", role_name(walk, reassign->newrole)});
  for (const RoleSpec* each : items<RoleSpec>(reassign->roles)) {
    walk.add(verb::role, simple(role_name(walk, each), object_kind::role, detail), at);
  }
}

}  // namespace countersign::parser::tree
