// roles, databases, applications, networks and hours: in rules, and in their `unless`.
#include <fmt/format.h>

#include "parser/analysis.hpp"
#include "policy/loading.hpp"

namespace countersign::policy {

std::string written_list(const std::vector<field>& words) {
  std::string out;
  for (const field& each : words) {
    if (!out.empty()) out += ", ";
    out += parser::visible(each.value->text);
  }
  return out;
}

namespace {

std::string& slot(std::array<std::string, condition_count>& written, condition which) {
  return written[static_cast<std::size_t>(which)];
}

// Names of roles, databases and programs: not SQL text, so letters count as they are.
std::vector<glob> load_names(table_reader& table, std::string_view key, std::string& written, report& to) {
  std::vector<glob> out;
  const std::vector<field> words = table.texts(key);
  for (const field& each : words) {
    if (each.value->text.empty()) to.mistake(each.value->where, each.key, "a name is empty");
    glob name = glob::plain(each.value->text, glob::letters::as_written);
    name.clip();
    out.push_back(std::move(name));
  }
  written = written_list(words);
  return out;
}

std::string_view network_problem(network::problem why) {
  switch (why) {
    case network::problem::not_an_address:
      return "an address is as in 10.20.0.0/16, 2001:db8::/32 or 192.0.2.7, or unix";
    case network::problem::bad_prefix:
      return "after the slash stands a number, up to 32 (IPv4) or 128 (IPv6)";
    case network::problem::host_bits:
      return "bits are set after the prefix, as if a single host were meant";
    case network::problem::none:
      break;
  }
  return {};
}

void load_networks(table_reader& table, context_test& into, std::string& written, report& to) {
  const std::vector<field> words = table.texts("networks");
  for (const field& each : words) {
    network::problem why{};
    if (const auto parsed = network::parse(each.value->text, why)) {
      into.networks.push_back(*parsed);
    } else {
      to.mistake(each.value->where, each.key, fmt::format("{} is no network", quoted(each.value->text)),
                 std::string{network_problem(why)});
    }
  }
  written = written_list(words);
}

void load_hours(table_reader& table, context_test& into, std::string& written, report& to) {
  const std::vector<field> words = table.texts("hours");
  for (const field& each : words) {
    weekly_hours::mistake why;
    if (const auto parsed = weekly_hours::parse(each.value->text, why)) {
      into.hours.push_back(*parsed);
    } else {
      to.mistake(each.value->where, each.key, parser::visible(why.message), parser::visible(why.suggestion));
    }
  }
  written = written_list(words);
}

}  // namespace

void load_context(table_reader& table, context_test& into, std::array<std::string, condition_count>& written,
                  report& to) {
  into.roles = load_names(table, "roles", slot(written, condition::roles), to);
  into.databases = load_names(table, "databases", slot(written, condition::databases), to);
  into.applications = load_names(table, "applications", slot(written, condition::applications), to);
  load_networks(table, into, slot(written, condition::networks), to);
  load_hours(table, into, slot(written, condition::hours), to);
}

}  // namespace countersign::policy
