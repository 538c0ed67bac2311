// The settings that a startup packet asks for: what pg_split_opts() in postinit.c, process_postgres_switches() in
// postgres.c, ParseLongOption() and parse_bool() of the server make of it.
#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "proxy/wire/build.hpp"
#include "proxy/wire/startup.hpp"

namespace countersign::wire::startup {
namespace {

// isspace() for ASCII; no encoding that a server can have puts a space anywhere else in one byte.
constexpr std::string_view spaces = " \t\n\v\f\r";

bool is_space(char byte) {
  return spaces.find(byte) != std::string_view::npos;
}

// Words between unescaped spaces. A backslash makes the next byte an ordinary one and vanishes.
std::vector<std::string> split(std::string_view options) {
  std::vector<std::string> words;
  while (true) {
    options.remove_prefix(std::min(options.find_first_not_of(spaces), options.size()));
    if (options.empty()) return words;
    std::string word;
    bool escaped = false;
    while (!options.empty() && (escaped || !is_space(options.front()))) {
      escaped = !escaped && options.front() == '\\';
      if (!escaped) word += options.front();
      options.remove_prefix(1);
    }
    words.push_back(std::move(word));
  }
}

// What a switch takes and sets. A switch with a fixed value takes no argument.
struct switch_entry {
  char letter;
  bool takes_argument;
  std::string_view setting;  // empty: none that a frontend may change
  std::string_view fixed;
};
constexpr auto switches = std::to_array<switch_entry>({
    {'B', true, "shared_buffers", ""},
    {'C', true, "", ""},
    {'D', true, "", ""},
    {'E', false, "", ""},
    {'F', false, "fsync", "false"},
    {'N', true, "max_connections", ""},
    {'O', false, "allow_system_table_mods", "true"},
    {'P', false, "ignore_system_indexes", "true"},
    {'S', true, "work_mem", ""},
    {'T', false, "", ""},
    {'W', true, "post_auth_delay", ""},
    {'b', false, "", ""},
    {'d', true, "-d", ""},
    {'e', false, "datestyle", "euro"},
    {'f', true, "-f", ""},
    {'h', true, "listen_addresses", ""},
    {'i', false, "listen_addresses", "*"},
    {'j', false, "", ""},
    {'k', true, "unix_socket_directories", ""},
    {'l', false, "ssl", "true"},
    {'n', false, "", ""},
    {'p', true, "port", ""},
    {'r', true, "", ""},
    {'s', false, "log_statement_stats", "true"},
    {'t', true, "-t", ""},
    {'v', true, "", ""},
});

bool names_setting(char letter) {
  return letter == 'c' || letter == '-';
}

// `name=value`, with `-` for `_` in the name.
bool take_assignment(std::string_view text, std::vector<setting>& settings) {
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos) return false;
  setting named{std::string(text.substr(0, equals)), std::string(text.substr(equals + 1))};
  std::replace(named.name.begin(), named.name.end(), '-', '_');
  settings.push_back(std::move(named));
  return true;
}

// Words read as getopt() reads them: letters run on, and one that takes an argument takes the rest of the word or else
// the whole next word, whatever that looks like.
class switch_reader {
 public:
  explicit switch_reader(std::vector<std::string> words) : words_(std::move(words)) {}

  bool run() {
    for (; at_ < words_.size(); ++at_) {
      const std::string_view word = words_[at_];
      // After "--" nothing is a switch, and a backend takes nothing else.
      if (word == "--") return at_ + 1 == words_.size();
      if (word.size() < 2 || word.front() != '-') return false;
      if (!take_word(word.substr(1))) return false;
    }
    return true;
  }
  std::vector<setting> take_settings() { return std::move(settings_); }

 private:
  bool take_word(std::string_view letters) {
    while (!letters.empty()) {
      const char letter = letters.front();
      letters.remove_prefix(1);
      const auto* const known =
          std::find_if(switches.begin(), switches.end(), [&](const auto& entry) { return entry.letter == letter; });
      if (!names_setting(letter) && known == switches.end()) return false;
      if (!names_setting(letter) && !known->takes_argument) {
        add(known->setting, known->fixed);
        continue;
      }
      if (letters.empty()) {
        if (++at_ == words_.size()) return false;
        letters = words_[at_];
      }
      if (names_setting(letter)) return take_assignment(letters, settings_);
      add(known->setting, letters);
      return true;
    }
    return true;
  }
  void add(std::string_view name, std::string_view value) {
    if (!name.empty()) settings_.push_back({std::string(name), std::string(value)});
  }

  std::vector<std::string> words_;
  std::size_t at_ = 0;
  std::vector<setting> settings_;
};

char lower(char byte) {
  return byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte - 'A' + 'a') : byte;
}

// Does `text` begin `word`, with at least `least` bytes and in any case?
bool begins(std::string_view text, std::string_view word, std::size_t least) {
  return text.size() >= least && text.size() <= word.size() && same_setting(text, word.substr(0, text.size()));
}

bool is_setting(std::string_view name) {
  return name != "user" && name != "database" && name != "options" && name != "replication" &&
         !name.starts_with("_pq_.");
}

}  // namespace

bool same_setting(std::string_view left, std::string_view right) {
  return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                    [](char a, char b) { return lower(a) == lower(b); });
}

result<std::string> packet_without(const message& from, std::string_view prefix) {
  const auto goes = [&](std::string_view name) { return same_setting(name.substr(0, prefix.size()), prefix); };
  const result<std::vector<setting>> switches = read_options(from.options);
  if (!switches) return switches.error();
  std::string options;
  for (const setting& each : *switches) {
    if (goes(each.name)) continue;
    const bool is_switch = each.name.starts_with('-');
    const std::string word = is_switch ? each.value : each.name + '=' + each.value;
    options.append(options.empty() ? "" : " ").append(is_switch ? each.name : "-c").append(" ");
    for (const char byte : word) {
      if (byte == '\\' || is_space(byte)) options += '\\';
      options += byte;
    }
  }
  std::vector<std::pair<std::string_view, std::string_view>> kept;
  for (const auto& [name, value] : from.parameters) {
    if (goes(name)) continue;
    if (name != "options") {
      kept.emplace_back(name, value);
    } else if (!options.empty()) {
      kept.emplace_back(name, options);
    }
  }
  std::string packet;
  build::startup_message(packet, from.version, kept);
  return packet;
}

std::optional<bool> read_bool(std::string_view text) {
  if (begins(text, "true", 1) || begins(text, "yes", 1) || begins(text, "on", 2) || text == "1") return true;
  if (begins(text, "false", 1) || begins(text, "no", 1) || begins(text, "off", 2) || text == "0") return false;
  return std::nullopt;
}

result<std::vector<setting>> read_options(std::string_view options) {
  switch_reader reading(split(options));
  if (!reading.run()) return errc::invalid_options;
  return reading.take_settings();
}

result<std::vector<setting>> read_settings(const message& from) {
  result<std::vector<setting>> settings = read_options(from.options);
  if (!settings) return settings;
  for (const auto& [name, value] : from.parameters) {
    if (is_setting(name)) settings->push_back({std::string(name), std::string(value)});
  }
  return settings;
}

}  // namespace countersign::wire::startup
