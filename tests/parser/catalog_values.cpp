// What a catalog adds to the values that statements give.
#include <fmt/format.h>

#include "parser/catalog/builder.hpp"
#include "tests/parser/effects_of.hpp"

namespace countersign::parser::testing {

TEST_CASE("an INSERT without a list of columns gives its values to the table's columns in their order") {
  catalog_builder to;
  for (const char* each : {"app", "payroll"}) to.add_schema(each);
  to.add_relation({1, "payroll", "salaries", 'r', {}});
  to.add_column({1, "person", true});
  to.add_column({1, "amount", true});
  to.add_relation({2, "app", "staff", 'v', "SELECT s.person, s.amount AS pay FROM payroll.salaries s"});
  to.add_column({2, "person", false});
  to.add_column({2, "pay", false});
  const name_context names{.known = to.finish(), .paths = {{"app"}}, .temporary = {}, .same_encoding = true};
  analyzer reader;
  analysis facts;
  const auto given = [&](std::string_view sql) {
    reader.analyze(sql, {.names = &names}, facts);
    std::string said;
    for (const effect& each : facts.effects()) {
      if (each.what != verb::insert) continue;
      said += said.empty() ? "" : "; ";
      said += each.object;
      for (const assigned_value& value : each.values) {
        said += fmt::format(" {}={}", value.column, value.kind == value_kind::literal ? value.text : "?");
      }
    }
    return said;
  };
  CHECK(given("INSERT INTO payroll.salaries VALUES ('ada', 7), ('bob', f())") ==
        "salaries person=ada amount=7 person=bob amount=?");
  CHECK(given("INSERT INTO payroll.salaries VALUES ('ada')") == "salaries person=ada");
  CHECK(given("INSERT INTO payroll.salaries VALUES ('ada', 7, 8)") == "salaries person=ada amount=7 =8");
  CHECK(given("INSERT INTO staff VALUES ('ada', 7)") == "staff person=ada pay=7; salaries person=ada amount=7");
  CHECK(given("INSERT INTO payroll.salaries (amount) VALUES (7)") == "salaries amount=7");
  CHECK(given("INSERT INTO payroll.salaries SELECT 'ada', 7") == "salaries person=ada amount=7");
  CHECK(given("INSERT INTO payroll.salaries SELECT * FROM orders") == "salaries =?");
  CHECK(given("COPY payroll.salaries FROM STDIN") == "salaries =?");
  CHECK(given("INSERT INTO salaries VALUES ('ada', 7)") == "salaries =ada =7");  // not found on this path
}

}  // namespace countersign::parser::testing
