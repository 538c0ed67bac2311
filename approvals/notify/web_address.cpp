#include "approvals/notify/web_address.hpp"

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <charconv>
#include <cstdint>

namespace countersign::approvals::notify {

namespace {

namespace urls = boost::urls;
namespace ip = boost::asio::ip;

constexpr std::size_t host_bytes_max = 253;  // of a name in DNS, RFC 1035

web_address_result wrong(std::string_view url, std::string_view why) {
  return {{}, "\"" + std::string(url) + "\" " + std::string(why)};
}

// What stands between "//" and the path, query or fragment, as RFC 3986 divides it (section 3.2). Taken from the text
// and not from the library's parts: Boost 1.81 reads the first part of 127.0.0.1.example.com as an address and the
// rest as a path.
std::string_view authority_of(std::string_view url) {
  const std::size_t colon = url.find(':');
  if (colon == std::string_view::npos || !url.substr(colon).starts_with("://")) return {};
  url.remove_prefix(colon + 3);
  return url.substr(0, url.find_first_of("/?#"));
}

struct host_and_port {
  std::string host;
  std::string port;  // empty: none is named
};

bool is_name(std::string_view host) {
  return !host.empty() && host.size() <= host_bytes_max && std::all_of(host.begin(), host.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '.' || c == '-' || c == '_';
  });
}

bool is_port(std::string_view port) {
  std::uint16_t number = 0;
  const auto [end, ec] = std::from_chars(port.data(), port.data() + port.size(), number);
  return ec == std::errc{} && end == port.data() + port.size() && number != 0;
}

// Only names of plain letters, and addresses in their usual form: what looks like a host to us must be the same host
// to whoever resolves it.
std::optional<host_and_port> split(std::string_view authority) {
  host_and_port out;
  std::string_view rest;
  if (authority.starts_with('[')) {
    const std::size_t end = authority.find(']');
    if (end == std::string_view::npos) return {};
    boost::system::error_code ec;
    const auto address = ip::make_address_v6(authority.substr(1, end - 1), ec);
    if (ec || address.scope_id() != 0) return {};
    out.host = address.to_string();
    rest = authority.substr(end + 1);
  } else {
    const std::size_t end = std::min(authority.find(':'), authority.size());
    out.host = authority.substr(0, end);
    std::transform(out.host.begin(), out.host.end(), out.host.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    if (!is_name(out.host)) return {};
    rest = authority.substr(end);
  }
  if (rest.empty()) return out;
  out.port = rest.substr(1);
  if (rest.front() != ':' || (!out.port.empty() && !is_port(out.port))) return {};
  return out;
}

bool is_this_machine(const std::string& host) {
  if (host == "localhost") return true;
  boost::system::error_code ec;
  const ip::address address = ip::make_address(host, ec);
  return !ec && address.is_loopback();
}

}  // namespace

web_address_result read_web_address(std::string_view url) {
  const auto parsed = urls::parse_uri(url);
  if (!parsed) return wrong("the URL", "cannot be read; write it as https://host/path");
  const urls::url_view at = *parsed;
  const std::string_view authority = authority_of(url);
  if (at.has_userinfo() || authority.find('@') != std::string_view::npos) {
    return wrong("the URL", "carries a user name or password; leave them out");
  }
  const std::string shown = std::string(at.scheme()) + "://" + std::string(authority);
  if (at.scheme_id() != urls::scheme::https && at.scheme_id() != urls::scheme::http) {
    return wrong(shown, "is neither https nor http; write https://host/path");
  }
  if (at.has_fragment()) return wrong(shown, "has a part after #, which is never sent; leave it out");
  auto where = split(authority);
  if (!where) return wrong(shown, "does not name a host, or not plainly; write it as https://host/path");

  web_address out;
  out.tls = at.scheme_id() == urls::scheme::https;
  out.host = std::move(where->host);
  if (!out.tls && !is_this_machine(out.host)) {
    return wrong(shown, "is not encrypted; use https (http is for this machine only)");
  }
  out.port = !where->port.empty() ? std::move(where->port) : out.tls ? "443" : "80";
  // The whole URL has only characters that a URL may have, so this has no space and no line end.
  out.target = url.substr(at.scheme().size() + std::string_view("://").size() + authority.size());
  if (!out.target.starts_with('/')) out.target.insert(0, "/");
  return {std::move(out), {}};
}

}  // namespace countersign::approvals::notify
