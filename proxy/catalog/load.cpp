#include "proxy/catalog/load.hpp"

#include <fmt/format.h>
#include <libpq-fe.h>

#include <charconv>
#include <string_view>
#include <vector>

#include "parser/catalog/builder.hpp"
#include "proxy/catalog/link_queries.hpp"
#include "proxy/catalog/queries.hpp"

namespace countersign::catalog_reader {

namespace {

// An answer's rows.
class rows {
 public:
  explicit rows(PGresult* result) : result_(result) {}
  ~rows() { PQclear(result_); }
  rows(const rows&) = delete;
  rows& operator=(const rows&) = delete;

  [[nodiscard]] int count() const { return PQntuples(result_); }
  [[nodiscard]] bool is_null(int row, int column) const { return PQgetisnull(result_, row, column) != 0; }
  [[nodiscard]] std::string_view text(int row, int column) const {
    return {PQgetvalue(result_, row, column), static_cast<std::size_t>(PQgetlength(result_, row, column))};
  }
  [[nodiscard]] std::uint32_t number(int row, int column) const {
    const std::string_view digits = text(row, column);
    std::uint32_t out = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), out);
    return out;
  }
  [[nodiscard]] std::uint16_t small(int row, int column) const {
    return static_cast<std::uint16_t>(number(row, column));
  }
  [[nodiscard]] char letter(int row, int column) const {
    const std::string_view all = text(row, column);
    return all.empty() ? '\0' : all.front();
  }
  [[nodiscard]] bool truth(int row, int column) const { return letter(row, column) == 't'; }

 private:
  PGresult* result_;
};

}  // namespace

struct connection::handle {
  PGconn* conn = nullptr;
  ~handle() { PQfinish(conn); }

  [[nodiscard]] std::string error() const {
    std::string words = PQerrorMessage(conn);
    while (!words.empty() && (words.back() == '\n' || words.back() == ' ')) words.pop_back();
    return words;
  }
  void run(const char* sql) const {
    PGresult* const result = PQexec(conn, sql);
    const bool good = PQresultStatus(result) == PGRES_COMMAND_OK;
    PQclear(result);
    if (!good) throw failure(error());
  }
  [[nodiscard]] PGresult* ask(const char* sql) const {
    PGresult* const result = PQexec(conn, sql);
    if (PQresultStatus(result) == PGRES_TUPLES_OK) return result;
    PQclear(result);
    throw failure(error());
  }
};

connection::connection(const std::string& conninfo, const std::string& database) : handle_(std::make_unique<handle>()) {
  // What libpq says of a string that it cannot read may quote it, password and all.
  char* why = nullptr;
  PQconninfoOption* const read = PQconninfoParse(conninfo.c_str(), &why);
  PQfreemem(why);
  if (read == nullptr)
    throw failure("the connection string cannot be read: see \"Connection Strings\" in libpq's documentation");
  PQconninfoFree(read);
  // pg_depend is rarely analyzed, and nested loops over what the planner takes for few of its rows take minutes.
  // The later dbname counts; the first is the connection string. Names come as the server has them, unconverted.
  std::vector<const char*> keys{"dbname",           "application_name", "connect_timeout",
                                "tcp_user_timeout", "client_encoding",  "options"};
  std::vector<const char*> values{
      conninfo.c_str(),
      "countersign catalog",
      "5",
      "10000",
      "SQL_ASCII",
      "-c default_transaction_read_only=on -c statement_timeout=20s -c lock_timeout=5s -c jit=off "
      "-c enable_nestloop=off"};
  if (!database.empty()) {
    keys.push_back("dbname");
    values.push_back(database.c_str());
  }
  keys.push_back(nullptr);
  values.push_back(nullptr);
  handle_->conn = PQconnectdbParams(keys.data(), values.data(), 1);
  if (handle_->conn == nullptr || PQstatus(handle_->conn) != CONNECTION_OK) throw failure(handle_->error());
}

connection::~connection() = default;

bool has_password(const std::string& conninfo) {
  PQconninfoOption* const read = PQconninfoParse(conninfo.c_str(), nullptr);
  bool found = false;
  for (const PQconninfoOption* each = read; each != nullptr && each->keyword != nullptr; ++each) {
    const std::string_view keyword = each->keyword;
    found = found || ((keyword == "password" || keyword == "sslpassword") && each->val != nullptr);
  }
  PQconninfoFree(read);
  return found;
}

std::string connection::database() const {
  return PQdb(handle_->conn);
}

std::string connection::server_encoding() const {
  const char* const reported = PQparameterStatus(handle_->conn, "server_encoding");
  return reported == nullptr ? std::string{} : reported;
}

std::string connection::fingerprint() {
  const rows answer(handle_->ask(queries::fingerprint));
  return answer.count() == 1 ? std::string{answer.text(0, 0)} : std::string{};
}

