#include "tests/sql/corpus.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <sstream>
#include <stdexcept>

#include "tests/support/temp_dir.hpp"

namespace countersign::test::corpus {
namespace {

constexpr std::string_view name_key = "-- name: ";
constexpr std::string_view next_message = "-- then:";

std::string unhex(const std::string& text) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
    bytes += static_cast<char>(std::stoi(text.substr(i, 2), nullptr, 16));
  }
  return bytes;
}

// `int4 5`, `null int4`, `binary int4 00000005`
bind read_bind(const std::string& value) {
  std::istringstream words{value};
  bind out;
  words >> out.type;
  if (out.type == "null") {
    out.null = true;
    words >> out.type;
    return out;
  }
  if (out.type == "binary") {
    out.binary = true;
    words >> out.type;
  }
  words.get();
  std::getline(words, out.bytes);
  if (out.binary) out.bytes = unhex(out.bytes);
  return out;
}

void read_effect(entry& into, const std::string& value) {
  const std::size_t space = value.find(' ');
  const std::string word = value.substr(0, space);
  if (space != std::string::npos) into.shown = value.substr(space + 1);
  if (word == "shows" && !into.shown.empty()) {
    into.effect = proof::shows;
  } else if (word == "query" && !into.shown.empty()) {
    into.effect = proof::query;
  } else if (word == "file" || word == "runs" || word == "changes") {
    into.effect = word == "file" ? proof::file : word == "runs" ? proof::runs : proof::changes;
  } else {
    throw std::runtime_error{"an effect is changes, shows TEXT, query SQL, file or runs"};
  }
}

std::optional<protocol> protocol_named(std::string_view name) {
  if (name == "simple") return protocol::simple;
  if (name == "extended") return protocol::extended;
  if (name == "prepared") return protocol::prepared;
  if (name == "parse") return protocol::parse;
  return std::nullopt;
}

// What a line of `-- key: value` says. False if it is none: then the SQL begins.
bool read_key(entry& into, const std::string& line) {
  const std::size_t colon = line.find(':');
  if (!line.starts_with("-- ") || colon == std::string::npos) return false;
  const std::string key = line.substr(3, colon - 3);
  const std::string value = line.size() > colon + 2 ? line.substr(colon + 2) : std::string{};
  if (key == "setup") {
    into.setup.push_back(value);
  } else if (key == "effect") {
    read_effect(into, value);
  } else if (key == "bind") {
    into.binds.push_back(read_bind(value));
  } else if (key == "undo") {
    into.undo = value;
  } else if (key == "copy") {
    into.copy_data += value + "\n";
  } else if (key == "alone") {
    into.alone = true;
  } else if (key == "compare" && value == "shape") {
    into.shape = true;
  } else if (const auto how = protocol_named(value); key == "proto" && how) {
    into.how = *how;
  } else {
    return false;
  }
  return true;
}

void trim_end(std::string& text) {
  while (!text.empty() && text.back() == '\n') text.pop_back();
}

class file_reader {
 public:
  explicit file_reader(const std::filesystem::path& file) : file_{file}, text_{read_file(file)} {}

  std::vector<entry> read() {
    std::string line;
    for (; std::getline(text_, line); ++line_) take(line);
    finish();
    return std::move(entries_);
  }

 private:
  void take(const std::string& line) {
    if (line.starts_with(name_key)) {
      finish();
      entry& next = entries_.emplace_back();
      next.family = file_.stem().native();
      next.name = line.substr(name_key.size());
      if (!names_.insert(next.name).second) fail("there is a case of this name already");
      in_keys_ = true;
      return;
    }
    if (entries_.empty()) {
      if (!line.empty() && !line.starts_with("--")) fail("SQL before the first `-- name: `");
      return;
    }
    entry& now = entries_.back();
    try {
      if (in_keys_ && read_key(now, line)) return;
    } catch (const std::exception& wrong) {
      fail(wrong.what());
    }
    in_keys_ = false;
    if (now.messages.empty() || line == next_message) now.messages.emplace_back();
    if (line != next_message) now.messages.back() += line + "\n";
  }

  void finish() {
    if (entries_.empty()) return;
    for (std::string& each : entries_.back().messages) trim_end(each);
    if (entries_.back().messages.empty()) fail("the case before has no SQL");
  }

  [[noreturn]] void fail(std::string_view why) const {
    throw std::runtime_error{fmt::format("{}:{}: {}", file_.native(), line_, why)};
  }

  std::filesystem::path file_;
  std::istringstream text_;
  std::vector<entry> entries_;
  std::set<std::string> names_;
  bool in_keys_ = false;
  int line_ = 1;
};

// All that is sent, so that a case cannot be repeated under another name.
std::string sent(const entry& what) {
  std::string all = fmt::format("{}|", static_cast<int>(what.how));
  for (const std::string& each : what.setup) all += each + "|";
  for (const std::string& each : what.messages) all += each + "|";
  for (const bind& each : what.binds) all += fmt::format("{} {} {} {}|", each.type, each.bytes, each.binary, each.null);
  return all;
}

}  // namespace

std::vector<entry> read(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& each : std::filesystem::directory_iterator{folder}) {
    if (each.path().extension() == ".sql") files.push_back(each.path());
  }
  std::ranges::sort(files);
  std::vector<entry> all;
  std::set<std::string> seen;
  for (const std::filesystem::path& file : files) {
    for (entry& each : file_reader{file}.read()) {
      if (!seen.insert(sent(each)).second) {
        throw std::runtime_error{fmt::format("{}: \"{}\" sends what another case sends", file.native(), each.name)};
      }
      all.push_back(std::move(each));
    }
  }
  return all;
}

}  // namespace countersign::test::corpus
