// The corpus, played: every hostile case does something when it is run directly and nothing through Countersign, and
// every harmless one is answered the same both ways.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cstdlib>
#include <map>

#include "tests/sql/stage.hpp"

using namespace countersign::test;
using namespace countersign::test::corpus;

namespace {

struct count {
  int cases = 0;
  int without_effect = 0;  // hostile: nothing happens when it is run directly, so that it proves nothing
  int missed = 0;
  int wrongly_held = 0;
  int different = 0;  // harmless: not the same answer
};

class table {
 public:
  explicit table(std::string_view title) : title_{title} {}
  count& of(const entry& what) { return rows_[what.family]; }
  ~table() {
    std::string text = fmt::format("\n{:<28}{:>7}{:>9}{:>14}{:>16}{:>11}\n", title_, "cases", "missed", "wrongly held",
                                   "without effect", "different");
    count all;
    const auto line = [&](const std::string& name, const count& row) {
      text += fmt::format("{:<28}{:>7}{:>9}{:>14}{:>16}{:>11}\n", name, row.cases, row.missed, row.wrongly_held,
                          row.without_effect, row.different);
    };
    for (const auto& [name, row] : rows_) {
      line(name, row);
      all.cases += row.cases, all.missed += row.missed, all.wrongly_held += row.wrongly_held;
      all.without_effect += row.without_effect, all.different += row.different;
    }
    line("all", all);
    fmt::print("{}", text);
  }
  table(const table&) = delete;
  table& operator=(const table&) = delete;

 private:
  std::string title_;
  std::map<std::string, count> rows_;
};

// CORPUS=text plays only the cases whose family or name contains it.
std::vector<entry> chosen(std::string_view folder) {
  std::vector<entry> all = read(std::filesystem::path{COUNTERSIGN_SOURCE_DIR} / "tests/sql" / folder);
  const char* only = std::getenv("CORPUS");
  if (only != nullptr) {
    std::erase_if(all,
                  [&](const entry& each) { return (each.family + ": " + each.name).find(only) == std::string::npos; });
  }
  return all;
}

std::string title(const entry& what) {
  return fmt::format("{}: {}", what.family, what.name);
}

const std::vector<bind> no_binds;
const std::string no_data;

// The messages of one case, one after the other; stops at the first that is held or fails.
answer play(const stage& here, sql_connection& connection, const entry& what) {
  answer all;
  for (const std::string& each : what.setup) {
    const answer one = say(connection, {here.filled(each), protocol::simple, no_binds, no_data}, here.types());
    if (one.held || !one.sqlstate.empty()) {
      throw std::runtime_error{fmt::format("setup \"{}\": {}{}", each, one.held ? "held " : "", one.error)};
    }
  }
  for (std::size_t i = 0; i < what.messages.size(); ++i) {
    const bool last = i + 1 == what.messages.size();
    const std::string text = here.filled(what.messages[i]);
    answer one =
        say(connection, {text, last ? what.how : protocol::simple, last ? what.binds : no_binds, what.copy_data},
            here.types());
    all.text += one.text, all.rows += one.rows, all.shape += one.shape;
    all.held = all.held || one.held;
    if (all.sqlstate.empty()) all.sqlstate = one.sqlstate, all.error = one.error;
    if (one.stopped()) break;
  }
  return all;
}

class hostile_player {
 public:
  explicit hostile_player(stage& here) : here_{here} {
    for (const std::string_view each : {direct_, through_}) here_.fresh(each);
    watcher_ = here_.direct(through_);
    calm_ = here_.state(*watcher_);
    direct_calm_ = here_.state(*here_.direct(direct_));
  }

  void play_case(const entry& what, table& results) {
    count& row = results.of(what);
    ++row.cases;
    // It changes what the whole cluster shares.
    if (what.alone) settle(results);
    std::string why = run_directly(what);
    if (!why.empty()) {
      ++row.without_effect;
      FAIL_CHECK(title(what), ": directly: ", why);
    }
    why = run_through(what);
    if (!why.empty()) return miss(what, why, results);
    unchecked_.push_back(what);
    if (unchecked_.size() == unchecked_max || what.alone || !what.undo.empty()) settle(results);
  }

  // Have the cases since the last look left the database as it was? If not, each is played again to see which.
  void settle(table& results) {
    if (unchanged()) return unchecked_.clear();
    const std::vector<entry> again = std::move(unchecked_);
    unchecked_.clear();
    for (const entry& each : again) {
      static_cast<void>(run_through(each));
      if (!unchanged()) miss(each, "the database has changed", results);
    }
  }

