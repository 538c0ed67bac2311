// Statements that take any kind of object: DROP, COMMENT, ALTER ... RENAME, OWNER, SET SCHEMA, and CREATE in its old
// form.
#include "parser/tree/functions.hpp"
#include "parser/tree/names.hpp"
#include "parser/tree/objects.hpp"

namespace countersign::parser::tree {

namespace {

// The object of a statement that gives either a table or another node.
named target_of(walker& walk, ObjectType type, const RangeVar* relation, const Node* object) {
  return relation != nullptr ? walk.relation(relation, kind_of(type)) : object_of(walk, type, object);
}

// A change of a trigger, rule or policy changes what happens to the table's rows.
void add_owner(walker& walk, ObjectType type, const Node* object, std::string_view why, place at) {
  named table = owner_of(walk, type, object);
  if (table.object.empty() || kind_of(type) == object_kind::relation) return;
  table.detail = why;
  walk.add(verb::alter, table, at);
}

std::string_view more(walker& walk, std::string_view detail, std::string_view rest) {
  return detail.empty() ? rest : walk.join({detail, ", ", rest});
}

}  // namespace

void read_drop(walker& walk, const DropStmt* drop, place at) {
  for (const Node* object : items<Node>(drop->objects)) {
    named on = object_of(walk, drop->removeType, object);
    if (drop->behavior == DROP_CASCADE) on.detail = more(walk, on.detail, "cascade");
    walk.add(verb::drop, on, at);
    add_owner(walk, drop->removeType, object, walk.join({"loses a ", to_string(on.kind)}), at);
  }
}

void read_comment(walker& walk, const CommentStmt* comment, place at) {
  walk.add(verb::comment, object_of(walk, comment->objtype, comment->object), at);
}

void read_security_label(walker& walk, const SecLabelStmt* label, place at) {
  named on = object_of(walk, label->objtype, label->object);
  on.detail = more(walk, on.detail, "security label");
  walk.add(verb::alter, on, at);
}

namespace {

// A trigger, rule or policy is given by its table and its own name.
bool is_named_by_table(const RenameStmt* rename) {
  return rename->renameType == OBJECT_TRIGGER || rename->renameType == OBJECT_RULE ||
         rename->renameType == OBJECT_POLICY;
}

}  // namespace

void read_rename(walker& walk, const RenameStmt* rename, place at) {
  named on = target_of(walk, rename->renameType, rename->relation, rename->object);
  const std::string_view part = walk.keep(rename->subname);
  const std::string_view to = walk.join({"rename to ", text_of(rename->newname)});
  on.detail = to;
  const std::string_view name = walk.keep(rename->newname);
  if (is_named_by_table(rename)) {
    on.detail = walk.join({"on ", on.object, ", ", to});
    on.object = part;
  } else if (!part.empty() && rename->object == nullptr && rename->relation == nullptr) {
    on.object = part;  // databases, roles, schemas and others are named so
    on.becomes = walk.keep({.schema = {}, .object = name, .column = {}});
  } else if (!part.empty()) {
    on.detail = walk.join({"rename ", part, " to ", text_of(rename->newname)});
    if (rename->renameType == OBJECT_COLUMN) {
      on.columns = walk.memory().copy(std::span<const std::string_view>{&part, 1});
      on.becomes = walk.keep({.schema = {}, .object = {}, .column = name});
    }
  } else {
    on.becomes = walk.keep({.schema = {}, .object = name, .column = {}});
  }
  walk.add(rename->renameType == OBJECT_ROLE ? verb::role : verb::alter, on, at);
  if (is_named_by_table(rename) && rename->relation != nullptr) {
    named table = walk.relation(rename->relation);
    table.detail = walk.join({"rename ", part, " to ", text_of(rename->newname)});
    walk.add(verb::alter, table, at);
  }
}

void read_owner(walker& walk, const AlterOwnerStmt* owner, place at) {
  named on = target_of(walk, owner->objectType, owner->relation, owner->object);
  on.detail = more(walk, on.detail, walk.join({"owner to ", role_name(walk, owner->newowner)}));
  walk.add(verb::alter, on, at);
}

void read_object_schema(walker& walk, const AlterObjectSchemaStmt* move, place at) {
  named on = target_of(walk, move->objectType, move->relation, move->object);
  on.detail = more(walk, on.detail, walk.join({"set schema ", text_of(move->newschema)}));
  on.becomes = walk.keep({.schema = walk.keep(move->newschema), .object = {}, .column = {}});
  walk.add(verb::alter, on, at);
}

void read_depends(walker& walk, const AlterObjectDependsStmt* depends, place at) {
  named on = target_of(walk, depends->objectType, depends->relation, depends->object);
  on.detail = more(walk, on.detail, walk.join({"depends on extension ", string_of(depends->extname)}));
  walk.add(verb::alter, on, at);
}

void read_define(walker& walk, const DefineStmt* define, place at) {
  named on = walk.qualified(define->defnames, kind_of(define->kind));
  // The functions that the new object will call on its own.
  for (const DefElem* part : items<DefElem>(define->definition)) {
    const Node* const value = part->arg;
    if (value == nullptr || tag_of(value) != T_TypeName) continue;
    const std::string_view word = text_of(part->defname);
    const bool function = word == "function" || word == "procedure" || word == "sfunc" || word == "finalfunc" ||
                          word == "input" || word == "output" || word == "receive" || word == "send" ||
                          word == "start" || word == "gettoken" || word == "end" || word == "lextypes" ||
                          word == "headline" || word == "init" || word == "lexize";
    if (!function) continue;
    if (on.detail.size() > 2048) break;  // a repeated option is an error to the server
    on.detail = more(walk, on.detail, walk.join({word, " ", dotted(walk, as<TypeName>(value)->names)}));
  }
  walk.add(verb::create, on, at);
}

}  // namespace countersign::parser::tree
