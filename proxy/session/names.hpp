// What names mean in one session: its database's catalog, its search_path, its temporary tables.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

#include "parser/analysis.hpp"
#include "parser/catalog/names.hpp"

namespace countersign::session {

// Who reads catalogs. For any thread.
class catalog_source {
 public:
  virtual ~catalog_source() = default;
  virtual void want(std::string_view database) = 0;  // somebody uses this database
  // A session of ours has changed a definition. The catalog that is published with this number or a later one has it.
  virtual std::uint64_t changed(std::string_view database) = 0;
};

struct shelved_catalog {
  std::shared_ptr<const parser::catalog> known;  // null: it could not be read
  std::uint64_t changes = 0;                     // the number of the last change that was announced before it was read
};

// The catalogs as one thread's sessions see them; replaced between events.
struct catalog_shelf {
  std::unordered_map<std::string, shelved_catalog> by_database;
  std::uint64_t version = 0;
  catalog_source* source = nullptr;  // null: none are read
};

class session_names {
 public:
  explicit session_names(catalog_shelf& shelf) : shelf_(&shelf) {}
  void move_to(catalog_shelf& shelf) { shelf_ = &shelf; }

  // `path`: search_path from the startup packet.
  void begin(std::string_view role, std::string_view database, std::optional<std::string> path);
  void let_in();  // by the backend: the database exists
  // What to analyze with now; null without a source of catalogs.
  [[nodiscard]] const parser::name_context* current();
  // Whether statements should wait for a catalog that is being read: the first of this database, or, where rules need
  // it (`strictly`), one with the definitions that this session has just changed. Not for longer than `wait_max`.
  [[nodiscard]] bool waiting(bool strictly) const;
  void look_at_clock(std::chrono::system_clock::time_point now);
  static constexpr std::chrono::seconds wait_max{5};
  [[nodiscard]] bool has_catalog() { return current() != nullptr && context_.known != nullptr; }
  // Changes whenever current() does.
  [[nodiscard]] std::uint64_t version() const { return version_; }

  // These statements may run now, or after an approval (`waits`). `settles`: they are alone, and outside of a
  // transaction, so that once they are done without an error their SET is what counts.
  void note(std::span<const parser::statement> statements, std::span<const parser::effect> effects, bool settles,
            bool waits);
  // What was noted last, of statements that wait for an answer, will not run after all; or it runs.
  void took_back();
  void went_on() { before_.reset(); }
  void failed() { settled_.reset(); }                               // something sent returned an error
  void reported(std::string_view setting, std::string_view value);  // by the backend's ParameterStatus
  void idle(bool nothing_in_flight);                                // the backend said that no transaction is open

 private:
  void add_path(std::string_view value);
  void add_path(std::string_view value, std::string_view user);
  void add_path_of(std::string_view role);
  void add_initial();
  void forget_paths();
  void note_effect(const parser::effect& what);
  void compare_encodings();

  static constexpr std::size_t paths_max = 8;
  catalog_shelf* shelf_;
  std::string role_;
  std::string database_;
  std::optional<std::string> given_path_;
  std::optional<std::string> first_path_;  // what RESET goes back to
  std::string client_encoding_;
  std::string server_encoding_;
  bool encoding_moves_ = false;  // what was sent may change client_encoding
  bool begun_ = false;
  bool paths_known_ = true;
  bool defines_ = false;  // what was sent changes definitions
  parser::name_context context_;
  std::optional<parser::search_path> settled_;
  // What a statement may change that has been noted and may never run.
  struct undecided {
    std::vector<parser::search_path> paths;
    std::vector<std::string> temporary;
    parser::recent_definitions recent;
    bool paths_known = true;
    bool encoding_moves = false;
    bool defines = false;
  };
  std::optional<undecided> before_;
  std::uint64_t awaited_change_ = 0;  // of this session's own
  std::chrono::system_clock::time_point now_{};
  std::optional<std::chrono::system_clock::time_point> first_until_;
  std::chrono::system_clock::time_point next_until_{};
  std::uint64_t shelf_version_ = UINT64_MAX;
  std::uint64_t version_ = 1;
};

}  // namespace countersign::session
