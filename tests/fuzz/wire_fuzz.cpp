// Any bytes as a stream of messages, from either end. Cutting them must give back the bytes, wherever the stream was
// cut before, and every part of every message must lie inside of it.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "tests/proxy/wire/read_any.hpp"

namespace {

using namespace countersign;

void require(bool holds) {
  if (!holds) std::abort();
}

// Values that a message has must be as many as it says.
void count_values(const wire::value_list& values) {
  std::size_t seen = 0;
  for (const wire::value each : values) {
    require(!each.null || each.bytes.empty());
    ++seen;
  }
  require(seen == values.size());
}

void read_message(const wire::frame& got) {
  require(got.whole.size() == got.body.size() + wire::header_bytes && got.whole.front() == got.type);
  (void)wire::testing::read_frontend(got.type, got.body);
  (void)wire::testing::read_backend(got.type, got.body);
  // Bodies that are whole as one message must not be so with a byte less: what the server would wait for or refuse
  // must never be taken for something shorter.
  const bool strict = got.type != 0 && std::string_view("QPBDCEF").find(got.type) != std::string_view::npos;
  if (strict && wire::testing::read_frontend(got.type, got.body).error == wire::errc::ok) {
    const std::string_view shorter = got.body.substr(0, got.body.size() - 1);
    require(wire::testing::read_frontend(got.type, shorter).error != wire::errc::ok);
  }
  if (const auto bound = wire::frontend::bind::read(got.body)) count_values(bound->parameters);
  if (const auto called = wire::frontend::function_call::read(got.body)) count_values(called->arguments);
  if (const auto row = wire::backend::data_row::read(got.body)) count_values(row->values);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  std::size_t consumed = 0;
  wire::frame got;
  while (wire::next_frame(rest, got) == wire::scan::complete) {
    require(got.whole.data() == rest.data() && got.whole.size() >= wire::header_bytes);
    const std::string_view cut = rest.substr(0, got.whole.size() - 1);
    wire::frame other;
    require(wire::next_frame(cut, other) == wire::scan::incomplete);
    read_message(got);
    consumed += got.whole.size();
    rest.remove_prefix(got.whole.size());
  }
  require(consumed + rest.size() == size);
  // What is left is read as a body of every type, since a length that is wrong must not protect the readers.
  for (const char type : std::string_view("QPBDCEFSHXdcfpRKZTtNAGWVvIsn123")) {
    (void)wire::testing::read_frontend(type, rest);
    (void)wire::testing::read_backend(type, rest);
  }
  return 0;
}
