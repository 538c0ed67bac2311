// A socket that frontends connect to.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "proxy/net/address.hpp"
#include "proxy/net/io.hpp"
#include "proxy/net/worker.hpp"

namespace countersign::net {

// Accepts until it is closed. When there are no file descriptors left it waits for some: those who connect meanwhile
// stay in the kernel's queue. Lives on the loop's thread, but for bind().
class listener final : private socket_owner {
 public:
  using taker = std::function<void(accepted)>;
  listener(thread_loop& loop, endpoint where, taker take);
  ~listener() override;

  // Throws boost::system::system_error, naming the endpoint. A Unix socket that a dead process left behind is replaced;
  // one that answers is in use.
  void bind();
  [[nodiscard]] endpoint where() const { return where_; }
  void start();  // accepting, until close()
  void close();

 private:
  void socket_ready(watched_socket& which, std::uint32_t events) override;
  [[nodiscard]] bool accept_all();  // false: out of descriptors or memory, try again later
  void remove_stale_socket() const;

  watched_socket socket_;
  alarm_clock pause_;
  endpoint where_;
  std::string path_;  // of a Unix socket that is ours to remove
  taker take_;
  bool complained_ = false;
};

// The endpoints of an address to listen on; a name may have several. Blocks; throws if there are none.
[[nodiscard]] std::vector<endpoint> listen_endpoints(const address& where);

}  // namespace countersign::net
