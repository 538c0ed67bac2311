#include "proxy/session/statements.hpp"

namespace countersign::session {

void intrusive_ptr_add_ref(prepared* what) {
  ++what->references;
}

void intrusive_ptr_release(prepared* what) {
  if (--what->references == 0) what->home->take_back(std::unique_ptr<prepared>{what});
}

std::unique_ptr<prepared> statement_pool::make() {
  if (unused_.empty()) return std::make_unique<prepared>();
  std::unique_ptr<prepared> reused = std::move(unused_.back());
  unused_.pop_back();
  return reused;
}

prepared_ref statement_home::make() {
  std::unique_ptr<prepared> fresh = pool_->make();
  fresh->home = this;
  return prepared_ref{fresh.release()};
}

void statement_pool::take_back(std::unique_ptr<prepared> what) {
  if (unused_.size() >= kept_max || what->text.capacity() > kept_text_bytes_max) return;
  if (what->facts.read.memory_bytes() > kept_facts_bytes_max) return;
  what->types.clear();
  what->facts.known.reset();
  unused_.push_back(std::move(what));
}

namespace {

constexpr std::size_t longest_character = 4;  // in bytes, of any encoding

std::size_t ascii_length(std::string_view text) {
  std::size_t length = 0;
  while (length < text.size() && static_cast<unsigned char>(text[length]) < 0x80) ++length;
  return length;
}

}  // namespace

bool same_for_server(std::string_view name, std::string_view text) {
  if (ascii_length(name) < name.size()) return false;
  return !may_be_another(name) || ascii_length(text) == text.size();
}

bool may_be_another(std::string_view name) {
  const std::size_t plain = ascii_length(name);
  return plain > parser::name_bytes_max - longest_character && plain < parser::name_bytes_max;
}

void statement_names::define(const prepared_ref& what) {
  if (what->name.empty()) {
    unnamed_ = what;
  } else {
    named_.insert_or_assign(what->name, what);
  }
}

void statement_names::apply(const name_change& what) {
  switch (what.what) {
    case parser::name_action::none:
    case parser::name_action::execute:
      return;
    case parser::name_action::prepare:
      define(what.statement);
      return;
    case parser::name_action::deallocate:
      forget(what.name);
      return;
    case parser::name_action::deallocate_all:
      named_.clear();
      return;
  }
}

void statement_names::forget(std::string_view name) {
  if (name.empty()) {
    unnamed_.reset();
  } else if (const auto at = named_.find(name); at != named_.end()) {
    named_.erase(at);
  }
}

prepared* statement_names::find(std::string_view name) const {
  if (name.empty()) return unnamed_.get();
  const auto at = named_.find(name);
  return at == named_.end() ? nullptr : at->second.get();
}

// The spellings that pg_char_to_encoding() takes: letter case and anything but letters and digits do not count.
bool unsafe_encoding(std::string_view name) {
  std::string bare;
  for (const char c : name) {
    if (c >= 'A' && c <= 'Z') {
      bare.push_back(static_cast<char>(c - 'A' + 'a'));
    } else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
      bare.push_back(c);
    }
  }
  for (const std::string_view bad :
       {"sjis", "mskanji", "shiftjis", "win932", "windows932", "shiftjis2004", "big5", "win950", "windows950", "gbk",
        "win936", "windows936", "uhc", "win949", "windows949", "gb18030", "johab"}) {
    if (bare == bad) return true;
  }
  return false;
}

}  // namespace countersign::session
