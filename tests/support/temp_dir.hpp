// A folder of a test's own.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace countersign::test {

// A new, empty folder that goes away with its owner, contents and all. Its path is short enough for a Unix socket.
class temp_dir {
 public:
  explicit temp_dir(std::string_view prefix = "countersign-test");
  ~temp_dir();
  temp_dir(temp_dir&& other) noexcept;
  temp_dir& operator=(temp_dir&&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  // Writes a file into the folder, replacing an older one, and returns its path.
  std::filesystem::path write(std::string_view name, std::string_view text) const;
  [[nodiscard]] std::string read(std::string_view name) const;

 private:
  std::filesystem::path path_;
};

// The whole file; throws std::runtime_error if it cannot be read.
[[nodiscard]] std::string read_file(const std::filesystem::path& path);

}  // namespace countersign::test
