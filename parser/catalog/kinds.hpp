// What the files of this folder ask of effects again and again.
#pragma once

#include "parser/effect.hpp"

namespace countersign::parser {

[[nodiscard]] inline bool is_relation(object_kind kind) {
  return kind == object_kind::relation || kind == object_kind::view || kind == object_kind::materialized_view;
}

[[nodiscard]] inline bool is_write(verb what) {
  return what == verb::insert || what == verb::update || what == verb::remove || what == verb::truncate;
}

[[nodiscard]] inline bool unbounded(restriction where) {
  return where == restriction::absent || where == restriction::always_true;
}

}  // namespace countersign::parser
