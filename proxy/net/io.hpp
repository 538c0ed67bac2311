// The Asio types of this layer, each bound to io_context's own executor: any_io_executor would cost a virtual call and
// an allocation per operation.
#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <string_view>

#include "approvals/records.hpp"

namespace countersign::net {

namespace asio = boost::asio;
using boost::system::error_code;

using executor = asio::io_context::executor_type;
template <class T = void>
using task = asio::awaitable<T, executor>;

// TCP and Unix sockets alike.
using stream_socket = asio::basic_stream_socket<asio::generic::stream_protocol, executor>;
using timer =
    asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>, executor>;

// co_await with it gives a tuple that begins with the error: the end of a stream is an event, not an exception.
inline constexpr asio::as_tuple_t<asio::use_awaitable_t<executor>> no_throw{asio::use_awaitable_t<executor>{}};

// Runs until there is nothing left to do. What a handler throws is not the end: its own session is closed by its
// guards, and this is for what is left, such as memory for a handler.
void run_on(asio::io_context& io, std::string_view whose);

using approvals::time_point;
using std::chrono::milliseconds;

[[nodiscard]] inline time_point wall_clock() {
  return std::chrono::system_clock::now();
}

}  // namespace countersign::net
