// Types, operators, text search, extensions, languages.
#include "tests/parser/effects_of.hpp"

namespace countersign::parser::testing {

namespace {

// clang-format off: one row a statement.
constexpr row objects_rows[] = {
    {"domain", "CREATE DOMAIN d AS int CHECK (f(value))",
     "create type d\n"
     "call f"},
    {"alter domain", "ALTER DOMAIN d SET DEFAULT f()",
     "alter type d (domain)\n"
     "call f"},
    {"types", "CREATE TYPE s.t AS (a int)", "create type s.t"},
    {"enum", "CREATE TYPE e AS ENUM ('a')", "create type e"},
    {"alter enum", "ALTER TYPE e ADD VALUE 'b'", "alter type e (add value)"},
    {"range", "CREATE TYPE r AS RANGE (subtype = int4)", "create type r"},
    {"base type", "CREATE TYPE b (input = f, output = g)", "create type b (input f, output g)"},
    {"alter type", "ALTER TYPE b SET (storage = plain)", "alter type b"},
    {"alter composite", "ALTER TYPE s.t ADD ATTRIBUTE b int", "alter type s.t (b) (add column)"},
    {"aggregate", "CREATE AGGREGATE a (int) (sfunc = evil.f, stype = int)", "create aggregate a (sfunc evil.f)"},
    {"operator", "CREATE OPERATOR === (leftarg = int, rightarg = int, function = f)",
     "create operator === (function f)"},
    {"alter operator", "ALTER OPERATOR + (int, int) SET (restrict = none)", "alter operator +"},
    {"collation", "CREATE COLLATION c FROM \"C\"", "create collation c"},
    {"alter collation", "ALTER COLLATION c REFRESH VERSION", "alter collation c (refresh version)"},
    {"text search", "CREATE TEXT SEARCH CONFIGURATION c (copy = simple)", "create text search c"},
    {"text search template", "CREATE TEXT SEARCH TEMPLATE t (INIT = s.i, LEXIZE = s.l)",
     "create text search template t (init s.i, lexize s.l)"},
    {"text search parser", "ALTER TEXT SEARCH PARSER p RENAME TO q", "alter text search parser p (rename to q)"},
    {"alter text search", "ALTER TEXT SEARCH CONFIGURATION c DROP MAPPING FOR word", "alter text search c"},
    {"dictionary", "ALTER TEXT SEARCH DICTIONARY d (x = 1)", "alter text search d"},
    {"cast", "CREATE CAST (text AS int) WITH FUNCTION evil.f(text) AS IMPLICIT",
     "create cast text (as pg_catalog.int4, runs evil.f)"},
    {"conversion", "CREATE DEFAULT CONVERSION c FOR 'UTF8' TO 'LATIN1' FROM evil.f",
     "create conversion c (default, runs evil.f)"},
    {"transform",
     "CREATE TRANSFORM FOR s.t LANGUAGE plpython3u (FROM SQL WITH FUNCTION f(internal), TO SQL WITH FUNCTION "
     "g(internal))",
     "create s.t (transform for plpython3u)"},
    {"opclass", "CREATE OPERATOR CLASS c DEFAULT FOR TYPE int USING btree AS FUNCTION 1 f(int, int)",
     "create operator c (operator class, default)"},
    {"opfamily", "CREATE OPERATOR FAMILY f USING btree", "create operator f (operator family)"},
    {"alter opfamily", "ALTER OPERATOR FAMILY f USING btree ADD OPERATOR 1 < (int, int)",
     "alter operator f (operator family, add)"},
    {"access method", "CREATE ACCESS METHOD a TYPE TABLE HANDLER h", "create access method a (runs h)"},
    {"event trigger", "CREATE EVENT TRIGGER e ON ddl_command_start EXECUTE FUNCTION f()",
     "create event trigger e (on ddl_command_start, runs f)"},
    {"alter event trigger", "ALTER EVENT TRIGGER e DISABLE", "alter event trigger e (disable)"},
    {"extension", "CREATE EXTENSION IF NOT EXISTS x CASCADE", "create extension x (cascade)"},
    {"alter extension", "ALTER EXTENSION x UPDATE", "alter extension x (update)"},
    {"extension member", "ALTER EXTENSION x ADD TABLE s.t", "alter extension x (add s.t)"},
    {"language", "CREATE LANGUAGE plx HANDLER h",
     "create language plx\n"
     "run code language plx (CREATE LANGUAGE)"},
    {"load", "LOAD 'lib'", "run code lib (LOAD)"},
};
// clang-format on

}  // namespace

TEST_CASE("definitions say which functions they bring along") {
  check_rows(objects_rows);
}

}  // namespace countersign::parser::testing
