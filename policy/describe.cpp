// Why a condition of a rule holds or not, in words for a DBA.
#include <fmt/format.h>

#include "parser/analysis.hpp"
#include "policy/rule.hpp"

namespace countersign::policy {

std::string_view to_string(condition what) {
  switch (what) {
    case condition::effects:
      return "effects";
    case condition::where:
      return "where";
    case condition::kinds:
      return "kinds";
    case condition::roles:
      return "roles";
    case condition::databases:
      return "databases";
    case condition::objects:
      return "objects";
    case condition::networks:
      return "networks";
    case condition::applications:
      return "applications";
    case condition::columns:
      return "columns";
    case condition::details:
      return "details";
    case condition::hours:
      return "hours";
    case condition::unless:
      return "unless";
    case condition::values:
      return "values";
  }
  return "";
}

namespace {

using parser::restriction;

std::string object_name(const parser::effect& what) {
  std::string out;
  for (const std::string_view part : {what.schema, what.object}) {
    if (part.empty()) continue;
    if (!out.empty()) out += '.';
    out += parser::visible(part);
  }
  return out.empty() ? "an object that is not named" : out;
}

std::string column_names(const parser::effect& what) {
  constexpr std::size_t shown_max = 8;
  std::string out;
  for (std::size_t i = 0; i < what.columns.size() && i < shown_max; ++i) {
    if (i > 0) out += ", ";
    out += parser::visible(what.columns[i]);
  }
  if (what.columns.size() > shown_max) out += fmt::format(" and {} more", what.columns.size() - shown_max);
  return out;
}

std::string_view where_words(const parser::effect& what) {
  switch (what.where) {
    case restriction::absent:
      return "there is no WHERE";
    case restriction::always_true:
      return "the WHERE is true for every row";
    case restriction::restricted:
      return "there is a WHERE that picks rows";
    case restriction::not_applicable:
      break;
  }
  return what.what == parser::verb::truncate ? "truncate takes every row" : "it has no WHERE to judge";
}

std::string who_words(condition which, const subject& who) {
  switch (which) {
    case condition::roles:
      return fmt::format("role {}", parser::visible(who.role));
    case condition::databases:
      return fmt::format("database {}", parser::visible(who.database));
    case condition::applications:
      return fmt::format("application \"{}\"", parser::visible(who.application));
    case condition::networks:
      return who.address ? who.address->to_string() : "a Unix socket";
    case condition::hours:
      return "now";
    case condition::effects:
    case condition::where:
    case condition::kinds:
    case condition::objects:
    case condition::columns:
    case condition::details:
    case condition::unless:
    case condition::values:
      break;
  }
  return {};
}

// `says` is what the file has for the condition.
std::string describe_objects(const parser::effect& what, std::string_view says, match answer) {
  const std::string name = object_name(what);
  switch (answer) {
    case match::yes:
      return fmt::format("{} is one of {}", name, says);
    case match::no:
      return fmt::format("{} is not one of {}", name, says);
    case match::maybe:
      break;
  }
  if (what.object.empty() && what.schema.empty()) {
    return fmt::format("maybe, the statement does not say which objects it reaches, and {} may be among them", says);
  }
  if (what.kind == parser::object_kind::schema) {
    return fmt::format("maybe, what happens to schema {} reaches what is in it, and {} may be there", name, says);
  }
  if (what.object.empty()) return fmt::format("maybe, it is about objects in {} that are not named", name);
  return fmt::format("maybe, {} is written without its schema, so search_path decides whether it is {}", name, says);
}

std::string describe_columns(const parser::effect& what, std::string_view says, match answer) {
  if (answer == match::no && what.columns.empty()) return "no column of it is read";
  if (answer == match::no) return fmt::format("{} are not among {}", column_names(what), says);
  if (answer == match::yes) {
    return what.columns.empty() ? "every column" : fmt::format("{} are among {}", column_names(what), says);
  }
  if (what.all_columns) return fmt::format("it reaches all columns: {} and others, which the next rules judge", says);
  if (what.columns.empty()) return fmt::format("maybe, it does not say which columns, and {} may be among them", says);
  return fmt::format("some of {} are among {}; the next rules judge the others", column_names(what), says);
}

std::string describe_values(const parser::effect& what, std::string_view says, match answer) {
  switch (answer) {
    case match::yes:
      return fmt::format("{} holds", says);
    case match::maybe:
      return fmt::format("maybe {}: a value is not in the statement, has no sure reading, or only some rows fit", says);
    case match::no:
      break;
  }
  return what.what == parser::verb::insert || what.what == parser::verb::update
             ? fmt::format("{} does not hold for the values given", says)
             : fmt::format("{} gives no column a value", parser::to_string(what.what));
}

}  // namespace

std::string describe(const rule& of, condition which, const question& about, match answer) {
  const std::string_view says = of.written[static_cast<std::size_t>(which)];
  const bool holds = answer != match::no;
  std::string why;
  switch (which) {
    case condition::effects:
      why = fmt::format("{} is {}one of {}", parser::to_string(about.what.what), holds ? "" : "not ", says);
      break;
    case condition::where:
      why = fmt::format("{}, the rule wants {}", where_words(about.what), says);
      break;
    case condition::kinds: {
      const std::string_view kind = parser::to_string(about.what.kind);
      why = fmt::format("{}{} is {}one of {}", answer == match::maybe ? "maybe, " : "",
                        kind.empty() ? "no object" : kind, holds ? "" : "not ", says);
      break;
    }
    case condition::objects:
      why = describe_objects(about.what, says, answer);
      break;
    case condition::columns:
      why = describe_columns(about.what, says, answer);
      break;
    case condition::details:
      why = about.what.detail.empty()
                ? fmt::format("the statement says no more that could be one of {}", says)
                : fmt::format("{} is {}one of {}", parser::visible(about.what.detail), holds ? "" : "not ", says);
      break;
    case condition::roles:
    case condition::databases:
    case condition::networks:
      why = fmt::format("{} is {}one of {}", who_words(which, about.who), holds ? "" : "not ", says);
      break;
    case condition::applications:
      why = holds ? fmt::format("maybe, {} is one of {}, but anybody can say so", who_words(which, about.who), says)
                  : fmt::format("{} is not one of {}", who_words(which, about.who), says);
      break;
    case condition::hours:
      why = fmt::format("now is {} {}", holds ? "within" : "outside", says);
      break;
    case condition::unless:
      why = answer == match::yes     ? fmt::format("the exemption does not apply ({})", says)
            : answer == match::maybe ? fmt::format("the exemption may apply, which is not enough ({})", says)
                                     : fmt::format("the exemption applies ({})", says);
      break;
    case condition::values:
      why = describe_values(about.what, says, answer);
      break;
  }
  return fmt::format("{}: {}", to_string(which), why);
}

}  // namespace countersign::policy
