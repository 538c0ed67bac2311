// Any order of events on a session, with whole messages and with raw bytes from both ends. What must never happen: a
// risky Query at the backend that nobody approved, or one approval that lets two through.
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

#include "parser/catalog/builder.hpp"
#include "policy/ruleset.hpp"
#include "proxy/session/session.hpp"
#include "proxy/session/statements.hpp"
#include "proxy/wire/build.hpp"
#include "proxy/wire/frame.hpp"

using namespace countersign;

namespace {

constexpr std::string_view risky = "DELETE FROM orders";
constexpr std::string_view risky_by_view = "SELECT * FROM public.staff";  // where there is a catalog that says so

std::string message(char type, std::string_view body) {
  std::string out(1, type);
  const std::size_t length = body.size() + 4;
  for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<char>(length >> shift));
  return out.append(body);
}
std::string zero(std::string_view text) {
  return std::string{text} + '\0';
}

// What frontends send; the index comes from the input.
std::string from_frontend(unsigned which) {
  const std::string none(6, '\0');
  switch (which % 22) {
    case 0:
      return message('Q', zero("SELECT 1"));
    case 1:
      return message('Q', zero(risky));
    case 2:
      return message('Q', zero("BEGIN"));
    case 3:
      return message('P', zero("s") + zero(risky) + std::string(2, '\0'));
    case 4:
      return message('P', zero("s") + zero("SELECT 1") + std::string(2, '\0'));
    case 5:
      return message('B', zero("") + zero("s") + none);
    case 6:
      return message('E', zero("") + std::string(4, '\0'));
    case 7:
      return message('S', "");
    case 8:
      return message('H', "");
    case 9:
      return message('C', "S" + zero("s"));
    case 10:
      return message('D', "S" + zero("s"));
    case 11:
      return message('Q', zero("PREPARE s AS SELECT 1"));
    case 12:
      return message('Q', zero("COPY t FROM STDIN"));
    case 13:
      return message('d', "1\n");
    case 14:
      return message('c', "");
    case 15:
      return message('Q', zero(risky_by_view));
    case 16:
      return message('P', zero("s") + zero(risky_by_view) + std::string(2, '\0'));
    case 17:
      return message('Q', zero("SET search_path TO payroll"));
    case 18:
      return message('Q', zero("CREATE TEMP TABLE staff (id int)"));
    case 19:
      return message('Q', zero("CREATE VIEW v AS SELECT 1"));
    case 20:
      return message('Q', zero("DISCARD ALL"));
    default:
      return message('F', std::string("\0\0\3\xfc\0\0\0\0\0\0", 10));
  }
}

std::string from_backend(unsigned which) {
  switch (which % 14) {
    case 0:
      return message('Z', "I");
    case 1:
      return message('Z', "T");
    case 2:
      return message('Z', "T");
    case 3:
      return message('C', zero("SELECT 1"));
    case 4:
      return message('C', zero("PREPARE"));
    case 5:
      return message('1', "");
    case 6:
      return message('2', "");
    case 7:
      return message('3', "");
    case 8:
      return message('n', "");
    case 9:
      return message('s', "");
    case 10:
      return message('G', std::string("\0\0\0", 3));
    case 11:
      return message('N', zero("SNOTICE") + '\0');
    case 12:
      return message('V', std::string(4, '\xff'));
    default: {
      std::string out;
      wire::build::error_response(out, {"ERROR", "22012", "division by zero", {}, {}, {}});
      return out;
    }
  }
}

struct no_reader : session::catalog_source {
  void want(std::string_view) override {}
  std::uint64_t changed(std::string_view) override { return 1; }
};

std::shared_ptr<const parser::catalog> catalog() {
  parser::catalog_builder to;
  for (const char* each : {"public", "payroll"}) to.add_schema(each);
  to.add_relation({1, "payroll", "salaries", 'r', {}});
  to.add_column({1, "amount", true});
  to.add_relation({2, "public", "staff", 'v', "SELECT s.amount FROM payroll.salaries s"});
  to.add_column({2, "amount", false});
  to.add_initial_path({}, "public");
  return to.finish();
}

enum class knows : std::uint8_t { nothing, catalog };

