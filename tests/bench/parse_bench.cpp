// What a verdict costs: analysis and policy beside the library's parser alone, on the same texts. Prints a table; ends
// with 1 if a target is missed.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "parser/analysis.hpp"
#include "parser/tree/raw_parse.hpp"
#include "policy/ruleset.hpp"
#include "tests/bench/statements.hpp"

using namespace countersign;
using clock_type = std::chrono::steady_clock;

namespace {

constexpr std::chrono::microseconds turn{2000};  // for each side in each round
constexpr int rounds = 101;

std::shared_ptr<const policy::ruleset> load_rules() {
  std::ifstream file{COUNTERSIGN_SOURCE_DIR "/tests/bench/fifty_rules.toml"};
  std::ostringstream text;
  text << policy::ruleset::starter_text() << file.rdbuf();
  auto loaded = policy::ruleset::load(text.str(), "fifty_rules.toml");
  for (const policy::diagnostic& each : loaded.mistakes) fmt::print(stderr, "{}\n", each.to_string());
  return loaded.rules;
}

// Both sides of the comparison, with all that they reuse from statement to statement.
class sides {
 public:
  explicit sides(std::shared_ptr<const policy::ruleset> rules) : rules_(std::move(rules)) {
    who_.address = policy::ip_address::parse("10.1.2.3");
    who_.now = std::chrono::system_clock::now();
  }
  void parse(const std::string& sql) { parsed_ += tree_parse(sql); }
  void analyze(const std::string& sql) { reader_.analyze(sql, {}, facts_); }
  void judge(const std::string& sql) {
    analyze(sql);
    rules_->evaluate(who_, facts_.effects(), {}, verdict_);
    allowed_ = verdict_.kind == policy::verdict_kind::allow;
  }
  [[nodiscard]] bool allowed() const { return allowed_; }
  [[nodiscard]] std::size_t parsed() const { return parsed_; }

 private:
  static std::size_t tree_parse(const std::string& sql) { return parser::tree::raw_parse(sql.c_str()); }

  std::shared_ptr<const policy::ruleset> rules_;
  parser::analyzer reader_;
  parser::analysis facts_;
  policy::verdict verdict_;
  policy::subject who_{.role = "app", .database = "shop", .application = "pgbench", .address = {}, .now = {}};
  std::size_t parsed_ = 0;
  bool allowed_ = false;
};

// Nanoseconds of one call.
template <class What>
double time_of(std::size_t times, What what) {
  const auto begin = clock_type::now();
  for (std::size_t i = 0; i < times; ++i) what();
  const std::chrono::duration<double, std::nano> took = clock_type::now() - begin;
  return took.count() / static_cast<double>(times);
}

double median(std::vector<double> of) {
  std::ranges::nth_element(of, of.begin() + static_cast<std::ptrdiff_t>(of.size() / 2));
  return of[of.size() / 2];
}

// False: a target is missed, or the statement does not even parse.
bool measure(sides& of, const bench::statement& text) {
  const std::string& sql = text.sql;
  const double once = time_of(1, [&] { of.judge(sql); }) + time_of(1, [&] { of.parse(sql); });
  const double again = std::min(once, time_of(10, [&] { of.parse(sql); }));
  const auto times = static_cast<std::size_t>(std::max(1.0, std::chrono::nanoseconds(turn).count() / again));
  std::vector<double> raw, analyzed, judged, analyzed_ratio, ratio;
  for (int i = 0; i < rounds; ++i) {
    raw.push_back(time_of(times, [&] { of.parse(sql); }));
    analyzed.push_back(time_of(times, [&] { of.analyze(sql); }));
    judged.push_back(time_of(times, [&] { of.judge(sql); }));
    analyzed_ratio.push_back(analyzed.back() / raw.back());
    ratio.push_back(judged.back() / raw.back());
  }
  const double got = median(ratio);
  const bool met = text.target == 0 || got <= text.target;
  fmt::print("{:<30}{:>7}{:>11.2f}{:>11.2f}{:>11.2f}{:>9.2f}{:>9.2f}{:>8}  {}{}\n", text.name, sql.size(),
             median(raw) / 1000, median(analyzed) / 1000, median(judged) / 1000, median(analyzed_ratio), got,
             text.target == 0 ? "-" : fmt::format("{:.1f}", text.target),
             text.target == 0 ? "" : (met ? "met" : "MISSED"), of.allowed() ? "" : "(not allowed)");
  return met;
}

}  // namespace

// With a word: only the statements that have it in their name.
int main(int count, char** arguments) {
  const std::string_view wanted = count > 1 ? arguments[1] : "";
  const auto rules = load_rules();
  if (!rules) return 2;
  sides both{rules};
  fmt::print(
      "Text to verdict with the starter rules and fifty more, beside pg_query_raw_parse alone; microseconds, medians "
      "of "
      "{} interleaved rounds\n\n",
      rounds);
  fmt::print("{:<30}{:>7}{:>11}{:>11}{:>11}{:>9}{:>9}{:>8}\n", "statement", "bytes", "parse", "+analysis", "+verdict",
             "a/p", "v/p", "target");
  bool all_met = true;
  for (const bench::statement& each : bench::statements()) {
    if (each.name.find(wanted) != std::string_view::npos) all_met = measure(both, each) && all_met;
  }
  return all_met && both.parsed() > 0 ? 0 : 1;
}
