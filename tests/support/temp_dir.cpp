#include "tests/support/temp_dir.hpp"

#include <fmt/format.h>
#include <stdlib.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <utility>

namespace countersign::test {
namespace {

// sockaddr_un has room for 107 bytes; what a test puts below the folder needs some of them.
constexpr std::size_t parent_bytes_max = 60;

std::filesystem::path parent() {
  std::filesystem::path usual = std::filesystem::temp_directory_path();
  return usual.native().size() <= parent_bytes_max ? usual : std::filesystem::path{"/tmp"};
}

}  // namespace

temp_dir::temp_dir(std::string_view prefix) {
  std::string name = (parent() / fmt::format("{}-XXXXXX", prefix)).native();
  if (::mkdtemp(name.data()) == nullptr) {
    throw std::runtime_error{fmt::format("cannot make {}: {}", name, std::strerror(errno))};
  }
  path_ = std::move(name);
}

temp_dir::temp_dir(temp_dir&& other) noexcept : path_{std::exchange(other.path_, {})} {}

temp_dir::~temp_dir() {
  if (path_.empty()) return;
  // A process that is just being killed may still be writing; what it leaves is found by the second pass.
  std::error_code ignored;
  for (int pass = 0; pass < 3; ++pass) {
    std::filesystem::remove_all(path_, ignored);
    if (!std::filesystem::exists(path_, ignored)) break;
  }
}

std::filesystem::path temp_dir::write(std::string_view name, std::string_view text) const {
  const std::filesystem::path path = path_ / name;
  std::ofstream file{path, std::ios::binary | std::ios::trunc};
  file.write(text.data(), static_cast<std::streamsize>(text.size()));
  if (!file.flush()) throw std::runtime_error{fmt::format("cannot write {}", path.native())};
  return path;
}

std::string temp_dir::read(std::string_view name) const {
  return read_file(path_ / name);
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file{path, std::ios::binary};
  if (!file) throw std::runtime_error{fmt::format("cannot read {}", path.native())};
  return std::string{std::istreambuf_iterator<char>{file}, std::istreambuf_iterator<char>{}};
}

}  // namespace countersign::test
