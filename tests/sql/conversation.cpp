#include "tests/sql/conversation.hpp"

#include <fmt/format.h>
#include <libpq-fe.h>
#include <poll.h>

#include <array>
#include <memory>
#include <stdexcept>

#include "tests/support/eventually.hpp"

namespace countersign::test::corpus {
namespace {

constexpr milliseconds patience{30'000};

struct clear_result {
  void operator()(PGresult* raw) const { PQclear(raw); }
};
using result_ptr = std::unique_ptr<PGresult, clear_result>;

// Reads whatever comes next, and withdraws a hold as soon as it is announced.
class listener {
 public:
  listener(sql_connection& connection, const std::string& copy_data)
      : connection_{connection}, copy_data_{copy_data}, notices_seen_{connection.notices().size()} {}

  answer all() {
    while (const result_ptr raw = next()) take(raw.get());
    for (; notices_seen_ < connection_.notices().size(); ++notices_seen_) {
      out_.text += connection_.notices()[notices_seen_];
    }
    return std::move(out_);
  }

 private:
  PGconn* raw() const { return connection_.get(); }

  result_ptr next() {
    const deadline end{patience};
    while (true) {
      // PQisBusy reads what has come, notices too.
      const bool ready = PQisBusy(raw()) == 0;
      notice_hold();
      if (ready) return result_ptr{PQgetResult(raw())};
      pollfd socket{.fd = PQsocket(raw()), .events = POLLIN, .revents = 0};
      if (end.passed() || ::poll(&socket, 1, end.left()) <= 0) throw std::runtime_error{"nothing comes"};
      if (PQconsumeInput(raw()) == 0) throw std::runtime_error{PQerrorMessage(raw())};
    }
  }

  void notice_hold() {
    for (std::size_t i = notices_seen_; i < connection_.notices().size() && !out_.held; ++i) {
      if (connection_.notices()[i].find("held for approval, code ") == std::string::npos) continue;
      out_.held = true;
      if (!connection_.cancel()) throw std::runtime_error{"the hold could not be withdrawn"};
    }
  }

  void take(PGresult* result) {
    switch (PQresultStatus(result)) {
      case PGRES_COPY_IN:
        if (!copy_data_.empty()) PQputCopyData(raw(), copy_data_.data(), static_cast<int>(copy_data_.size()));
        PQputCopyEnd(raw(), nullptr);
        out_.text += "COPY IN\n", out_.shape += "COPY IN\n";
        return;
      case PGRES_COPY_OUT:
        return copy_out();
      case PGRES_TUPLES_OK:
      case PGRES_SINGLE_TUPLE:
        rows(result);
        [[fallthrough]];
      case PGRES_COMMAND_OK:
      case PGRES_EMPTY_QUERY:
        out_.text += fmt::format("= {}\n", PQcmdStatus(result));
        out_.shape += fmt::format("= {}\n", PQcmdStatus(result));
        return;
      default:
        return failure(result);
    }
  }

  void rows(PGresult* result) {
    for (int column = 0; column < PQnfields(result); ++column) {
      const std::string head =
          fmt::format("{}:{}:{}|", PQfname(result, column), PQftype(result, column), PQfmod(result, column));
      out_.text += head, out_.shape += head;
    }
    std::string said;
    for (int row = 0; row < PQntuples(result); ++row) {
      said += '\n';
      for (int column = 0; column < PQnfields(result); ++column) {
        said += PQgetisnull(result, row, column) != 0 ? "\\N" : PQgetvalue(result, row, column);
        said += '|';
      }
    }
    said += '\n';
    out_.text += said, out_.rows += said, out_.shape += '\n';
  }

  void copy_out() {
    char* line = nullptr;
    // Asynchronous, since a hold cannot begin here but a server may be slow.
    for (int size = PQgetCopyData(raw(), &line, 0); size > 0; size = PQgetCopyData(raw(), &line, 0)) {
      out_.text.append(line, static_cast<std::size_t>(size));
      out_.rows.append(line, static_cast<std::size_t>(size));
      PQfreemem(line);
    }
  }

  void failure(PGresult* result) {
    constexpr std::array fields{PG_DIAG_SEVERITY,       PG_DIAG_SQLSTATE,          PG_DIAG_MESSAGE_PRIMARY,
                                PG_DIAG_MESSAGE_DETAIL, PG_DIAG_MESSAGE_HINT,      PG_DIAG_STATEMENT_POSITION,
                                PG_DIAG_CONTEXT,        PG_DIAG_INTERNAL_POSITION, PG_DIAG_TABLE_NAME,
                                PG_DIAG_CONSTRAINT_NAME};
    const auto field = [&](int code) {
      const char* text = PQresultErrorField(result, code);
      return std::string{text != nullptr ? text : ""};
    };
    for (const int code : fields) out_.text += fmt::format("{}: {}\n", static_cast<char>(code), field(code));
    out_.shape += fmt::format("error {}\n", field(PG_DIAG_SQLSTATE));
    if (!out_.sqlstate.empty()) return;
    out_.sqlstate = field(PG_DIAG_SQLSTATE);
    out_.error = field(PG_DIAG_MESSAGE_PRIMARY);
    // libpq's own errors, such as a lost connection, have no SQLSTATE.
    if (out_.sqlstate.empty()) out_.sqlstate = "08000", out_.error = PQerrorMessage(raw());
  }

  sql_connection& connection_;
  const std::string& copy_data_;
  std::size_t notices_seen_;
  answer out_;
};

// The values of a Bind, as libpq takes them.
struct bound {
  bound(const std::vector<bind>& binds, const type_numbers& numbers) {
    for (const bind& each : binds) {
      types.push_back(each.type == "unknown" ? 0 : numbers.at(each.type));
      values.push_back(each.null ? nullptr : each.bytes.data());
      lengths.push_back(static_cast<int>(each.bytes.size()));
      formats.push_back(each.binary ? 1 : 0);
    }
  }
  [[nodiscard]] int count() const { return static_cast<int>(values.size()); }

  std::vector<Oid> types;
  std::vector<const char*> values;
  std::vector<int> lengths;
  std::vector<int> formats;
};

}  // namespace

answer say(sql_connection& connection, const said& what, const type_numbers& types) {
  PGconn* const raw = connection.get();
  const bound values{what.binds, types};
  int sent = 0;
  switch (what.how) {
    case protocol::simple:
      sent = PQsendQuery(raw, what.text.c_str());
      break;
    case protocol::extended:
      sent = PQsendQueryParams(raw, what.text.c_str(), values.count(), values.types.data(), values.values.data(),
                               values.lengths.data(), values.formats.data(), 0);
      break;
    case protocol::parse:
      sent = PQsendPrepare(raw, "", what.text.c_str(), values.count(), values.types.data());
      break;
    case protocol::prepared: {
      if (PQsendPrepare(raw, "corpus", what.text.c_str(), values.count(), values.types.data()) == 0) break;
      answer prepared = listener{connection, what.copy_data}.all();
      if (prepared.held || !prepared.sqlstate.empty()) return prepared;
      sent = PQsendQueryPrepared(raw, "corpus", values.count(), values.values.data(), values.lengths.data(),
                                 values.formats.data(), 0);
      break;
    }
  }
  if (sent == 0) throw std::runtime_error{PQerrorMessage(raw)};
  return listener{connection, what.copy_data}.all();
}

}  // namespace countersign::test::corpus
