// Text from anywhere, made safe for Slack's mrkdwn. See https://api.slack.com/reference/surfaces/formatting
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace countersign::approvals::notify {

// Invisible and bidirectional characters as escapes, backticks as \x60, then & < > as entities: the text can neither
// hide anything nor mention, link or date anything, nor begin or end code. Formatting with * _ ~ stays possible, so
// only for text from the rules file and our own.
[[nodiscard]] std::string slack_plain(std::string_view text);

// The text as inline code, in which nothing is formatting: on one line, backticks as \x60, cut after `bytes_max` with
// an ellipsis outside of the code. "(empty)" for an empty text.
[[nodiscard]] std::string slack_inline(std::string_view text, std::size_t bytes_max);

// The text as code blocks of at most `bytes_max` bytes each, cut at line ends where there are any. No backtick of the
// text is left as one, so nothing in it can end the block.
[[nodiscard]] std::vector<std::string> slack_code(std::string_view text, std::size_t bytes_max);

// How many bytes the text is in code blocks, without their fences.
[[nodiscard]] std::size_t slack_code_bytes(std::string_view text);

}  // namespace countersign::approvals::notify
