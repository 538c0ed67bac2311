// Types, operators, text search, access methods, event triggers, extensions and languages.
#include "parser/tree/objects.hpp"

#include "parser/tree/functions.hpp"
#include "parser/tree/names.hpp"

namespace countersign::parser::tree {

void read_create_domain(walker& walk, const CreateDomainStmt* domain, place at) {
  walk.add(verb::create, walk.qualified(domain->domainname, object_kind::type), at);
  if (domain->typeName != nullptr) walk.call_type(domain->typeName, at);
  walk.push_all(domain->constraints, at);
}

void read_alter_domain(walker& walk, const AlterDomainStmt* domain, place at) {
  named on = walk.qualified(domain->typeName, object_kind::type);
  on.detail = domain->subtype == 'V' ? "domain, validate constraint" : "domain";
  walk.add(verb::alter, on, at);
  walk.push(domain->def, at);
}

void read_composite_type(walker& walk, const CompositeTypeStmt* type, place at) {
  walk.add(verb::create, walk.relation(type->typevar, object_kind::type), at);
  walk.push_all(type->coldeflist, at);
}

void read_create_enum(walker& walk, const CreateEnumStmt* type, place at) {
  walk.add(verb::create, walk.qualified(type->typeName, object_kind::type), at);
}

void read_alter_enum(walker& walk, const AlterEnumStmt* type, place at) {
  named on = walk.qualified(type->typeName, object_kind::type);
  on.detail = type->oldVal == nullptr ? "add value" : "rename value";
  walk.add(verb::alter, on, at);
}

void read_create_range(walker& walk, const CreateRangeStmt* type, place at) {
  walk.add(verb::create, walk.qualified(type->typeName, object_kind::type), at);
}

void read_alter_type(walker& walk, const AlterTypeStmt* type, place at) {
  walk.add(verb::alter, walk.qualified(type->typeName, object_kind::type), at);
}

void read_alter_collation(walker& walk, const AlterCollationStmt* collation, place at) {
  named on = walk.qualified(collation->collname, object_kind::collation);
  on.detail = "refresh version";
  walk.add(verb::alter, on, at);
}

void read_conversion(walker& walk, const CreateConversionStmt* conversion, place at) {
  named on = walk.qualified(conversion->conversion_name, object_kind::conversion);
  on.detail = walk.join({conversion->def ? "default, runs " : "runs ", dotted(walk, conversion->func_name)});
  walk.add(verb::create, on, at);
}

void read_cast(walker& walk, const CreateCastStmt* cast, place at) {
  named on = type_name(walk, cast->sourcetype);
  on.kind = object_kind::cast;
  const std::string_view to = dotted_name(walk, type_name(walk, cast->targettype));
  on.detail = cast->func == nullptr ? walk.join({"as ", to})
                                    : walk.join({"as ", to, ", runs ", dotted(walk, cast->func->objname)});
  walk.add(verb::create, on, at);
}

void read_transform(walker& walk, const CreateTransformStmt* transform, place at) {
  named on = type_name(walk, transform->type_name);
  on.kind = object_kind::other;
  on.detail = walk.join({"transform for ", text_of(transform->lang)});
  walk.add(verb::create, on, at);
}

void read_operator_class(walker& walk, const CreateOpClassStmt* operators, place at) {
  named on = walk.qualified(operators->opclassname, object_kind::op);
  on.detail = operators->isDefault ? "operator class, default" : "operator class";
  walk.add(verb::create, on, at);
}

void read_operator_family(walker& walk, const CreateOpFamilyStmt* operators, place at) {
  named on = walk.qualified(operators->opfamilyname, object_kind::op);
  on.detail = "operator family";
  walk.add(verb::create, on, at);
}

void read_alter_operator_family(walker& walk, const AlterOpFamilyStmt* operators, place at) {
  named on = walk.qualified(operators->opfamilyname, object_kind::op);
  on.detail = operators->isDrop ? "operator family, drop" : "operator family, add";
  walk.add(verb::alter, on, at);
}

void read_alter_operator(walker& walk, const AlterOperatorStmt* change, place at) {
  walk.add(verb::alter, walk.qualified(change->opername->objname, object_kind::op), at);
}

void read_dictionary(walker& walk, const AlterTSDictionaryStmt* dictionary, place at) {
  walk.add(verb::alter, walk.qualified(dictionary->dictname, object_kind::text_search), at);
}

void read_configuration(walker& walk, const AlterTSConfigurationStmt* configuration, place at) {
  walk.add(verb::alter, walk.qualified(configuration->cfgname, object_kind::text_search), at);
}

void read_access_method(walker& walk, const CreateAmStmt* method, place at) {
  const std::string_view runs = walk.join({"runs ", dotted(walk, method->handler_name)});
  walk.add(verb::create, simple(walk.keep(method->amname), object_kind::access_method, runs), at);
}

void read_event_trigger(walker& walk, const CreateEventTrigStmt* trigger, place at) {
  const std::string_view detail =
      walk.join({"on ", text_of(trigger->eventname), ", runs ", dotted(walk, trigger->funcname)});
  walk.add(verb::create, simple(walk.keep(trigger->trigname), object_kind::event_trigger, detail), at);
}

void read_alter_event_trigger(walker& walk, const AlterEventTrigStmt* trigger, place at) {
  // pg_trigger.h: D is disabled.
  const std::string_view detail = trigger->tgenabled == 'D' ? "disable" : "enable";
  walk.add(verb::alter, simple(walk.keep(trigger->trigname), object_kind::event_trigger, detail), at);
}

void read_extension(walker& walk, const CreateExtensionStmt* extension, place at) {
  const bool cascade = option_is_on(walk, extension->options, "cascade");
  // Its script is code from the server's disk and may do anything, with a superuser's rights if it is a trusted one.
  walk.add(verb::create, simple(walk.keep(extension->extname), object_kind::extension, cascade ? "cascade" : ""), at);
  walk.note_settings();
}

void read_alter_extension(walker& walk, const AlterExtensionStmt* extension, place at) {
  walk.add(verb::alter, simple(walk.keep(extension->extname), object_kind::extension, "update"), at);
  walk.note_settings();
}

void read_extension_contents(walker& walk, const AlterExtensionContentsStmt* contents, place at) {
  const named member = object_of(walk, contents->objtype, contents->object);
  const std::string_view detail = walk.join({contents->action > 0 ? "add " : "drop ", dotted_name(walk, member)});
  walk.add(verb::alter, simple(walk.keep(contents->extname), object_kind::extension, detail), at);
}

void read_language(walker& walk, const CreatePLangStmt* language, place at) {
  const std::string_view name = walk.keep(language->plname);
  walk.add(verb::create, simple(name, object_kind::language), at);
  walk.add(verb::run_code, simple(name, object_kind::language, "CREATE LANGUAGE"), at);
}

void read_create_sequence(walker& walk, const CreateSeqStmt* sequence, place at) {
  walk.add(verb::create, walk.relation(sequence->sequence, object_kind::sequence), at);
}

void read_alter_sequence(walker& walk, const AlterSeqStmt* sequence, place at) {
  named on = walk.relation(sequence->sequence, object_kind::sequence);
  const bool restarts = option(sequence->options, "restart") != nullptr;
  if (restarts) on.detail = "restart";
  walk.add(verb::alter, on, at);
}

void read_schema(walker& walk, const CreateSchemaStmt* schema, place at) {
  const std::string_view owner = role_name(walk, schema->authrole);
  const std::string_view name = schema->schemaname == nullptr ? owner : walk.keep(schema->schemaname);
  walk.add(verb::create,
           simple(name, object_kind::schema, owner.empty() ? std::string_view{} : walk.join({"authorization ", owner})),
           at);
  if (schema->authrole != nullptr && schema->authrole->roletype == ROLESPEC_CSTRING) {
    walk.add(verb::alter, simple(name, object_kind::schema, walk.join({"owner to ", owner})), at);
  }
  // Its elements are made in it where they name no schema; CREATE SCHEMA refuses another one.
  place inner = at;
  inner.schema = walk.intern_schema(name);
  walk.push_all(schema->schemaElts, inner);
}

}  // namespace countersign::parser::tree
