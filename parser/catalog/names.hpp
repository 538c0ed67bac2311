// What names mean for a session: its catalog, and where it looks for names without a schema.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "parser/catalog/catalog.hpp"
#include "parser/catalog/recent.hpp"

namespace countersign::parser {

using search_path = std::vector<std::string>;

// Stands for a search_path that is not known; compared by address.
inline constexpr std::span<const std::string_view> any_schema;

struct name_context {
  std::shared_ptr<const catalog> known;  // null: names are taken as they are written
  // Every search_path that may be in force; none: any schema may be meant.
  std::vector<search_path> paths;
  // Relations that the session may have made in its temporary schema, which comes before all others.
  std::vector<std::string> temporary;
  // The server takes the bytes of a statement as they are. Otherwise it converts them, and a name with others than
  // ASCII may be any such name.
  bool same_encoding = false;
  recent_definitions recent{};

  friend bool operator==(const name_context&, const name_context&) = default;
};

// Every relation that a name may mean. `certain`: it means the only one listed, and nothing else.
struct relation_meaning {
  std::vector<relation_index> candidates;
  bool certain = false;
  bool temporary = false;  // certain: one of the session's temporary relations
  bool maybe_temporary = false;
  bool settled = false;     // nothing but a temporary relation may come before the candidates
  std::string_view schema;  // of one that the catalog does not have yet, where it can be in no other
};

// `own` is the search_path of the function whose body has the name; null: the session's. `out` is filled anew.
void resolve_relation(const name_context& names, std::string_view schema, std::string_view name,
                      const std::span<const std::string_view>* own, relation_meaning& out);

// Whether the same bytes are the same name to the server.
[[nodiscard]] bool is_exact(const name_context& names, std::string_view name);

// Whether what comes after this effect may find other objects under the same names: it changes the search_path, the
// role or the encoding, or may.
[[nodiscard]] bool may_move_names(const effect& what, const catalog& known);

// Whether an object of that schema may be meant by a name without one.
[[nodiscard]] bool may_be_seen(const name_context& names, std::string_view schema,
                               const std::span<const std::string_view>* own);

// The value of a search_path as the server reads it: names folded, quotes removed, "$user" replaced. False: it is no
// list of names, or has one that cannot be followed.
[[nodiscard]] bool parse_search_path(std::string_view value, std::string_view user, search_path& out);

}  // namespace countersign::parser
