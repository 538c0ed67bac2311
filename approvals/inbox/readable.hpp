// Text that JSON can carry: statements come in the frontend's encoding, which need not be UTF-8.
#pragma once

#include <boost/json.hpp>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace countersign::approvals::inbox {

// A statement as UTF-8. Bytes that are none are written as \xNN, so that what is shown has every byte that will run.
struct readable_text {
  std::string text;
  bool complete = true;  // not cut at the limit
  std::size_t bytes_escaped = 0;
  std::vector<std::size_t> escaped_at;  // where those bytes were in the original, ascending

  // Where byte `offset` of the original is in `text`.
  [[nodiscard]] std::size_t place(std::size_t offset) const;
};
[[nodiscard]] readable_text readable(std::string_view original, std::size_t bytes_max);

// Every string inside becomes valid UTF-8, likewise.
void make_readable(boost::json::value& what);

}  // namespace countersign::approvals::inbox
