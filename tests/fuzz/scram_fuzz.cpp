// Bytes of a frontend and of a backend in the middle of a login that is checked here, and a file of logins. Nobody
// without the key may come through.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "proxy/session/logins.hpp"
#include "proxy/session/scram.hpp"

using namespace countersign::session;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view all{reinterpret_cast<const char*>(data), size};
  const std::string_view first = all.substr(0, all.find('\n'));
  const std::string_view second = all.substr(std::min(first.size() + 1, all.size()));
  scram_verifier verifier{"sixteen bytes...", 4096, {}, {}};
  verifier.stored_key.fill(1);
  verifier.server_key.fill(2);
  for (const char* end_point : {"", "0123456789abcdef0123456789abcdef"}) {
    scram_server server(verifier, "servernonce", end_point);
    if (server.take(first) == scram_result::going_on && server.take(second) == scram_result::proven) std::abort();
    scram_client client(verifier, {}, "clientnonce");
    (void)client.begin(first, {true, end_point});
    if (client.take_continue(first) == scram_result::going_on && client.take_final(second) == scram_result::proven) {
      std::abort();
    }
    // The nonce is one that the fuzzer can know.
    scram_client begun(verifier, {}, "n");
    if (begun.begin(std::string_view("SCRAM-SHA-256\0", 14), {}).empty()) std::abort();
    if (begun.take_continue(first) == scram_result::going_on && begun.take_final(second) == scram_result::proven) {
      std::abort();
    }
  }
  const logins::load_result file = logins::load(all, "logins.txt");
  if (file.loaded && file.loaded->size() == 0) std::abort();
  if (!file.loaded && file.mistakes.empty()) std::abort();
  return 0;
}
