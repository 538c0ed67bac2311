#include "approvals/inbox/request_head.hpp"

#include <algorithm>

#include "approvals/inbox/percent.hpp"

namespace countersign::approvals::inbox {

namespace {

constexpr std::size_t address_bytes_max = 64;

// Only the last entry was written by the proxy in front; what stands before it is whatever the peer said.
std::string_view forwarded_peer(const http_request& request) {
  if (request.count("X-Forwarded-For") != 1) return {};
  auto said = request.header("X-Forwarded-For");
  if (const auto comma = said.rfind(','); comma != said.npos) said.remove_prefix(comma + 1);
  while (said.starts_with(' ')) said.remove_prefix(1);
  while (said.ends_with(' ')) said.remove_suffix(1);
  return said.size() <= address_bytes_max ? said : std::string_view{};
}

}  // namespace

bool complete(http_request& request, unsigned version, peer_source peer) {
  if (version != 10 && version != 11) return false;
  if (!request.target.starts_with('/')) return false;
  const auto hosts = request.count("Host");
  if (hosts > 1 || (hosts == 0 && version == 11)) return false;
  const auto question = std::min(request.target.find('?'), request.target.size());
  auto path = percent_decode(std::string_view{request.target}.substr(0, question));
  if (!path) return false;
  request.path = std::move(*path);
  if (question < request.target.size()) request.query = request.target.substr(question + 1);
  if (peer == peer_source::forwarded_header)
    if (const auto said = forwarded_peer(request); !said.empty()) request.remote = std::string(said);
  return true;
}

bool is_header_text(std::string_view text) {
  return std::ranges::none_of(text,
                              [](char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f; });
}

}  // namespace countersign::approvals::inbox
