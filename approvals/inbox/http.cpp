#include "approvals/inbox/http.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "approvals/inbox/percent.hpp"

namespace countersign::approvals::inbox {

namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool same_name(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](char x, char y) { return lower(x) == lower(y); });
}

}  // namespace

std::string_view http_request::header(std::string_view name) const {
  for (const auto& one : headers)
    if (same_name(one.name, name)) return one.value;
  return {};
}

std::size_t http_request::count(std::string_view name) const {
  return static_cast<std::size_t>(
      std::ranges::count_if(headers, [&](const http_header& one) { return same_name(one.name, name); }));
}

std::string http_request::query_value(std::string_view name) const {
  for (std::size_t at = 0; at < query.size();) {
    const auto end = std::min(query.find('&', at), query.size());
    const auto pair = std::string_view{query}.substr(at, end - at);
    at = end + 1;
    if (pair.size() > name.size() && pair.starts_with(name) && pair[name.size()] == '=')
      return percent_decode(pair.substr(name.size() + 1)).value_or(std::string{});
  }
  return {};
}

std::optional<std::string> percent_decode(std::string_view text) {
  const auto digit = [](char c) {
    if (c >= '0' && c <= '9') return c - '0';
    const char l = lower(c);
    return l >= 'a' && l <= 'f' ? l - 'a' + 10 : -1;
  };
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '%') {
      if (i + 2 >= text.size()) return std::nullopt;
      const int high = digit(text[i + 1]);
      const int low = digit(text[i + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      c = static_cast<char>(high * 16 + low);
      i += 2;
    }
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) return std::nullopt;
    out.push_back(c);
  }
  return out;
}

http_response error_response(unsigned status, std::string_view what, std::string_view hint) {
  http_response answer;
  answer.status = status;
  answer.body = boost::json::serialize(boost::json::object{{"error", what}, {"hint", hint}});
  return answer;
}

}  // namespace countersign::approvals::inbox
