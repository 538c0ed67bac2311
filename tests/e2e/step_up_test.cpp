// Step-up with a real server and a real driver: what a requester confirms runs, and their codes are nowhere.
#include <doctest/doctest.h>
#include <liboath/oath.h>

#include <boost/json.hpp>
#include <cstdlib>
#include <ctime>

#include "tests/e2e/shop.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/raw_client.hpp"

using namespace countersign::test;

namespace {

constexpr const char* database = "step_up";
constexpr milliseconds patience{10'000};

constexpr const char* rules = R"toml(
version = 1
default = "allow"
[defaults]
approvers = ["sam"]
[[person]]
name = "dana"
roles = ["app"]
[[person]]
name = "sam"
[[rule]]
name = "deletes"
effects = ["delete"]
where = "unbounded"
action = "step-up"
factors = ["totp"]
)toml";

// The code of a step near now that no earlier one was of: the server takes each once.
class authenticator {
 public:
  explicit authenticator(std::string secret) : secret_(std::move(secret)) {}
  std::string next() {
    // Not at the end of a step, so that it is still near it on arrival.
    REQUIRE(eventually(milliseconds{60'000}, [] { return std::time(nullptr) % 30 < 27; }));
    const std::int64_t now = std::time(nullptr) / 30;
    last_ = std::max(last_ + 1, now - 1);
    REQUIRE(eventually(milliseconds{60'000}, [&] { return std::time(nullptr) / 30 + 1 >= last_; }));
    char* bytes = nullptr;
    std::size_t size = 0;
    REQUIRE(oath_base32_decode(secret_.data(), secret_.size(), &bytes, &size) == OATH_OK);
    char code[7] = {};
    REQUIRE(oath_totp_generate(bytes, size, static_cast<time_t>(last_ * 30), 30, 0, 6, code) == OATH_OK);
    std::free(bytes);
    return code;
  }

 private:
  std::string secret_;
  std::int64_t last_ = 0;
};

struct world {
  postgres_cluster& cluster = shared_cluster();
  temp_dir secrets;
  countersign_process proxy{cluster, {.rules = rules, .upstream_host = {}, .config = key_table()}};
  std::string totp_secret;

  world() {
    make_database(cluster, database);
    cluster.sql("CREATE TABLE orders AS SELECT n FROM generate_series(1, 9) n; GRANT ALL ON orders TO PUBLIC",
                database);
    cluster.sql(fmt::format("ALTER DATABASE {} SET log_statement = 'all'", database));
  }
  std::string key_table() const {
    const auto file = secrets.write("factors.key", std::string(64, 'b') + "\n");
    return fmt::format("[factors]\nkey_file = \"{}\"\n", file.native());
  }
  boost::json::object post(const std::string& target, const boost::json::object& body, int status = 200) const {
    const http_response answer = send_http(
        proxy.inbox_port(), {"POST", target, {{"Content-Type", "application/json"}}, boost::json::serialize(body)});
    CHECK_MESSAGE(answer.status == status, answer.body);
    return boost::json::parse(answer.body).as_object();
  }
  authenticator enrol() {
    const run_result invited = proxy.command({"people", "invite", "dana", "--config", "countersign.toml"});
    REQUIRE(invited.status == 0);
    const std::string link = invited.out.substr(0, invited.out.find('\n'));
    const boost::json::object begun = post("/api/enrol", {{"invitation", link.substr(link.find('#') + 1)}});
    totp_secret = begun.at("totp").at("secret").as_string();
    authenticator app(totp_secret);
    const boost::json::object done =
        post("/api/enrol/totp", {{"enrolment", begun.at("enrolment")}, {"code", app.next()}});
    CHECK(done.at("recovery_codes").as_array().size() == 10);
    return app;
  }
  std::string orders() const { return cluster.sql("SELECT count(*) FROM orders", database); }
};

}  // namespace

TEST_CASE("a requester confirms their own statement, in the terminal or on the page") {
  world here;
  authenticator app = here.enrol();
  sql_connection psql{here.proxy.conninfo("app", database)};
  std::string used;
  SUBCASE("with a code before it") {
    used = app.next();
    psql.must(fmt::format("SET countersign.otp = '{}'", used));
    CHECK(psql.exec("DELETE FROM orders").tag == "DELETE 9");
    REQUIRE(!psql.notices().empty());
    CHECK(psql.notices().back().find("confirmed by dana with a one-time code") != std::string::npos);
  }
  SUBCASE("on the page behind its link") {
    raw_client client{"127.0.0.1", here.proxy.port()};
    client.start("app", database, patience);
    client.send(frontend::query("DELETE FROM orders"));
    const std::optional<raw_message> told = client.next(patience);
    REQUIRE(told.has_value());
    REQUIRE(told->type == 'N');
    const std::string notice = told->body;
    const std::string code = here.proxy.as("dana").wait_for_hold("DELETE");
    CHECK(here.orders() == "9");
    CHECK(here.proxy.as("sam").approve(code, text_at(here.proxy.as("dana").show(code), "digest")).status == 403);
    const std::size_t at = notice.find("/prove#");
    REQUIRE(at != std::string::npos);
    const std::string link = notice.substr(at + 7, 32);
    const boost::json::object asked = here.post("/api/prove", {{"link", link}});
    CHECK(text_at(asked.at("hold").as_object(), "code") == code);
    CHECK(text_at(asked.at("hold").as_object(), "statement") == "DELETE FROM orders");
    here.post("/api/prove/code", {{"link", link}, {"person", ""}, {"code", "000000"}}, 422);
    used = app.next();
    here.post("/api/prove/code", {{"link", link}, {"person", ""}, {"code", used}});
    const std::optional<raw_message> done = client.next(patience);
    REQUIRE(done.has_value());
    CHECK(done->body.starts_with("DELETE 9"));
  }
  CHECK(here.orders() == "0");
  for (const std::string& text : {here.cluster.log(), here.proxy.log(), here.proxy.home().read("audit.jsonl"),
                                  here.proxy.home().read("countersign.db")}) {
    CHECK(text.find(used) == std::string::npos);
    CHECK(text.find(here.totp_secret) == std::string::npos);
  }
}

TEST_CASE("a code is good once, and what is held without one is withdrawn by Ctrl-C") {
  world here;
  authenticator app = here.enrol();
  const std::string code = app.next();
  {
    sql_connection psql{here.proxy.conninfo("app", database)};
    psql.must(fmt::format("SET countersign.otp = '{}'", code));
    psql.must("DELETE FROM orders");
  }
  here.proxy.restart();
  sql_connection psql{here.proxy.conninfo("app", database)};
  psql.must(fmt::format("SET countersign.otp = '{}'", code));
  std::future<sql_result> answer = under_way(psql, "DELETE FROM orders");
  static_cast<void>(here.proxy.as("dana").wait_for_hold("DELETE"));
  REQUIRE(eventually(milliseconds{10'000}, [&] { return psql.cancel(); }));
  CHECK(answer.get().sqlstate == "57014");
  REQUIRE(!psql.notices().empty());
  CHECK(psql.notices()[0].find("used already") != std::string::npos);
}
