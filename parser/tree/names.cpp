#include "parser/tree/names.hpp"

#include <charconv>

namespace countersign::parser::tree {

named simple(std::string_view name, object_kind kind, std::string_view detail) {
  named out;
  out.kind = kind;
  out.object = name;
  out.detail = detail;
  return out;
}

named type_name(walker& walk, const TypeName* type) {
  named out = walk.qualified(type->names, object_kind::type);
  out.location = type->location;
  return out;
}

namespace {

// Does the kind have names like `table.part`?
bool is_part(ObjectType type) {
  return type == OBJECT_COLUMN || type == OBJECT_TRIGGER || type == OBJECT_RULE || type == OBJECT_POLICY ||
         type == OBJECT_TABCONSTRAINT;
}

// The strings of a list but its last `skip_last` and first `skip_first`, as database.schema.object.
named name_in(walker& walk, const items<Node>& parts, std::size_t skip_first, std::size_t skip_last, object_kind kind) {
  named out;
  out.kind = kind;
  std::size_t end = parts.size() - skip_last;
  if (end > skip_first) out.object = walk.keep(string_of(parts[--end]));
  if (end > skip_first) out.schema = walk.keep(string_of(parts[--end]));
  if (end > skip_first) out.database = walk.keep(string_of(parts[--end]));
  return out;
}

std::string_view number_text(walker& walk, const Node* node) {
  if (tag_of(node) == T_Float) return walk.keep(as<Float>(node)->fval);
  char digits[16];
  const auto end = std::to_chars(digits, digits + sizeof digits, as<Integer>(node)->ival).ptr;
  return walk.keep(std::string_view{digits, end});
}

named object_in_list(walker& walk, ObjectType type, const List* list) {
  const items<Node> parts{list};
  named out;
  out.kind = kind_of(type);
  if (parts.empty()) return out;
  if (tag_of(parts[0]) == T_TypeName) {  // a cast, a transform, a constraint of a domain
    out = type_name(walk, as<TypeName>(parts[0]));
    out.kind = kind_of(type);
    if (parts.size() > 1) {
      const Node* second = parts[1];
      out.detail = tag_of(second) == T_TypeName ? walk.join({"as ", type_name(walk, as<TypeName>(second)).object})
                                                : walk.keep(string_of(second));
    }
    return out;
  }
  if (type == OBJECT_OPCLASS || type == OBJECT_OPFAMILY) return name_in(walk, parts, 1, 0, out.kind);
  if (type == OBJECT_COLUMN || type == OBJECT_TABCONSTRAINT) {
    out = name_in(walk, parts, 0, 1, out.kind);
    const std::string_view part = walk.keep(string_of(parts[parts.size() - 1]));
    if (type == OBJECT_COLUMN) {
      out.columns = walk.memory().copy(std::span<const std::string_view>{&part, 1});
    } else {
      out.detail = walk.join({"constraint ", part});
    }
    return out;
  }
  if (is_part(type)) {
    out = name_in(walk, parts, 0, 1, out.kind);
    out.object = walk.keep(string_of(parts[parts.size() - 1]));
    return out;
  }
  return name_in(walk, parts, 0, 0, out.kind);
}

}  // namespace

named object_of(walker& walk, ObjectType type, const Node* object) {
  named out;
  out.kind = kind_of(type);
  if (object == nullptr) return out;
  switch (tag_of(object)) {
    case T_List:
      return object_in_list(walk, type, as<List>(object));
    case T_String:
      out.object = walk.keep(string_of(object));
      return out;
    case T_TypeName: {
      out = type_name(walk, as<TypeName>(object));
      out.kind = kind_of(type);
      return out;
    }
    case T_ObjectWithArgs:
      return walk.qualified(as<ObjectWithArgs>(object)->objname, out.kind);
    case T_RangeVar:
      return walk.relation(as<RangeVar>(object), out.kind);
    case T_RoleSpec:
      out.object = role_name(walk, as<RoleSpec>(object));
      return out;
    case T_Integer:
    case T_Float:
      out.object = number_text(walk, object);
      return out;
    default:
      out.detail = "an object whose name could not be read";
      return out;
  }
}

named owner_of(walker& walk, ObjectType type, const Node* object) {
  if (object == nullptr || tag_of(object) != T_List || !is_part(type)) return {};
  const items<Node> parts{as<List>(object)};
  return parts.size() < 2 ? named{} : name_in(walk, parts, 0, 1, object_kind::relation);
}

std::string_view role_name(walker& walk, const RoleSpec* role) {
  if (role == nullptr) return {};
  switch (role->roletype) {
    case ROLESPEC_CSTRING:
      return walk.keep(role->rolename);
    case ROLESPEC_CURRENT_ROLE:
      return "current_role";
    case ROLESPEC_CURRENT_USER:
      return "current_user";
    case ROLESPEC_SESSION_USER:
      return "session_user";
    case ROLESPEC_PUBLIC:
      return "public";
  }
  return {};
}

std::string_view role_names(walker& walk, const List* roles) {
  std::string_view out;
  std::size_t shown = 0;
  for (const RoleSpec* each : items<RoleSpec>(roles)) {
    if (++shown > 32) return walk.join({out, ", ..."});
    const std::string_view name = role_name(walk, each);
    out = out.empty() ? name : walk.join({out, ", ", name});
  }
  return out;
}

std::string_view constant_text(walker& walk, const A_Const* constant) {
  if (constant->isnull) return "null";
  switch (constant->val.node.type) {
    case T_Integer:
    case T_Float:
      return number_text(walk, &constant->val.node);
    case T_Boolean:
      return constant->val.boolval.boolval ? "true" : "false";
    case T_String:
      return walk.keep(constant->val.sval.sval);
    case T_BitString:
      return walk.keep(constant->val.bsval.bsval);
    default:
      return {};
  }
}

std::string_view dotted_name(walker& walk, const named& what) {
  return what.schema.empty() ? what.object : walk.join({what.schema, ".", what.object});
}

const DefElem* option(const List* options, std::string_view name) {
  const DefElem* found = nullptr;
  for (const DefElem* each : items<DefElem>(options)) {
    if (text_of(each->defname) == name) found = each;
  }
  return found;
}

std::string_view option_text(walker& walk, const DefElem* option) {
  const Node* argument = option == nullptr ? nullptr : option->arg;
  if (argument == nullptr) return {};
  switch (tag_of(argument)) {
    case T_String:
      return walk.keep(string_of(argument));
    case T_Integer:
    case T_Float:
      return number_text(walk, argument);
    case T_Boolean:
      return as<Boolean>(argument)->boolval ? "true" : "false";
    case T_A_Const:
      return constant_text(walk, as<A_Const>(argument));
    case T_TypeName:
      return type_name(walk, as<TypeName>(argument)).object;
    case T_RoleSpec:
      return role_name(walk, as<RoleSpec>(argument));
    case T_List: {
      const items<Node> parts{as<List>(argument)};
      if (!parts.empty() && tag_of(parts[0]) == T_RoleSpec) return role_names(walk, as<List>(argument));
      return dotted_name(walk, walk.qualified(as<List>(argument), object_kind::other));
    }
    default:
      return {};
  }
}

bool option_is_on(walker& walk, const List* options, std::string_view name) {
  const DefElem* const found = option(options, name);
  if (found == nullptr) return false;
  if (found->arg == nullptr) return true;
  const std::string_view value = option_text(walk, found);
  // defGetBoolean takes true, on and 1, and false, off and 0; anything else is an error, for which either answer will
  // do.
  return !(value == "false" || value == "off" || value == "0" || value == "FALSE" || value == "OFF");
}

std::string_view mode_value(walker& walk, const DefElem* mode) {
  const std::string_view value = option_text(walk, mode);
  if (text_of(mode->defname) == "transaction_isolation") return value;
  return value == "1" || value == "true" ? "on" : "off";
}

std::string_view transaction_modes(walker& walk, const List* options) {
  std::string_view out;
  std::size_t shown = 0;
  for (const DefElem* mode : items<DefElem>(options)) {
    if (++shown > 8) break;
    const std::string_view name = text_of(mode->defname);
    const std::string_view value = mode_value(walk, mode);
    std::string_view words;
    if (name == "transaction_isolation") words = walk.join({"isolation level ", value});
    if (name == "transaction_read_only") words = value == "on" ? "read only" : "read write";
    if (name == "transaction_deferrable") words = value == "on" ? "deferrable" : "not deferrable";
    out = out.empty() ? words : walk.join({out, ", ", words});
  }
  return out;
}

}  // namespace countersign::parser::tree
