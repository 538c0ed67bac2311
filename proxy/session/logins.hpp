// Who may log in where Countersign checks passwords itself: roles and what proves them.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "proxy/session/scram.hpp"

namespace countersign::session {

// Read once and never changed; a reload makes a new one.
class logins {
 public:
  struct load_result;
  // Lines of "role" "verifier", both in double quotes, a quote inside written twice; ; and # begin comments. A mistake
  // names its line and shows nothing of it.
  [[nodiscard]] static load_result load(std::string_view text, std::string_view file);

  // The same from roles and verifiers as the server has them; what is no verifier is left out. May be of nobody.
  [[nodiscard]] static std::shared_ptr<const logins> of(
      const std::vector<std::pair<std::string, std::string>>& roles_and_verifiers);

  // For a role that is not there a verifier that nobody has the password of, the same each time, so that its answer
  // looks like any other's and takes as long (as the server's mock authentication).
  [[nodiscard]] scram_verifier find(std::string_view role) const;
  [[nodiscard]] bool knows(std::string_view role) const { return by_role_.contains(role); }
  [[nodiscard]] std::size_t size() const { return by_role_.size(); }

 private:
  void choose_mock();
  std::map<std::string, scram_verifier, std::less<>> by_role_;
  std::string mock_secret_;
  std::uint32_t mock_iterations_ = 0;
};

// Where verifiers come from that are read from a server. For any thread.
class login_source {
 public:
  virtual ~login_source() = default;
  virtual void doubt(std::size_t upstream) = 0;  // a login failed: perhaps the password has just changed
};

struct logins::load_result {
  std::shared_ptr<const logins> loaded;  // null: there are mistakes
  std::vector<std::string> mistakes;
};

}  // namespace countersign::session
