#include "proxy/net/desk_bridge.hpp"

namespace countersign::net {

namespace {

using approvals::desk;
using approvals::desk_access;

// The desk's answer on its way to a session. If it is not taken, because the session or its thread is gone, the hold
// that it tells of is withdrawn.
class opened_on_its_way {
 public:
  opened_on_its_way(desk_access& access, std::uint64_t ticket, approvals::opened answer)
      : access_(&access), ticket_(ticket), answer_(std::move(answer)) {}
  opened_on_its_way(opened_on_its_way&& other) noexcept
      : access_(std::exchange(other.access_, nullptr)), ticket_(other.ticket_), answer_(std::move(other.answer_)) {}
  opened_on_its_way& operator=(opened_on_its_way&&) = delete;
  ~opened_on_its_way() {
    if (access_ == nullptr || answer_.id.empty() || answer_.ticket) return;
    try {
      access_->post([id = std::move(answer_.id)](desk& to) { to.withdraw(id, approvals::withdrawal::frontend_gone); });
    } catch (...) {
      // Out of memory: the hold stays pending until it expires. Without a session it can never be released.
    }
  }
  void operator()(session_events& who) {
    access_ = nullptr;
    who.hold_opened(ticket_, answer_);
  }

 private:
  desk_access* access_;
  std::uint64_t ticket_;
  approvals::opened answer_;
};

class desk_bridge final : public desk_port {
 public:
  explicit desk_bridge(desk_access& access) : access_(access) {}

  void open(std::uint64_t ticket, approvals::hold_request request, std::string code, session_handle who) override {
    access_.post([&access = access_, ticket, request = std::move(request), code = std::move(code),
                  who = std::move(who)](desk& to) mutable {
      auto settled = [ticket, who](const approvals::settlement& how) {
        who.post([ticket, how](session_events& session) { session.hold_settled(ticket, how); });
      };
      auto answer = [&access, ticket, who](const approvals::opened& what) {
        who.post(opened_on_its_way{access, ticket, what});
      };
      to.open(std::move(request), std::move(settled), std::move(answer), std::move(code));
    });
  }
  void withdraw(std::string id, approvals::withdrawal why) override {
    access_.post([id = std::move(id), why](desk& to) { to.withdraw(id, why); });
  }
  void released(std::string id, time_point at) override {
    access_.post([id = std::move(id), at](desk& to) { to.released(id, at); });
  }
  void finished(std::string id, approvals::outcome what) override {
    access_.post([id = std::move(id), what = std::move(what)](desk& to) { to.finished(id, what); });
  }
  void list_pending(std::uint64_t ticket, std::string role, std::string database, session_handle who) override {
    access_.post([ticket, role = std::move(role), database = std::move(database), who = std::move(who)](desk& to) {
      who.post([ticket, list = to.pending_of(role, database)](session_events& session) {
        session.pending_listed(ticket, list);
      });
    });
  }
  void note(std::string event, std::string fields) override {
    access_.post([event = std::move(event), fields = std::move(fields)](desk& to) { to.note(event, fields); });
  }
  void session_started(std::string fields) override {
    access_.post([fields = std::move(fields)](desk& to) { to.session_started(fields); });
  }
  void session_ended(std::string fields) override {
    access_.post([fields = std::move(fields)](desk& to) { to.session_ended(fields); });
  }

 private:
  desk_access& access_;
};

}  // namespace

std::unique_ptr<desk_port> make_desk_bridge(desk_access& access) {
  return std::make_unique<desk_bridge>(access);
}

}  // namespace countersign::net
