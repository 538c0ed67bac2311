#include "proxy/wire/build.hpp"

#include <algorithm>
#include <boost/assert.hpp>

#include "proxy/wire/frame.hpp"
#include "proxy/wire/frontend.hpp"
#include "proxy/wire/startup.hpp"

namespace countersign::wire::build {
namespace {

void put_uint32(std::string& out, std::uint32_t number) {
  for (const unsigned shift : {24U, 16U, 8U, 0U}) out.push_back(static_cast<char>(number >> shift & 0xffU));
}

void put_uint16(std::string& out, std::uint16_t number) {
  out.push_back(static_cast<char>(number >> 8U));
  out.push_back(static_cast<char>(number & 0xffU));
}

// Appends one message; the length is filled in when it goes out of scope. Without a type: a startup packet.
class message_writer {
 public:
  message_writer(std::string& out, char type) : out_(out) {
    out_.push_back(type);
    begin();
  }
  explicit message_writer(std::string& out) : out_(out) { begin(); }
  message_writer(const message_writer&) = delete;
  message_writer& operator=(const message_writer&) = delete;
  ~message_writer() {
    const std::size_t length = out_.size() - start_;
    // Ours are small; what a peer sent is bounded long before it could be built into one.
    BOOST_ASSERT(length <= large_length_max);
    std::string word;
    put_uint32(word, static_cast<std::uint32_t>(length));
    out_.replace(start_, word.size(), word);
  }

  message_writer& byte(char value) {
    out_.push_back(value);
    return *this;
  }
  message_writer& uint16(std::uint16_t value) {
    put_uint16(out_, value);
    return *this;
  }
  message_writer& uint32(std::uint32_t value) {
    put_uint32(out_, value);
    return *this;
  }
  message_writer& bytes(std::string_view value) {
    out_.append(value);
    return *this;
  }
  // A NUL inside would end the text early and let the rest be read as something else.
  message_writer& cstring(std::string_view text) {
    std::copy_if(text.begin(), text.end(), std::back_inserter(out_), [](char byte) { return byte != '\0'; });
    out_.push_back('\0');
    return *this;
  }

