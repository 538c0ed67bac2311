#include "approvals/inbox/guard.hpp"

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

namespace countersign::approvals::inbox {

namespace {

bool is_token_text(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7f; });
}

bool is_literal_host(std::string_view authority) {
  const std::string url = "http://" + std::string(authority) + "/";  // `read` looks into it
  const auto read = boost::urls::parse_uri(url);
  if (!read || read->has_userinfo() || read->encoded_path() != "/" || read->has_query() || read->has_fragment())
    return false;
  std::string host(read->encoded_host());
  if (host == "localhost") return true;
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  boost::system::error_code ec;
  (void)boost::asio::ip::make_address(host, ec);
  return !ec;
}

}  // namespace

std::string origin_of(std::string_view url) {
  const auto read = boost::urls::parse_uri(url);
  if (!read || (read->scheme() != "http" && read->scheme() != "https")) return {};
  std::string answer = std::string(read->scheme()) + "://" + std::string(read->encoded_host());
  const std::string port(read->port());
  const bool usual = port.empty() || port == (read->scheme() == "https" ? "443" : "80");
  if (!usual) answer += ":" + port;
  return answer;
}

std::string_view bearer_token(const http_request& request) {
  if (request.count("Authorization") != 1) return {};
  auto value = request.header("Authorization");
  constexpr std::string_view scheme = "bearer ";
  if (value.size() <= scheme.size()) return {};
  for (std::size_t i = 0; i < scheme.size(); ++i)
    if ((value[i] | 0x20) != (scheme[i] | 0x20)) return {};
  value.remove_prefix(scheme.size());
  while (value.starts_with(' ')) value.remove_prefix(1);
  return is_token_text(value) ? value : std::string_view{};
}

std::string_view cookie(const http_request& request, std::string_view name) {
  if (request.count("Cookie") > 1) return {};
  std::string_view answer;
  for (std::string_view rest = request.header("Cookie"); !rest.empty();) {
    const auto end = std::min(rest.find(';'), rest.size());
    auto pair = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    while (pair.starts_with(' ')) pair.remove_prefix(1);
    if (pair.size() <= name.size() || !pair.starts_with(name) || pair[name.size()] != '=') continue;
    const auto value = pair.substr(name.size() + 1);
    if (!answer.empty() && answer != value) return {};
    answer = value;
  }
  return answer;
}

bool from_own_page(const http_request& request, std::string_view public_origin) {
  if (request.count("Origin") > 1 || request.count("Sec-Fetch-Site") > 1) return false;
  const auto site = request.header("Sec-Fetch-Site");
  if (!site.empty() && site != "same-origin" && site != "none") return false;
  const auto origin = request.header("Origin");
  if (origin.empty()) return true;  // not a browser's cross-site request: those carry one
  if (!public_origin.empty() && origin == public_origin) return true;
  const auto host = request.header("Host");
  return is_literal_host(host) && origin == "http://" + std::string(host);
}

}  // namespace countersign::approvals::inbox
