// Has the library the node layouts that we were built with? Each probe reads fields that lie far apart.
#include "parser/analysis.hpp"

namespace countersign::parser {

namespace {

struct probe {
  std::string_view text;
  std::string_view says;  // describe() of every effect, in order
};

constexpr probe probes[] = {
    {"DELETE FROM ONLY a.b AS c USING d WHERE c.id = d.id RETURNING c.x",
     "delete a.b (with WHERE); read d (id); read a.b (id, x)"},
    {"WITH x AS (INSERT INTO t (k, v) VALUES (1, 2) ON CONFLICT (k) DO UPDATE SET v = 3 RETURNING *) TABLE x",
     "insert t (k, v); update t (v) (with WHERE) (on conflict); read t (all columns)"},
    {"CREATE TABLE s.t (a int PRIMARY KEY REFERENCES u) INHERITS (p)",
     "create table s.t; alter table u (referenced by a foreign key); alter table p (is inherited from)"},
    {"GRANT SELECT ON t TO r WITH GRANT OPTION", "grant t (select to r with grant option)"},
    {"ALTER TABLE t DROP COLUMN c CASCADE", "alter table t (c) (drop column cascade)"},
    {"SET LOCAL ROLE admin", "set role admin"},
    {"VACUUM (FULL) t", "maintain t (vacuum full)"},
    {"COPY t TO PROGRAM 'true'", "run program true (copy); read t (all columns) (copy)"},
    {"SELECT pg_terminate_backend(1) FROM t LIMIT 1 FOR UPDATE", "read t; lock t (for update); signal (terminate)"},
};

}  // namespace

std::optional<std::string> self_test() {
  analyzer reader;
  analysis facts;
  for (const probe& each : probes) {
    reader.analyze(each.text, {}, facts);
    std::string said;
    for (const effect& what : facts.effects()) {
      if (!said.empty()) said += "; ";
      said += describe(what);
    }
    if (said != each.says) {
      return "libpg_query reads statements otherwise than this program was built for (is its package of another "
             "version?)"
             ": \"" +
             std::string{each.text} + "\" gave \"" + said + "\" instead of \"" + std::string{each.says} + "\"";
    }
  }
  return std::nullopt;
}

}  // namespace countersign::parser
