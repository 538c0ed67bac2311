#include "approvals/notify/web_address.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include <algorithm>
#include <cctype>

namespace countersign::approvals::notify {

namespace {

namespace urls = boost::urls;

bool is_this_machine(std::string_view host) {
  if (host == "localhost") return true;
  boost::system::error_code ec;
  const auto address = boost::asio::ip::make_address(host, ec);
  return !ec && address.is_loopback();
}

web_address_result wrong(std::string_view url, std::string_view why) {
  return {{}, "\"" + std::string(url) + "\" " + std::string(why)};
}

}  // namespace

web_address_result read_web_address(std::string_view url) {
  const auto parsed = urls::parse_uri(url);
  if (!parsed) return wrong("the URL", "cannot be read; write it as https://host/path");
  const urls::url_view at = *parsed;
  const std::string shown = std::string(at.scheme()) + "://" + std::string(at.encoded_host_and_port());
  if (at.scheme_id() != urls::scheme::https && at.scheme_id() != urls::scheme::http) {
    return wrong(shown, "is neither https nor http; write https://host/path");
  }
  if (at.has_userinfo()) return wrong(shown, "carries a user name or password; leave them out");
  if (at.has_fragment()) return wrong(shown, "has a part after #, which is never sent; leave it out");

  web_address out;
  out.tls = at.scheme_id() == urls::scheme::https;
  out.host = at.host_address();
  std::transform(out.host.begin(), out.host.end(), out.host.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (out.host.empty()) return wrong(shown, "names no host; write it as https://host/path");
  if (!out.tls && !is_this_machine(out.host)) {
    return wrong(shown, "is not encrypted; use https (http is for this machine only)");
  }
  out.port = at.has_port() && !at.port().empty() ? std::string(at.port()) : out.tls ? "443" : "80";
  out.target = std::string(at.encoded_target());
  if (!out.target.starts_with('/')) out.target.insert(0, "/");
  return {std::move(out), {}};
}

}  // namespace countersign::approvals::notify
