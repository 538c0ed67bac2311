// The stacks of an expression's evaluation; they live in the walker so that their memory is reused.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "parser/tree/decimal.hpp"
#include "parser/tree/nodes.hpp"

namespace countersign::parser::tree {

struct constant {
  enum kind : std::uint8_t { unknown, null, boolean, number, text, parameter };
  kind what = unknown;
  bool truth = false;     // boolean
  bool typed = false;     // text: of a type whose order and equality we do not know (a date, a UUID). number: a float
  bool not_null = false;  // unknown: but surely not null
  bool outlives = false;  // text: the bytes of a bound value, which need no copy
  bool negated = false;   // parameter
  std::uint32_t parameter_number = 0;
  decimal value{};           // number
  std::string_view words{};  // text

  [[nodiscard]] bool known() const { return what != unknown && what != parameter; }
};

// A set of truth values: what a condition may come out as, over all rows.
using truths = std::uint8_t;
inline constexpr truths is_true = 1;
inline constexpr truths is_false = 2;
inline constexpr truths is_null = 4;
inline constexpr truths anything = is_true | is_false | is_null;

// What is known about one expression.
struct folded {
  constant value{};               // with the bound values in place
  truths may = anything;          // as a condition, with the bound values in place
  truths may_unbound = anything;  // the same without them
  truths reach = 0;               // the constants that bound values could make of it
  bool parameters = false;        // made of constants and parameters only, with a parameter among them
  bool never_null = false;
  bool whole_table = false;         // a subquery that gives every row of the target, one column of it
  const Node* column = nullptr;     // the ColumnRef that it is
  bool by_parameters = false;       // ... because parameters before it in a COALESCE are null
  const Node* otherwise = nullptr;  // the ColumnRef that it would be if the parameters were null
  // For `column < constant` and `column IS NULL`: what is compared how, so that an OR with the opposite is seen.
  const Node* tested = nullptr;
  std::string_view test{};
  constant tested_with{};
  bool tested_with_parameters = false;
};

struct fold_frame {
  const Node* node = nullptr;
  std::size_t results_below = 0;
  bool children_done = false;
};

// An AND, OR or NOT of a condition on the way through it.
struct logic_level {
  const Node* node;
  bool negated;
  bool all_must = false;  // OR: every operand has to restrict
  std::size_t next = 0;
};

struct fold_stacks {
  std::vector<fold_frame> frames;
  std::vector<folded> results;
  std::vector<folded> answers;
  std::vector<const Node*> nodes;
  std::vector<logic_level> levels;
  std::vector<std::pair<const Node*, const Node*>> pairs;
};

// A part of a vector that others use as well: what lies above its end when this begins. Gone with its owner.
template <typename T>
class stack_on {
 public:
  explicit stack_on(std::vector<T>& below) : all_(below), bottom_(below.size()) {}
  ~stack_on() { all_.erase(all_.begin() + static_cast<std::ptrdiff_t>(bottom_), all_.end()); }
  stack_on(const stack_on&) = delete;
  stack_on& operator=(const stack_on&) = delete;

  [[nodiscard]] bool empty() const { return all_.size() == bottom_; }
  [[nodiscard]] T& top() { return all_.back(); }
  void push(const T& what) { all_.push_back(what); }
  T pop() {
    T out = all_.back();
    all_.pop_back();
    return out;
  }
  [[nodiscard]] std::span<const T> items() const { return {all_.data() + bottom_, all_.size() - bottom_}; }

 private:
  std::vector<T>& all_;
  std::size_t bottom_;
};

}  // namespace countersign::parser::tree
