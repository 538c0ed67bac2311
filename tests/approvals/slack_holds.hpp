// Holds as messages, and what a message may be by Slack's own limits.
#pragma once

#include <doctest/doctest.h>

#include <boost/json.hpp>
#include <chrono>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "approvals/notify/slack_blocks.hpp"

namespace countersign::approvals::notify::tests {

namespace json = boost::json;

inline hold pending_hold() {
  hold out;
  out.id = "0123456789abcdef0123456789abcdef";
  out.code = "KX4-7PM";
  out.request.role = "app";
  out.request.database = "shop";
  out.request.application = "psql";
  out.request.address = "10.20.1.7:51212";
  out.request.statement = "DELETE FROM orders;";
  out.request.effects = {{"delete orders (no WHERE)", "approve", "unbounded writes", true, 12},
                         {"read customers", "allow", "default", false, 0}};
  out.request.requirements = {{"unbounded writes", {"dba"}, 2}};
  out.request.what.fill(0xab);
  out.opened = time_point{std::chrono::seconds{1700000000}};
  out.deadline = time_point{std::chrono::seconds{1700000600}};
  out.revision = 1;
  return out;
}

inline const slack_look look{"https://countersign.example.com"};

inline std::string all_of(const slack_message& what) {
  return json::serialize(what.blocks);
}
inline bool has(const slack_message& what, std::string_view text) {
  return all_of(what).find(text) != std::string::npos;
}

// The text objects of a message, whatever they are in.
inline void collect_texts(const json::value& from, std::vector<std::string>& into) {
  if (const auto* list = from.if_array()) {
    for (const auto& each : *list) collect_texts(each, into);
  } else if (const auto* object = from.if_object()) {
    for (const auto& each : *object) {
      if (each.key() == "text" && each.value().is_string()) into.emplace_back(each.value().get_string());
      collect_texts(each.value(), into);
    }
  }
}

// The limits of https://api.slack.com/reference/block-kit/blocks
inline void check_limits(const slack_message& what) {
  CHECK(what.blocks.size() <= slack_blocks_max);
  std::vector<std::string> texts;
  collect_texts(what.blocks, texts);
  for (const std::string& each : texts) {
    CHECK(!each.empty());
    CHECK(each.size() <= slack_text_max);
  }
  for (const auto& block : what.blocks) {
    const json::object& at = block.get_object();
    if (at.at("type") == "header") CHECK(at.at("text").at("text").get_string().size() <= 150);
    if (const auto* fields = at.if_contains("fields")) {
      CHECK(fields->get_array().size() <= 10);
      for (const auto& field : fields->get_array()) CHECK(field.at("text").get_string().size() <= 2000);
    }
    if (at.at("type") == "actions") {
      for (const auto& button : at.at("elements").get_array()) {
        CHECK(button.at("value").get_string().size() <= 2000);
        CHECK(button.at("text").at("text").get_string().size() <= 75);
      }
    }
  }
}

inline std::set<std::string> actions_of(const slack_message& what) {
  std::set<std::string> out;
  for (const auto& block : what.blocks) {
    if (block.at("type") != "actions") continue;
    for (const auto& button : block.at("elements").get_array()) {
      out.insert(std::string(button.at("action_id").get_string()));
    }
  }
  return out;
}

inline const std::set<std::string> all_buttons{std::string(slack_action_approve), std::string(slack_action_deny),
                                               std::string(slack_action_open)};
inline const std::set<std::string> no_approval{std::string(slack_action_deny), std::string(slack_action_open)};

}  // namespace countersign::approvals::notify::tests