 private:
  void miss(const entry& what, const std::string& why, table& results) {
    ++results.of(what).missed;
    FAIL_CHECK(title(what), ": through: ", why);
    static_cast<void>(unchanged());
  }

  // Looks at the database of the way through, and makes it anew if it has changed.
  bool unchanged() {
    if (calm_.empty() || here_.state(*watcher_) == calm_) return true;
    through_session_.reset();
    watcher_.reset();
    here_.fresh(through_);
    watcher_ = here_.direct(through_);
    calm_ = here_.state(*watcher_);
    return false;
  }

  // Nothing if it had its effect.
  std::string run_directly(const entry& what) {
    const std::string_view database = what.alone ? alone_ : direct_;
    if (what.alone && !alone_fresh_) {
      here_.fresh(alone_);
      alone_fresh_ = true;
      alone_calm_.clear();
    }
    // What such a case does may reach beyond its database.
    if (what.alone) calm_.clear(), direct_calm_.clear();
    std::string why;
    try {
      std::unique_ptr<sql_connection> own;
      if (what.alone || !direct_session_) own = here_.direct(database);
      if (!what.alone && !direct_session_) direct_session_ = std::move(own);
      sql_connection& session = what.alone ? *own : *direct_session_;
      if (what.alone && alone_calm_.empty()) alone_calm_ = here_.state(session);
      if (!what.alone) session.must("BEGIN");
      why = effect_of(session, what);
      if (!what.alone) {
        if (session.transaction() == 'I') {
          direct_session_.reset();
          here_.fresh(direct_);
          calm_.clear(), direct_calm_.clear();
          return "it ends the transaction around it; it has to be alone";
        }
        session.exec("ROLLBACK");
        // What a rollback does not undo.
        session.exec("DISCARD ALL");
      }
    } catch (const std::exception& failed) {
      why = failed.what();
      direct_session_.reset();
    }
    if (!what.undo.empty()) here_.sql(here_.filled(what.undo), what.alone ? alone_ : "postgres");
    if (what.alone) alone_fresh_ = here_.state(*here_.direct(alone_)) == alone_calm_;
    return why;
  }

  std::string effect_of(sql_connection& session, const entry& what) {
    std::string before;
    std::string session_before;
    if (direct_calm_.empty()) direct_calm_ = here_.state(*here_.direct(direct_));
    if (what.effect == proof::query) before = session.must(here_.filled(what.shown));
    if (what.effect == proof::changes) {
      for (const std::string& each : what.setup) session.must(here_.filled(each));
      before = what.setup.empty() && !what.alone ? direct_calm_ : here_.state(session);
      session_before = stage::session_state(session);
    }
    entry now = what;
    if (what.effect == proof::changes) now.setup.clear();
    const answer got = play(here_, session, now);
    if (!got.sqlstate.empty()) return fmt::format("{} {}", got.sqlstate, got.error);
    switch (what.effect) {
      case proof::changes:
        return stage::session_state(session) == session_before && here_.state(session) == before ? "changes nothing"
                                                                                                 : "";
      case proof::shows:
        return got.text.find(what.shown) == std::string::npos ? "does not show it: " + got.text : "";
      case proof::file:
        return here_.take_files() ? "" : "no file";
      case proof::query:
        return session.exec(here_.filled(what.shown)).value() == before ? "answers as before: " + before : "";
      case proof::runs:
        break;
    }
    return {};
  }

  // Nothing if it was stopped and had no effect.
  std::string run_through(const entry& what) {
    if (calm_.empty()) calm_ = here_.state(*watcher_);
    std::string why = try_through(what);
    const bool one_message = what.messages.size() == 1 && what.setup.empty() && what.how == protocol::simple;
    if (!why.empty() || !one_message) return why;
    // A driver would send the same text with Parse and Bind. The server refuses several statements there.
    entry extended = what;
    extended.how = protocol::extended;
    why = try_through(extended);
    if (!why.empty()) return "as an extended query: " + why;
    extended.how = protocol::parse;
    why = try_through(extended);
    return why.empty() ? why : "Parse alone: " + why;
  }

