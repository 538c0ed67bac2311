// Messages from the frontend after startup. Each read() takes a frame's body and accepts exactly what the server's own
// parser of that message accepts (exec_parse_message() and its siblings in postgres.c, HandleFunctionRequest() in
// fastpath.c): a NUL that is missing or bytes that are left over make the message an error, never a guess.
#pragma once

#include <cstdint>
#include <string_view>

#include "proxy/wire/error.hpp"
#include "proxy/wire/lists.hpp"

namespace countersign::wire::frontend {

// 'Q': SQL text, one or more statements, to be run at once.
struct query {
  static constexpr char type = 'Q';
  std::string_view text;
  [[nodiscard]] static result<query> read(std::string_view body);
};

// 'P': prepares one statement under a name; the empty name is the unnamed statement.
struct parse {
  static constexpr char type = 'P';
  std::string_view name;
  std::string_view text;
  oid_list parameter_types;  // may be shorter than the parameters in the text; 0: to be inferred
  [[nodiscard]] static result<parse> read(std::string_view body);
};

// 'B': makes a portal from a prepared statement and parameter values. A value whose format code is neither text nor
// binary is an error, as it is for the server.
struct bind {
  static constexpr char type = 'B';
  std::string_view portal;
  std::string_view statement;
  value_list parameters;
  format_list result_formats;
  [[nodiscard]] static result<bind> read(std::string_view body);
};

// What Describe and Close talk about.
enum class target : char { statement = 'S', portal = 'P' };

// 'D'
struct describe {
  static constexpr char type = 'D';
  target kind = target::statement;
  std::string_view name;
  [[nodiscard]] static result<describe> read(std::string_view body);
};

// 'C'
struct close {
  static constexpr char type = 'C';
  target kind = target::statement;
  std::string_view name;
  [[nodiscard]] static result<close> read(std::string_view body);
};

// 'E': runs a portal; zero or a negative limit is no limit.
struct execute {
  static constexpr char type = 'E';
  std::string_view portal;
  std::int32_t row_limit = 0;
  [[nodiscard]] static result<execute> read(std::string_view body);
};

// 'F': calls a function by oid, without any SQL text.
struct function_call {
  static constexpr char type = 'F';
  std::uint32_t oid = 0;
  value_list arguments;
  std::uint16_t result_format = 0;
  [[nodiscard]] static result<function_call> read(std::string_view body);
};

// 'S' and 'H' have no body; the server refuses one, except during COPY IN, where it looks at their type only.
struct sync {
  static constexpr char type = 'S';
  [[nodiscard]] static result<sync> read(std::string_view body);
};
struct flush {
  static constexpr char type = 'H';
  [[nodiscard]] static result<flush> read(std::string_view body);
};

// 'X': the server does not look at the body.
struct terminate {
  static constexpr char type = 'X';
  [[nodiscard]] static result<terminate> read(std::string_view) { return terminate{}; }
};

// 'd': a piece of COPY data, which may end anywhere.
struct copy_data {
  static constexpr char type = 'd';
  std::string_view data;
  [[nodiscard]] static result<copy_data> read(std::string_view body) { return copy_data{body}; }
};

// 'c': the server does not look at the body.
struct copy_done {
  static constexpr char type = 'c';
  [[nodiscard]] static result<copy_done> read(std::string_view) { return copy_done{}; }
};

// 'f': bytes after the message text are ignored, as by the server.
struct copy_fail {
  static constexpr char type = 'f';
  std::string_view message;
  [[nodiscard]] static result<copy_fail> read(std::string_view body);
};

// 'p': an answer to an authentication request; what is in it depends on the method and is nobody's business here.
struct authentication_answer {
  static constexpr char type = 'p';
  std::string_view secret;
  [[nodiscard]] static result<authentication_answer> read(std::string_view body) { return authentication_answer{body}; }
};

}  // namespace countersign::wire::frontend
