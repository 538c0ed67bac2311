// SQL inside a statement, and function calls that are no SQL at all.
#include "parser/builtins.hpp"
#include "parser/tree/fold.hpp"
#include "parser/tree/library.hpp"
#include "parser/tree/walker.hpp"

namespace countersign::parser::tree {

namespace {
// DO in a function body in a DO in a query in a string.
constexpr std::uint8_t texts_deep_max = 4;
}  // namespace

place walker::enter_text(std::string_view via, place at) {
  place inner;
  inner.via = path(via, at);
  inner.texts_deep = static_cast<std::uint8_t>(at.texts_deep + 1);
  inner.planned = at.planned;
  return inner;
}

bool walker::read_piece(std::string_view sql, place inner, std::string_view& error) {
  if (!spend(sql.size())) return true;
  const std::string_view text = join({sql, std::string_view{"\0", 1}});
  const List* const statements = parse_inner(text.data(), reads_standard(), *memory_, error);
  if (!error.empty()) return false;
  const auto all = cells(statements);
  for (std::size_t i = all.size(); i-- > 0;) push(as<RawStmt>(all[i].ptr_value)->stmt, inner);
  return true;
}

void walker::read_text(std::string_view sql, place at, std::string_view via) {
  const place inner = enter_text(via, at);
  if (inner.texts_deep > texts_deep_max) {
    add(verb::run_code, {.detail = "SQL inside SQL inside SQL, too deep to read"}, inner);
    return;
  }
  std::string_view error;
  if (!read_piece(sql, inner, error)) add(verb::unreadable, {.detail = error}, inner);
}

std::optional<std::string_view> walker::constant_piece(std::string_view sql) {
  if (!spend(sql.size())) return std::nullopt;
  const std::string_view text = join({sql, std::string_view{"\0", 1}});
  std::string_view error;
  const List* const statements = parse_inner(text.data(), reads_standard(), *memory_, error);
  const items<RawStmt> all{statements};
  if (!error.empty() || all.size() != 1 || tag_of(all[0]->stmt) != T_SelectStmt) return std::nullopt;
  const items<ResTarget> targets{as<SelectStmt>(all[0]->stmt)->targetList};
  if (targets.size() != 1) return std::nullopt;
  const constant value = fold_constant(*this, targets[0]->val);
  return value.what == constant::text ? std::optional{keep(value.words)} : std::nullopt;
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

void walker::read_replication(const replication_command& command) {
  statements_.push_back({});
  statements_.back().tag = command.tag;
  if (command.tag == "SHOW") {
    add(verb::session, {.detail = "show"}, {});
  } else {
    add(verb::replicate, {.object = keep(command.slot), .detail = keep(command.detail)}, {});
  }
  // A backup goes to the frontend unless it says otherwise; "shell" is the module basebackup_to_shell.
  if (!command.target.empty() && command.target != "client" && command.target != "blackhole") {
    const bool file = command.target == "server";
    add(file ? verb::write_file : verb::run_program,
        {.kind = file ? object_kind::file : object_kind::program,
         .object = keep_short(command.target_detail),
         .detail = join({"base backup to ", std::string_view{command.target}.substr(0, 100)})},
        {});
  }
  statements_.back().effect_count = static_cast<std::uint32_t>(effects_.size());
}

}  // namespace countersign::parser::tree
