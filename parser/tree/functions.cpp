#include "parser/tree/functions.hpp"

#include <fmt/format.h>

#include "parser/builtins.hpp"
#include "parser/tree/fold.hpp"
#include "parser/tree/settings.hpp"

namespace countersign::parser::tree {

namespace {

const Node* argument(const FuncCall* call, std::size_t i) {
  const items<Node> arguments{call->args};
  return i < arguments.size() ? arguments[i] : nullptr;
}

// A cast that leaves a text as it is: to name, "char" or char(n) it would be cut or lose its blanks, to varchar(n) too.
bool keeps_text(const TypeName* type) {
  const items<Node> names{type->names};
  if (names.empty() || type->setof || type->pct_type || type->arrayBounds != nullptr) return false;
  if (type->typmods != nullptr) return false;
  if (names.size() > 1 && string_of(names[names.size() - 2]) != "pg_catalog") return false;
  const std::string_view name = string_of(names[names.size() - 1]);
  return name == "text" || name == "varchar";
}

// Whether the statement has this $n in one place only, so that the server takes its type from there.
bool used_once(walker& walk, int number) {
  const std::string wanted = fmt::format("${}", number);
  const std::string_view text = walk.current_text();
  if (text.size() > searched_bytes_max) return false;
  std::size_t uses = 0;
  for (std::size_t at = text.find(wanted); at != std::string_view::npos; at = text.find(wanted, at + 1)) {
    const std::size_t end = at + wanted.size();
    if (end == text.size() || text[end] < '0' || text[end] > '9') ++uses;
  }
  return uses == 1;
}

// Whether a || joins nothing but constants, each the text that it says.
bool joins_texts(walker& walk, const Node* first) {
  stack_on<const Node*> stack{walk.folding().nodes};
  stack.push(first);
  while (!stack.empty()) {
    const Node* const node = stack.pop();
    if (node == nullptr || !walk.spend(1)) return false;
    if (string_constant(node) != nullptr) continue;
    if (tag_of(node) == T_TypeCast && keeps_text(as<TypeCast>(node)->typeName)) {
      stack.push(as<TypeCast>(node)->arg);
    } else if (tag_of(node) == T_A_Expr && as<A_Expr>(node)->kind == AEXPR_OP) {
      stack.push(as<A_Expr>(node)->lexpr);
      stack.push(as<A_Expr>(node)->rexpr);
    } else {
      return false;
    }
  }
  return true;
}

// The name of a relation: whatever regclass makes of it, it is the same relation.
std::optional<std::string_view> known_relation(walker& walk, const Node* node) {
  while (node != nullptr && tag_of(node) == T_TypeCast) node = as<TypeCast>(node)->arg;
  if (node != nullptr && tag_of(node) == T_ParamRef) {
    walk.note_parameters();
    const auto number = static_cast<std::size_t>(as<ParamRef>(node)->number);
    if (number == 0 || number > walk.parameters().size()) return std::nullopt;
    const bound_value& bound = walk.parameters()[number - 1];
    if (bound.null || bound.format == wire_format::binary) return std::nullopt;
    return bound.bytes;
  }
  return known_text(walk, node);
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
  std::optional<std::string_view> text;
  if (known.object == names_object::as_relation) {
    text = known_relation(walk, argument_node);
  } else if (known.object != names_object::no) {
    text = known_text(walk, argument_node);
  }
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
      change_setting(walk, {.name = text, .value = value, .local = true, .location = call->location}, at);
      return;
    }
  }
  effect& added = walk.add(known.what, on, at);
  if (known.what == verb::read) added.all_columns = true;
}

}  // namespace

std::optional<std::string_view> known_text(walker& walk, const Node* node) {
  while (node != nullptr && tag_of(node) == T_TypeCast && keeps_text(as<TypeCast>(node)->typeName)) {
    node = as<TypeCast>(node)->arg;
  }
  if (node == nullptr) return std::nullopt;
  if (const char* text = string_constant(node); text != nullptr) return std::string_view{text};
  if (tag_of(node) == T_A_Expr) {
    // 'ro' || 'le'
    const constant folded_text = fold_constant(walk, node);
    if (folded_text.what == constant::text && joins_texts(walk, node)) return folded_text.words;
    walk.note_parameters();
  }
  if (tag_of(node) != T_ParamRef) return std::nullopt;
  walk.note_parameters();
  const auto number = static_cast<std::size_t>(as<ParamRef>(node)->number);
  if (number == 0 || number > walk.parameters().size()) return std::nullopt;
  const bound_value& bound = walk.parameters()[number - 1];
  const bool text = leaves_text_alone(bound.type) || (bound.type == 0 && used_once(walk, as<ParamRef>(node)->number));
  if (bound.null || !text) return std::nullopt;
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

  // A function of a user's may have the name of a built-in one and other types.
  const auto call_hidden = [&] { walk.call_hidden_function(call, schema, name, at); };
  if (schema.empty() || schema == "pg_catalog") {
    if (const known_function* known = known_builtin(name); known != nullptr) {
      if (!known->harmless) add_known(walk, *known, call, at);
      return call_hidden();
    }
    const volatility how = builtin_volatility(name);
    if (how == volatility::immutable || how == volatility::stable) return call_hidden();
  }
  if (schema == "information_schema" && is_information_helper(name)) return;
  named on = walk.qualified(call->funcname, object_kind::function);
  on.location = call->location;
  walk.add(verb::call, on, at);
  walk.note_settings();
  if (const known_function* known = known_extension_function(name); known != nullptr) {
    add_known(walk, *known, call, at);
    // crosstab(source_sql, category_sql) runs both; crosstab(sql, n) is its older form.
    const Node* const second = argument(call, 1);
    const bool number = second != nullptr && tag_of(second) == T_A_Const && string_constant(second) == nullptr;
    if (name == "crosstab" && second != nullptr && !number) {
      known_function categories = *known;
      categories.argument = 1;
      add_known(walk, categories, call, at);
    }
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
