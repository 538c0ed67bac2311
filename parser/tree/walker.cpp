#include "parser/tree/walker.hpp"

#include <algorithm>

#include "parser/catalog/kinds.hpp"
#include "parser/tree/statements.hpp"

namespace countersign::parser::tree {

namespace {
// Steps that one text may cost beyond a fixed share: looking a name up passes over the names before it, so that many
// names times many uses is quadratic. A statement of a person or program stays far below.
constexpr std::size_t work_max = 20'000'000;
constexpr std::size_t paths_max = 1000;
constexpr std::string_view too_many_new_names = "more new names than are followed; commit, or begin another session";
constexpr std::string_view too_many_effects = "more effects than are looked at; split the statement";
}  // namespace

void walker::start(arena& memory, const analyze_options& how, std::string_view text) {
  memory_ = &memory;
  how_ = how;
  text_ = text;
  effects_.clear();
  statements_.clear();
  stack_.clear();
  from_stack_.clear();
  paths_.assign(1, {});
  scopes_.clear();
  work_left_ = work_max;
  stopped_ = false;
  in_inner_text_ = false;
  depends_on_parameters_ = false;
  may_change_settings_ = false;
  names_in_doubt_ = has_own_names_ = false;
  hidden_calls_.clear();
}

namespace {

void call_parameter_types(walker& walk, std::span<const type_oid> types) {
  if (types.empty() || walk.names() == nullptr) return;
  for (const type_oid each : types) {
    const catalog& known = *walk.names()->known;
    const catalog_type* const checked = known.type_of(each);
    if (checked == nullptr) continue;
    // PREPARE gives a name, which the search_path may have found in another schema.
    for (const std::uint32_t same : known.types_named(checked->name)) {
      walk.call_type({.schema = known.types()[same].schema, .object = checked->name}, {});
    }
  }
}

}  // namespace

void walker::read_statements(const List* statements) {
  for (const RawStmt* each : items<RawStmt>(statements)) {
    statement next;
    next.offset = static_cast<std::uint32_t>(std::max(each->stmt_location, 0));
    next.length = static_cast<std::uint32_t>(std::max(each->stmt_len, 0));
    next.first_effect = static_cast<std::uint32_t>(effects_.size());
    next.tag = command_tag(*this, each->stmt);
    statements_.push_back(next);
    push(each->stmt, place{});
    run();
    call_parameter_types(*this, how_.types);
    finish_statement();
    if (stopped_) return;
  }
}

void walker::run() {
  while (!stack_.empty() && !stopped_) {
    const task next = stack_.back();
    stack_.pop_back();
    in_inner_text_ = next.at.texts_deep > 0;
    visit(next.node, next.at);
  }
  stack_.clear();
}

void walker::visit(const Node* node, place at) {
  if (const statement_decision* decision = decision_for(tag_of(node)); decision != nullptr) {
    decision->read(*this, node, at);
  } else {
    visit_expression(node, at);
  }
}

void walker::push_all(const List* nodes, place at) {
  // Backwards, so that they are visited in the order in which they were written.
  const auto all = cells(nodes);
  for (std::size_t i = all.size(); i-- > 0;) push(all[i].ptr_value, at);
}

namespace {

// What planning a statement may run or may need: functions, and what we do not know.
bool counts_when_planned(verb what) {
  return what == verb::call || what == verb::run_code || what == verb::execute || what == verb::unknown ||
         what == verb::unreadable;
}

}  // namespace

effect& walker::add(verb what, const named& on, place at) {
  if (at.planned && !counts_when_planned(what)) return spare_;
  if (effects_.size() >= bounds_.effects_max) {
    give_up(too_many_effects);
    return spare_;
  }
  effect& added = effects_.emplace_back();
  added.what = what;
  added.kind = on.kind;
  added.database = on.database;
  added.schema = on.schema;
  if (at.schema != 0 && on.schema.empty() && what == verb::create) added.schema = paths_[at.schema];
  added.object = on.object;
  added.detail = on.detail;
  added.columns = on.columns;
  added.becomes = on.becomes;
  added.only = on.only;
  added.temporary = on.temporary || on.schema == "pg_temp";
  added.via = paths_[at.via];
  added.location = at.texts_deep > 0 ? 0 : static_cast<std::uint32_t>(std::max(on.location, 0));
  added.statement = static_cast<std::uint32_t>(statements_.size() - 1);
  return added;
}

void walker::give_up(std::string_view why) {
  if (stopped_) return;
  stopped_ = true;
  effect& added = effects_.emplace_back();
  added.what = verb::unreadable;
  added.detail = why;
  added.statement = static_cast<std::uint32_t>(statements_.empty() ? 0 : statements_.size() - 1);
}

bool walker::spend(std::size_t steps) {
  if (stopped_) return false;
  if (steps > work_left_) {
    give_up("too complex: too many names to look up; split the statement");
    return false;
  }
  work_left_ -= steps;
  return true;
}

std::string_view walker::join(std::initializer_list<std::string_view> parts) {
  std::size_t total = 0;
  for (const std::string_view part : parts) total += part.size();
  if (total == 0) return {};
  char* const start = static_cast<char*>(memory_->allocate(total, 1));
  char* at = start;
  for (const std::string_view part : parts) at = std::copy(part.begin(), part.end(), at);
  return {start, total};
}

std::uint32_t walker::path(std::string_view via, place at) {
  if (paths_.size() >= paths_max) return static_cast<std::uint32_t>(paths_.size() - 1);
  const std::string_view outer = paths_[at.via];
  paths_.push_back(outer.empty() ? via : join({outer, " > ", via}));
  return static_cast<std::uint32_t>(paths_.size() - 1);
}

std::uint32_t walker::intern_schema(std::string_view name) {
  paths_.push_back(name);
  return static_cast<std::uint32_t>(paths_.size() - 1);
}

std::span<const std::string_view> walker::keep_strings(const List* strings) {
  const items<Node> all{strings};
  if (all.empty()) return {};
  auto* const kept = static_cast<std::string_view*>(
      memory_->allocate(all.size() * sizeof(std::string_view), alignof(std::string_view)));
  std::size_t count = 0;
  for (const Node* each : all) {
    const std::string_view name = string_of(each);
    if (!name.empty()) std::construct_at(kept + count++, keep(name));
  }
  return {kept, count};
}

named walker::relation(const RangeVar* name, object_kind kind) {
  named out;
  out.kind = kind;
  if (name == nullptr) return out;
  out.database = keep(name->catalogname);
  out.schema = keep(name->schemaname);
  out.object = keep(name->relname);
  out.temporary = name->relpersistence == 't';
  out.only = !name->inh;
  out.location = name->location;
  return out;
}

named walker::qualified(const List* names, object_kind kind) {
  named out;
  out.kind = kind;
  const items<Node> parts{names};
  const std::size_t count = parts.size();
  if (count >= 1) out.object = keep(string_of(parts[count - 1]));
  if (count >= 2) out.schema = keep(string_of(parts[count - 2]));
  if (count >= 3) out.database = keep(string_of(parts[count - 3]));
  return out;
}

// Names in a text inside the statement (a function's body) are not the session's own.
void walker::act_on_name(name_action action, std::string_view name, place at) {
  if (at.texts_deep > 0 || statements_.empty()) return;
  statements_.back().names = action;
  statements_.back().name = clip_name(name);
}

void walker::mark_transaction_end(place at) {
  if (at.texts_deep == 0 && !statements_.empty()) statements_.back().ends_transaction = true;
}

std::string_view walker::current_text() const {
  const statement& now = statements_.back();
  if (now.offset >= text_.size()) return {};
  return text_.substr(now.offset, now.length == 0 ? std::string_view::npos : now.length);
}

void walker::use_own_names() {
  if (!has_own_names_) own_names_ = *how_.names;
  has_own_names_ = true;
}

void walker::finish_statement() {
  scopes_.spread(*memory_, names() != nullptr && names()->same_encoding);
  for (range_item& item : scopes_.ranges) {
    if (item.effect >= effects_.size() || (item.columns == none && !item.all_columns)) continue;
    const auto columns = static_cast<std::string_view*>(
        memory_->allocate(item.column_count * sizeof(std::string_view), alignof(std::string_view)));
    std::size_t count = 0;
    for (std::uint32_t at = item.columns; at != none; at = scopes_.columns[at].next) {
      std::construct_at(columns + count++, scopes_.columns[at].name);
    }
    if (item.kind == range_kind::target) {
      // PostgreSQL asks for the SELECT privilege too when a write looks at its target's columns.
      if (effects_.size() >= bounds_.effects_max) give_up(too_many_effects);
      if (stopped_) break;
      effect seen = effects_[item.effect];
      seen.what = verb::read;
      seen.where = restriction::not_applicable;
      seen.values = {};
      seen.detail = {};
      seen.columns = {};
      seen.all_columns = false;
      item.effect = static_cast<std::uint32_t>(effects_.size());
      effects_.push_back(seen);
    }
    effect& read = effects_[item.effect];
    read.all_columns = read.all_columns || item.all_columns;
    if (!read.all_columns) read.columns = {columns, item.column_count};
  }
  add_statistics_reads();
  scopes_.clear();
  hidden_calls_.clear();
  paths_.resize(1);
  statement& done = statements_.back();
  if (names() != nullptr && names()->recent.too_many &&
      std::any_of(effects_.begin() + done.first_effect, effects_.end(),
                  [](const effect& each) { return is_relation(each.kind) && each.what != verb::create; })) {
    give_up(too_many_new_names);
  }
  if (names() != nullptr && !stopped_ &&
      !expander_.expand(effects_, done.first_effect, *names(), *memory_, bounds_.effects_max)) {
    give_up(too_many_effects);
  }
  if (names() != nullptr && !names_in_doubt_) {
    const catalog& known = *names()->known;
    names_in_doubt_ = std::any_of(effects_.begin() + done.first_effect, effects_.end(),
                                  [&](const effect& each) { return may_move_names(each, known); });
    if (names_in_doubt_) {
      use_own_names();
      own_names_.paths.clear();
      own_names_.same_encoding = false;
    }
  }
  const std::span<const effect> added{effects_.data() + done.first_effect, effects_.size() - done.first_effect};
  const bool may_define = std::ranges::any_of(added, [](const effect& each) {
    return each.becomes != nullptr || (each.what == verb::create && each.kind == object_kind::view);
  });
  if (names() != nullptr && may_define) {
    use_own_names();
    own_names_.recent.add(added);
  }
  done.effect_count = static_cast<std::uint32_t>(effects_.size()) - done.first_effect;
}

}  // namespace countersign::parser::tree
