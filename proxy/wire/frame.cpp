#include "proxy/wire/frame.hpp"

#include "proxy/wire/reader.hpp"

namespace countersign::wire {

scan next_header(std::string_view bytes, header& out) {
  if (bytes.size() < header_bytes) return scan::incomplete;
  reader from(bytes.substr(0, header_bytes));
  out.type = from.get_byte();
  out.length = from.get_uint32();
  return out.length < length_min ? scan::malformed : scan::complete;
}

scan next_frame(std::string_view bytes, frame& out) {
  header head;
  if (const scan got = next_header(bytes, head); got != scan::complete) return got;
  if (bytes.size() < head.whole_bytes()) return scan::incomplete;
  out.type = head.type;
  out.whole = bytes.substr(0, static_cast<std::size_t>(head.whole_bytes()));
  out.body = out.whole.substr(header_bytes);
  return scan::complete;
}

}  // namespace countersign::wire
