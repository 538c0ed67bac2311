#include "tests/support/sql.hpp"

#include <fmt/format.h>
#include <libpq-fe.h>

#include <array>
#include <stdexcept>

namespace countersign::test {
namespace {

std::string text_or_empty(const char* text) {
  return text != nullptr ? text : "";
}

sql_result taken(PGconn* connection, PGresult* raw) {
  sql_result result;
  const ExecStatusType status = PQresultStatus(raw);
  if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK || status == PGRES_EMPTY_QUERY) {
    result.tag = text_or_empty(PQcmdStatus(raw));
    for (int row = 0; row < PQntuples(raw); ++row) {
      std::vector<std::string>& cells = result.rows.emplace_back();
      for (int column = 0; column < PQnfields(raw); ++column) cells.emplace_back(PQgetvalue(raw, row, column));
    }
  } else {
    result.sqlstate = text_or_empty(PQresultErrorField(raw, PG_DIAG_SQLSTATE));
    result.message = text_or_empty(PQresultErrorField(raw, PG_DIAG_MESSAGE_PRIMARY));
    result.detail = text_or_empty(PQresultErrorField(raw, PG_DIAG_MESSAGE_DETAIL));
    result.hint = text_or_empty(PQresultErrorField(raw, PG_DIAG_MESSAGE_HINT));
    // libpq's own errors, such as a lost connection, have no SQLSTATE.
    if (result.sqlstate.empty()) result.sqlstate = "08000";
    if (result.message.empty()) result.message = text_or_empty(PQerrorMessage(connection));
  }
  PQclear(raw);
  return result;
}

void keep_notice(void* into, const char* text) {
  static_cast<std::vector<std::string>*>(into)->emplace_back(text);
}

}  // namespace

void sql_connection::closer::operator()(pg_conn* connection) const {
  PQfinish(connection);
}

sql_connection::sql_connection(const std::string& conninfo) : connection_{PQconnectdb(conninfo.c_str())} {
  if (PQstatus(connection_.get()) != CONNECTION_OK) throw std::runtime_error{PQerrorMessage(connection_.get())};
  PQsetNoticeProcessor(connection_.get(), keep_notice, &notices_);
}

sql_result sql_connection::exec(const std::string& sql) {
  return taken(connection_.get(), PQexec(connection_.get(), sql.c_str()));
}

sql_result sql_connection::exec_params(const std::string& sql, const std::vector<std::string>& values) {
  std::vector<const char*> raw;
  for (const std::string& value : values) raw.push_back(value.c_str());
  return taken(connection_.get(), PQexecParams(connection_.get(), sql.c_str(), static_cast<int>(raw.size()), nullptr,
                                               raw.data(), nullptr, nullptr, 0));
}

std::string sql_connection::must(const std::string& sql) {
  const sql_result result = exec(sql);
  if (!result.ok()) throw std::runtime_error{fmt::format("{}: {} {}", sql, result.sqlstate, result.message)};
  return result.value();
}

int sql_connection::backend_pid() const {
  return PQbackendPID(connection_.get());
}

char sql_connection::transaction() const {
  switch (PQtransactionStatus(connection_.get())) {
    case PQTRANS_IDLE:
      return 'I';
    case PQTRANS_INTRANS:
      return 'T';
    case PQTRANS_INERROR:
      return 'E';
    case PQTRANS_ACTIVE:
    case PQTRANS_UNKNOWN:
      break;
  }
  return '?';
}

bool sql_connection::cancel() {
  PGcancel* key = PQgetCancel(connection_.get());
  std::array<char, 256> error{};
  const bool sent = key != nullptr && PQcancel(key, error.data(), static_cast<int>(error.size())) != 0;
  PQfreeCancel(key);
  return sent;
}

std::string refusal(const std::string& conninfo) {
  try {
    const sql_connection connection{conninfo};
    return {};
  } catch (const std::runtime_error& error) {
    return error.what();
  }
}

}  // namespace countersign::test
