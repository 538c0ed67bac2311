// Reads what a catalog stores as text: views, rules, function bodies, expressions.
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "parser/arena.hpp"
#include "parser/catalog/catalog.hpp"
#include "parser/effect.hpp"

namespace countersign::parser {

// What it returns lives in the arena. Text that cannot be read gives the effect `unreadable`, or a view that is not
// readable. One per thread.
class definition_reader {
 public:
  // `hidden` may still grow, and outlives the reader.
  definition_reader(arena& memory, const hidden_names& hidden);
  ~definition_reader();

  // As pg_get_viewdef() writes it with an empty search_path.
  [[nodiscard]] view_query view(std::string_view query);
  // What a rule does, as pg_get_ruledef() writes it.
  [[nodiscard]] std::span<const effect> rule(std::string_view create_rule);
  // What a trigger's WHEN does, as pg_get_triggerdef() writes it. `never`: it is simply false.
  [[nodiscard]] std::span<const effect> when(std::string_view create_trigger, bool& never);
  [[nodiscard]] std::span<const effect> body(std::string_view language, std::string_view source);
  // BEGIN ATOMIC or RETURN, as pg_get_function_sqlbody() writes it.
  [[nodiscard]] std::span<const effect> sql_body(std::string_view text);
  [[nodiscard]] std::span<const effect> expression(std::string_view text);

 private:
  struct state;
  std::unique_ptr<state> state_;
};

}  // namespace countersign::parser
