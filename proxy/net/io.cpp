#include "proxy/net/io.hpp"

#include <spdlog/spdlog.h>

namespace countersign::net {

void run_on(asio::io_context& io, std::string_view whose) {
  for (;;) {
    try {
      io.run();
      return;
    } catch (const std::exception& e) {
      spdlog::error("a {} thread goes on after an error: {}", whose, e.what());
    }
  }
}

}  // namespace countersign::net
