#include "tests/proxy/session/conversation.hpp"

#include <doctest/doctest.h>

#include <cstdlib>

#include "proxy/session/statements.hpp"
#include "proxy/wire/frame.hpp"

namespace countersign::test {

namespace {

void put32(std::string& out, std::uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<char>(value >> shift));
}

void put16(std::string& out, std::size_t value) {
  out.push_back(static_cast<char>(value >> 8));
  out.push_back(static_cast<char>(value));
}

std::string zero(std::string_view text) {
  std::string out{text};
  out.push_back('\0');
  return out;
}

}  // namespace

std::string message(char type, std::string_view body) {
  std::string out(1, type);
  put32(out, static_cast<std::uint32_t>(body.size() + 4));
  return out.append(body);
}
std::string query(std::string_view text) {
  return message('Q', zero(text));
}
std::string parse(std::string_view name, std::string_view text) {
  std::string body = zero(name) + zero(text);
  put16(body, 0);
  return message('P', body);
}
std::string bind_portal(std::string_view portal, std::string_view name, std::vector<std::string> values) {
  std::string body = zero(portal) + zero(name);
  put16(body, 0);
  put16(body, values.size());
  for (const std::string& each : values) {
    put32(body, static_cast<std::uint32_t>(each.size()));
    body += each;
  }
  put16(body, 0);
  return message('B', body);
}
std::string execute(std::string_view portal) {
  return message('E', zero(portal) + std::string(4, '\0'));
}
std::string sync() {
  return message('S', "");
}
std::string complete(std::string_view tag) {
  return message('C', zero(tag));
}
std::string ready(char status) {
  return message('Z', std::string(1, status));
}
std::string error(std::string_view sqlstate, std::string_view text) {
  std::string out;
  wire::build::error_response(out, {"ERROR", sqlstate, text, {}, {}, {}});
  return out;
}
std::string startup(std::string_view user, std::string_view database) {
  std::string body;
  put32(body, 196'608);
  body += zero("user") + zero(user) + zero("database") + zero(database);
  body.push_back('\0');
  std::string out;
  put32(out, static_cast<std::uint32_t>(body.size() + 4));
  return out + body;
}

conversation::conversation(std::string_view rules) {
  const auto loaded = policy::ruleset::load(rules.empty() ? policy::ruleset::starter_text() : rules, "rules.toml");
  for (const auto& each : loaded.mistakes) INFO(each.to_string());
  REQUIRE(loaded.rules != nullptr);
  shared.rules = loaded.rules;
  settings.upstreams.front().name = "127.0.0.1:5432";
  settings.inbox_url = "http://inbox";
  // The same conversations, but with every statement read on the other thread.
  if (std::getenv("COUNTERSIGN_TEST_OFFLOAD") != nullptr) settings.offload_bytes = 0;
  about = std::make_unique<session::session>(settings, shared, session::peer{7, {}, "unix socket"}, now);
  log_in();
}

void conversation::log_in(std::string_view packet) {
  frontend(packet.empty() ? startup("app", "shop") : packet);
  take(about->on_backend_connected({}, now));
  std::string hello;
  wire::build::authentication_ok(hello);
  wire::build::parameter_status(hello, "standard_conforming_strings", "on");
  wire::build::parameter_status(hello, "client_encoding", "UTF8");
  wire::build::backend_key_data(hello, 4711, "abcd");
  backend(hello + ready('I'));
  static_cast<void>(to_frontend());
  static_cast<void>(to_backend());
  desk.clear();
}

void conversation::take(session::actions& done) {
  for (const std::string_view each : done.to_frontend.pieces()) front_ += each;
  for (const std::string_view each : done.to_backend.pieces()) back_ += each;
  for (session::desk_message& each : done.to_desk) {
    if (auto* const open = std::get_if<session::open_hold>(&each)) {
      holds.push_back(std::move(*open));
    } else {
      desk.push_back(std::move(each));
    }
  }
  cancel_sent = cancel_sent || done.cancel_backend;
  frontend_closed = frontend_closed || done.close_frontend;
  backend_closed = backend_closed || done.close_backend;
  if (done.offload_bytes == 0) return;
  ++offloads;
  elsewhere.rules = shared.rules;
  elsewhere.catalogs = shared.catalogs;
  take(about->on_offloaded(elsewhere, now));
}

// Input is copied to memory of its own size, so that a view kept too long is found by AddressSanitizer.
void conversation::frontend(std::string_view bytes) {
  const std::vector<char> copy(bytes.begin(), bytes.end());
  take(about->on_frontend({copy.data(), copy.size()}, now));
}
void conversation::backend(std::string_view bytes) {
  const std::vector<char> copy(bytes.begin(), bytes.end());
  take(about->on_backend({copy.data(), copy.size()}, now));
}
void conversation::frontend_in_pieces(std::string_view bytes, std::size_t size) {
  for (; !bytes.empty(); bytes.remove_prefix(std::min(size, bytes.size()))) frontend(bytes.substr(0, size));
}

void conversation::opened() {
  REQUIRE(!holds.empty());
  approvals::opened answer;
  answer.result = approvals::open_result::opened;
  answer.id = "id" + std::to_string(holds.back().ticket);
  answer.code = "KX4-7PM";
  answer.deadline = now + holds.back().request.expires;
  take(about->on_hold_opened(holds.back().ticket, answer, now));
}

void conversation::settled(approvals::hold_state state, std::string_view reason) {
  approvals::settlement how;
  how.id = "id" + std::to_string(holds.back().ticket);
  how.state = state;
  how.by = "sam";
  how.reason = reason;
  how.deadline = now + std::chrono::minutes{10};
  take(about->on_hold_settled(holds.back().ticket, how, now));
}

void conversation::not_taken(approvals::open_result why, std::string_view error) {
  approvals::opened answer;
  answer.result = why;
  answer.error = error;
  take(about->on_hold_opened(holds.back().ticket, answer, now));
}

void conversation::listed(const approvals::pending_list& what) {
  REQUIRE(!desk.empty());
  const auto* const asked = std::get_if<session::list_pending>(&desk.back());
  REQUIRE(asked != nullptr);
  CHECK(asked->role == "app");
  CHECK(asked->database == "shop");
  take(about->on_pending(asked->ticket, what, now));
}

void conversation::tick() {
  take(about->on_tick(now));
}
void conversation::cancel() {
  take(about->on_cancel(now));
}
std::string conversation::to_frontend() {
  return std::exchange(front_, {});
}
std::string conversation::to_backend() {
  return std::exchange(back_, {});
}

std::string conversation::types(std::string_view bytes) {
  std::string out;
  wire::frame f;
  while (wire::next_frame(bytes, f) == wire::scan::complete) {
    out.push_back(f.type);
    bytes.remove_prefix(f.whole.size());
  }
  return bytes.empty() ? out : out + "?";
}

std::string conversation::field(std::string_view bytes, char type, char code) {
  wire::frame f;
  while (wire::next_frame(bytes, f) == wire::scan::complete) {
    if (f.type == type) {
      const auto read = wire::backend::error_or_notice::read(f.body);
      return read ? std::string{read->field(code).value_or("")} : "malformed";
    }
    bytes.remove_prefix(f.whole.size());
  }
  return "none";
}

}  // namespace countersign::test
