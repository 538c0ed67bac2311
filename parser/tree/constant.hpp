// Constants of a statement, with bound parameters in their place.
#pragma once

#include <optional>

#include "parser/tree/decimal.hpp"
#include "parser/tree/fold_stacks.hpp"
#include "parser/tree/walker.hpp"

namespace countersign::parser::tree {

[[nodiscard]] constant number_constant(int128 digits, bool whole);
[[nodiscard]] constant text_constant(std::string_view words);
[[nodiscard]] constant truth_constant(bool truth);
[[nodiscard]] constant literal(const A_Const* node);
// The value of $n if the walk has it, else `parameter`.
// Types of bound values that leave a text as it is: name, "char" and char(n) cut it or take its blanks away, others
// have several spellings of one value.
[[nodiscard]] bool leaves_text_alone(type_oid type);
// How long a text is searched for other uses of a $n, so that many of them cost little.
inline constexpr std::size_t searched_bytes_max = 16 * 1024;
[[nodiscard]] constant bound(const walker& walk, const ParamRef* node);
[[nodiscard]] constant cast(walker& walk, const constant& value, const TypeName* type);
[[nodiscard]] constant apply_unary(const constant& value, std::string_view sign);
[[nodiscard]] constant apply_binary(walker& walk, const constant& left, const constant& right, std::string_view sign);

// True, false or (nothing) not known; null operands are for the caller.
[[nodiscard]] std::optional<bool> compare_constants(const constant& left, const constant& right, std::string_view sign);

// As PostgreSQL would print it.
[[nodiscard]] std::string_view constant_words(walker& walk, const constant& value);

}  // namespace countersign::parser::tree
