// From a rules file's text to a ruleset.
#include <fmt/format.h>
#include <openssl/evp.h>

#include "policy/loading.hpp"

namespace countersign::policy {

namespace {

constexpr std::int64_t file_version = 1;

// The first 12 hex digits of the SHA-256 of the text; empty if the library has no SHA-256.
std::string version_of(std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  if (EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1) return {};
  std::string out;
  for (std::size_t i = 0; i < 6; ++i) out += fmt::format("{:02x}", digest[i]);
  return out;
}

void load_version(table_reader& root, report& to) {
  if (!root.has("version")) {
    to.mistake({1, 1}, "version", "the file does not say which version of the rules language it is in",
               "begin it with version = 1");
  }
  const auto found = root.integer("version");
  if (found && found->value->integer != file_version) {
    to.mistake(found->value->where, found->key, fmt::format("version {} is not known", found->value->integer),
               "this program reads version = 1");
  }
}

void load_defaults(table_reader& root, rules_data& into, report& to) {
  if (!root.has("default")) {
    to.mistake({1, 1}, "default", "the file does not say what happens to statements that no rule matches",
               "add default = \"allow\", \"approve\" or \"deny\" at the top");
  }
  const auto action = root.text("default");
  if (action) {
    if (const auto kind = load_action(*action, to)) into.default_action = *kind;
  }
  if (const auto defaults = root.table("defaults")) {
    table_reader table{*defaults->value, defaults->key, to};
    const std::size_t before = to.mistake_count();
    load_terms(table, into, into.default_terms, to);
    const bool terms_read = to.mistake_count() == before;
    load_message(table, into.default_message, to);
    table.finish();
    if (terms_read && !into.default_terms.approvers.empty()) {
      check_terms(table, into, into.default_terms, to);
    }
  }
  if (into.default_action == verdict_kind::approve && into.default_terms.approvers.empty() && action) {
    to.mistake(action->value->where, "default", "the default asks for approval, but nobody is named who can approve",
               "add [defaults] with approvers = [\"...\"]");
  }
  if (into.default_action == verdict_kind::allow && into.default_terms.approvers.empty()) {
    to.warning(action ? action->value->where : position{1, 1}, "defaults.approvers",
               "nobody is named who can approve statements that cannot be read, so those will be denied",
               "add [defaults] with approvers = [\"...\"]");
  }
}

void load_observe(table_reader& root, rules_data& into, report& to) {
  const auto observe = root.boolean("observe");
  into.observe_all = observe && observe->value->truth;
  if (into.observe_all) {
    to.warning(observe->value->where, observe->key, "nothing is held or denied, only recorded",
               "take this line out when the rules are as you want them");
  }
}

void index_rules(rules_data& data) {
  for (std::size_t i = 0; i < data.rules.size(); ++i) {
    for (std::size_t verb = 0; verb < parser::verb_count; ++verb) {
      const auto what = static_cast<parser::verb>(verb);
      const bool blind = data.rules[i].needs_catalog && may_hide_others(what);
      if (!data.rules[i].verbs.test(verb) && !blind) continue;
      data.by_verb[verb].push_back(candidate_of(data.rules[i], static_cast<rule_index>(i), what));
    }
  }
}

}  // namespace

ruleset::load_result ruleset::load(std::string_view toml, std::string_view file) {
  report to{file};
  auto data = std::make_unique<impl>();
  syntax_error why;
  if (toml.size() > rules_limits::file_bytes_max) {
    to.mistake({}, {}, fmt::format("the file has {} bytes", toml.size()),
               fmt::format("at most {} are read", rules_limits::file_bytes_max));
  } else if (const auto document = parse_document(toml, why)) {
    table_reader root{*document, {}, to};
    load_version(root, to);
    load_people(root, *data, to);
    load_defaults(root, *data, to);
    load_observe(root, *data, to);
    load_rules(root, *data, to);
    root.finish();
  } else {
    to.mistake(why.where, {}, why.message, "this is not TOML; see https://toml.io");
  }
  data->version = version_of(toml);
  if (data->version.empty()) to.mistake({}, {}, "SHA-256 is not available", "check the installation of OpenSSL");
  load_result out;
  out.warnings = to.take_warnings();
  if (to.mistake_count() == 0) {
    index_rules(*data);
    out.rules = std::shared_ptr<const ruleset>(new ruleset(std::move(data)));
  } else {
    out.mistakes = to.take_mistakes();
  }
  return out;
}

}  // namespace countersign::policy
