// The values that a trial gives to columns.
#include <algorithm>
#include <array>
#include <string>

#include "parser/tree/constant.hpp"
#include "parser/tree/trial.hpp"

namespace countersign::parser::tree {

namespace {

constexpr std::size_t numbers_max = 8;
constexpr std::size_t texts_max = 8;
constexpr std::size_t length_max = 512;

class candidate_list {
 public:
  explicit candidate_list(walker& walk) : walk_(walk), s_(walk.trial()) {}

  void choose() {
    s_.candidates.clear();
    s_.first_candidate.clear();
    collect_constants();
    for (const trial_variable& each : s_.variables) {
      s_.first_candidate.push_back(static_cast<std::uint32_t>(s_.candidates.size()));
      add_candidates(each);
    }
    s_.first_candidate.push_back(static_cast<std::uint32_t>(s_.candidates.size()));
  }

 private:
  void collect_constants() {
    number_count_ = text_count_ = 0;
    for (const trial_step& each : s_.steps) {
      if (each.what != trial_op::value && each.what != trial_op::parameter) continue;
      if (each.value.what == constant::number && number_count_ < numbers_max) numbers_[number_count_++] = each.value;
      if (each.value.what == constant::text && text_count_ < texts_max) texts_[text_count_++] = each.value;
    }
  }

  void add_candidates(const trial_variable& variable) {
    switch (variable.type) {
      case column_type::opaque:
        s_.candidates.emplace_back();
        break;
      case column_type::boolean:
        s_.candidates.push_back(truth_constant(false));
        s_.candidates.push_back(truth_constant(true));
        break;
      case column_type::whole:
      case column_type::fraction:
        add_numbers(variable);
        break;
      case column_type::text:
        add_texts();
        break;
    }
    if (variable.nullable && s_.tests_null) s_.candidates.push_back({.what = constant::null});
  }

  void add_numbers(const trial_variable& variable) {
    const bool whole = variable.type == column_type::whole;
    const int128 one = 1;
    const int128 high = whole ? (one << (variable.bytes * 8 - 1)) - 1 : one << 100;
    const int128 low = whole ? -high - 1 : -high;
    const auto add_whole = [&](int128 value) {
      if (value >= low && value <= high) s_.candidates.push_back(number_constant(value, whole));
    };
    for (const int128 each :
         {int128{1000003}, int128{-1000003}, int128{0}, int128{1}, int128{-1}, int128{2}, int128{7}, high, low}) {
      add_whole(each);
    }
    for (std::size_t i = 0; i < number_count_; ++i) {
      const std::optional<decimal> whole_part = round_to(numbers_[i].value, 0);
      if (whole_part) {
        for (int step = -1; step <= 1; ++step) add_whole(whole_part->digits + step);
      }
      if (whole) continue;
      s_.candidates.push_back({.what = constant::number, .value = numbers_[i].value});
      s_.candidates.back().value.whole = false;
      for (const int digits : {-5, 5}) {
        const std::optional<decimal> beside = add(numbers_[i].value, {.digits = digits, .scale = 1});
        if (beside) s_.candidates.push_back({.what = constant::number, .value = *beside});
      }
    }
    if (!whole) s_.candidates.push_back({.what = constant::number, .value = {.digits = 5, .scale = 1}});
  }

  void add_texts() {
    for (const std::string_view each : {"zebra", "", "a", "Mixed Case 42", "~", "-1"}) {
      s_.candidates.push_back(text_constant(each));
    }
    for (std::size_t i = 0; i < text_count_; ++i) {
      s_.candidates.push_back(text_constant(texts_[i].words));
      s_.candidates.push_back(text_constant(walk_.join({texts_[i].words.substr(0, length_max), "x"})));
    }
    static const std::string filler(length_max, 'm');
    const auto add_length = [&](int128 length) {
      if (length < 0) return;
      const auto bytes = static_cast<std::size_t>(std::min<int128>(length, length_max));
      s_.candidates.push_back(text_constant(std::string_view{filler}.substr(0, bytes)));
    };
    add_length(300);
    for (std::size_t i = 0; i < number_count_; ++i) {
      if (numbers_[i].value.scale != 0) continue;
      if (numbers_[i].value.digits >= static_cast<int128>(length_max)) s_.candidates.emplace_back();  // longer than any
      for (int step = -1; step <= 1; ++step) add_length(numbers_[i].value.digits + step);
    }
  }

  walker& walk_;
  trial_stacks& s_;
  std::array<constant, numbers_max> numbers_{};
  std::array<constant, texts_max> texts_{};
  std::size_t number_count_ = 0;
  std::size_t text_count_ = 0;
};

}  // namespace

void choose_candidates(walker& walk) {
  candidate_list{walk}.choose();
}

}  // namespace countersign::parser::tree
