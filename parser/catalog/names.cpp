#include "parser/catalog/names.hpp"

#include <algorithm>

namespace countersign::parser {

namespace {

constexpr std::string_view system_schema = "pg_catalog";
constexpr std::string_view temporary_schema = "pg_temp";

relation_index in_schema(const catalog& known, std::span<const relation_index> named, std::string_view schema) {
  for (const relation_index each : named) {
    if (known.relations()[each].schema == schema) return each;
  }
  return not_in_catalog;
}

// The first schema of a path that has the name; pg_catalog comes first unless the path says where
// (https://www.postgresql.org/docs/15/runtime-config-client.html#GUC-SEARCH-PATH).
template <typename Path>
relation_index first_on(const catalog& known, std::span<const relation_index> named, const Path& path) {
  const auto is_system = [](const auto& each) { return std::string_view{each} == system_schema; };
  if (std::ranges::none_of(path, is_system)) {
    if (const auto found = in_schema(known, named, system_schema); found != not_in_catalog) return found;
  }
  for (const auto& schema : path) {
    if (const auto found = in_schema(known, named, schema); found != not_in_catalog) return found;
  }
  return not_in_catalog;
}

bool has(const std::vector<std::string>& names, std::string_view wanted) {
  return std::ranges::any_of(names, [&](const std::string& each) { return each == wanted; });
}

// The one schema that all possible paths have, not counting those that do not exist; empty if there are several.
std::string_view only_schema(const name_context& names) {
  std::string_view only;
  for (const search_path& path : names.paths) {
    for (const std::string& each : path) {
      if (each == only || each == system_schema || !names.known->has_schema(each)) continue;
      if (!only.empty()) return {};
      only = each;
    }
  }
  return only;
}

}  // namespace

void resolve_relation(const name_context& names, std::string_view schema, std::string_view name,
                      const std::span<const std::string_view>* own, relation_meaning& out) {
  out.candidates.clear();
  out.certain = false;
  out.temporary = out.maybe_temporary = out.settled = false;
  out.schema = {};
  const bool maybe_temporary = has(names.temporary, name);
  if (schema == temporary_schema) {
    out.certain = out.temporary = maybe_temporary;
    return;
  }
  if (!is_exact(names, name) || !is_exact(names, schema)) {
    const auto all = names.known->relations_beyond_ascii();
    out.candidates.assign(all.begin(), all.end());
    return;
  }
  const auto named = names.known->relations_named(name);
  if (!schema.empty()) {
    const relation_index found = in_schema(*names.known, named, schema);
    if (found != not_in_catalog) out.candidates.push_back(found);
    out.certain = found != not_in_catalog;
    return;
  }
  if (own == &any_schema) {
    out.candidates.assign(named.begin(), named.end());
    return;
  }
  if (own != nullptr) {
    const relation_index found = first_on(*names.known, named, *own);
    if (found != not_in_catalog) out.candidates.push_back(found);
  } else if (names.paths.empty()) {
    out.candidates.assign(named.begin(), named.end());
  } else {
    for (const search_path& path : names.paths) {
      const relation_index found = first_on(*names.known, named, path);
      const bool listed = std::ranges::find(out.candidates, found) != out.candidates.end();
      if (found != not_in_catalog && !listed) out.candidates.push_back(found);
    }
  }
  // Where it is not found the server gives an error, which needs no verdict.
  if (out.candidates.empty() && maybe_temporary) {
    out.certain = out.temporary = true;
    return;
  }
  if (out.candidates.empty() && own == nullptr) out.schema = only_schema(names);
  out.maybe_temporary = maybe_temporary;
  out.settled = own != nullptr || !names.paths.empty();
  out.certain = out.settled && out.candidates.size() == 1 && !maybe_temporary;
}

bool is_exact(const name_context& names, std::string_view name) {
  return names.same_encoding || std::ranges::all_of(name, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

bool may_move_names(const effect& what, const catalog& known) {
  switch (what.what) {
    case verb::set:
      return what.object.empty() || what.object == "all" || what.object == "search_path" ||
             what.object == "client_encoding";
    case verb::set_role:
    case verb::run_code:
    case verb::execute:
    case verb::unknown:
    case verb::unreadable:
      return true;
    case verb::call:
      return std::ranges::any_of(known.functions_named(what.object),
                                 [&](function_index each) { return !known.functions()[each].readable; });
    default:
      return false;
  }
}

bool may_be_seen(const name_context& names, std::string_view schema, const std::span<const std::string_view>* own) {
  if (schema == system_schema) return true;
  if (own == &any_schema) return true;
  if (own != nullptr) return std::ranges::find(*own, schema) != own->end();
  if (names.paths.empty()) return true;
  return std::ranges::any_of(names.paths, [&](const search_path& path) { return has(path, schema); });
}

bool parse_search_path(std::string_view value, std::string_view user, search_path& out) {
  out.clear();
  std::size_t at = 0;
  const auto skip_blanks = [&] {
    while (at < value.size() && (value[at] == ' ' || value[at] == '\t' || value[at] == '\n' || value[at] == '\r' ||
                                 value[at] == '\f' || value[at] == '\v')) {
      ++at;
    }
  };
  skip_blanks();
  if (at == value.size()) return true;
  while (true) {
    skip_blanks();
    std::string name;
    if (at < value.size() && value[at] == '"') {
      for (++at;; ++at) {
        if (at >= value.size()) return false;
        if (value[at] != '"') {
          name.push_back(value[at]);
        } else if (at + 1 < value.size() && value[at + 1] == '"') {
          name.push_back(value[++at]);
        } else {
          break;
        }
      }
      ++at;
    } else {
      for (; at < value.size() && value[at] != ','; ++at) {
        const char c = value[at];
        if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v') break;
        if (static_cast<unsigned char>(c) >= 0x80) return false;
        name.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
      }
      if (name.empty()) return false;
    }
    if (name.size() > 63) return false;
    out.push_back(name == "$user" ? std::string{user} : std::move(name));
    skip_blanks();
    if (at == value.size()) return true;
    if (value[at] != ',') return false;
    ++at;
  }
}

}  // namespace countersign::parser
