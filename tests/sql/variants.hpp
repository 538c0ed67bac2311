// Other ways to write a text: what the server reads as the same, and statements that run it inside another one.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace countersign::test::corpus {

struct variant {
  std::string how;
  std::string text;
};

// The same tokens with other things between them, in other case, with names quoted, with parentheses more. Nothing for
// a text that the scanner does not accept.
[[nodiscard]] std::vector<variant> rewritten(const std::string& text);

// One statement, which begins with this command tag, inside others that run it. `bound` ones have $1 and cannot be
// prepared or declared.
[[nodiscard]] std::vector<variant> wrapped(const std::string& statement, std::string_view tag, bool bound);

}  // namespace countersign::test::corpus
