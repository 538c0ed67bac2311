// Functions, DO, CALL and LOAD: code that runs in the server.
#include "parser/tree/code.hpp"

#include "parser/tree/names.hpp"
#include "parser/tree/objects.hpp"
#include "parser/tree/settings.hpp"

namespace countersign::parser::tree {

namespace {

// The SET clauses of a function's definition.
std::string_view set_clauses(walker& walk, const List* options) {
  std::string_view out;
  std::size_t shown = 0;
  for (const DefElem* each : items<DefElem>(options)) {
    if (text_of(each->defname) != "set" || each->arg == nullptr || tag_of(each->arg) != T_VariableSetStmt) continue;
    if (++shown > 32) return walk.join({out, ", ..."});
    const auto* change = as<VariableSetStmt>(each->arg);
    out = walk.join({out, ", set ", setting_name(walk, change), " = ", setting_value(walk, change)});
  }
  return out;
}

}  // namespace

void read_create_function(walker& walk, const CreateFunctionStmt* function, place at) {
  named on = walk.qualified(function->funcname, object_kind::function);
  std::string_view language = option_text(walk, option(function->options, "language"));
  if (language.empty()) language = "sql";
  const bool definer = option_is_on(walk, function->options, "security");
  on.detail = walk.join({language, definer ? ", security definer" : "", set_clauses(walk, function->options)});
  walk.add(verb::create, on, at);

  place inner = at;
  inner.scope = none;
  inner.ctes = none;
  place declared = inner;
  declared.declares = true;
  for (const FunctionParameter* each : items<FunctionParameter>(function->parameters)) walk.push(each, declared);
  inner.via = walk.path(walk.join({"body of function ", on.object}), at);
  // BEGIN ATOMIC is a list of lists of statements, RETURN a statement.
  walk.push(function->sql_body, inner);
  const DefElem* const body = option(function->options, "as");
  if (body == nullptr || body->arg == nullptr || tag_of(body->arg) != T_List) return;
  const items<Node> parts{as<List>(body->arg)};
  // Two parts are a library and a symbol in it.
  if (parts.size() == 1) read_body(walk, {language, string_of(parts[0]), on.object}, at);
}

void read_alter_function(walker& walk, const AlterFunctionStmt* alter, place at) {
  named on = walk.qualified(alter->func->objname, object_kind::function);
  const bool definer = option_is_on(walk, alter->actions, "security");
  on.detail = walk.join({definer ? "security definer" : "options", set_clauses(walk, alter->actions)});
  walk.add(verb::alter, on, at);
}

void read_do(walker& walk, const DoStmt* statement, place at) {
  std::string_view language = option_text(walk, option(statement->args, "language"));
  if (language.empty()) language = "plpgsql";
  walk.add(verb::run_code, {.detail = walk.join({"DO, ", language})}, at);
  walk.note_settings();
  const DefElem* const body = option(statement->args, "as");
  if (body != nullptr) read_body(walk, {language, string_of(body->arg), "DO"}, at);
}

void read_call(walker& walk, const CallStmt* statement, place at) {
  const FuncCall* const call = statement->funccall;
  named on = walk.qualified(call->funcname, object_kind::function);
  on.location = call->location;
  on.detail = "procedure";
  walk.add(verb::call, on, at);
  walk.note_settings();
  walk.push_all(call->args, at);
}

void read_load(walker& walk, const LoadStmt* load, place at) {
  walk.add(verb::run_code, simple(walk.keep(load->filename), object_kind::file, "LOAD"), at);
  walk.note_settings();
}

}  // namespace countersign::parser::tree
