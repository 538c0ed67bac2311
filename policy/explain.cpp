// The way to a verdict, rule by rule.
#include <fmt/format.h>

#include "policy/ruleset_impl.hpp"

namespace countersign::policy {

namespace {

struct step_result {
  match answer = match::no;
  std::string why;
};

// Tries a rule as evaluate() does, and says why: the condition that failed, or all that hold.
step_result try_conditions(const rule& of, const question& about) {
  const match effects = check(of, condition::effects, about);
  step_result out{effects, describe(of, condition::effects, about, effects)};
  if (effects == match::no) return out;
  for (const condition each : of.asks) {
    const match answer = check(of, each, about);
    std::string why = describe(of, each, about, answer);
    if (answer == match::no) return {match::no, std::move(why)};
    out.answer = std::min(out.answer, answer);
    out.why += "; " + why;
  }
  return out;
}

step_result try_rule(const rule& of, const question& about) {
  step_result out = try_conditions(of, about);
  if (out.answer != match::no || check_sight(of, about) == match::no) return out;
  return {match::maybe, fmt::format("{}; afterwards this rule would not see it, so it counts now",
                                    describe(of, condition::objects, about, check(of, condition::objects, about)))};
}

void add_step(effect_explanation& to, rule_index rule, std::string why) {
  explanation_step& step = to.steps.emplace_back();
  step.rule = rule;
  step.matched = true;
  step.why = std::move(why);
}

}  // namespace

std::vector<effect_explanation> ruleset::explain(const subject& who, std::span<const parser::effect> effects,
                                                 std::span<const parser::bound_value> parameters) const {
  std::vector<effect_explanation> all;
  verdict scratch;
  for (std::size_t i = 0; i < effects.size(); ++i) {
    const question about{who, effects[i], parameters};
    // The verdict itself comes from the code that judges in earnest, so that the two cannot differ.
    scratch.deciding.clear();
    scratch.observed.clear();
    effect_explanation out;
    out.effect = parser::describe(effects[i]);
    out.kind = impl_->judge(about, static_cast<std::uint32_t>(i), scratch);
    if (!scratch.deciding.empty()) out.rule = scratch.deciding.front().rule;

    bool decided = false;
    bool named = false;
    for (std::size_t r = 0; r < impl_->rules.size() && !decided; ++r) {
      const rule& each = impl_->rules[r];
      step_result tried = try_rule(each, about);
      const bool matched = tried.answer != match::no;
      if (matched && each.observe) tried.why += fmt::format("; observed only, would {}", to_string(each.action));
      if (matched && !each.observe && tried.answer == match::maybe) {
        tried.why += fmt::format("; {} counts, and so does the next rule that matches", to_string(each.action));
      }
      decided = tried.answer == match::yes && !each.observe;
      if (decided) {
        named = each.named_verbs.test(index_of(effects[i].what));
        if (out.kind == verdict_kind::allow) out.rule = static_cast<rule_index>(r);
      }
      const bool concerns = matched || check(each, condition::effects, about) != match::no;
      explanation_step& step = out.steps.emplace_back();
      step.rule = static_cast<rule_index>(r);
      step.matched = matched;
      step.certain = tried.answer != match::maybe;
      step.concerns = concerns;
      step.observed = matched && each.observe;
      step.why = std::move(tried.why);
    }
    if (!decided) {
      add_step(out, default_rule,
               fmt::format("no rule matches for certain, so the file's default counts: {}",
                           to_string(impl_->default_action)));
    }
    if (needs_a_word(effects[i].what) && !named && !scratch.deciding.empty() &&
        scratch.deciding.front().rule == default_rule && (decided || impl_->default_action == verdict_kind::allow)) {
      add_step(out, default_rule,
               fmt::format("{} is never allowed unless a rule names it by that word, so [defaults] decide: {}",
                           parser::to_string(effects[i].what), to_string(out.kind)));
    }
    if (impl_->observe_all && out.kind != verdict_kind::allow) {
      add_step(out, out.rule,
               fmt::format("observe = true at the top of the file: only recorded, would {}", to_string(out.kind)));
      out.kind = verdict_kind::allow;
    }
    all.push_back(std::move(out));
  }
  return all;
}

}  // namespace countersign::policy
