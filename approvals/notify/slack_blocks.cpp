#include "approvals/notify/slack_blocks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "approvals/notify/slack_excerpt.hpp"
#include "approvals/notify/slack_text.hpp"
#include "approvals/notify/slack_words.hpp"

namespace countersign::approvals::notify {

namespace {

namespace json = boost::json;

constexpr std::size_t name_bytes = 300;
constexpr std::size_t effect_bytes = 400;
constexpr std::size_t reason_bytes = 600;
constexpr std::size_t gated_text_max = slack_text_max - 100;
constexpr std::size_t more_effects_text_max = 1000;
constexpr std::size_t rules_text_max = 1500;
constexpr std::size_t decisions_text_max = 2000;
// Of the statement itself. Where its escapes make it much longer, the smaller one: one gated place with its
// surroundings.
constexpr std::size_t excerpt_bytes = 3000;
constexpr std::size_t excerpt_bytes_min = 1300;

json::object plain_text(std::string_view text) {
  return {{"type", "plain_text"}, {"text", text}, {"emoji", false}};
}

// `verbatim`: Slack looks for no links, names or channels of its own in it.
json::object markup(std::string_view text) {
  return {{"type", "mrkdwn"}, {"text", text}, {"verbatim", true}};
}

// `expand`: otherwise Slack folds a long text behind "see more", and the buttons below it stay.
json::object section(std::string_view text) {
  return {{"type", "section"}, {"text", markup(text)}, {"expand", true}};
}

json::object context(std::string_view text) {
  return {{"type", "context"}, {"elements", json::array{markup(text)}}};
}

std::string link_to(const hold& what, const slack_look& look) {
  return look.inbox_url.empty() ? "" : look.inbox_url + "/holds/" + what.code;
}

// Where to read all of it: mrkdwn.
std::string where_to_read(const hold& what, const slack_look& look) {
  const std::string link = link_to(what, look);
  if (link.empty()) return "run `countersign show " + what.code + "`";
  return "<" + slack_plain(link) + "|open it in the inbox>";
}

json::object button(std::string_view action, std::string_view label, std::string_view style, std::string_view value) {
  json::object out{{"type", "button"}, {"action_id", action}, {"text", plain_text(label)}, {"value", value}};
  if (!style.empty()) out["style"] = style;
  return out;
}

// Collects the blocks of one message and whether anything that an approval covers was left out.
class composer {
 public:
  composer(const hold& what, const slack_look& look) : hold_(what), look_(look) {}

  json::array compose() {
    blocks_.push_back(json::object{{"type", "header"}, {"text", plain_text(slack_headline(hold_))}});
    add_facts();
    add_effects();
    add_parameters();
    add_statement();
    add_events();
    if (hold_.state == hold_state::pending) {
      add_buttons();
    } else if (!complete_) {
      blocks_.push_back(context("Only a part is shown here; to read all of it, " + where_to_read(hold_, look_) + "."));
    }
    return std::move(blocks_);
  }

 private:
  void add_facts();
  void add_effects();
  void add_parameters();
  void add_statement();
  void add_excerpt();
  void add_events();
  void add_buttons();
  void add_code(std::string_view text);

