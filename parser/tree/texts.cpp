// SQL inside a statement, and function calls that are no SQL at all.
#include "parser/builtins.hpp"
#include "parser/tree/library.hpp"
#include "parser/tree/walker.hpp"

namespace countersign::parser::tree {

namespace {
// DO in a function body in a DO in a query in a string.
constexpr std::uint8_t texts_deep_max = 4;
}  // namespace

void walker::read_text(std::string_view sql, place at, std::string_view via) {
  place inner;
  inner.via = path(via, at);
  inner.texts_deep = static_cast<std::uint8_t>(at.texts_deep + 1);
  inner.planned = at.planned;
  if (inner.texts_deep > texts_deep_max) {
    add(verb::run_code, {.detail = "SQL inside SQL inside SQL, too deep to read"}, inner);
    return;
  }
  char* const text = static_cast<char*>(memory_->allocate(sql.size() + 1, 1));
  std::memcpy(text, sql.data(), sql.size());
  text[sql.size()] = '\0';
  std::string_view error;
  const List* const statements = parse_inner(text, how_.backslashes != lexing::escaped, *memory_, error);
  if (!error.empty()) {
    add(verb::unreadable, {.detail = error}, inner);
    return;
  }
  const auto all = cells(statements);
  for (std::size_t i = all.size(); i-- > 0;) push(as<RawStmt>(all[i].ptr_value)->stmt, inner);
}

void walker::read_function_call(std::uint32_t function_oid) {
  statements_.push_back({});
  statements_.back().tag = "FUNCTION CALL";
  const fastpath_function* const function = fastpath(function_oid);
  const known_function* const known = function == nullptr ? nullptr : known_builtin(function->name);
  if (known == nullptr) {
    add(verb::unknown,
        {.kind = object_kind::function, .detail = "a FunctionCall message of a function that is not known by its OID"},
        {});
    may_change_settings_ = true;
  } else {
    add(known->what, {.kind = known->kind, .detail = join({function->name, ": ", known->detail})}, {});
  }
  statements_.back().effect_count = static_cast<std::uint32_t>(effects_.size());
}

}  // namespace countersign::parser::tree
