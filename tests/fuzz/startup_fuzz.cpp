// Any bytes as the first packet of a connection.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "proxy/wire/startup.hpp"
#include "tests/proxy/wire/read_any.hpp"

namespace {

using namespace countersign;
using namespace countersign::wire;

void require(bool holds) {
  if (!holds) std::abort();
}

void read_settings_of(const startup::message& message) {
  const auto settings = startup::read_settings(message);
  if (!settings) {
    require(settings.error() == errc::invalid_options);
    return;
  }
  for (const startup::setting& each : *settings) {
    (void)testing::touch(each.name);
    (void)startup::read_bool(each.value);
    require(startup::same_setting(each.name, each.name));
  }
}

void read_startup(const startup::packet& cut) {
  const auto message = startup::message::read(cut);
  if (!message) return;
  require(cut.kind == startup::packet_kind::startup && cut.body.ends_with('\0'));
  require(!message->user.empty() && message->user.size() <= name_bytes_max);
  require(message->database.empty() == (message->replication == startup::replication::physical));
  require(message->database.size() <= name_bytes_max);
  std::size_t bytes = 1;  // the terminator
  for (const auto& [name, value] : message->parameters) {
    require(!name.empty() && name.find('\0') == std::string_view::npos && value.find('\0') == std::string_view::npos);
    bytes += name.size() + value.size() + 2;
  }
  require(bytes == cut.body.size());
  require(clip_name(*message->parameters.last("user")) == message->user);
  read_settings_of(*message);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  startup::packet cut;
  if (startup::next_packet(bytes, cut) == scan::complete) {
    require(cut.whole.data() == bytes.data() && cut.whole.size() <= size);
    if (cut.kind != startup::packet_kind::direct_tls) require(cut.whole.size() <= startup::packet_length_max);
    if (const auto cancel = startup::cancel_request::read(cut)) {
      require(cancel->key.size() >= startup::cancel_key_bytes_min &&
              cancel->key.size() <= startup::cancel_key_bytes_max);
    }
    read_startup(cut);
  }
  // The parser of options also by itself, where any byte reaches it.
  (void)startup::read_options(bytes);
  return 0;
}
