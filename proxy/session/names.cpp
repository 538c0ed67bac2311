#include "proxy/session/names.hpp"

#include <algorithm>

namespace countersign::session {

using parser::verb;

void session_names::begin(std::string_view role, std::string_view database, std::optional<std::string> path) {
  role_ = role;
  database_ = database;
  given_path_ = std::move(path);
  begun_ = true;
  shelf_version_ = UINT64_MAX;
}

void session_names::let_in() {
  if (shelf_->source != nullptr) shelf_->source->want(database_);
}

void session_names::look_at_clock(std::chrono::system_clock::time_point now) {
  now_ = now;
  if (begun_ && !first_until_) first_until_ = now + wait_max;
}

bool session_names::waiting(bool strictly) const {
  if (shelf_->source == nullptr || !begun_) return false;
  const auto found = shelf_->by_database.find(database_);
  if (found == shelf_->by_database.end()) return !first_until_ || now_ < *first_until_;
  return strictly && found->second.known && found->second.changes < awaited_change_ && now_ < next_until_;
}

const parser::name_context* session_names::current() {
  if (shelf_->source == nullptr || !begun_) return nullptr;
  if (shelf_version_ == shelf_->version) return &context_;
  shelf_version_ = shelf_->version;
  const auto found = shelf_->by_database.find(database_);
  const auto known = found == shelf_->by_database.end() ? nullptr : found->second.known;
  const bool shows_all = known != nullptr && !defines_ && found->second.changes >= awaited_change_;
  if (shows_all && context_.recent.forget_all_but_temporary()) ++version_;
  if (known == context_.known) return &context_;
  const bool first = context_.known == nullptr && context_.paths.empty() && paths_known_;
  context_.known = known;
  ++version_;
  if (first && known != nullptr) add_initial();
  return &context_;
}

void session_names::forget_paths() {
  context_.paths.clear();
  paths_known_ = false;
  ++version_;
}

void session_names::add_path(std::string_view value) {
  add_path(value, role_);
}

// The path of a session of this role's, or of one that is this role now.
void session_names::add_path_of(std::string_view role) {
  const std::string_view* const path = context_.known->initial_path(role_);
  path == nullptr ? forget_paths() : add_path(*path, role);
}

void session_names::add_path(std::string_view value, std::string_view user) {
  if (!paths_known_) return;
  parser::search_path path;
  if (!parser::parse_search_path(value, user, path) || context_.paths.size() == paths_max) return forget_paths();
  if (std::ranges::find(context_.paths, path) != context_.paths.end()) return;
  context_.paths.push_back(std::move(path));
  ++version_;
}

// What the session began with, and what it would begin with now: the server may have read its configuration again.
void session_names::add_initial() {
  if (given_path_) return add_path(*given_path_);
  const std::string_view* const path = context_.known->initial_path(role_);
  if (path == nullptr) return forget_paths();
  if (!first_path_) first_path_ = *path;
  add_path(*first_path_);
  add_path(*path);
}

void session_names::reported(std::string_view setting, std::string_view value) {
  if (setting == "client_encoding") client_encoding_ = value;
  if (setting == "server_encoding") server_encoding_ = value;
  compare_encodings();
}

void session_names::compare_encodings() {
  const bool same = !encoding_moves_ && !server_encoding_.empty() && client_encoding_ == server_encoding_;
  if (same == context_.same_encoding) return;
  context_.same_encoding = same;
  ++version_;
}

void session_names::note_effect(const parser::effect& what) {
  switch (what.what) {
    case verb::set:
      if (what.object == "search_path") {
        what.detail.empty() ? add_initial() : add_path(what.detail);
      } else if (what.object.empty() || what.object == "all") {
        add_initial();
      }
      encoding_moves_ =
          encoding_moves_ || what.object.empty() || what.object == "all" || what.object == "client_encoding";
      return compare_encodings();
    case verb::set_role:
      // "$user" is somebody else now.
      if (what.object.empty() && what.detail != "reset") return forget_paths();
      if (context_.known->has_schema(what.object)) add_path_of(what.object);
      return;
    case verb::run_code:
    case verb::unknown:
    case verb::unreadable:
    case verb::execute:
    case verb::call:
      if (!parser::may_move_names(what, *context_.known)) return;
      forget_paths();  // anything may have been set
      encoding_moves_ = true;
      defines_ = true;
      return compare_encodings();
    case verb::create:
      defines_ = defines_ || !what.temporary;
      if (!what.temporary) return;
      if (std::ranges::find(context_.temporary, what.object) == context_.temporary.end()) {
        context_.temporary.emplace_back(what.object);
        ++version_;
      }
      return;
    case verb::alter:
    case verb::drop:
    case verb::configure:
      defines_ = defines_ || !what.temporary;
      return;
    default:
      return;
  }
}

void session_names::took_back() {
  if (!before_) return;
  context_.paths = std::move(before_->paths);
  context_.temporary = std::move(before_->temporary);
  context_.recent = std::move(before_->recent);
  paths_known_ = before_->paths_known;
  encoding_moves_ = before_->encoding_moves;
  defines_ = before_->defines;
  before_.reset();
  ++version_;
  compare_encodings();
}

void session_names::note(std::span<const parser::statement> statements, std::span<const parser::effect> effects,
                         bool settles, bool waits) {
  if (waits && !before_) {
    before_ = {context_.paths, context_.temporary, context_.recent, paths_known_, encoding_moves_, defines_};
  }
  if (context_.known == nullptr) {
    // Nothing is looked up, and what is set meanwhile is not followed.
    const auto may_set = [](const parser::effect& each) {
      return each.what == verb::set || each.what == verb::set_role || each.what == verb::call ||
             each.what == verb::run_code || each.what == verb::execute || each.what == verb::unknown ||
             each.what == verb::unreadable;
    };
    if (std::ranges::any_of(effects, may_set)) forget_paths();
    return;
  }
  settled_.reset();
  for (const parser::statement& each : statements) {
    if (each.tag.starts_with("DISCARD")) add_initial();
  }
  for (const parser::effect& each : effects) note_effect(each);
  if (context_.recent.add(effects)) ++version_;
  if (!settles || statements.size() != 1 || effects.size() != 1) return;
  const parser::effect& only = effects.front();
  parser::search_path path;
  if (only.what == verb::set && only.object == "search_path" && !only.temporary && !only.detail.empty() &&
      parser::parse_search_path(only.detail, role_, path)) {
    settled_ = std::move(path);
  }
}

void session_names::idle(bool nothing_in_flight) {
  if (nothing_in_flight && settled_) {
    context_.paths.assign(1, std::move(*settled_));
    settled_.reset();
    paths_known_ = true;
    ++version_;
  }
  if (nothing_in_flight && encoding_moves_) {
    encoding_moves_ = false;  // the server has reported what it is now
    compare_encodings();
  }
  if (!defines_ || shelf_->source == nullptr) return;
  defines_ = false;
  next_until_ = now_ + wait_max;
  awaited_change_ = shelf_->source->changed(database_);
}

}  // namespace countersign::session
