// Holds as text for a terminal, from the JSON that the inbox gives. Nothing in it can move a cursor or hide.
#pragma once

#include <boost/json.hpp>
#include <string>
#include <string_view>

namespace countersign::app {

// One line a hold, aligned, newest first; a sentence if there are none.
[[nodiscard]] std::string holds_table(const boost::json::object& answer);
// Everything that a decision is about, and how to decide.
[[nodiscard]] std::string hold_sheet(const boost::json::object& answer);
// "KX4-7PM: app on shop: delete public.orders (no WHERE)"
[[nodiscard]] std::string hold_line(const boost::json::object& hold);
// Text of one line: parser::visible() and escapes for line breaks and tabs.
[[nodiscard]] std::string one_line(std::string_view text);

}  // namespace countersign::app
