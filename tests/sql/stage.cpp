#include "tests/sql/stage.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <stdexcept>

#include "policy/ruleset.hpp"

namespace countersign::test::corpus {
namespace {

constexpr std::string_view fixture = "corpus_fixture";
constexpr std::string_view reader_database = "corpus_direct";  // asked for what placeholders stand for

std::string source(std::string_view file) {
  return read_file(std::filesystem::path{COUNTERSIGN_SOURCE_DIR} / "tests/sql" / file);
}

// Of every table that has rows of its own: how many, and the newest transaction that made one of them. A few large
// catalogs are left out whose rows come with rows of others, or are nobody's concern.
std::string query_of_state(const postgres_cluster& cluster) {
  return cluster.sql(
      "SELECT 'SELECT string_agg(s, '' '') FROM (' || string_agg(format("
      "'SELECT format(''%s %%s %%s'', count(*), max(xmin::text::bigint)) AS s FROM ONLY %I.%I', oid::regclass, "
      "relnamespace::regnamespace, relname), ' UNION ALL ') || ') x' FROM pg_class WHERE relkind IN ('r', 'm') AND "
      "relnamespace <> 'information_schema'::regnamespace AND relname NOT IN ('pg_statistic', 'pg_description', "
      "'pg_amop', 'pg_amproc', 'pg_collation', 'pg_ts_config_map')",
      fixture);
}

constexpr const char* outside_state =
    "SELECT concat_ws(' ', (SELECT string_agg(schemaname || sequencename || coalesce(last_value::text, '-'), ' ') FROM "
    "pg_sequences), md5(pg_read_file('postgresql.auto.conf')), (SELECT count(*) FROM pg_replication_slots), (SELECT "
    "count(*) FROM pg_prepared_xacts), (SELECT string_agg(oid::text || pg_relation_filenode(oid), ' ') FROM pg_class "
    "WHERE relkind IN ('r', 'm') AND oid >= 16384))";

}  // namespace

std::string rules() {
  return std::string{policy::ruleset::starter_text()} + source("rules.toml");
}

stage::stage()
    : cluster_{{.settings = {"autovacuum = off", "max_prepared_transactions = 10", "wal_level = logical", "jit = off",
                             "max_connections = 50", "shared_buffers = 64MB"},
                .hba = {}}},
      proxy_{std::make_unique<countersign_process>(
          cluster_, countersign_options{.rules = rules(),
                                        .config = fmt::format("[catalog]\nurl = '{}'\ncheck_every = \"1s\"\n",
                                                              cluster_.socket_conninfo("postgres", "postgres"))})} {
  std::filesystem::permissions(folder_.path(), std::filesystem::perms::all);
  cluster_.sql("CREATE ROLE app SUPERUSER LOGIN");
  for (const char* role : {"dana LOGIN", "sam LOGIN", "reporting", "auditor", "temporary_staff"}) {
    cluster_.sql(fmt::format("CREATE ROLE {}", role));
  }
  cluster_.sql("ALTER ROLE sam SET work_mem = '5MB'");
  cluster_.sql(fmt::format("CREATE DATABASE {} OWNER app", fixture));
  sql_connection{cluster_.socket_conninfo("app", fixture)}.must(source("fixture.sql"));
  state_query_ = query_of_state(cluster_);
  for (const char* each : {"corpus_direct", "corpus_through"}) fresh(each);
  reader_ = direct(reader_database);
  for (const std::vector<std::string>& row : reader_->exec("SELECT typname, oid FROM pg_type").rows) {
    types_.emplace(row[0], static_cast<unsigned>(std::stoul(row[1])));
  }
}

void stage::fresh(std::string_view database) {
  if (database == reader_database) reader_.reset();
  cluster_.sql(fmt::format("DROP DATABASE IF EXISTS {} WITH (FORCE)", database));
  cluster_.sql(fmt::format("CREATE DATABASE {} TEMPLATE {} OWNER app", database, fixture));
}

std::unique_ptr<sql_connection> stage::direct(std::string_view database) const {
  return std::make_unique<sql_connection>(cluster_.conninfo("app", database));
}

std::unique_ptr<sql_connection> stage::through(std::string_view database) const {
  return std::make_unique<sql_connection>(proxy_->conninfo("app", database));
}

std::string stage::filled(const std::string& text) const {
  std::string out = text;
  for (std::size_t at = out.find("{{dir}}"); at != std::string::npos; at = out.find("{{dir}}")) {
    out.replace(at, 7, folder_.path().native());
  }
  for (std::size_t at = out.find("{{="); at != std::string::npos; at = out.find("{{=")) {
    const std::size_t end = out.find("}}", at);
    if (end == std::string::npos) break;
    if (!reader_) reader_ = direct(reader_database);
    out.replace(at, end + 2 - at, reader_->must("SELECT " + out.substr(at + 3, end - at - 3)));
  }
  return out;
}

bool stage::take_files() const {
  bool any = false;
  for (const auto& each : std::filesystem::directory_iterator{folder_.path()}) {
    any = true;
    std::filesystem::remove_all(each.path());
  }
  return any;
}

std::string stage::state(sql_connection& of) const {
  std::string all;
  for (const std::string& query : {state_query_, std::string{outside_state}}) {
    const sql_result answer = of.exec(query);
    all += answer.ok() ? answer.value() : answer.message;
    all += '\n';
  }
  return all;
}

std::string stage::session_state(sql_connection& of) {
  const sql_result answer = of.exec(
      "SELECT concat_ws(' ', current_user, session_user, (SELECT string_agg(name || '=' || setting, ';') FROM "
      "pg_catalog.pg_settings WHERE source = 'session'), (SELECT count(*) FROM pg_catalog.pg_cursors), "
      "(SELECT count(*) FROM pg_catalog.pg_prepared_statements))");
  return answer.ok() ? answer.value() : answer.message;
}

stage& shared_stage() {
  static stage only;
  return only;
}

}  // namespace countersign::test::corpus