namespace {

using parser::catalog_builder;

template <typename Take>
void for_each(PGresult* result, Take&& take) {
  const rows all(result);
  for (int i = 0; i < all.count(); ++i) take(all, i);
}

template <typename Ask>
void load_hidden(catalog_builder& to, const Ask& ask) {
  for_each(ask(queries::hidden_operators), [&](const rows& r, int i) { to.add_hidden_operator(r.text(i, 0)); });
  for_each(ask(queries::hidden_types), [&](const rows& r, int i) { to.add_hidden_type(r.text(i, 0)); });
  for_each(ask(queries::hidden_functions), [&](const rows& r, int i) { to.add_hidden_function(r.text(i, 0)); });
  for_each(ask(queries::built_in_signatures), [&](const rows& r, int i) { to.add_built_in_signature(r.text(i, 0)); });
  for_each(ask(queries::implicit_casts), [&](const rows& r, int i) { to.add_implicit_cast(r.text(i, 0)); });
  for_each(ask(queries::checks), [&](const rows& r, int i) {
    to.add_check({r.number(i, 0), r.text(i, 1), r.text(i, 2), r.text(i, 3), r.text(i, 4), r.truth(i, 5)});
  });
}

template <typename Ask>
void load_functions(catalog_builder& to, const Ask& ask) {
  for_each(ask(queries::functions), [&](const rows& r, int i) {
    to.add_function({.oid = r.number(i, 0),
                     .schema = r.text(i, 1),
                     .name = r.text(i, 2),
                     .kind = r.letter(i, 3),
                     .volatility = r.letter(i, 4),
                     .language = r.text(i, 5),
                     .source = r.text(i, 6),
                     .sql_body = r.text(i, 7),
                     .types = r.text(i, 13),
                     .arguments = r.small(i, 8),
                     .defaults = r.small(i, 9),
                     .variadic = r.truth(i, 10),
                     .of_extension = r.truth(i, 11),
                     .sets_path = !r.is_null(i, 12),
                     .path = r.text(i, 12)});
  });
  for_each(ask(queries::builtins), [&](const rows& r, int i) { to.add_builtin(r.number(i, 0), r.text(i, 1)); });
  for_each(ask(queries::checked_types),
           [&](const rows& r, int i) { to.add_checked_type(r.number(i, 0), r.number(i, 1)); });
  for_each(ask(queries::aggregate_functions),
           [&](const rows& r, int i) { to.add_aggregate_function(r.number(i, 0), r.number(i, 1)); });
}

template <typename Ask>
void load_relations(catalog_builder& to, const Ask& ask) {
  for_each(ask(queries::relations), [&](const rows& r, int i) {
    to.add_relation({r.number(i, 0), r.text(i, 1), r.text(i, 2), r.letter(i, 3), r.text(i, 4)});
  });
  for_each(ask(queries::columns), [&](const rows& r, int i) {
    to.add_column({r.number(i, 0), r.text(i, 1), r.truth(i, 2), r.text(i, 3)});
  });
  for_each(ask(queries::children), [&](const rows& r, int i) { to.add_child(r.number(i, 0), r.number(i, 1)); });
  for_each(ask(queries::triggers), [&](const rows& r, int i) {
    to.add_trigger({r.number(i, 0), r.text(i, 1), r.small(i, 2), r.text(i, 3), r.number(i, 4), r.text(i, 5)});
  });
  for_each(ask(queries::event_triggers),
           [&](const rows& r, int i) { to.add_event_trigger(r.text(i, 0), r.number(i, 1)); });
  for_each(ask(queries::rules), [&](const rows& r, int i) {
    to.add_rule({r.number(i, 0), r.text(i, 1), r.letter(i, 2), r.text(i, 3)});
  });
  for_each(ask(queries::keys), [&](const rows& r, int i) {
    to.add_key({.name = r.text(i, 0),
                .referencing = r.number(i, 1),
                .referenced = r.number(i, 2),
                .on_delete = r.letter(i, 3),
                .on_update = r.letter(i, 4),
                .columns = r.text(i, 5),
                .key_columns = r.text(i, 6),
                .validated = r.truth(i, 7)});
  });
  for_each(ask(queries::expressions), [&](const rows& r, int i) {
    to.add_expression({.relation = r.number(i, 0),
                       .via = r.text(i, 1),
                       .part = r.text(i, 2),
                       .events = static_cast<parser::row_events>(r.number(i, 3)),
                       .text = r.text(i, 4)});
  });
  for_each(ask(queries::operators),
           [&](const rows& r, int i) { to.add_operator(r.text(i, 0), r.text(i, 1), r.text(i, 2), r.number(i, 3)); });
  for_each(ask(queries::casts),
           [&](const rows& r, int i) { to.add_cast(r.text(i, 0), r.text(i, 1), r.text(i, 2), r.number(i, 3)); });
}

template <typename Ask>
void load_dependents(catalog_builder& to, const Ask& ask) {
  for_each(ask(queries::objects), [&](const rows& r, int i) {
    to.add_object({r.number(i, 0), r.number(i, 1), r.text(i, 2), r.text(i, 3), r.text(i, 4), r.text(i, 5)});
  });
  for_each(ask(queries::links), [&](const rows& r, int i) {
    to.add_link({.in = r.number(i, 0),
                 .oid = r.number(i, 1),
                 .part = r.text(i, 2),
                 .on_in = r.number(i, 3),
                 .on_oid = r.number(i, 4),
                 .on_part = r.text(i, 5),
                 .automatic = r.truth(i, 6)});
  });
}

}  // namespace

std::shared_ptr<const parser::catalog> connection::load() {
  catalog_builder to;
  const auto ask = [&](const char* sql) { return handle_->ask(sql); };
  try {
    handle_->run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    for_each(ask(queries::role_paths), [&](const rows& r, int i) { to.add_initial_path(r.text(i, 0), r.text(i, 1)); });
    for_each(ask(queries::server_path), [&](const rows& r, int i) { to.add_initial_path({}, r.text(i, 0)); });
    // From here on the server writes every name with its schema.
    handle_->run("SET LOCAL search_path = ''");
    for_each(ask(queries::schemas), [&](const rows& r, int i) { to.add_schema(r.text(i, 0)); });
    load_hidden(to, ask);
    load_functions(to, ask);
    load_relations(to, ask);
    load_dependents(to, ask);
    handle_->run("COMMIT");
  } catch (...) {
    PQclear(PQexec(handle_->conn, "ROLLBACK"));
    throw;
  }
  return to.finish();
}

}  // namespace countersign::catalog_reader
