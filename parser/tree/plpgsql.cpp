#include "parser/tree/plpgsql.hpp"

#include <algorithm>

namespace countersign::parser::tree {

namespace {

// Bodies are looked at whole and in pieces; a longer one is nobody's to read.
constexpr std::size_t body_bytes_max = 256 * 1024;

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::ranges::find(words, word) != words.end();
}

}  // namespace

void plpgsql_reader::read() {
  const std::string_view copy = walk_.join({source_, std::string_view{"\0", 1}});
  std::optional<std::vector<token>> scanned;
  if (source_.size() <= body_bytes_max) scanned = scan(copy.data(), walk_.reads_standard());
  if (!scanned) {
    walk_.add(verb::run_code, {.detail = "a body that could not be read"}, at_);
    return;
  }
  tokens_ = std::move(*scanned);
  std::erase_if(tokens_, [](const token& each) { return each.number == sql_comment || each.number == c_comment; });
  words_.reserve(tokens_.size());
  for (const token& each : tokens_) {
    if (each.start > each.end || each.end > source_.size()) {
      walk_.add(verb::run_code, {.detail = "a body that could not be read"}, at_);
      return;
    }
    const std::string_view raw = source_.substr(each.start, each.end - each.start);
    const bool constant_or_quoted =
        (each.number >= 259 && each.number <= iconst && each.number != 265) || (!raw.empty() && raw.front() == '"');
    if (constant_or_quoted) {
      words_.push_back({});
      continue;
    }
    char* const lower = static_cast<char*>(walk_.memory().allocate(raw.size() + 1, 1));
    std::ranges::transform(raw, lower, [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    words_.push_back({lower, raw.size()});
  }
  for (std::size_t first = 0; first < tokens_.size();) {
    const std::size_t last = segment_end(first);
    if (!walk_.spend(last - first + 1)) return;
    read_segment({first, last});
    first = last < tokens_.size() && is(last, ";") ? last + 1 : std::max(last, first + 1);
  }
}

std::string_view plpgsql_reader::text(part of) const {
  if (of.empty()) return {};
  // Up to the next token: the scanner does not say well where a constant in pieces ends.
  const std::size_t end = of.last < tokens_.size() ? tokens_[of.last].start : source_.size();
  return source_.substr(tokens_[of.first].start, end - tokens_[of.first].start);
}

std::size_t plpgsql_reader::find(part of, std::initializer_list<std::string_view> wanted) const {
  std::size_t brackets = 0;
  std::size_t cases = 0;
  for (std::size_t i = of.first; i < of.last; ++i) {
    if (brackets == 0 && cases == 0 && is_one_of(word(i), wanted)) return i;
    if (is(i, "(") || is(i, "[")) ++brackets;
    if ((is(i, ")") || is(i, "]")) && brackets > 0) --brackets;
    if (is(i, "case") && !(i > of.first && is(i - 1, "end"))) ++cases;
    if (is(i, "end") && cases > 0) --cases;
  }
  return of.last;
}

// A segment ends before `;`, and after the THEN, LOOP, ELSE and BEGIN that open a list of statements.
std::size_t plpgsql_reader::segment_end(std::size_t first) const {
  if (is_one_of(word(first), {"begin", "else", "loop", "declare", "exception", "then"})) return first + 1;
  if (is(first, "end")) return find({first + 1, tokens_.size()}, {";"});
  // `CASE x WHEN y THEN` as a statement is no expression.
  const std::size_t from = is(first, "case") ? first + 1 : first;
  const std::size_t end = find({from, tokens_.size()}, {";", "then", "loop"});
  return end < tokens_.size() && !is(end, ";") ? end + 1 : end;
}

// Labels, and the word that ended the segment before.
plpgsql_reader::part plpgsql_reader::without_structure(part segment) {
  while (!segment.empty()) {
    if (is(segment.first, "<<")) {
      segment.first = std::min(segment.first + 3, segment.last);
    } else if (is_one_of(word(segment.first), {"begin", "else", "loop", "declare", "exception", "then"})) {
      declaring_ = is(segment.first, "declare") || (declaring_ && !is(segment.first, "begin"));
      ++segment.first;
    } else if (is_one_of(word(segment.last - 1), {"then", "loop"})) {
      --segment.last;
    } else {
      break;
    }
  }
  return segment;
}

void plpgsql_reader::read_segment(part segment) {
  const bool loop = !segment.empty() && is(segment.last - 1, "loop");
  segment = without_structure(segment);
  if (segment.empty()) return;
  if (declaring_) return read_declaration(segment);
  if (loop && is_one_of(word(segment.first), {"for", "foreach"})) return read_loop(segment);
  if (const std::size_t sign = assignment(segment); sign != segment.last) return expression({sign + 1, segment.last});
  if (read_control(segment) || read_cursor_or_return(segment)) return;
  sql(segment);
}

// `name type := value`, `name CURSOR (arguments) FOR query`
void plpgsql_reader::read_declaration(part segment) {
  const std::size_t query_at = find(segment, {"for", "is"});
  const bool cursor = find(segment, {"cursor"}) != segment.last;
  if (cursor && query_at != segment.last) return query({query_at + 1, segment.last});
  const std::size_t sign = find(segment, {":=", "=", "default"});
  // `name type`, `name schema.type`: the variable's values are checked if that is a domain.
  for (std::size_t i = segment.first + 1; i < sign; ++i) {
    std::string_view name = word(i);
    if (name.empty()) {
      name = text({i, i + 1});
      name = name.substr(0, name.find_last_not_of(" \t\r\n\f\"") + 1);
      name.remove_prefix(std::min<std::size_t>(1, name.size()));
    }
    walk_.call_type({.object = name}, at_);
  }
  if (sign != segment.last) expression({sign + 1, segment.last});
}

// `target := value`, where the target is a name with fields and subscripts.
std::size_t plpgsql_reader::assignment(part segment) const {
  std::size_t i = segment.first + 1;
  while (i < segment.last) {
    if (is(i, ":=") || is(i, "=")) return i;
    if (is(i, ".")) {
      i += 2;
    } else if (is(i, "[")) {
      const std::size_t close = find({i + 1, segment.last}, {"]"});
      i = close + 1;
    } else {
      break;
    }
  }
  return segment.last;
}

bool plpgsql_reader::read_control(part segment) {
  const std::string_view head = word(segment.first);
  const part rest{segment.first + 1, segment.last};
  if (is_one_of(head, {"null", "end", "get", "fetch", "close"})) return true;
  if (head == "move") return true;
  if (is_one_of(head, {"if", "elsif", "elseif", "while", "when", "assert"})) {
    expression(rest);
    return true;
  }
  if (head == "case") {
    const std::size_t when = find(rest, {"when"});
    expression({rest.first, when});
    expression({when + 1, rest.last});
    return true;
  }
  if (head == "exit" || head == "continue") {
    const std::size_t when = find(rest, {"when"});
    if (when != rest.last) expression({when + 1, rest.last});
    return true;
  }
  if (head == "perform") {
    hand_over(walk_.join({"SELECT ", text(rest)}));
    return true;
  }
  if (head == "execute") {
    read_dynamic(rest);
    return true;
  }
  if (head == "raise") {
    read_raise(rest);
    return true;
  }
  return false;
}

bool plpgsql_reader::read_cursor_or_return(part segment) {
  const part rest{segment.first + 1, segment.last};
  if (is(segment.first, "open")) {
    const std::size_t query_at = find(rest, {"for"});
    if (query_at == rest.last) {
      // The query was looked at where the cursor was declared; its arguments are here.
      expression(rest);
    } else if (query_at + 1 < rest.last && is(query_at + 1, "execute")) {
      read_dynamic({query_at + 2, rest.last});
    } else {
      query({query_at + 1, rest.last});
    }
    return true;
  }
  if (!is(segment.first, "return")) return false;
  if (rest.empty()) return true;
  if (is(rest.first, "next")) {
    expression({rest.first + 1, rest.last});
  } else if (is(rest.first, "query")) {
    const bool dynamic = rest.first + 1 < rest.last && is(rest.first + 1, "execute");
    dynamic ? read_dynamic({rest.first + 2, rest.last}) : query({rest.first + 1, rest.last});
  } else {
    expression(rest);
  }
  return true;
}

// FOR x IN a .. b BY c, FOR x IN query, FOR x IN EXECUTE text, FOR x IN cursor, FOREACH x IN ARRAY a
void plpgsql_reader::read_loop(part segment) {
  const std::size_t in = find(segment, {"in"});
  part over{in + 1, segment.last};
  if (over.empty()) return;
  if (is(over.first, "execute")) return read_dynamic({over.first + 1, over.last});
  if (is(over.first, "array") || is(over.first, "reverse")) ++over.first;
  const std::size_t dots = find(over, {".."});
  if (dots == over.last) return query(over);
  const std::size_t by = find(over, {"by"});
  expression({over.first, dots});
  expression({dots + 1, by});
  if (by != over.last) expression({by + 1, over.last});
}

// EXECUTE text [INTO target] [USING values], in either order. Only a constant text can be read.
void plpgsql_reader::read_dynamic(part segment) {
  const std::size_t end = find(segment, {"into", "using"});
  const std::string_view built = walk_.join({"SELECT ", text({segment.first, end})});
  hand_over(built);
  if (const std::optional<std::string_view> known = walk_.constant_piece(built); known) {
    walk_.read_text(*known, at_, "EXECUTE");
  } else {
    walk_.add(verb::run_code, {.detail = "EXECUTE of SQL that is put together when it runs"}, at_);
  }
  const std::size_t values = find({end, segment.last}, {"using"});
  if (values == segment.last) return;
  expression({values + 1, find({values, segment.last}, {"into"})});
}

// RAISE level 'format', values USING option = value: the values are what counts.
void plpgsql_reader::read_raise(part segment) {
  if (!segment.empty() && is_one_of(word(segment.first), {"debug", "log", "info", "notice", "warning", "exception"})) {
    ++segment.first;
  }
  const std::size_t options = find(segment, {"using"});
  const std::size_t comma = find({segment.first, options}, {","});
  if (comma != options) expression({comma + 1, options});
  if (options != segment.last) expression({options + 1, segment.last});
}

// A statement of SQL. Its INTO is PL/pgSQL's, but for INSERT INTO and MERGE INTO.
void plpgsql_reader::sql(part segment) {
  std::string_view kept;
  std::size_t from = segment.first;
  for (std::size_t at = find(segment, {"into"}); at != segment.last; at = find({at + 1, segment.last}, {"into"})) {
    if (at > segment.first && is_one_of(word(at - 1), {"insert", "merge"})) continue;
    if (!walk_.spend(kept.size())) return;
    kept = walk_.join({kept, text({from, at}), " "});
    std::size_t end = at + 1;
    if (end < segment.last && is(end, "strict")) ++end;
    // target [, target ...], each a name with fields and subscripts
    for (++end; end < segment.last; ++end) {
      if (is(end, ".") || is(end, ",")) {
        ++end;
      } else if (is(end, "[")) {
        end = find({end + 1, segment.last}, {"]"});
      } else {
        break;
      }
    }
    from = std::min(end, segment.last);
    at = from == segment.last ? segment.last - 1 : from - 1;
  }
  hand_over(from == segment.first ? text(segment) : walk_.join({kept, text({from, segment.last})}));
}

// A query, or the name of a cursor with arguments.
void plpgsql_reader::query(part segment) {
  if (segment.empty()) return;
  const bool is_query = is_one_of(word(segment.first), {"select", "with", "values", "table", "insert", "update",
                                                        "delete", "merge", "explain", "show", "execute", "("});
  is_query ? sql(segment) : expression(segment);
}

void plpgsql_reader::expression(part segment) {
  if (!segment.empty()) hand_over(walk_.join({"SELECT ", text(segment)}));
}

void plpgsql_reader::hand_over(std::string_view sql_text) {
  std::string_view error;
  if (!walk_.read_piece(sql_text, at_, error)) {
    walk_.add(verb::run_code, {.detail = "a statement in the body that could not be read"}, at_);
  }
}

}  // namespace countersign::parser::tree
