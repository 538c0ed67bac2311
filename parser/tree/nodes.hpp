// PostgreSQL's node types, fit for C++. Only the .cpp files of this folder may include this: the headers define macros
// with everyday names, and their layouts must agree with the library's (self_test() compares).
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <span>
#include <string_view>

extern "C" {
#include "pg_query.h"
#include "pg_query/pg_query_internal.h"
//
#include "nodes/nodes.h"
#include "nodes/parsenodes.h"
#include "nodes/pg_list.h"
#include "nodes/primnodes.h"
#include "nodes/value.h"
}

// Macros that would change the meaning of ordinary C++ below.
#undef Abs
#undef Assert
#undef DEBUG
#undef ERROR
#undef INFO
#undef LOG
#undef Max
#undef Min
#undef NOTICE
#undef WARNING
#undef _
#undef bind
#undef fprintf
#undef gettext
#undef foreach
#undef printf
#undef snprintf
#undef sprintf
#undef strerror
#undef vfprintf
#undef vprintf
#undef vsnprintf
#undef vsprintf

namespace countersign::parser::tree {

template <typename T>
[[nodiscard]] const T* as(const void* node) {
  return static_cast<const T*>(node);
}

[[nodiscard]] inline NodeTag tag_of(const void* node) {
  return as<Node>(node)->type;
}

// The pointers of a list; nothing for NIL. Elements may be null (DISTINCT without ON is such a list).
[[nodiscard]] inline std::span<const ListCell> cells(const List* list) {
  if (list == nullptr || list->type != T_List || list->length <= 0) return {};
  return {list->elements, static_cast<std::size_t>(list->length)};
}

// The items of a list as T. The caller knows from gram.y that they are of that type.
template <typename T>
class items {
 public:
  explicit items(const List* list) : cells_(cells(list)) {}
  class iterator {
   public:
    explicit iterator(const ListCell* at) : at_(at) {}
    const T* operator*() const { return as<T>(at_->ptr_value); }
    iterator& operator++() {
      ++at_;
      return *this;
    }
    bool operator!=(const iterator& other) const { return at_ != other.at_; }

   private:
    const ListCell* at_;
  };
  [[nodiscard]] iterator begin() const { return iterator{cells_.data()}; }
  [[nodiscard]] iterator end() const { return iterator{cells_.data() + cells_.size()}; }
  [[nodiscard]] std::size_t size() const { return cells_.size(); }
  [[nodiscard]] bool empty() const { return cells_.empty(); }
  const T* operator[](std::size_t i) const { return as<T>(cells_[i].ptr_value); }

 private:
  std::span<const ListCell> cells_;
};

// A C string that may be null.
[[nodiscard]] inline std::string_view text_of(const char* text) {
  return text == nullptr ? "" : std::string_view{text};
}

// The text of a String node; empty for anything else.
[[nodiscard]] inline std::string_view string_of(const void* node) {
  return node != nullptr && tag_of(node) == T_String ? text_of(as<String>(node)->sval) : std::string_view{};
}

// The text of a string constant, written in the statement as 'text'; null otherwise.
[[nodiscard]] inline const char* string_constant(const void* node) {
  if (node == nullptr || tag_of(node) != T_A_Const) return nullptr;
  const auto* constant = as<A_Const>(node);
  return !constant->isnull && constant->val.node.type == T_String ? constant->val.sval.sval : nullptr;
}

}  // namespace countersign::parser::tree
