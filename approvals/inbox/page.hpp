// The files of the inbox page, embedded in the program when it is built.
#pragma once

#include <span>
#include <string_view>

#include "approvals/inbox/http.hpp"
#include "approvals/inbox/server.hpp"

namespace countersign::approvals::inbox {

struct page_file {
  std::string_view name;  // index.html
  std::string_view type;  // text/html; charset=utf-8
  std::string_view bytes;
};

// Written by cmake/embed.cmake.
[[nodiscard]] std::span<const page_file> page_files();

// GET / and /holds/CODE give the page, the other files have their names as paths.
void add_page(server& to);

}  // namespace countersign::approvals::inbox
