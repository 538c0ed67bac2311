// Opens one connection to the upstream.
#pragma once

#include <memory>
#include <string>

#include "proxy/net/address.hpp"
#include "proxy/net/io.hpp"

namespace countersign::net {

struct dialed {
  std::shared_ptr<stream_socket> socket;  // null: it failed, and `error` says why
  endpoint where;
  std::string error;  // "connection to 127.0.0.1:5432 failed: Connection refused"; for the frontend, so without secrets
};

// Tries each address of the host in turn, each for at most `timeout`. Must outlive its run(), which the owner awaits.
class dialer {
 public:
  dialer(executor where, milliseconds timeout);
  task<dialed> run(address to);
  task<dialed> run(endpoint to);
  // Makes run() come to its end soon; what it was for is gone.
  void interrupt();

 private:
  task<error_code> attempt(const endpoint& to);

  executor where_;
  milliseconds timeout_;
  timer deadline_;
  std::shared_ptr<stream_socket> trying_;
  bool interrupted_ = false;
};

}  // namespace countersign::net
