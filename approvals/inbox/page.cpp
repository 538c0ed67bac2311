#include "approvals/inbox/page.hpp"

#include <openssl/evp.h>

#include <fmt/format.h>
#include <array>

namespace countersign::approvals::inbox {

namespace {

// Names the bytes, so that a browser asks again after an upgrade and gets nothing new otherwise.
std::string etag_of(std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
  unsigned size = 0;
  EVP_Digest(bytes.data(), bytes.size(), out.data(), &size, EVP_sha256(), nullptr);
  std::string answer = "\"";
  for (unsigned i = 0; i < 12; ++i) answer += fmt::format("{:02x}", out[i]);
  return answer + "\"";
}

handler giving(const page_file& file) {
  return [file, etag = etag_of(file.bytes)](const http_request& request, const responder& answer) {
    http_response what;
    what.headers = {{"ETag", etag}, {"Cache-Control", "no-cache"}};
    if (request.header("If-None-Match") == etag) {
      what.status = 304;
    } else {
      what.content_type = std::string(file.type);
      what.body = std::string(file.bytes);
    }
    answer(std::move(what));
  };
}

}  // namespace

void add_page(server& to) {
  constexpr std::string_view page_end = ".html";
  for (const auto& file : page_files()) {
    if (file.name == "index.html") {
      to.add_route("GET", "/", giving(file));
      to.add_route("GET", "/holds/*", giving(file));
    } else if (file.name.ends_with(page_end)) {
      to.add_route("GET", "/" + std::string(file.name.substr(0, file.name.size() - page_end.size())), giving(file));
    } else {
      to.add_route("GET", "/" + std::string(file.name), giving(file));
    }
  }
}

}  // namespace countersign::approvals::inbox
