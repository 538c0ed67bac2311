#include "approvals/records.hpp"
#include "approvals/credentials.hpp"
#include "approvals/desk.hpp"
#include "approvals/ports/notifier.hpp"

namespace countersign::approvals {

std::string_view to_string(hold_state what) {
  switch (what) {
    case hold_state::pending:
      return "pending";
    case hold_state::approved:
      return "approved";
    case hold_state::denied:
      return "denied";
    case hold_state::expired:
      return "expired";
    case hold_state::withdrawn:
      return "withdrawn";
  }
  return "unknown";
}

std::string_view to_string(withdrawal what) {
  switch (what) {
    case withdrawal::cancelled:
      return "cancelled";
    case withdrawal::frontend_gone:
      return "frontend_gone";
    case withdrawal::backend_gone:
      return "backend_gone";
    case withdrawal::pipeline_failed:
      return "pipeline_failed";
    case withdrawal::shutdown:
      return "shutdown";
    case withdrawal::process_died:
      return "process_died";
  }
  return "unknown";
}

std::string_view to_string(factor_kind what) {
  switch (what) {
    case factor_kind::totp:
      return "totp";
    case factor_kind::passkey:
      return "passkey";
    case factor_kind::recovery:
      return "recovery";
  }
  return "unknown";
}

std::string_view to_string(outcome_kind what) {
  switch (what) {
    case outcome_kind::none:
      return "none";
    case outcome_kind::completed:
      return "completed";
    case outcome_kind::failed:
      return "failed";
    case outcome_kind::unknown:
      return "unknown";
    case outcome_kind::not_run:
      return "not_run";
  }
  return "unknown";
}

std::string_view to_string(news_kind what) {
  switch (what) {
    case news_kind::opened:
      return "opened";
    case news_kind::decided:
      return "decided";
    case news_kind::settled:
      return "settled";
    case news_kind::released:
      return "released";
    case news_kind::finished:
      return "finished";
  }
  return "unknown";
}

std::string_view to_string(decide_result what) {
  switch (what) {
    case decide_result::settled:
      return "settled";
    case decide_result::recorded:
      return "recorded";
    case decide_result::granted:
      return "granted";
    case decide_result::already_settled:
      return "already_settled";
    case decide_result::already_decided:
      return "already_decided";
    case decide_result::not_entitled:
      return "not_entitled";
    case decide_result::own_request:
      return "own_request";
    case decide_result::expired:
      return "expired";
    case decide_result::not_found:
      return "not_found";
    case decide_result::not_proven:
      return "not_proven";
    case decide_result::mismatch:
      return "mismatch";
    case decide_result::broken:
      return "broken";
  }
  return "unknown";
}

}  // namespace countersign::approvals
