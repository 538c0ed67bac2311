#include "policy/verdict.hpp"

namespace countersign::policy {

std::string_view to_string(verdict_kind what) {
  switch (what) {
    case verdict_kind::allow:
      return "allow";
    case verdict_kind::step_up:
      return "step-up";
    case verdict_kind::approve:
      return "approve";
    case verdict_kind::deny:
      return "deny";
  }
  return "deny";
}

}  // namespace countersign::policy