class world {
 public:
  // `offload_bytes`: some worlds read every statement on another thread.
  world(std::size_t offload_bytes, knows what) : has_catalog_(what == knows::catalog) {
    static session::shared kept;
    static no_reader source;
    static const auto known = catalog();
    kept.rules = rules();
    kept.catalogs.source = has_catalog_ ? &source : nullptr;
    kept.catalogs.by_database["app"] = {known, 0};
    home_ = &kept;
    settings_.backlog_bytes_max = 4096;
    settings_.offload_bytes = offload_bytes;
    session_ = std::make_unique<session::session>(settings_, kept, session::peer{1, {}, "unix socket"}, now_);
    std::string body = std::string("\0\3\0\0", 4) + zero("user") + zero("app") + '\0';
    std::string packet;
    const std::size_t length = body.size() + 4;
    for (int shift = 24; shift >= 0; shift -= 8) packet.push_back(static_cast<char>(length >> shift));
    take(session_->on_frontend(packet + body, now_));
    take(session_->on_backend_connected({}, now_));
    std::string hello;
    wire::build::authentication_ok(hello);
    take(session_->on_backend(hello + message('Z', "I"), now_));
  }

  void step(unsigned what, unsigned which, std::string_view raw) {
    now_ += std::chrono::seconds{1};
    switch (what % 10) {
      case 0:
      case 1:
      case 2:
        take(session_->on_frontend(from_frontend(which), now_));
        break;
      case 3:
      case 4:
        take(session_->on_backend(from_backend(which), now_));
        break;
      case 5:
        answer(which);
        break;
      case 6:
        settle(which);
        break;
      case 7:
        take(which % 2 == 0 ? session_->on_cancel(now_) : session_->on_cancel_sent(now_));
        break;
      case 8:
        take(session_->on_frontend(raw, now_));
        break;
      default:
        if (which % 8 == 0) {
          // Raw bytes may say that the transaction failed: then the server refuses what is let through.
          checked_ = false;
          take(session_->on_backend(raw, now_));
        } else {
          take(session_->on_tick(now_));
        }
        break;
    }
  }

 private:
  static std::shared_ptr<const policy::ruleset> rules() {
    static const std::string text = std::string{policy::ruleset::starter_text()} +
                                    "\n[[rule]]\nname = \"pay\"\neffects = [\"read\"]\nobjects = [\"payroll.*\"]\n"
                                    "action = \"approve\"\napprovers = [\"dba\"]\n";
    static const auto loaded = policy::ruleset::load(text, "rules.toml").rules;
    if (!loaded) std::abort();
    return loaded;
  }
  void answer(unsigned which) {
    approvals::opened told;
    told.result = which % 8 == 7 ? approvals::open_result::too_many : approvals::open_result::opened;
    told.id = std::to_string(ticket_);
    told.code = "KX4-7PM";
    told.deadline = now_ + std::chrono::seconds{which};
    take(session_->on_hold_opened(ticket_, told, now_));
  }
  void settle(unsigned which) {
    approvals::settlement how;
    how.id = std::to_string(ticket_);
    how.state = static_cast<approvals::hold_state>(1 + which % 4);
    if (how.state == approvals::hold_state::approved && session_->held()) allowed_ = 1;
    take(session_->on_hold_settled(ticket_, how, now_));
    allowed_ = 0;
  }
  void take(session::actions& done) {
    for (const session::desk_message& each : done.to_desk) {
      if (const auto* const open = std::get_if<session::open_hold>(&each)) ticket_ = open->ticket;
    }
    for (const std::string_view each : done.to_backend.pieces()) sent_ += each;
    // Raw bytes may have started a message of any length: then only whole messages before it are looked at.
    wire::frame f;
    std::string_view rest = sent_;
    while (wire::next_frame(rest, f) == wire::scan::complete) {
      const bool is_risky = f.body.find(risky) == 0 || (has_catalog_ && f.body.find(risky_by_view) == 0);
      if (f.type == 'Q' && checked_ && is_risky && allowed_-- == 0) std::abort();
      rest.remove_prefix(f.whole.size());
    }
    sent_.erase(0, sent_.size() - rest.size());
    for (const std::string_view each : done.to_frontend.pieces()) static_cast<void>(each.size());
    if (done.offload_bytes == 0) return;
    static session::shared elsewhere;
    elsewhere.rules = home_->rules;
    elsewhere.catalogs = home_->catalogs;
    take(session_->on_offloaded(elsewhere, now_));
  }

  const bool has_catalog_;
  session::shared* home_ = nullptr;
  session::settings settings_;
  std::unique_ptr<session::session> session_;
  approvals::time_point now_{std::chrono::hours{24 * 365 * 50}};
  std::string sent_;
  std::uint64_t ticket_ = 0;
  int allowed_ = 0;
  bool checked_ = true;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  world here{size % 2 == 0 ? session::settings{}.offload_bytes : 0, size % 3 == 0 ? knows::catalog : knows::nothing};
  for (std::size_t i = 0; i + 2 <= size; i += 2) {
    const std::size_t raw_bytes = std::min<std::size_t>(data[i + 1] % 32U, size - i - 2);
    here.step(data[i], data[i + 1], {reinterpret_cast<const char*>(data) + i + 2, raw_bytes});
  }
  return 0;
}
