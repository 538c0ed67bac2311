#include <doctest/doctest.h>

#include <string>

#include "proxy/wire/build.hpp"
#include "proxy/wire/startup.hpp"
#include "tests/proxy/wire/bytes.hpp"

using namespace countersign::wire;
using namespace countersign::wire::startup;
using namespace countersign::wire::testing;

namespace {

// "name=value|name=value", or "refused".
std::string shown(const result<std::vector<setting>>& settings) {
  if (!settings) return "refused";
  std::string text;
  for (const setting& each : *settings) text += (text.empty() ? "" : "|") + each.name + "=" + each.value;
  return text;
}

}  // namespace

// Each row was tried on PostgreSQL 15 with a setting that shows whether it took effect.
TEST_CASE("options are read as the server reads them") {
  struct row {
    std::string options;
    std::string expected;
  };
  const row rows[] = {
      {"", ""},
      {"   ", ""},
      {"-c work_mem=1234", "work_mem=1234"},
      {"-cwork-mem=1234", "work_mem=1234"},
      {"--work-mem=1234", "work_mem=1234"},
      {"-S 1234", "work_mem=1234"},
      {"-S1234", "work_mem=1234"},
      {"-sS 1234", "log_statement_stats=true|work_mem=1234"},
      {"-s-work_mem=1234", "log_statement_stats=true|work_mem=1234"},
      {"-\\-work_mem=1234", "work_mem=1234"},
      {"--work_mem=1234 --", "work_mem=1234"},
      {"-- --work_mem=1234", "refused"},
      {"--work_mem=1234 x", "refused"},
      {"x --work_mem=1234", "refused"},
      {"-c search_path=a\\ b\\\\c", "search_path=a b\\c"},
      {"-c search-path=a-b", "search_path=a-b"},
      {"-c a=b=c", "a=b=c"},
      {"-c a=", "a="},
      {"-c =4", "=4"},
      {"-c", "refused"},
      {"-c work_mem", "refused"},
      {"--work_mem", "refused"},
      {"-c --", "refused"},
      {"-c work_mem=1234\\", "work_mem=1234"},
      {"\\", "refused"},
      {"-c \\ work_mem=1234", " work_mem=1234"},
      {"  \t\n\v\f\r-c\twork_mem=1234", "work_mem=1234"},
      {"-c work_mem=1\\\t2", "work_mem=1\t2"},
      {"-cwork_mem=1234 -cwork_mem=2345", "work_mem=1234|work_mem=2345"},
      {"-c WORK_MEM=1234", "WORK_MEM=1234"},
      {"-e", "datestyle=euro"},
      {"-fs -tpa -d 2", "-f=s|-t=pa|-d=2"},
      {"-j -n -b -E -T --work_mem=1234", "work_mem=1234"},
      {"-C x -D y -r z -v 3 --work_mem=1234", "work_mem=1234"},
      {"-C --standard_conforming_strings=off", ""},  // the argument of -C
      {"-i -F -O -P -l",
       "listen_addresses=*|fsync=false|allow_system_table_mods=true|ignore_system_indexes=true|ssl=true"},
      {"-B 1 -N 2 -W 3 -h 4 -k 5 -p 6",
       "shared_buffers=1|max_connections=2|post_auth_delay=3|listen_addresses=4|"
       "unix_socket_directories=5|port=6"},
      {"-z", "refused"},
      {"-", "refused"},
      {"-:", "refused"},
      {"-;", "refused"},
      {"-C", "refused"},
  };
  for (const row& row : rows) {
    CAPTURE(row.options);
    CHECK(shown(read_options(exact(row.options).view())) == row.expected);
  }
}

TEST_CASE("parameters come after options, so that they win, and only real settings count") {
  const std::string bytes = startup_packet(
      3U << 16,
      "user\0a\0database\0b\0replication\0off\0_pq_.x\0y\0Search_Path\0p\0options\0-c search-path=o\0work-mem\0001\0\0"_b);
  packet cut;
  REQUIRE(next_packet(bytes, cut) == scan::complete);
  const auto read = startup::message::read(cut);
  REQUIRE(read);
  // Only options may write `-` for `_`.
  CHECK(shown(read_settings(*read)) == "search_path=o|Search_Path=p|work-mem=1");
  CHECK(same_setting("search_path", "Search_Path"));
  CHECK(!same_setting("search_path", "search_pat"));
  CHECK(!same_setting("search_path", "search-path"));
  CHECK(!same_setting("\xc3\xa4", "\xc3\x84"));
}

TEST_CASE("a packet without some settings keeps the others as they were") {
  const std::vector<std::pair<std::string_view, std::string_view>> given{
      {"user", "app"},
      {"options", R"(-c own.a=1 -O --work-mem=1\ MB -c "own.b"=2 --OWN.c=3 -d5)"},
      {"Own.d", "4"},
      {"application_name", "psql"}};
  std::string bytes;
  build::startup_message(bytes, 196'608, given);
  packet whole;
  REQUIRE(next_packet(bytes, whole) == scan::complete);
  const auto rest = packet_without(*message::read(whole), "own.");
  REQUIRE(!rest.has_error());
  packet left;
  REQUIRE(next_packet(*rest, left) == scan::complete);
  const auto read = message::read(left);
  REQUIRE(!read.has_error());
  CHECK(read->user == "app");
  CHECK(read->options == R"(-c allow_system_table_mods=true -c work_mem=1\ MB -c "own.b"=2 -d 5)");
  CHECK(shown(read_settings(*read)) ==
        "allow_system_table_mods=true|work_mem=1 MB|\"own.b\"=2|-d=5|application_name=psql");
}

TEST_CASE("settings cannot be read when options cannot") {
  startup::message from;
  from.options = "-c";
  CHECK(read_settings(from).error() == errc::invalid_options);
}

TEST_CASE("options cut anywhere are read without harm") {
  const std::string options = "-c a=b\\ c --d-e=f -sS 64 -- ";
  for (std::size_t size = 0; size <= options.size(); ++size) {
    CAPTURE(size);
    const auto got = read_options(exact(options.substr(0, size)).view());
    CHECK((got.has_value() || got.error() == errc::invalid_options));
  }
}

TEST_CASE("options as long as a packet allows are read in one pass") {
  std::string options;
  while (options.size() + 4 <= packet_length_max) options += "-e \\";
  CHECK(read_options(options).has_error());
  options.clear();
  while (options.size() + 3 <= packet_length_max) options += "-e ";
  CHECK(read_options(options)->size() == options.size() / 3);
}
