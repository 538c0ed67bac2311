// Reads a message by its type and looks at every part of it, for tests that only ask whether that goes well.
#pragma once

#include <cstdint>
#include <string_view>

#include "proxy/wire/backend.hpp"
#include "proxy/wire/frame.hpp"
#include "proxy/wire/frontend.hpp"

namespace countersign::wire::testing {

// Touches every byte, so that a view outside of the buffer is noticed.
inline std::uint64_t touch(std::string_view bytes) {
  std::uint64_t sum = bytes.size();
  for (const char byte : bytes) sum = sum * 31 + static_cast<unsigned char>(byte);
  return sum;
}

inline std::uint64_t touch(const value_list& values) {
  std::uint64_t sum = values.size();
  for (const value each : values) sum += touch(each.bytes) + (each.null ? 1U : 0U) + static_cast<unsigned>(each.format);
  return sum;
}

template <class Number>
std::uint64_t touch(const number_list<Number>& numbers) {
  std::uint64_t sum = numbers[numbers.size()];
  for (std::size_t i = 0; i < numbers.size(); ++i) sum += numbers[i];
  return sum;
}

struct outcome {
  errc error = errc::unknown_type;
  std::uint64_t sum = 0;  // of all that was read
};

template <class T, class Look>
outcome look_at(std::string_view body, Look look) {
  const result<T> got = T::read(body);
  return {got.error(), got ? std::uint64_t{look(*got)} : 0};
}

inline outcome read_frontend(char type, std::string_view body) {
  using namespace frontend;
  switch (type) {
    case query::type:
      return look_at<query>(body, [](const auto& m) { return touch(m.text); });
    case frontend::parse::type:
      return look_at<frontend::parse>(
          body, [](const auto& m) { return touch(m.name) + touch(m.text) + touch(m.parameter_types); });
    case frontend::bind::type:
      return look_at<frontend::bind>(body, [](const auto& m) {
        return touch(m.portal) + touch(m.statement) + touch(m.parameters) + touch(m.result_formats);
      });
    case describe::type:
      return look_at<describe>(body, [](const auto& m) { return touch(m.name); });
    case frontend::close::type:
      return look_at<frontend::close>(body, [](const auto& m) { return touch(m.name); });
    case execute::type:
      return look_at<execute>(body, [](const auto& m) { return touch(m.portal); });
    case function_call::type:
      return look_at<function_call>(body, [](const auto& m) { return touch(m.arguments); });
    case frontend::sync::type:
      return look_at<frontend::sync>(body, [](const auto&) { return 0U; });
    case flush::type:
      return look_at<flush>(body, [](const auto&) { return 0U; });
    case terminate::type:
      return look_at<terminate>(body, [](const auto&) { return 0U; });
    case copy_data::type:
      return look_at<copy_data>(body, [](const auto& m) { return touch(m.data); });
    case copy_done::type:
      return look_at<copy_done>(body, [](const auto&) { return 0U; });
    case copy_fail::type:
      return look_at<copy_fail>(body, [](const auto& m) { return touch(m.message); });
    case authentication_answer::type:
      return look_at<authentication_answer>(body, [](const auto& m) { return touch(m.secret); });
    default:
      return {};
  }
}

inline std::uint64_t touch(const backend::error_or_notice& m) {
  return touch(m.severity()) + touch(m.sqlstate()) + touch(m.message()) + touch(m.detail()) + touch(m.hint()) +
         touch(m.position()) + touch(m.field('x').value_or("")) + (m.is_fatal() ? 1U : 0U);
}

inline outcome read_backend(char type, std::string_view body) {
  using namespace backend;
  switch (kind{type}) {
    case kind::authentication:
      return look_at<authentication>(body,
                                     [](const auto& m) { return touch(m.data) + (m.expects_answer() ? 1U : 0U); });
    case kind::backend_key_data:
      return look_at<backend_key_data>(body, [](const auto& m) { return touch(m.key); });
    case kind::command_complete:
      return look_at<command_complete>(body, [](const auto& m) { return touch(m.tag) + m.rows().value_or(0); });
    case kind::copy_data:
      return {errc::ok, touch(body)};
    case kind::copy_in_response:
    case kind::copy_out_response:
    case kind::copy_both_response:
      return look_at<copy_response>(body, [](const auto& m) { return touch(m.formats); });
    case kind::data_row:
      return look_at<data_row>(body, [](const auto& m) { return touch(m.values); });
    case kind::error_response:
    case kind::notice_response:
      return look_at<error_or_notice>(body, [](const auto& m) { return touch(m); });
    case kind::function_call_response:
      return look_at<function_call_response>(body, [](const auto& m) { return touch(m.returned.bytes); });
    case kind::negotiate_protocol_version:
      return look_at<negotiate_protocol_version>(body, [](const auto& m) { return touch(m.names); });
    case kind::notification_response:
      return look_at<notification>(body, [](const auto& m) { return touch(m.channel) + touch(m.payload); });
    case kind::parameter_description:
      return look_at<parameter_description>(body, [](const auto& m) { return touch(m.types); });
    case kind::parameter_status:
      return look_at<parameter_status>(body, [](const auto& m) { return touch(m.name) + touch(m.value); });
    case kind::ready_for_query:
      return look_at<ready_for_query>(body, [](const auto& m) { return static_cast<std::uint64_t>(m.status); });
    case kind::row_description:
      return look_at<row_description>(body, [](const auto& m) { return m.columns; });
    case kind::bind_complete:
    case kind::close_complete:
    case kind::copy_done:
    case kind::empty_query_response:
    case kind::no_data:
    case kind::parse_complete:
    case kind::portal_suspended:
      return look_at<empty>(body, [](const auto&) { return 0U; });
  }
  return {};
}

}  // namespace countersign::wire::testing
