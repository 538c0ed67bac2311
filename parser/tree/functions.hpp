// What calling a function means: nothing for harmless built-ins, effects for the others, `call` for what is not built
// in.
#pragma once

#include <optional>

#include "parser/tree/walker.hpp"

namespace countersign::parser::tree {

void read_function(walker& walk, const FuncCall* call, place at);
void read_sampling_method(walker& walk, const RangeTableSample* sample, place at);
// A function that a definition names (CREATE TRIGGER ... EXECUTE FUNCTION f): it will be called.
[[nodiscard]] std::string_view dotted(walker& walk, const List* names);

// The text of a string constant or of a bound text parameter, through casts. Nothing: the value is not in the
// statement.
[[nodiscard]] std::optional<std::string_view> known_text(walker& walk, const Node* node);

// 'Schema.name' as regclass reads it: unquoted parts folded to lower case.
[[nodiscard]] named split_name(walker& walk, std::string_view text, object_kind kind);

}  // namespace countersign::parser::tree
