// What the catalog knows about the names in a statement.
#include "parser/tree/names.hpp"
#include "parser/tree/walker.hpp"

namespace countersign::parser::tree {

const catalog_relation* walker::known_relation(std::string_view schema, std::string_view name) {
  if (names() == nullptr) return nullptr;
  resolve_relation(*names(), schema, name, nullptr, meaning_);
  if (!meaning_.certain || meaning_.candidates.empty()) return nullptr;
  return &names()->known->relations()[meaning_.candidates.front()];
}

void walker::call_hidden_function(std::string_view schema, std::string_view name, std::size_t arguments, int location,
                                  place at) {
  if (names() == nullptr || !schema.empty()) return;
  for (const function_index each : names()->known->functions_named(name)) {
    const catalog_function& function = names()->known->functions()[each];
    if (arguments < function.arguments_min || arguments > function.arguments_max) continue;
    if (!may_be_seen(*names(), function.schema, nullptr)) continue;
    add(verb::call,
        {.kind = object_kind::function, .schema = function.schema, .object = function.name, .location = location}, at);
    note_settings();
  }
}

void walker::call_operator(const List* name, int location, place at) {
  if (names() == nullptr || names()->known->operators().empty()) return;
  const items<Node> parts{name};
  if (parts.empty()) return;
  const std::string_view sign = string_of(parts[parts.size() - 1]);
  const std::string_view schema = parts.size() > 1 ? string_of(parts[parts.size() - 2]) : std::string_view{};
  for (const catalog_operator& each : names()->known->operators()) {
    if (!spend(1)) return;
    if (each.name != sign) continue;
    if (schema.empty() ? !may_be_seen(*names(), each.schema, nullptr) : schema != each.schema) continue;
    const catalog_function& function = names()->known->functions()[each.function];
    add(verb::call,
        {.kind = object_kind::function,
         .schema = function.schema,
         .object = function.name,
         .detail = join({"operator ", sign}),
         .location = location},
        at);
    note_settings();
  }
}

void walker::call_cast(const TypeCast* cast, place at) {
  if (names() == nullptr || names()->known->casts().empty() || cast->typeName == nullptr || cast->arg == nullptr)
    return;
  // A constant is read by the type's own input function.
  if (tag_of(cast->arg) == T_A_Const || tag_of(cast->arg) == T_ParamRef) return;
  const named wanted = type_name(*this, cast->typeName);
  const std::string_view source = tag_of(cast->arg) == T_TypeCast && as<TypeCast>(cast->arg)->typeName != nullptr
                                      ? type_name(*this, as<TypeCast>(cast->arg)->typeName).object
                                      : std::string_view{};
  for (const catalog_operator& each : names()->known->casts()) {
    if (!spend(1)) return;
    if (each.name != wanted.object) continue;
    if (!wanted.schema.empty() && wanted.schema != each.schema) continue;
    if (!source.empty() && source != each.source) continue;
    const catalog_function& function = names()->known->functions()[each.function];
    add(verb::call,
        {.kind = object_kind::function,
         .schema = function.schema,
         .object = function.name,
         .detail = join({"cast to ", each.name}),
         .location = wanted.location},
        at);
    note_settings();
  }
}

}  // namespace countersign::parser::tree
