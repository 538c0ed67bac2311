#include "parser/tree/functions.hpp"

#include "parser/builtins.hpp"
#include "parser/tree/fold.hpp"
#include "parser/tree/settings.hpp"

namespace countersign::parser::tree {

namespace {

const Node* argument(const FuncCall* call, std::size_t i) {
  const items<Node> arguments{call->args};
  return i < arguments.size() ? arguments[i] : nullptr;
}

// Text and types whose binary form is the text itself.
bool is_text(type_oid type) {
  constexpr type_oid text_types[] = {0, 18, 19, 25, 705, 1042, 1043, 2275};
  for (const type_oid each : text_types) {
    if (type == each) return true;
  }
  return false;
}

// The immutable helpers that information_schema.sql makes; drivers call some by name.
bool is_information_helper(std::string_view name) {
  constexpr std::string_view helpers[] = {
      "_pg_char_max_length", "_pg_char_octet_length", "_pg_datetime_precision", "_pg_expandarray",
      "_pg_index_position",  "_pg_interval_type",     "_pg_numeric_precision",  "_pg_numeric_precision_radix",
      "_pg_numeric_scale",   "_pg_truetypid",         "_pg_truetypmod"};
  for (const std::string_view each : helpers) {
    if (name == each) return true;
  }
  return false;
}

void add_known(walker& walk, const known_function& known, const FuncCall* call, place at) {
  named on{.kind = known.kind, .detail = known.detail, .location = call->location};
  const Node* const argument_node = argument(call, known.argument);
  const std::optional<std::string_view> text =
      known.object == names_object::no ? std::nullopt : known_text(walk, argument_node);
  switch (known.object) {
    case names_object::no:
      break;
    case names_object::as_text:
      if (text) on.object = walk.keep_short(*text);
      break;
    case names_object::as_relation: {
      if (!text) break;
      const named split = split_name(walk, *text, known.kind);
      on.schema = split.schema;
      on.object = split.object;
      break;
    }
    case names_object::as_query: {
      // ts_rewrite(query, target, substitute) takes no SQL.
      if (known.name == "ts_rewrite" && items<Node>(call->args).size() != 2) return;
      if (text) {
        walk.read_text(*text, at, walk.join({"query in ", known.name}));
        return;
      }
      walk.note_settings();
      break;
    }
    case names_object::by_settings: {
      const std::optional<std::string_view> value = known_text(walk, argument(call, 1));
      change_setting(walk, {.name = text, .value = value, .location = call->location}, at);
      return;
    }
  }
  effect& added = walk.add(known.what, on, at);
  if (known.what == verb::read) added.all_columns = true;
}

}  // namespace

std::optional<std::string_view> known_text(walker& walk, const Node* node) {
  while (node != nullptr && tag_of(node) == T_TypeCast) node = as<TypeCast>(node)->arg;
  if (node == nullptr) return std::nullopt;
  if (const char* text = string_constant(node); text != nullptr) return std::string_view{text};
  if (tag_of(node) == T_A_Expr) {
    // 'ro' || 'le'
    const constant folded_text = fold_constant(walk, node);
    if (folded_text.what == constant::text) return folded_text.words;
    walk.note_parameters();
  }
  if (tag_of(node) != T_ParamRef) return std::nullopt;
  walk.note_parameters();
  const auto number = static_cast<std::size_t>(as<ParamRef>(node)->number);
  if (number == 0 || number > walk.parameters().size()) return std::nullopt;
  const bound_value& bound = walk.parameters()[number - 1];
  if (bound.null || (bound.format == wire_format::binary && !is_text(bound.type))) return std::nullopt;
  return bound.bytes;
}

named split_name(walker& walk, std::string_view text, object_kind kind) {
  named out;
  out.kind = kind;
  text = text.substr(0, 4096);
  char* const folded = static_cast<char*>(walk.memory().allocate(text.size() + 1, 1));
  std::size_t length = 0;
  std::size_t part = 0;
  bool quoted = false;
  const auto finish = [&] {
    out.schema = out.object;
    out.object = clip_name({folded + part, length - part});
    part = length;
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"') {
      if (quoted && i + 1 < text.size() && text[i + 1] == '"') {
        folded[length++] = c;
        ++i;
      } else {
        quoted = !quoted;
      }
    } else if (quoted) {
      folded[length++] = c;
    } else if (c == '.') {
      finish();
    } else if (c != ' ' && c != '\t' && c != '\n' && c != '\r' && c != '\f') {
      folded[length++] = c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
    }
  }
  finish();
  return out;
}

std::string_view dotted(walker& walk, const List* names) {
  const named split = walk.qualified(names, object_kind::function);
  return split.schema.empty() ? split.object : walk.join({split.schema, ".", split.object});
}

void read_function(walker& walk, const FuncCall* call, place at) {
  const items<Node> parts{call->funcname};
  if (parts.empty()) return;
  const std::string_view name = string_of(parts[parts.size() - 1]);
  const std::string_view schema = parts.size() > 1 ? string_of(parts[parts.size() - 2]) : std::string_view{};

  if (schema.empty() || schema == "pg_catalog") {
    if (const known_function* known = known_builtin(name); known != nullptr) {
      if (!known->harmless) add_known(walk, *known, call, at);
      return;
    }
    const volatility how = builtin_volatility(name);
    if (how == volatility::immutable || how == volatility::stable) return;
  }
  if (schema == "information_schema" && is_information_helper(name)) return;
  named on = walk.qualified(call->funcname, object_kind::function);
  on.location = call->location;
  walk.add(verb::call, on, at);
  walk.note_settings();
  if (const known_function* known = known_extension_function(name); known != nullptr) {
    add_known(walk, *known, call, at);
  }
}

void read_sampling_method(walker& walk, const RangeTableSample* sample, place at) {
  const items<Node> parts{sample->method};
  if (parts.empty()) return;
  const std::string_view name = string_of(parts[parts.size() - 1]);
  const bool unqualified = parts.size() == 1 || string_of(parts[0]) == "pg_catalog";
  if (unqualified && (name == "bernoulli" || name == "system")) return;
  named on = walk.qualified(sample->method, object_kind::function);
  on.location = sample->location;
  walk.add(verb::call, on, at);
  walk.note_settings();
}

}  // namespace countersign::parser::tree