  const hold& hold_;
  const slack_look& look_;
  json::array blocks_;
  bool complete_ = true;
  std::size_t room_ = slack_shown_max;
};

void composer::add_facts() {
  const hold_request& asked = hold_.request;
  json::array fields;
  const auto field = [&](std::string_view label, const std::string& value) {
    fields.push_back(markup(fmt::format("*{}*\n{}", label, value)));
  };
  field("Who", asked.application.empty()
                   ? slack_inline(asked.role, name_bytes)
                   : slack_inline(asked.role, name_bytes) + " with " + slack_inline(asked.application, name_bytes));
  field("From", slack_inline(asked.address, name_bytes));
  field("Database", asked.upstream.empty()
                        ? slack_inline(asked.database, name_bytes)
                        : slack_inline(asked.database, name_bytes) + " on " + slack_inline(asked.upstream, name_bytes));
  field("Code", slack_inline(hold_.code, name_bytes));
  if (hold_.state == hold_state::pending) field("Expires", slack_time(hold_.deadline));
  if (asked.ticket) field("Ticket", "the requester does not wait, and comes back to run it once approved");
  if (asked.in_transaction) field("Transaction", "it runs inside an open transaction");
  blocks_.push_back(json::object{{"type", "section"}, {"fields", std::move(fields)}});
  if (!asked.reason.empty()) blocks_.push_back(section("*Reason given*\n" + slack_inline(asked.reason, reason_bytes)));

  std::vector<std::string> lines;
  for (const requirement& each : asked.requirements) {
    std::string approvers;
    for (const std::string& name : each.approvers) {
      approvers += (approvers.empty() ? "" : ", ") + slack_inline(name, name_bytes);
    }
    if (!each.factors.empty()) {
      lines.push_back(
          fmt::format("Rule {}: the requester is asked to confirm it", slack_inline(each.rule, name_bytes)));
      continue;
    }
    const auto approved =
        std::count_if(hold_.decisions.begin(), hold_.decisions.end(), [](const decision& one) { return one.approve; });
    // Which of several rules a person's approval counts for is the desk's affair, so only a single one is counted here.
    const std::string so_far =
        asked.requirements.size() == 1 && approved > 0 ? fmt::format(", {} so far", approved) : "";
    lines.push_back(
        fmt::format("Rule {}: {} of {}{}", slack_inline(each.rule, name_bytes), each.quorum, approvers, so_far));
  }
  if (!lines.empty()) blocks_.push_back(section(joined_lines(lines, rules_text_max)));
}

void composer::add_effects() {
  std::vector<std::string> gated;
  std::vector<std::string> others;
  for (const effect_line& each : hold_.request.effects) {
    const std::string text = slack_inline(each.text, effect_bytes);
    if (each.gated) {
      complete_ = complete_ && text.ends_with('`');  // otherwise it was cut
      gated.push_back(fmt::format(":small_red_triangle: {} {}, rule {}", text, slack_plain(each.verdict),
                                  slack_inline(each.rule, name_bytes)));
    } else {
      others.push_back(fmt::format("▫ {}", text));
    }
  }
  std::size_t gated_bytes = 0;
  for (const std::string& each : gated) gated_bytes += each.size() + 1;
  if (gated_bytes > gated_text_max) complete_ = false;

  // The first section takes what needs approval; the rest goes on in a second one, as far as it fits.
  std::vector<std::string> first{"*What it does*"};
  std::vector<std::string> second;
  std::size_t used = first.front().size();
  gated.insert(gated.end(), others.begin(), others.end());
  for (std::string& each : gated) {
    used += each.size() + 1;
    (used <= gated_text_max ? first : second).push_back(std::move(each));
  }
  blocks_.push_back(section(joined_lines(first, slack_text_max)));
  if (!second.empty()) blocks_.push_back(section(joined_lines(second, more_effects_text_max)));
}

// Never cut: who calls this has seen to it that the text is short enough.
void composer::add_code(std::string_view text) {
  for (const std::string& each : slack_code(text, slack_text_max)) blocks_.push_back(section(each));
}

// A value in one line, so that it cannot pass for the next value.
std::string value_line(std::size_t number, const parameter_line& what, std::size_t bytes_max) {
  std::string line = fmt::format("${} {} = ", number, what.type);
  for (const char c : what.value.substr(0, bytes_max)) {
    if (c == '\n') {
      line += "\\n";
    } else {
      line += c;
    }
  }
  return line;
}

void composer::add_parameters() {
  const auto& parameters = hold_.request.parameters;
  if (parameters.empty()) return;
  const std::size_t room = room_ / 2;
  blocks_.push_back(section("*Values*"));
  std::string text;
  std::size_t used = 0;
  std::size_t shown = 0;
  for (; shown < parameters.size(); ++shown) {
    const std::string line = value_line(shown + 1, parameters[shown], room);
    const std::size_t bytes = slack_code_bytes(line) + 1;
    if (parameters[shown].value.size() > room || used + bytes > room) break;
    text += (shown == 0 ? "" : "\n") + line;
    used += bytes;
  }
  add_code(text);
  room_ -= used;
  if (shown == parameters.size()) return;
  complete_ = false;
  blocks_.push_back(context(fmt::format("… values from ${} to ${} left out …", shown + 1, parameters.size())));
}

void composer::add_statement() {
  const std::string_view statement = hold_.request.statement;
  blocks_.push_back(section("*Statement*"));
  // An escape is never shorter than what it stands for, so there is no need to escape megabytes to see that they do not
  // fit.
  if (statement.size() <= room_ && slack_code_bytes(statement) <= room_) {
    add_code(statement);
    return;
  }
  complete_ = false;
  add_excerpt();
}

void composer::add_excerpt() {
  const std::string_view statement = hold_.request.statement;
  excerpt shown = excerpt_of(statement, hold_.request.effects, excerpt_bytes);
  std::size_t bytes = 0;
  for (const excerpt_part& each : shown.parts) bytes += slack_code_bytes(each.text);
  if (bytes > room_) shown = excerpt_of(statement, hold_.request.effects, excerpt_bytes_min);
  // What is left out is said outside of the code, where no statement can say it.
  std::size_t at = 0;
  for (const excerpt_part& each : shown.parts) {
    if (each.offset > at) blocks_.push_back(context(fmt::format("… {} bytes left out …", each.offset - at)));
    add_code(each.text);
    at = each.offset + each.text.size();
  }
  if (at < statement.size()) blocks_.push_back(context(fmt::format("… {} bytes left out …", statement.size() - at)));
  if (shown.gated_left_out > 0) {
    blocks_.push_back(
        context(fmt::format("{} more places that need approval are not shown here.", shown.gated_left_out)));
  }
}

void composer::add_events() {
  const auto decisions = slack_decisions(hold_);
  if (!decisions.empty()) blocks_.push_back(section(joined_lines(decisions, decisions_text_max)));
  // By itself, so that many decisions cannot push it out.
  const auto fate = slack_fate(hold_);
  if (!fate.empty()) blocks_.push_back(section(joined_lines(fate, slack_text_max)));
}

void composer::add_buttons() {
  const std::string value = to_value({hold_.id, hold_.code, hold_.request.what});
  const std::string link = link_to(hold_, look_);
  json::array buttons;
  const auto asks = [&](auto what) { return std::ranges::any_of(hold_.request.requirements, what); };
  // Whoever would press them could decide nothing here.
  if (!asks([](const requirement& each) { return each.factors.empty(); })) return;
  const bool passkey = asks([](const requirement& each) { return !each.approver_factor.empty(); });
  if (passkey) {
    complete_ = false;
    blocks_.push_back(context(":closed_lock_with_key: An approval needs your passkey: approve it there: " +
                              where_to_read(hold_, look_) + "."));
  } else if (complete_) {
    buttons.push_back(button(slack_action_approve, "Approve", "primary", value));
  } else {
    blocks_.push_back(context(":mag: Only a part is shown here, so it cannot be approved here. Read all of it first: " +
                              where_to_read(hold_, look_) + "."));
  }
  buttons.push_back(button(slack_action_deny, "Deny", "danger", value));
  if (!link.empty()) {
    json::object open = button(slack_action_open, complete_ ? "Open in inbox" : "Read all and decide",
                               complete_ ? "" : "primary", value);
    open["url"] = link;
    buttons.push_back(std::move(open));
  }
  blocks_.push_back(json::object{{"type", "actions"}, {"elements", std::move(buttons)}});
}

std::string summary_of(const hold& what) {
  const hold_request& asked = what.request;
  std::string effect;
  for (const effect_line& each : asked.effects) {
    if (!each.gated) continue;
    effect = ", " + slack_inline(each.text, effect_bytes);
    break;
  }
  return fmt::format("{}. {} on {}{}", slack_plain(slack_headline(what)), slack_inline(asked.role, name_bytes),
                     slack_inline(asked.database, name_bytes), effect);
}

}  // namespace

slack_message slack_message_of(const hold& what, const slack_look& look) {
  return {summary_of(what), composer(what, look).compose()};
}

slack_message slack_plain_message_of(const hold& what, const slack_look& look) {
  // What matters most comes first: the end may be cut.
  std::vector<std::string> lines{summary_of(what)};
  for (std::string& each : slack_fate(what)) lines.push_back(std::move(each));
  lines.push_back("Slack did not take the full message. To read it, " + where_to_read(what, look) + ".");
  for (std::string& each : slack_decisions(what)) lines.push_back(std::move(each));
  const std::string text = joined_lines(lines, slack_text_max);
  return {text, json::array{section(text)}};
}

json::object slack_deny_dialog(const slack_subject& what, std::string_view channel) {
  const json::object kept{{"subject", to_value(what)}, {"channel", channel}};
  json::object input{{"type", "plain_text_input"},
                     {"action_id", slack_dialog_reason},
                     {"multiline", true},
                     {"max_length", slack_reason_max}};
  input["placeholder"] = plain_text("What should they do instead?");
  json::object asked{{"type", "input"},
                     {"block_id", slack_dialog_reason},
                     {"optional", true},
                     {"label", plain_text("Reason")},
                     {"hint", plain_text("The requester sees it as part of their error.")},
                     {"element", std::move(input)}};
  return {{"type", "modal"},
          {"callback_id", slack_dialog_deny},
          {"title", plain_text("Deny " + what.code.substr(0, 16))},  // Slack takes 24 characters
          {"submit", plain_text("Deny")},
          {"close", plain_text("Back")},
          {"private_metadata", json::serialize(kept)},
          {"blocks", json::array{std::move(asked)}}};
}

slack_message slack_deny_offer(const slack_subject& what, const slack_look& look) {
  const std::string code = slack_inline(what.code, name_bytes);
  std::string text = "Slack did not open the dialog that asks for a reason, so " + code +
                     " is not denied yet. You can deny it without a reason here, or with one ";
  text += look.inbox_url.empty() ? "with `countersign deny " + slack_plain(what.code) + " --reason ...`."
                                 : "in <" + slack_plain(look.inbox_url + "/holds/" + what.code) + "|the inbox>.";
  json::array buttons{button(slack_action_deny_now, "Deny without a reason", "danger", to_value(what))};
  return {text, json::array{section(text), json::object{{"type", "actions"}, {"elements", std::move(buttons)}}}};
}

}  // namespace countersign::approvals::notify
