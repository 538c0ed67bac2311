// [[person]] and [[group]].
#include <fmt/format.h>

#include <algorithm>

#include "parser/analysis.hpp"
#include "policy/loading.hpp"

namespace countersign::policy {

bool check_name(const field& name, report& to) {
  const std::string& text = name.value->text;
  const position where = name.value->where;
  if (text.empty()) {
    to.mistake(where, name.key, "a name is empty");
  } else if (text.size() > rules_limits::name_bytes_max) {
    to.mistake(where, name.key, fmt::format("the name has {} bytes", text.size()),
               fmt::format("at most {} are allowed", rules_limits::name_bytes_max));
  } else if (text.front() == ' ' || text.back() == ' ' || parser::visible(text) != text ||
             text.find_first_of("\n\t") != std::string::npos) {
    to.mistake(where, name.key, "a name has blanks around it, or characters that cannot be seen",
               fmt::format("it reads {}", quoted(text)));
  } else {
    return true;
  }
  return false;
}

namespace {

// U or W, then capital letters and digits.
bool is_slack_id(std::string_view text) {
  return text.size() >= 2 && text.size() <= 30 && (text[0] == 'U' || text[0] == 'W') &&
         std::all_of(text.begin(), text.end(), [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); });
}

void load_slack(table_reader& table, person& into, const rules_data& data, report& to) {
  const auto slack = table.text("slack");
  if (!slack) return;
  const std::string& id = slack->value->text;
  if (!is_slack_id(id)) {
    to.mistake(slack->value->where, slack->key, fmt::format("{} is no Slack user id", quoted(id)),
               "it is as in U024BE7LH: in Slack, open the profile, then More, Copy member ID");
    return;
  }
  for (const person& each : data.people) {
    if (each.slack != id) continue;
    to.mistake(slack->value->where, slack->key, fmt::format("{} has this Slack id too", quoted(each.name)),
               "two people who are one in Slack could approve for each other");
    return;
  }
  into.slack = id;
}

void load_person(const field& from, rules_data& into, report& to) {
  table_reader table{*from.value, from.key, to};
  person out;
  const auto name = table.text("name");
  if (!table.has("name")) to.mistake(from.value->where, table.key("name"), "a person needs a name");
  load_slack(table, out, into, to);
  for (const field& role : table.texts("roles")) {
    if (role.value->text.empty()) to.mistake(role.value->where, role.key, "a role's name is empty");
    out.roles.emplace_back(parser::clip_name(role.value->text));
  }
  if (const auto admin = table.boolean("admin")) out.admin = admin->value->truth;
  table.finish();
  if (!name || !check_name(*name, to)) return;
  out.name = name->value->text;
  const bool known =
      std::any_of(into.people.begin(), into.people.end(), [&](const person& p) { return p.name == out.name; });
  if (known) {
    to.mistake(name->value->where, name->key, fmt::format("there is a person {} already", quoted(out.name)));
    return;
  }
  into.people.push_back(std::move(out));
}

std::vector<std::string_view> names_of(const std::vector<person>& people) {
  std::vector<std::string_view> out;
  for (const person& each : people) out.emplace_back(each.name);
  return out;
}

void load_members(table_reader& table, group& into, const rules_data& data, report& to) {
  const auto people = names_of(data.people);
  if (!table.has("members")) {
    to.mistake(table.where(), table.key("members"), "a group needs members", "add members = [\"...\"]");
  }
  for (const field& member : table.texts("members")) {
    const std::string& name = member.value->text;
    if (std::find(into.members.begin(), into.members.end(), name) != into.members.end()) {
      to.mistake(member.value->where, member.key, fmt::format("{} is named twice", quoted(name)));
    } else if (std::find(people.begin(), people.end(), name) == people.end()) {
      const auto near = nearest(name, people);
      to.mistake(
          member.value->where, member.key, fmt::format("there is no person {}", quoted(name)),
          near ? fmt::format("did you mean {}?", *near) : fmt::format("add a [[person]] with name = {}", quoted(name)));
    } else {
      into.members.push_back(name);
    }
  }
}

void load_group(const field& from, rules_data& into, report& to) {
  table_reader table{*from.value, from.key, to};
  group out;
  const auto name = table.text("name");
  if (!table.has("name")) to.mistake(from.value->where, table.key("name"), "a group needs a name");
  load_members(table, out, into, to);
  table.finish();
  if (!name || !check_name(*name, to)) return;
  out.name = name->value->text;
  for (const group& each : into.groups) {
    if (each.name != out.name) continue;
    to.mistake(name->value->where, name->key, fmt::format("there is a group {} already", quoted(out.name)));
    return;
  }
  for (const person& each : into.people) {
    if (each.name != out.name) continue;
    to.mistake(name->value->where, name->key, fmt::format("{} is a person's name", quoted(out.name)),
               "approvers name people and groups alike, so each name must stand for one");
    return;
  }
  into.groups.push_back(std::move(out));
}

}  // namespace

void load_people(table_reader& root, rules_data& into, report& to) {
  for (const field& each : root.tables("person")) load_person(each, into, to);
  for (const field& each : root.tables("group")) load_group(each, into, to);
}

}  // namespace countersign::policy
