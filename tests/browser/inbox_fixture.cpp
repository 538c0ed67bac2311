// The inbox with a desk in memory, for the browser test: opens, withdraws and finishes holds as standard input says,
// one JSON object a line, and answers each with one. Prints {"port", "tokens"} first.
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/json.hpp>
#include <iostream>
#include <string>

#include "approvals/json.hpp"
#include "tests/approvals/inbox_fixture.hpp"

namespace {

namespace json = boost::json;
using namespace countersign::approvals;
using countersign::approvals::tests::inbox_fixture;

std::string text(const json::object& from, std::string_view key, std::string_view otherwise = "") {
  const auto* found = from.if_contains(key);
  return std::string(found && found->is_string() ? std::string_view(found->get_string()) : otherwise);
}

hold_request request_of(const json::object& said) {
  auto what = inbox_fixture::request(text(said, "statement", "DELETE FROM orders;"));
  what.role = text(said, "role", "app");
  what.application = text(said, "application", "psql");
  what.reason = text(said, "reason");
  if (const auto* seconds = said.if_contains("expires")) what.expires = std::chrono::seconds(seconds->to_number<int>());
  if (const auto* open = said.if_contains("in_transaction")) what.in_transaction = open->as_bool();
  if (const auto* effects = said.if_contains("effects")) {
    what.effects.clear();
    for (const auto& one : effects->as_array()) {
      const auto& e = one.as_object();
      what.effects.push_back({text(e, "text"), text(e, "verdict", "approve"), text(e, "rule", "unbounded writes"),
                              text(e, "verdict", "approve") != "allow",
                              e.contains("offset") ? e.at("offset").to_number<std::uint32_t>() : 0u});
    }
  }
  if (said.contains("step_up")) what.requirements = {{"deletes", {}, 1, {}, {"totp", "passkey"}}};
  if (said.contains("approver_factor")) what.requirements[0].approver_factor = text(said, "approver_factor");
  if (const auto* values = said.if_contains("parameters"))
    for (const auto& one : values->as_array())
      what.parameters.push_back({text(one.as_object(), "type"), text(one.as_object(), "value")});
  return what;
}

// Passkeys are bound to the origin, so the port has to be known before the desk is made.
std::uint16_t free_port() {
  boost::asio::io_context io;
  return boost::asio::ip::tcp::acceptor(io, {boost::asio::ip::make_address("127.0.0.1"), 0}).local_endpoint().port();
}

json::object obey(inbox_fixture& world, const json::object& said) {
  const auto command = text(said, "do");
  const auto id = text(said, "id");
  if (command == "open") {
    const auto made = world.open(request_of(said));
    return {{"id", made.id}, {"code", made.code}, {"error", made.error}, {"link", made.link}};
  }
  if (command == "invite") {
    return {{"invitation", world.desks->ask([&](desk& d) { return d.persons().invite(text(said, "person")); })}};
  }
  if (command == "show") {
    return world.desks->ask([&](desk& d) { return to_json(*d.find(id)); });
  }
  if (command == "withdraw") {
    world.desks->ask([&](desk& d) { d.withdraw(id, withdrawal::cancelled); });
  } else if (command == "finish") {
    const outcome what{text(said, "kind") == "failed" ? outcome_kind::failed : outcome_kind::completed,
                       text(said, "text", "DELETE 1204"), std::chrono::microseconds(38'000)};
    world.desks->ask([&](desk& d) {
      d.released(id, world.time.now());
      d.finished(id, what);
    });
  } else {
    return {{"error", "unknown command"}};
  }
  return {{"ok", true}};
}

}  // namespace

void boost::assertion_failed(const char* expression, const char* function, const char* file, long line) {
  std::fprintf(stderr, "%s:%ld: %s: assertion failed: %s\n", file, line, function, expression);
  std::abort();
}

int main(int count, char** arguments) {
  inbox::inbox_options options;
  options.http.port = count > 1 ? static_cast<std::uint16_t>(std::stoi(arguments[1])) : free_port();
  // Browsers have passkeys for a name only, and take this one for safe without TLS.
  options.public_url = "http://localhost:" + std::to_string(options.http.port);
  inbox_fixture world(
      options, countersign::approvals::tests::inbox_rules,
      {countersign::factors::sealer::from_hex(std::string(64, 'c')), {"localhost", options.public_url}});
  world.start();
  json::object tokens;
  for (const auto* name : {"dana", "sam", "ada", "eve"}) tokens[name] = world.token(name);
  std::cout << json::serialize(json::object{{"port", world.page->port()}, {"tokens", tokens}}) << std::endl;
  for (std::string line; std::getline(std::cin, line);) {
    json::object answer;
    try {
      answer = obey(world, json::parse(line).as_object());
    } catch (const std::exception& failed) {
      answer = {{"error", failed.what()}};
    }
    std::cout << json::serialize(answer) << std::endl;
  }
}