  std::string try_through(const entry& what) {
    std::string why;
    try {
      if (!through_session_) through_session_ = here_.through(through_);
      const answer got = play(here_, *through_session_, what);
      const bool refused_as_several = what.how != protocol::simple && got.sqlstate == "42601";
      // Whether Parse alone did something is seen in the database.
      const bool may_pass = what.how == protocol::parse && what.messages.size() == 1 && what.setup.empty();
      if (!got.stopped() && !refused_as_several && !may_pass) why = "not held: " + got.text.substr(0, 300);
      if (what.effect == proof::shows && got.rows.find(what.shown) != std::string::npos) why += " and it is shown";
      if (!got.stopped() || !what.setup.empty() || what.messages.size() > 1 || what.how == protocol::prepared ||
          through_session_->transaction() != 'I') {
        through_session_.reset();
      }
    } catch (const std::exception& failed) {
      why = failed.what();
      through_session_.reset();
    }
    if (here_.take_files()) why += " and there is a file";
    return why;
  }

  static constexpr std::string_view direct_ = "corpus_direct";
  static constexpr std::string_view through_ = "corpus_through";
  static constexpr std::string_view alone_ = "corpus_alone";
  stage& here_;
  std::unique_ptr<sql_connection> watcher_;
  std::unique_ptr<sql_connection> direct_session_;
  std::unique_ptr<sql_connection> through_session_;
  static constexpr std::size_t unchecked_max = 40;
  std::vector<entry> unchecked_;  // cases after which nobody has looked at the database yet
  std::string calm_;              // empty: not known
  std::string direct_calm_;
  std::string alone_calm_;
  bool alone_fresh_ = false;
};

// The names of the two databases are all that may differ.
std::string without_database(std::string text, std::string_view database) {
  for (std::size_t at = text.find(database); at != std::string::npos; at = text.find(database, at)) {
    text.replace(at, database.size(), "DATABASE");
  }
  return text;
}

class harmless_player {
 public:
  explicit harmless_player(stage& here) : here_{here} {}

  void play_case(const entry& what, count& row) {
    ++row.cases;
    // Each family finds two databases that are equal, down to the numbers of their objects.
    if (family_ != what.family) {
      family_ = what.family;
      direct_session_.reset();
      for (const std::string_view each : {direct_, through_}) here_.fresh(each);
    }
    try {
      if (!direct_session_) direct_session_ = here_.direct(direct_), through_session_ = here_.through(through_);
      const answer through = play(here_, *through_session_, what);
      const answer direct = play(here_, *direct_session_, what);
      const bool same = what.shape ? through.shape == direct.shape
                                   : without_database(through.text, through_) == without_database(direct.text, direct_);
      if (through.held || (through.sqlstate == "42501" && direct.sqlstate != "42501")) {
        ++row.wrongly_held;
        FAIL_CHECK(title(what), ": held: ", through.text);
      } else if (!same) {
        ++row.different;
        FAIL_CHECK(title(what), ": directly: ", direct.text, "\nthrough: ", through.text);
      } else if (!direct.sqlstate.empty() && title(what).find("error") == std::string::npos) {
        ++row.different;
        FAIL_CHECK(title(what), ": fails: ", direct.text);
      }
    } catch (const std::exception& failed) {
      ++row.different;
      FAIL_CHECK(title(what), ": ", std::string{failed.what()});
      direct_session_.reset();
    }
    clean();
  }

 private:
  // What a session keeps does not reach the next case.
  void clean() {
    if (!direct_session_) return;
    for (sql_connection* each : {direct_session_.get(), through_session_.get()}) {
      if (each->transaction() != 'I') each->exec("ROLLBACK");
      if (!each->exec("DISCARD ALL").ok()) return direct_session_.reset();
    }
  }

  static constexpr std::string_view direct_ = "corpus_direct";
  static constexpr std::string_view through_ = "corpus_through";
  stage& here_;
  std::unique_ptr<sql_connection> direct_session_;
  std::string family_;
  std::unique_ptr<sql_connection> through_session_;
};

}  // namespace

TEST_CASE("every hostile case of the corpus has its effect directly and none through Countersign") {
  hostile_player player{shared_stage()};
  table results{"hostile"};
  for (const entry& each : chosen("hostile")) player.play_case(each, results);
  player.settle(results);
}

TEST_CASE("every harmless case of the corpus is answered through Countersign as it is directly") {
  harmless_player player{shared_stage()};
  table results{"harmless"};
  for (const entry& each : chosen("harmless")) player.play_case(each, results.of(each));
}
