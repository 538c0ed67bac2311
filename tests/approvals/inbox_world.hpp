// People who use an inbox over HTTP.
#pragma once

#include <boost/json.hpp>
#include <string>
#include <string_view>
#include <utility>

#include "approvals/digest.hpp"
#include "tests/approvals/inbox_client.hpp"
#include "tests/approvals/inbox_fixture.hpp"

namespace countersign::approvals::tests {

namespace json = boost::json;
using countersign::tests::answer;
using countersign::tests::call;
using countersign::tests::header_list;

// An inbox with its desk, and people with their tokens.
struct inbox_world : inbox_fixture {
  explicit inbox_world(inbox::inbox_options options = {}) : inbox_fixture(std::move(options)) { start(); }
  [[nodiscard]] std::uint16_t port() const { return page->port(); }
  answer ask_as(std::string_view person, std::string_view method, std::string_view target, std::string_view body = {}) {
    header_list headers{{"Authorization", "Bearer " + token(std::string(person))}};
    if (!body.empty()) headers.emplace_back("Content-Type", "application/json");
    return call(port(), method, target, headers, body);
  }
  std::string digest_of_hold(const std::string& id) {
    return desks->ask([&](desk& d) { return to_hex(d.find(id)->request.what); });
  }
  hold_state state_of(const std::string& id) {
    return desks->ask([&](desk& d) { return d.find(id)->state; });
  }
  std::string decision(std::string_view what, const std::string& id, std::string_view reason = "") {
    return json::serialize(json::object{{"decision", what}, {"reason", reason}, {"digest", digest_of_hold(id)}});
  }
};

inline std::string decision_path(const opened& one) {
  return "/api/holds/" + one.code + "/decision";
}

}  // namespace countersign::approvals::tests
