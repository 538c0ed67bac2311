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

TEST_CASE("a hold ends with the backend's FATAL, whoever hangs up first and whatever is decided then") {
  conversation talk;
  talk.frontend(query("DELETE FROM orders"));
  talk.opened();
  SUBCASE("at the FATAL") {
    talk.backend(fatal());
    CHECK(withdrawn(talk.desk, approvals::withdrawal::backend_gone));
    CHECK(withdrawn(talk.desk, approvals::withdrawal::frontend_gone) == false);
    talk.settled(approvals::hold_state::approved);
    CHECK(talk.to_backend().find("DELETE") == std::string::npos);
    CHECK(talk.about->on_frontend_closed(talk.now).to_desk.empty());
  }
  SUBCASE("without one it is the frontend that left") {
    CHECK(withdrawn(talk.about->on_frontend_closed(talk.now).to_desk, approvals::withdrawal::frontend_gone));
  }
}
