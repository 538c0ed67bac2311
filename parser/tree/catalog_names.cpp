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

namespace {

// A name that the server converts may be any.
bool may_hide(const std::vector<std::string_view>& names, std::string_view name) {
  const bool plain = std::ranges::all_of(name, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  return plain ? hidden_names::has(names, name) : !names.empty();
}

}  // namespace

const hidden_names* walker::hidden() const {
  if (stored_hidden_ != nullptr) return stored_hidden_;
  return names() == nullptr ? nullptr : &names()->known->hidden();
}

void walker::add_hidden(object_kind kind, std::string_view schema, std::string_view name, int location, place at) {
  const std::string_view via = paths_[at.via];
  for (const std::uint32_t index : hidden_calls_) {
    if (!spend(1)) return;
    const effect& each = effects_[index];
    if (each.kind == kind && each.object == name && each.schema == schema && each.via == via) return;
  }
  hidden_calls_.push_back(static_cast<std::uint32_t>(effects_.size()));
  add(verb::call, {.kind = kind, .schema = keep(schema), .object = keep(name), .location = location}, at);
  note_settings();
}

void walker::call_hidden_function(std::string_view schema, std::string_view name, int location, place at) {
  const hidden_names* const known = hidden();
  if (known == nullptr || !schema.empty() || !hidden_names::has(known->functions, name)) return;
  add_hidden(hidden_function, schema, name, location, at);
}

void walker::call_operator(const List* name, int location, place at) {
  const hidden_names* const known = hidden();
  if (known == nullptr || known->operators.empty()) return;
  const items<Node> parts{name};
  if (parts.empty()) return;
  const std::string_view sign = string_of(parts[parts.size() - 1]);
  const std::string_view schema = parts.size() > 1 ? string_of(parts[parts.size() - 2]) : std::string_view{};
  if (hidden_names::has(known->operators, sign)) add_hidden(hidden_operator, schema, sign, location, at);
}

void walker::call_cast(const Node* value, const TypeName* type, place at) {
  const hidden_names* const known = hidden();
  if (known == nullptr || known->types.empty() || type == nullptr) return;
  // A constant is read by the type's own input function.
  if (value != nullptr && (tag_of(value) == T_A_Const || tag_of(value) == T_ParamRef)) return;
  const items<Node> parts{type->names};
  if (parts.empty()) return;
  const std::string_view name = string_of(parts[parts.size() - 1]);
  const std::string_view schema = parts.size() > 1 ? string_of(parts[parts.size() - 2]) : std::string_view{};
  if (may_hide(known->types, name)) add_hidden(hidden_cast, schema, name, type->location, at);
}

void walker::call_type(const TypeName* type, place at) {
  const items<Node> parts{type->names};
  if (parts.empty() || at.declares) return;
  const std::string_view schema = parts.size() > 1 ? string_of(parts[parts.size() - 2]) : std::string_view{};
  call_type(schema, string_of(parts[parts.size() - 1]), type->location, at);
}

bool walker::may_have_checks(const TypeName* type) const {
  const hidden_names* const known = hidden();
  const items<Node> parts{type->names};
  return known != nullptr && !parts.empty() && may_hide(known->types, string_of(parts[parts.size() - 1]));
}

void walker::call_type(std::string_view schema, std::string_view name, int location, place at) {
  const hidden_names* const known = hidden();
  if (known != nullptr && may_hide(known->types, name)) add_hidden(hidden_type, schema, name, location, at);
}

}  // namespace countersign::parser::tree
