// Slack's Web API, as far as we use it, on this machine: real HTTP, scripted trouble.
#pragma once

#include <boost/json.hpp>
#include <deque>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "tests/approvals/notify_server.hpp"

namespace countersign::approvals::tests {

struct slack_call {
  std::string method;  // chat.postMessage; or "response_url"
  std::string authorization;
  boost::json::object arguments;

  [[nodiscard]] std::string text(std::string_view key) const {
    const auto* at = arguments.if_contains(key);
    return at && at->is_string() ? std::string(at->get_string()) : "";
  }
  [[nodiscard]] std::string everything() const { return boost::json::serialize(arguments); }
};

class slack_server {
 public:
  explicit slack_server(doors at_first = doors::open)
      : server_([this](const sent_request& what) { return answer(what); }, at_first) {}

  void open() { server_.open(); }

  [[nodiscard]] std::string base_url() const { return server_.origin() + "/api"; }
  [[nodiscard]] std::string response_url() const { return server_.origin() + "/actions/T1/1/abc"; }

  // The next answer to a method, instead of the usual one.
  void script(std::string method, told_answer what) {
    const std::lock_guard lock(mutex_);
    scripted_[std::move(method)].push_back(std::move(what));
  }
  void script_error(std::string method, std::string_view error) {
    script(std::move(method), {200, R"({"ok":false,"error":")" + std::string(error) + "\"}"});
  }
  // As if somebody had deleted every message.
  void forget_messages() {
    const std::lock_guard lock(mutex_);
    messages_.clear();
  }

  [[nodiscard]] std::vector<slack_call> calls(std::string_view method = {}) const {
    return read(server_.requests(), method);
  }
  // Waits for the n-th call (from 1) of a method.
  [[nodiscard]] slack_call wait_for(std::string_view method, std::size_t nth = 1) const {
    const auto all =
        server_.wait([&](const std::vector<sent_request>& so_far) { return read(so_far, method).size() >= nth; });
    return read(all, method)[nth - 1];
  }
  // Waits for a call of a method that contains a text anywhere.
  [[nodiscard]] slack_call wait_for_text(std::string_view method, std::string_view text) const {
    const auto find = [&](const std::vector<sent_request>& so_far) -> std::vector<slack_call> {
      std::vector<slack_call> found;
      for (slack_call& each : read(so_far, method)) {
        if (each.everything().find(text) != std::string::npos) found.push_back(std::move(each));
      }
      return found;
    };
    const auto all = server_.wait([&](const std::vector<sent_request>& so_far) { return !find(so_far).empty(); });
    return find(all).front();
  }

 private:
  static std::string method_of(const sent_request& what) {
    return what.target.starts_with("/api/") ? what.target.substr(5) : "response_url";
  }
  static std::vector<slack_call> read(const std::vector<sent_request>& from, std::string_view method) {
    std::vector<slack_call> out;
    for (const sent_request& each : from) {
      if (!method.empty() && method_of(each) != method) continue;
      const auto authorization = each.headers.find("authorization");
      out.push_back({method_of(each), authorization == each.headers.end() ? "" : authorization->second,
                     boost::json::parse(each.body).as_object()});
    }
    return out;
  }

  told_answer answer(const sent_request& what) {
    const std::lock_guard lock(mutex_);
    const std::string method = method_of(what);
    if (auto& next = scripted_[method]; !next.empty()) {
      told_answer out = next.front();
      next.pop_front();
      return out;
    }
    const boost::json::object arguments = boost::json::parse(what.body).as_object();
    if (method == "chat.postMessage") {
      const std::string ts = "1700000000." + std::to_string(100000 + ++posted_);
      messages_.insert(ts);
      return {200, R"({"ok":true,"channel":"C0HELD","ts":")" + ts + "\"}"};
    }
    if (method == "chat.update" && !messages_.contains(std::string(arguments.at("ts").as_string()))) {
      return {200, R"({"ok":false,"error":"message_not_found"})"};
    }
    return {200, R"({"ok":true})"};
  }

  std::mutex mutex_;
  std::map<std::string, std::deque<told_answer>> scripted_;
  std::set<std::string> messages_;
  int posted_ = 0;
  notify_server server_;  // last: its thread uses the others
};

}  // namespace countersign::approvals::tests
