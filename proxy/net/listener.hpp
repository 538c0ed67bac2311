// A socket that frontends connect to.
#pragma once

#include <boost/asio/basic_socket_acceptor.hpp>
#include <functional>
#include <memory>
#include <string>

#include "proxy/net/address.hpp"
#include "proxy/net/io.hpp"
#include "proxy/net/worker.hpp"

namespace countersign::net {

// Accepts until it is closed. When there are no file descriptors left it waits for some: those who connect meanwhile
// stay in the kernel's queue. Lives on the thread that runs `io`, but for bind().
class listener : public std::enable_shared_from_this<listener> {
 public:
  using taker = std::function<void(accepted)>;
  listener(asio::io_context& io, endpoint where, taker take);
  ~listener();

  // Throws boost::system::system_error, naming the endpoint. A Unix socket that a dead process left behind is replaced;
  // one that answers is in use.
  void bind();
  [[nodiscard]] endpoint where() const { return where_; }
  // Accepts until close().
  task<> run();
  void close();

 private:
  [[nodiscard]] bool accept_all();  // false: out of descriptors or memory, try again later
  void remove_stale_socket() const;

  asio::basic_socket_acceptor<asio::generic::stream_protocol, executor> acceptor_;
  timer pause_;
  endpoint where_;
  std::string path_;  // of a Unix socket that is ours to remove
  taker take_;
  bool complained_ = false;
};

// The endpoints of an address to listen on; a name may have several. Blocks; throws if there are none.
[[nodiscard]] std::vector<endpoint> listen_endpoints(asio::io_context& io, const address& where);

}  // namespace countersign::net
