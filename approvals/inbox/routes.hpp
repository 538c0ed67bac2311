// Which handler answers which method and path.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "approvals/inbox/http.hpp"

namespace countersign::approvals::inbox {

struct route {
  std::string method;
  std::string path;  // exact, or without the '*' of "/*" where `below` says so
  bool below = false;
  handler what;
  std::size_t body_bytes_max = 0;
};

class routes {
 public:
  void add(std::string method, std::string path, handler what, std::size_t body_bytes_max);

  struct match {
    const route* found = nullptr;
    std::string allowed;  // if the path is known and the method is not: those it has, for the Allow header
  };
  // HEAD goes to a path's GET.
  [[nodiscard]] match find(std::string_view method, std::string_view path) const;
  [[nodiscard]] std::size_t body_bytes_max() const;

 private:
  std::vector<route> all_;
};

}  // namespace countersign::approvals::inbox
