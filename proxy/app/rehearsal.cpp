#include "proxy/app/rehearsal.hpp"

#include <boost/assert.hpp>
#include <limits>

#include "proxy/session/texts.hpp"

namespace countersign::app {

namespace {

using parser::verb;

// No name that a statement would be prepared under by hand.
constexpr std::string_view own_name = "countersign explains";

// Bodies of messages, to be read by the same code as a frontend's.
void add_text(std::string& out, std::string_view text) {
  out.append(text);
  out.push_back('\0');
}
template <typename Number>
void add_number(std::string& out, Number what) {
  for (std::size_t i = sizeof(Number); i-- > 0;) out.push_back(static_cast<char>(std::uint32_t{what} >> (8 * i)));
}

bool ends_transaction(const parser::statement& what, std::span<const parser::effect> effects) {
  if (!what.ends_transaction) return false;
  for (const parser::effect& each : effects) {
    if (each.what == verb::transaction && !each.object.empty()) return false;  // ROLLBACK TO a savepoint
  }
  return true;
}

}  // namespace

rehearsal::rehearsal(stage what)
    : who_(std::move(what.who)), now_(what.now), gate_(with_, home_, names_, portals_, replies_) {
  gate_.move_to(with_, std::numeric_limits<std::size_t>::max());
  with_.rules = std::move(what.rules);
  if (what.known != nullptr) {
    with_.catalogs.by_database[who_.database] = {std::move(what.known), 0};
    with_.catalogs.source = &source_;
    with_.catalogs.version = 1;
  }
  gate_.lookup.begin(who_.role, who_.database, std::nullopt);
  gate_.lookup.look_at_clock(now_);
  gate_.lookup.reported("client_encoding", "UTF8");
  gate_.lookup.reported("server_encoding", what.server_encoding);
}

const session::question& rehearsal::keep(const session::question& live) {
  live_ = &live;
  any_.reset();
  return asked_ = live;
}

const session::question& rehearsal::ask(std::string_view text) {
  return keep(gate_.ask_query(text, backslashes_));
}

session::prepared_ref rehearsal::prepare(std::string_view text, std::span<const given_value> values) {
  std::string body;
  add_text(body, own_name);
  add_text(body, text);
  add_number(body, static_cast<std::uint16_t>(values.size()));
  for (const given_value& each : values) add_number(body, static_cast<std::uint32_t>(each.type));
  const auto message = wire::frontend::parse::read(body);
  BOOST_ASSERT(message);  // we wrote it ourselves; a NUL in the text was refused before
  session::prepared_ref fresh = gate_.prepare(*message, backslashes_);
  names_.define(fresh);
  return fresh;
}

const session::question& rehearsal::ask_with(std::string_view text, std::span<const given_value> values) {
  static_cast<void>(prepare(text, values));
  body_.clear();
  add_text(body_, "");
  add_text(body_, own_name);
  add_number(body_, std::uint16_t{0});  // all in text format
  add_number(body_, static_cast<std::uint16_t>(values.size()));
  for (const given_value& each : values) {
    add_number(body_, each.null ? ~std::uint32_t{0} : static_cast<std::uint32_t>(each.text.size()));
    if (!each.null) body_ += each.text;
  }
  add_number(body_, std::uint16_t{0});
  const auto message = wire::frontend::bind::read(body_);
  BOOST_ASSERT(message);
  return keep(gate_.ask_bind(*message));
}

const session::question& rehearsal::ask_with_any(std::string_view text) {
  const session::prepared_ref what = prepare(text, {});
  body_ = fmt::format("EXECUTE \"{}\"", own_name);
  keep(gate_.ask_query(body_, backslashes_));
  // It is the prepared statement that people want to see.
  asked_.text = what->text;
  asked_.statements = what->facts.statements();
  any_ = what;
  return asked_;
}

// Those of EXECUTE stand where that does; asked about with ask_with_any(), they stand where the text says them.
std::span<const parser::effect> rehearsal::judged_effects() {
  const std::span<const parser::effect> own = any_ ? any_->facts.effects() : std::span<const parser::effect>{};
  if (own.size() != live_->effects.size()) return live_->effects;
  placed_.assign(live_->effects.begin(), live_->effects.end());
  for (std::size_t i = 0; i < own.size(); ++i) {
    placed_[i].location = own[i].location;
    placed_[i].statement = own[i].statement;
  }
  return placed_;
}

const policy::verdict& rehearsal::judge() {
  return gate_.judge(who_, now_);
}

std::vector<policy::effect_explanation> rehearsal::explain() const {
  const policy::subject subject{who_.role,    who_.database, who_.application,
                                who_.address, now_,          with_.catalogs.source != nullptr};
  return with_.rules->explain(subject, live_->effects, live_->parameters);
}

std::string rehearsal::reason() const {
  return session::reason_of(asked_.text, reason_);
}

void rehearsal::done() {
  const bool allowed = with_.verdict.kind == policy::verdict_kind::allow;
  gate_.lookup.note(asked_.statements, asked_.effects, allowed && !in_transaction_, false);
  for (const parser::effect& each : asked_.effects) {
    if (each.what != verb::set) continue;
    if (each.object == "client_encoding") {
      gate_.distrust_encoding(session::unsafe_encoding(each.detail) ? each.detail : std::string_view{});
      gate_.lookup.reported("client_encoding", each.detail);
    }
    if (each.object == "countersign.reason") reason_ = each.detail;
    if (each.object != "standard_conforming_strings") continue;
    backslashes_ = each.detail == "off" ? parser::lexing::escaped : parser::lexing::standard;
  }
  for (const session::name_change& each : gate_.name_changes()) names_.apply(each);
  names_.forget(own_name);
  for (const parser::statement& each : asked_.statements) {
    if (each.tag == "BEGIN" || each.tag == "START TRANSACTION") in_transaction_ = true;
    if (ends_transaction(each, asked_.effects)) in_transaction_ = false;
  }
  if (!in_transaction_) gate_.lookup.idle(true);
}

}  // namespace countersign::app
