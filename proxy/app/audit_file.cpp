#include "proxy/app/audit_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace countersign::app {

audit_file::audit_file(std::string path) : path_(std::move(path)) {}

audit_file::~audit_file() {
  if (fd_ >= 0) ::close(fd_);
}

bool audit_file::fail(std::string_view doing) {
  why_ = fmt::format("{} {}: {}", doing, path_, std::strerror(errno));
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
  return false;
}

bool audit_file::open() {
  if (fd_ >= 0) return true;
  fd_ = ::open(path_.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  if (fd_ < 0) return fail("opening");
  // A line that a crash cut short must not swallow the next one.
  const off_t size = ::lseek(fd_, 0, SEEK_END);
  char last = '\n';
  if (size > 0 && ::pread(fd_, &last, 1, size - 1) == 1 && last != '\n') buffer_.insert(0, "\n");
  return true;
}

bool audit_file::append(std::string_view json_line) {
  if (!open()) return false;
  buffer_.append(json_line).push_back('\n');
  return true;
}

bool audit_file::flush() {
  if (buffer_.empty()) return true;
  std::string lines;
  if (!open()) {
    buffer_.clear();
    return false;
  }
  lines.swap(buffer_);
  for (std::size_t done = 0; done < lines.size();) {
    const ssize_t written = ::write(fd_, lines.data() + done, lines.size() - done);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return fail("writing");
    done += static_cast<std::size_t>(written);
  }
  if (::fdatasync(fd_) != 0 && errno != EINVAL && errno != EROFS) return fail("writing");
  return true;
}

}  // namespace countersign::app
