// Calls that a text makes without saying so: of a user's function of a built-in's name, by an operator, by a cast, by
// the check of a domain.
#pragma once

#include <algorithm>
#include <string_view>
#include <vector>

#include "parser/effect.hpp"

namespace countersign::parser {

// The names under which some such call may hide. Most databases have none.
struct hidden_names {
  std::vector<std::string_view> operators;
  std::vector<std::string_view> types;      // domains with checks, what has them inside, and targets of casts
  std::vector<std::string_view> functions;  // that are names of built-in ones too

  // "lower(text)", "=(int4,int4)": what PostgreSQL itself has under those names.
  std::vector<std::string_view> built_in;
  // "int4 int8": what is cast without being asked.
  std::vector<std::string_view> implicit_casts;

  // Each name once, in order.
  static void add(std::vector<std::string_view>& names, std::string_view fresh) {
    const auto at = std::ranges::lower_bound(names, fresh);
    if (at == names.end() || *at != fresh) names.insert(at, fresh);
  }
  [[nodiscard]] static bool has(const std::vector<std::string_view>& names, std::string_view wanted) {
    return !names.empty() && std::ranges::binary_search(names, wanted);
  }
};

// Who reads a text notes what may hide such a call as an effect: `call` of one of these kinds. What it is depends on
// the search_path, so the expander puts in its place what there is, which most often is nothing.
// Its `detail` has the types of the arguments as far as they are certain, "int4,?,text"; empty: not even their number.
inline constexpr object_kind hidden_operator = object_kind::op;
inline constexpr object_kind hidden_cast = object_kind::cast;
inline constexpr object_kind hidden_type = object_kind::type;
inline constexpr object_kind hidden_function = object_kind::other;

// The `detail` of a type that is an array of what is named.
inline constexpr std::string_view hidden_array = "[]";

[[nodiscard]] inline bool is_hidden_call(const effect& what) {
  return what.what == verb::call && (what.kind == hidden_operator || what.kind == hidden_cast ||
                                     what.kind == hidden_type || what.kind == hidden_function);
}

}  // namespace countersign::parser
