// One HTTP connection: reads requests, has them answered, writes the answers. Internal to the server.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <memory>

#include "approvals/inbox/http.hpp"
#include "approvals/inbox/routes.hpp"
#include "approvals/inbox/server.hpp"

namespace countersign::approvals::inbox {

// What all connections of a server share; unchanged after start().
struct server_shared {
  server_options options;
  routes table;
};

class connection {
 public:
  virtual ~connection() = default;
  // Returns when the connection is closed. Keeps `self` alive until then.
  virtual boost::asio::awaitable<void> run(std::shared_ptr<connection> self) = 0;
  virtual void close() = 0;
};

[[nodiscard]] std::shared_ptr<connection> make_connection(boost::asio::ip::tcp::socket peer,
                                                          std::shared_ptr<const server_shared> shared);

}  // namespace countersign::approvals::inbox
