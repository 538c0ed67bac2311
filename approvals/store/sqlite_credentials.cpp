// What people prove themselves with, in SQLite.
#include "approvals/digest.hpp"
#include "approvals/store/sqlite_file.hpp"

namespace countersign::approvals {

namespace {

class sqlite_credentials final : public credential_store {
 public:
  explicit sqlite_credentials(sqlite_file& file) : file_(file) {}

  bool insert(const credential& what) override {
    return file_.guarded([&] {
      lease add = file_.ask("INSERT OR IGNORE INTO credential VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
      add->bind(1, what.id);
      add->bind(2, what.person);
      add->bind(3, static_cast<int>(what.kind));
      add->bind(4, what.name);
      add->bind(5, what.algorithm);
      add->bind(6, what.data.data(), static_cast<int>(what.data.size()));
      add->bind(7, what.counter);
      add->bind(8, micros(what.made));
      add->bind(9, micros(what.used));
      return add->exec() == 1;
    });
  }

  std::vector<credential> of(std::string_view person) override {
    return list(
        "SELECT id, person, kind, name, algorithm, data, counter, made, used FROM credential WHERE person = ? "
        "ORDER BY made, id",
        person);
  }

  std::optional<credential> find(std::string_view id) override {
    std::vector<credential> found =
        list("SELECT id, person, kind, name, algorithm, data, counter, made, used FROM credential WHERE id = ?", id);
    return found.empty() ? std::nullopt : std::optional{std::move(found.front())};
  }

  bool use(std::string_view id, std::int64_t before, std::int64_t after, time_point at) override {
    return file_.guarded([&] {
      lease change = file_.ask("UPDATE credential SET counter = ?, used = ? WHERE id = ? AND counter = ?");
      change->bind(1, after);
      change->bind(2, micros(at));
      change->bind(3, std::string{id});
      change->bind(4, before);
      return change->exec() == 1;
    });
  }

  bool remove(std::string_view id) override {
    return file_.guarded([&] {
      lease change = file_.ask("DELETE FROM credential WHERE id = ?");
      change->bind(1, std::string{id});
      return change->exec() == 1;
    });
  }

  void invite(const invitation& what) override {
    file_.guarded([&] {
      lease add = file_.ask("INSERT INTO invitation VALUES (?, ?, ?)");
      add->bind(1, to_hex(what.hash));
      add->bind(2, what.person);
      add->bind(3, micros(what.expires));
      add->exec();
    });
  }

  std::optional<invitation> accept(const digest& hash) override {
    return file_.guarded([&]() -> std::optional<invitation> {
      lease take = file_.ask("DELETE FROM invitation WHERE hash = ? RETURNING person, expires");
      take->bind(1, to_hex(hash));
      if (!take->executeStep()) return std::nullopt;
      invitation found{hash, take->getColumn(0).getString(), from_micros(take->getColumn(1).getInt64())};
      while (take->executeStep()) {
      }
      return found;
    });
  }

  failures failed(std::string_view person) override {
    return file_.guarded([&]() -> failures {
      lease query = file_.ask("SELECT count, last FROM failure WHERE person = ?");
      query->bind(1, std::string{person});
      if (!query->executeStep()) return {};
      return {query->getColumn(0).getInt(), from_micros(query->getColumn(1).getInt64())};
    });
  }

  void set_failed(std::string_view person, const failures& what) override {
    file_.guarded([&] {
      lease change = file_.ask("INSERT OR REPLACE INTO failure VALUES (?, ?, ?)");
      change->bind(1, std::string{person});
      change->bind(2, what.count);
      change->bind(3, micros(what.last));
      change->exec();
    });
  }

 private:
  std::vector<credential> list(const std::string& sql, std::string_view key) {
    return file_.guarded([&] {
      lease query = file_.ask(sql);
      query->bind(1, std::string{key});
      std::vector<credential> found;
      while (query->executeStep()) {
        credential& what = found.emplace_back();
        what.id = query->getColumn(0).getString();
        what.person = query->getColumn(1).getString();
        what.kind = static_cast<factor_kind>(query->getColumn(2).getInt());
        what.name = query->getColumn(3).getString();
        what.algorithm = query->getColumn(4).getInt();
        what.data = query->getColumn(5).getString();
        what.counter = query->getColumn(6).getInt64();
        what.made = from_micros(query->getColumn(7).getInt64());
        what.used = from_micros(query->getColumn(8).getInt64());
      }
      return found;
    });
  }

  sqlite_file& file_;
};

}  // namespace

std::unique_ptr<credential_store> make_sqlite_credentials(sqlite_file& file) {
  return std::make_unique<sqlite_credentials>(file);
}

}  // namespace countersign::approvals
