// From effects to a verdict.
#include <algorithm>

#include "policy/ruleset_impl.hpp"

namespace countersign::policy {

bool needs_a_word(parser::verb what) {
  return what == parser::verb::unknown || what == parser::verb::unreadable || what == parser::verb::execute;
}

verdict_kind rules_data::floor() const {
  // Holding for approvers who do not exist would only make people wait.
  return default_terms.approvers.empty() ? verdict_kind::deny : verdict_kind::approve;
}

verdict_kind rules_data::judge(const question& about, std::uint32_t effect, verdict& out) const {
  const auto verb = about.what.what;
  const std::size_t before = out.deciding.size();
  verdict_kind strictest = verdict_kind::allow;
  bool decided = false;
  bool observed = false;
  const auto count = [&](verdict_kind kind, rule_index rule) {
    strictest = std::max(strictest, kind);
    // All that may be the rule are kept: if several ask for approval, the terms of each must be met.
    if (kind != verdict_kind::allow) out.deciding.push_back({kind, rule, effect});
  };
  bool named = false;
  const auto ask = [&](rule_index index) {
    const rule& each = rules[index];
    const match answer = check_rule(each, about);
    if (answer == match::no) return;
    if (each.observe) {  // as if it were not there, but for the record
      if (!observed && each.action != verdict_kind::allow) out.observed.push_back({each.action, index, effect});
      observed = observed || answer == match::yes;
      return;
    }
    count(each.action, index);
    decided = answer == match::yes;
    if (decided) named = each.named_verbs.test(index_of(verb));
  };
  if (about.what.becomes != nullptr) {  // the lists know nothing of other names
    for (rule_index index = 0; index < rules.size() && !decided; ++index) ask(index);
  } else {
    const effect_key key = key_of(about.what);
    for (const candidate& listed : by_verb[index_of(verb)]) {
      if (!listed.may_match(key)) continue;
      ask(listed.rule);
      if (decided) break;
    }
  }
  if (!decided) count(default_action, default_rule);
  if (strictest == verdict_kind::allow && needs_a_word(verb) && !named) count(floor(), default_rule);
  const auto mine = out.deciding.begin() + static_cast<std::ptrdiff_t>(before);
  out.deciding.erase(
      std::remove_if(mine, out.deciding.end(), [&](const effect_verdict& each) { return each.kind != strictest; }),
      out.deciding.end());
  return strictest;
}

void ruleset::evaluate(const subject& who, std::span<const parser::effect> effects,
                       std::span<const parser::bound_value> parameters, verdict& scratch) const {
  scratch.kind = verdict_kind::allow;
  scratch.deciding.clear();
  scratch.observed.clear();
  for (std::size_t i = 0; i < effects.size(); ++i) {
    const question about{who, effects[i], parameters};
    scratch.kind = std::max(scratch.kind, impl_->judge(about, static_cast<std::uint32_t>(i), scratch));
  }
  if (impl_->observe_all && scratch.kind != verdict_kind::allow) {
    scratch.observed.insert(scratch.observed.end(), scratch.deciding.begin(), scratch.deciding.end());
    std::stable_sort(scratch.observed.begin(), scratch.observed.end(),
                     [](const effect_verdict& a, const effect_verdict& b) { return a.effect < b.effect; });
    scratch.deciding.clear();
    scratch.kind = verdict_kind::allow;
  }
}

}  // namespace countersign::policy
