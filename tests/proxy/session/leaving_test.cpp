// Who is said to have left first.
#include <doctest/doctest.h>

#include <algorithm>

#include "tests/proxy/session/conversation.hpp"

using namespace countersign;
using namespace countersign::test;

namespace {

std::string fatal() {
  std::string bytes;
  wire::build::error_response(bytes, {"FATAL", "57P01", "terminating connection", {}, {}, {}});
  return bytes;
}

bool withdrawn(const std::vector<session::desk_message>& news, approvals::withdrawal why) {
  return std::any_of(news.begin(), news.end(), [why](const session::desk_message& each) {
    const auto* const gone = std::get_if<session::withdraw_hold>(&each);
    return gone != nullptr && gone->why == why;
  });
}

}  // namespace

TEST_CASE("a frontend that hangs up because the backend said FATAL is not who left first") {
  conversation talk;
  talk.frontend(query("DELETE FROM orders"));
  talk.opened();
  SUBCASE("by closing") {
    talk.backend(fatal());
    CHECK(withdrawn(talk.about->on_frontend_closed(talk.now).to_desk, approvals::withdrawal::backend_gone));
  }
  SUBCASE("by Terminate") {
    talk.backend(fatal());
    talk.frontend(message('X', ""));
    CHECK(withdrawn(talk.desk, approvals::withdrawal::backend_gone));
  }
  SUBCASE("on its own") {
    CHECK(withdrawn(talk.about->on_frontend_closed(talk.now).to_desk, approvals::withdrawal::frontend_gone));
  }
}
