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

void walker::add_hidden(object_kind kind, const named& what, place at) {
  const std::string_view via = paths_[at.via];
  for (const std::uint32_t index : hidden_calls_) {
    if (!spend(1)) return;
    const effect& each = effects_[index];
    if (each.kind == kind && each.object == what.object && each.schema == what.schema && each.detail == what.detail &&
        each.via == via) {
      return;
    }
  }
  hidden_calls_.push_back(static_cast<std::uint32_t>(effects_.size()));
  named kept = what;
  kept.kind = kind;
  kept.schema = keep(what.schema);
  kept.object = keep(what.object);
  add(verb::call, kept, at);
  note_settings();
}

namespace {

// Types that no function, operator or cast tells apart but by their names. Empty: not one of them.
std::string_view plain_type(std::string_view name) {
  constexpr std::string_view known[] = {"int2", "int4",      "int8",        "numeric",  "float4", "float8", "bool",
                                        "text", "varchar",   "bpchar",      "date",     "uuid",   "json",   "jsonb",
                                        "time", "timestamp", "timestamptz", "interval", "bytea",  "inet"};
  for (const std::string_view each : known) {
    if (name == each) return each;
  }
  return {};
}

}  // namespace

// The column that this must be if it is any: the server gives an error where another item of the same FROM has one of
// that name too, and merges them where USING or NATURAL says so.
const catalog_column* walker::certain_column(const ColumnRef* column, place at) {
  const auto fields = cells(column->fields);
  if (names() == nullptr || names_in_doubt_ || at.scope == none || at.texts_deep > 0 || fields.empty()) return nullptr;
  const std::string_view name = string_of(fields.back().ptr_value);
  if (name.empty() || !is_exact(*names(), name)) return nullptr;
  if (fields.size() == 2) {
    std::uint32_t found_in = at.scope;
    const range_item* const item = find_range(column, found_in);
    return item == nullptr || item->known == nullptr ? nullptr : item->known->column(name);
  }
  if (fields.size() != 1 || scopes_.scopes[at.scope].natural) return nullptr;
  const catalog_column* only = nullptr;
  for (std::uint32_t r = scopes_.scopes[at.scope].first; r != none; r = scopes_.ranges[r].next) {
    if (!spend(1) || scopes_.ranges[r].known == nullptr) return nullptr;
    const catalog_column* const found = scopes_.ranges[r].known->column(name);
    if (found != nullptr && only != nullptr) return nullptr;
    if (found != nullptr) only = found;
  }
  return only;
}

// The type that the server gives a node, where that is sure: "unknown" for a constant in quotes, "?" for all else.
std::string_view walker::certain_type(const Node* node, place at) {
  if (node == nullptr) return "?";
  std::string_view type;
  if (tag_of(node) == T_A_Const) {
    const auto* constant = as<A_Const>(node);
    if (constant->isnull) return "?";
    if (constant->val.node.type == T_String) return "unknown";
    if (constant->val.node.type == T_Integer) return "int4";
    return constant->val.node.type == T_Boolean ? "bool" : "?";
  }
  if (tag_of(node) == T_ColumnRef) {
    if (const catalog_column* const column = certain_column(as<ColumnRef>(node), at)) type = plain_type(column->type);
  } else if (tag_of(node) == T_TypeCast) {
    const TypeName* const named_type = as<TypeCast>(node)->typeName;
    if (named_type == nullptr || named_type->arrayBounds != nullptr || named_type->setof || named_type->pct_type)
      return "?";
    const items<Node> parts{named_type->names};
    if (parts.empty() || (parts.size() > 1 && string_of(parts[0]) != "pg_catalog")) return "?";
    type = plain_type(string_of(parts[parts.size() - 1]));
  }
  return type.empty() ? "?" : type;
}

void walker::call_hidden_function(const FuncCall* call, std::string_view schema, std::string_view name, place at) {
  const hidden_names* const known = hidden();
  if (known == nullptr || !schema.empty() || !hidden_names::has(known->functions, name)) return;
  constexpr std::size_t told_max = 16;
  const items<Node> arguments{call->args};
  std::string_view types;
  for (std::size_t i = 0; i < arguments.size() && arguments.size() <= told_max; ++i) {
    types = join({types, types.empty() ? "" : ",", certain_type(arguments[i], at)});
  }
  if (arguments.empty()) types = "()";
  if (call->agg_within_group) types = {};  // what it orders by counts as arguments too
  add_hidden(hidden_function, {.schema = schema, .object = name, .detail = types, .location = call->location}, at);
}

void walker::call_operator(const List* name, const A_Expr* between, int location, place at) {
  const hidden_names* const known = hidden();
  if (known == nullptr || known->operators.empty()) return;
  const items<Node> parts{name};
  if (parts.empty()) return;
  const std::string_view sign = string_of(parts[parts.size() - 1]);
  const std::string_view schema = parts.size() > 1 ? string_of(parts[parts.size() - 2]) : std::string_view{};
  if (!hidden_names::has(known->operators, sign)) return;
  std::string_view types;
  if (between != nullptr && between->kind == AEXPR_OP) {
    const std::string_view right = certain_type(between->rexpr, at);
    types = between->lexpr == nullptr ? right : join({certain_type(between->lexpr, at), ",", right});
  }
  add_hidden(hidden_operator, {.schema = schema, .object = sign, .detail = types, .location = location}, at);
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
  if (!may_hide(known->types, name)) return;
  add_hidden(hidden_cast,
             {.schema = schema, .object = name, .detail = certain_type(value, at), .location = type->location}, at);
}

void walker::call_type(const TypeName* type, place at) {
  const items<Node> parts{type->names};
  if (parts.empty() || at.declares) return;
  const std::string_view schema = parts.size() > 1 ? string_of(parts[parts.size() - 2]) : std::string_view{};
  const std::string_view array = type->arrayBounds == nullptr ? std::string_view{} : hidden_array;
  call_type(
      {.schema = schema, .object = string_of(parts[parts.size() - 1]), .detail = array, .location = type->location},
      at);
}

// A row's type has all that its columns' types have.
void walker::call_types_of(const RangeVar* table, place at) {
  if (table == nullptr || names() == nullptr || !names()->known->checks_constants()) return;
  call_type({.schema = text_of(table->schemaname), .object = text_of(table->relname), .location = table->location}, at);
}

bool walker::may_have_checks(const TypeName* type) const {
  const hidden_names* const known = hidden();
  const items<Node> parts{type->names};
  return known != nullptr && !parts.empty() && may_hide(known->types, string_of(parts[parts.size() - 1]));
}

void walker::call_type(const named& type, place at) {
  const hidden_names* const known = hidden();
  if (known == nullptr) return;
  if (may_hide(known->types, type.object)) add_hidden(hidden_type, type, at);
  if (names() == nullptr) return;
  for (const stand_in& each : names()->recent.names) {
    if (each.kind != object_kind::type || each.name != type.object || !may_hide(known->types, each.known_name))
      continue;
    named other = type;
    other.schema = keep(each.known_schema);
    other.object = keep(each.known_name);
    add_hidden(hidden_type, other, at);
  }
}

}  // namespace countersign::parser::tree