 private:
  void begin() {
    start_ = out_.size();
    put_uint32(out_, 0);
  }
  std::string& out_;
  std::size_t start_ = 0;
};

// The most that each text may take, so that all of them together stay below notice_length_max.
constexpr std::size_t severity_bytes_max = 16;
constexpr std::size_t message_bytes_max = 8'000;
constexpr std::size_t detail_bytes_max = 12'000;
constexpr std::size_t hint_bytes_max = 4'000;
constexpr std::size_t where_bytes_max = 4'000;
constexpr std::string_view sign_of_cut = "...";
constexpr std::size_t framing_bytes = 4 + 7 * 2 + 5 + 1;  // length, letters and NULs, SQLSTATE, terminator
static_assert(framing_bytes + 2 * severity_bytes_max + message_bytes_max + detail_bytes_max + hint_bytes_max +
                  where_bytes_max <=
              notice_length_max);

// A UTF-8 character has at most three bytes after its first one.
bool is_continuation(char byte) {
  return (static_cast<unsigned char>(byte) & 0xc0U) == 0x80U;
}

std::string clipped(std::string_view text, std::size_t bytes_max) {
  if (text.size() <= bytes_max) return std::string(text);
  std::size_t end = bytes_max - sign_of_cut.size();
  for (int i = 0; i < 3 && is_continuation(text[end]); ++i) --end;
  return std::string(text.substr(0, end)).append(sign_of_cut);
}

bool is_sqlstate(std::string_view code) {
  return code.size() == 5 && std::all_of(code.begin(), code.end(), [](char byte) {
           return (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z');
         });
}

void put_field(message_writer& to, char letter, std::string_view text, std::size_t bytes_max) {
  if (!text.empty()) to.byte(letter).cstring(clipped(text, bytes_max));
}

void put_fields(std::string& out, char type, const fields& what) {
  const std::string_view severity = what.severity.empty() ? "ERROR" : what.severity;
  message_writer to(out, type);
  put_field(to, 'S', severity, severity_bytes_max);
  put_field(to, 'V', severity, severity_bytes_max);
  to.byte('C').cstring(is_sqlstate(what.sqlstate) ? what.sqlstate : sqlstate::internal_error);
  to.byte('M').cstring(clipped(what.message, message_bytes_max));  // the protocol wants one always
  put_field(to, 'D', what.detail, detail_bytes_max);
  put_field(to, 'H', what.hint, hint_bytes_max);
  put_field(to, 'W', what.where, where_bytes_max);
  to.byte('\0');
}

}  // namespace

void error_response(std::string& out, const fields& what) {
  put_fields(out, 'E', what);
}

void notice_response(std::string& out, const fields& what) {
  put_fields(out, 'N', what);
}

void ready_for_query(std::string& out, backend::transaction status) {
  message_writer(out, 'Z').byte(static_cast<char>(status));
}

void authentication_ok(std::string& out) {
  message_writer(out, 'R').uint32(static_cast<std::uint32_t>(backend::authentication_kind::ok));
}

void parameter_status(std::string& out, std::string_view name, std::string_view value) {
  message_writer(out, 'S').cstring(name).cstring(value);
}

void backend_key_data(std::string& out, std::uint32_t pid, std::string_view key) {
  message_writer(out, 'K').uint32(pid).bytes(key);
}

void command_complete(std::string& out, std::string_view tag) {
  message_writer(out, 'C').cstring(tag);
}

void text_row_description(std::string& out, std::span<const std::string_view> names) {
  constexpr std::uint32_t text_oid = 25;
  message_writer to(out, 'T');
  to.uint16(static_cast<std::uint16_t>(names.size()));
  for (const std::string_view each : names) {
    // No table, no column of one; a type of any length, without modifier; text format.
    to.cstring(each).uint32(0).uint16(0).uint32(text_oid).uint16(0xffff).uint32(0xffff'ffff).uint16(0);
  }
}

void data_row(std::string& out, std::span<const std::string_view> values) {
  message_writer to(out, 'D');
  to.uint16(static_cast<std::uint16_t>(values.size()));
  for (const std::string_view each : values) to.uint32(static_cast<std::uint32_t>(each.size())).bytes(each);
}

void ssl_accepted(std::string& out) {
  out.push_back('S');
}

void ssl_refused(std::string& out) {
  out.push_back('N');
}

namespace {

void authentication(std::string& out, backend::authentication_kind kind, std::string_view data) {
  message_writer(out, 'R').uint32(static_cast<std::uint32_t>(kind)).bytes(data);
}

}  // namespace

void authentication_sasl(std::string& out, std::string_view mechanisms) {
  authentication(out, backend::authentication_kind::sasl, std::string{mechanisms} + '\0');
}

void authentication_sasl_continue(std::string& out, std::string_view data) {
  authentication(out, backend::authentication_kind::sasl_continue, data);
}

void authentication_sasl_final(std::string& out, std::string_view data) {
  authentication(out, backend::authentication_kind::sasl_final, data);
}

void sasl_initial_response(std::string& out, std::string_view mechanism, std::string_view data) {
  message_writer(out, 'p').cstring(mechanism).uint32(static_cast<std::uint32_t>(data.size())).bytes(data);
}

void sasl_response(std::string& out, std::string_view data) {
  message_writer(out, 'p').bytes(data);
}

void authentication_sasl_without(std::string& out, std::string_view mechanism, std::string_view mechanisms) {
  message_writer message(out, 'R');
  message.uint32(static_cast<std::uint32_t>(backend::authentication_kind::sasl));
  reader list(mechanisms);
  for (std::string_view each = list.get_cstring(); list.ok() && !each.empty(); each = list.get_cstring()) {
    if (each != mechanism) message.cstring(each);
  }
  message.byte('\0');
}

void query(std::string& out, std::string_view text) {
  message_writer(out, 'Q').cstring(text);
}

void parse(std::string& out, std::string_view name, std::string_view text) {
  message_writer(out, 'P').cstring(name).cstring(text).uint16(0);
}

void close_statement(std::string& out, std::string_view name) {
  message_writer(out, 'C').byte(static_cast<char>(frontend::target::statement)).cstring(name);
}

void function_call(std::string& out, std::uint32_t oid) {
  message_writer(out, 'F').uint32(oid).uint16(0).uint16(0).uint16(0);
}

void sync(std::string& out) {
  message_writer(out, 'S');
}

void flush(std::string& out) {
  message_writer(out, 'H');
}

void terminate(std::string& out) {
  message_writer(out, 'X');
}

void cancel_request(std::string& out, std::uint32_t pid, std::string_view key) {
  message_writer(out).uint32(startup::cancel_request_code).uint32(pid).bytes(key);
}

void ssl_request(std::string& out) {
  message_writer(out).uint32(startup::ssl_request_code);
}

void startup_message(std::string& out, std::uint32_t version,
                     std::span<const std::pair<std::string_view, std::string_view>> parameters) {
  message_writer to(out);
  to.uint32(version);
  for (const auto& [name, value] : parameters) to.cstring(name).cstring(value);
  to.byte('\0');
}

}  // namespace countersign::wire::build
