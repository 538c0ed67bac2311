#include "proxy/wire/lists.hpp"

namespace countersign::wire {
namespace {

constexpr std::int32_t null_length = -1;

// One length and its bytes; the format is not in the same place.
value take_value(reader& from) {
  value taken;
  const std::int32_t length = from.get_int32();
  if (length == null_length) {
    taken.null = from.ok();
  } else if (length < 0) {
    from.fail(errc::insufficient_data);
  } else {
    taken.bytes = from.get_bytes(static_cast<std::size_t>(length));
  }
  return taken;
}

bool all_known(const format_list& formats) {
  for (std::size_t i = 0; i < formats.size(); ++i) {
    if (formats[i] > 1) return false;
  }
  return true;
}

}  // namespace

value_list::value_list(reader& from, format_list formats) : formats_(formats) {
  const std::size_t count = from.get_uint16();
  if (formats.size() > 1 && formats.size() != count) from.fail(errc::format_count);
  // One code may be given for no value at all; the server never looks at it then.
  if (count > 0 && !all_known(formats)) from.fail(errc::unsupported_format);
  const std::string_view start = from.rest();
  for (std::size_t i = 0; i < count && from.ok(); ++i) (void)take_value(from);
  if (!from.ok()) return;
  bytes_ = start.substr(0, start.size() - from.remaining());
  count_ = count;
}

value value_list::iterator::operator*() const {
  reader at(rest_);
  value taken = take_value(at);
  const std::uint16_t code = formats_.size() == 1 ? formats_[0] : formats_[index_];
  taken.format = code == 1 ? format::binary : format::text;
  return taken;
}

value_list::iterator& value_list::iterator::operator++() {
  reader at(rest_);
  (void)take_value(at);
  rest_ = at.rest();
  ++index_;
  return *this;
}

}  // namespace countersign::wire
