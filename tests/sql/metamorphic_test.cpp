// However a hostile statement is dressed up, its verdict does not get milder. No server is needed for this.
#include <doctest/doctest.h>

#include <map>

#include "parser/analysis.hpp"
#include "policy/ruleset.hpp"
#include "tests/sql/stage.hpp"
#include "tests/sql/variants.hpp"

using namespace countersign;
using namespace countersign::test::corpus;

namespace {

std::vector<parser::bound_value> values_of(const std::vector<bind>& binds) {
  // From src/include/catalog/pg_type.dat.
  static const std::map<std::string, parser::type_oid> types{
      {"bool", 16},    {"int8", 20},    {"int2", 21},   {"int4", 23},      {"text", 25},
      {"float8", 701}, {"_int4", 1007}, {"date", 1082}, {"numeric", 1700}, {"unknown", 0}};
  std::vector<parser::bound_value> out;
  for (const bind& each : binds) {
    out.push_back({each.bytes, types.at(each.type),
                   each.binary ? parser::wire_format::binary : parser::wire_format::text, each.null});
  }
  return out;
}

class judge {
 public:
  judge() : rules_{policy::ruleset::load(rules(), "rules.toml").rules} { REQUIRE(rules_ != nullptr); }

  policy::verdict_kind of(std::string_view text, const std::vector<parser::bound_value>& values) {
    reader_.analyze(text, {.backslashes = parser::lexing::standard, .parameters = values}, facts_);
    rules_->evaluate({.role = "app", .database = "shop", .application = {}, .address = {}, .now = {}}, facts_.effects(),
                     values, said_);
    return said_.kind;
  }
  // The tag of the only statement; empty if there are none or several.
  [[nodiscard]] std::string tag() const {
    return facts_.statements().size() == 1 ? std::string{facts_.statements()[0].tag} : std::string{};
  }

 private:
  std::shared_ptr<const policy::ruleset> rules_;
  parser::analyzer reader_;
  parser::analysis facts_;
  policy::verdict said_;
};

}  // namespace

TEST_CASE("no comment, case, quoting, parenthesis or wrapping makes the verdict on a hostile statement milder") {
  judge says;
  int variants = 0;
  for (const entry& each : read(std::filesystem::path{COUNTERSIGN_SOURCE_DIR} / "tests/sql/hostile")) {
    for (const std::string& message : each.messages) {
      const bool last = &message == &each.messages.back();
      const std::vector<parser::bound_value> values = last ? values_of(each.binds) : std::vector<parser::bound_value>{};
      const policy::verdict_kind plain = says.of(message, values);
      std::vector<variant> all = rewritten(message);
      if (const std::string tag = says.tag(); !tag.empty()) {
        for (variant& more : wrapped(message, tag, !values.empty())) all.push_back(std::move(more));
      }
      for (const variant& other : all) {
        ++variants;
        const bool milder = says.of(other.text, values) < plain;
        if (milder) FAIL_CHECK(each.family, ": ", each.name, ": ", other.how, "\n", other.text);
      }
    }
  }
  MESSAGE(variants, " variants");
  CHECK(variants > 10'000);
}
