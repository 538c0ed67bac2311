// The way back from a handler, which may answer on another thread, to the connection that waits for it.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <functional>

#include "approvals/inbox/http.hpp"

namespace countersign::approvals::inbox {

// `deliver` is called on `home`, at most once. If every copy of the responder is dropped unused, it gets a 503.
[[nodiscard]] responder make_responder(boost::asio::any_io_executor home, std::function<void(http_response)> deliver);

}  // namespace countersign::approvals::inbox
