// Messages that Countersign writes itself, appended to a string. The only code of this layer that allocates.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "proxy/wire/backend.hpp"

namespace countersign::wire::build {

// No ErrorResponse or NoticeResponse of ours has a length above this, whatever the texts are: old frontends read no
// longer message.
inline constexpr std::uint32_t notice_length_max = 30'000;

// The fields of an error or notice. Empty texts are left out; NULs in them are dropped; a text that is too long is cut
// between characters and ends in "...".
struct fields {
  std::string_view severity = "ERROR";  // ERROR, FATAL; NOTICE, WARNING, INFO
  std::string_view sqlstate;            // anything but five characters becomes XX000
  std::string_view message;
  std::string_view detail;
  std::string_view hint;
  std::string_view where;
};

// For the frontend.
void error_response(std::string& out, const fields& what);
void notice_response(std::string& out, const fields& what);
void ready_for_query(std::string& out, backend::transaction status);
void authentication_ok(std::string& out);
void parameter_status(std::string& out, std::string_view name, std::string_view value);
void backend_key_data(std::string& out, std::uint32_t pid, std::string_view key);
void command_complete(std::string& out, std::string_view tag);
// Columns of type text, and one row of them. In binary format they have the same bytes.
void text_row_description(std::string& out, std::span<const std::string_view> names);
void data_row(std::string& out, std::span<const std::string_view> values);
void ssl_accepted(std::string& out);  // the one byte 'S'
void ssl_refused(std::string& out);   // the one byte 'N', for GSSENCRequest too
// The server's part of SASL. Mechanisms are a list of zero-terminated names.
void authentication_sasl(std::string& out, std::string_view mechanisms);
void authentication_sasl_continue(std::string& out, std::string_view data);
void authentication_sasl_final(std::string& out, std::string_view data);
// AuthenticationSASL without this mechanism.
void authentication_sasl_without(std::string& out, std::string_view mechanism, std::string_view mechanisms);

// For the backend.
void sasl_initial_response(std::string& out, std::string_view mechanism, std::string_view data);
void sasl_response(std::string& out, std::string_view data);
void query(std::string& out, std::string_view text);
void parse(std::string& out, std::string_view name, std::string_view text);  // no parameter types
void close_statement(std::string& out, std::string_view name);
void function_call(std::string& out, std::uint32_t oid);  // no arguments; oid 0 always fails
void sync(std::string& out);
void flush(std::string& out);
void terminate(std::string& out);
void cancel_request(std::string& out, std::uint32_t pid, std::string_view key);
void ssl_request(std::string& out);
void startup_message(std::string& out, std::uint32_t version,
                     std::span<const std::pair<std::string_view, std::string_view>> parameters);

}  // namespace countersign::wire::build
