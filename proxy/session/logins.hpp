// Who may log in where Countersign checks passwords itself: roles and what proves them.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
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

  // For a role that is not there a verifier that nobody has the password of, the same each time, so that its answer
  // looks like any other's and takes as long (as the server's mock authentication).
  [[nodiscard]] scram_verifier find(std::string_view role) const;
  [[nodiscard]] std::size_t size() const { return by_role_.size(); }

 private:
  std::map<std::string, scram_verifier, std::less<>> by_role_;
  std::string mock_secret_;
  std::uint32_t mock_iterations_ = 0;
};

struct logins::load_result {
  std::shared_ptr<const logins> loaded;  // null: there are mistakes
  std::vector<std::string> mistakes;
};

}  // namespace countersign::session
