#include "proxy/net/leg.hpp"

#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace countersign::net {

namespace {

constexpr std::size_t pieces_per_call = 64;
constexpr std::size_t outbox_bytes_kept = 4096;  // an idle session owns no large buffer

bool would_block(int why) {
  return why == EAGAIN || why == EWOULDBLOCK;
}

}  // namespace

void leg::adopt(stream_socket connected) {
  socket_ = std::move(connected);
}

void leg::adopt_anew(stream_socket connected) {
  const auto protocol = connected.local_endpoint().protocol();
  const int descriptor = connected.release();
  error_code ec;
  (void)socket_.assign(protocol, descriptor, ec);
  if (!ec) return;
  ::close(descriptor);
  throw boost::system::system_error(ec);
}

read_result leg::read(std::span<char> into) {
  for (;;) {
    const ssize_t n = ::recv(socket_.native_handle(), into.data(), into.size(), MSG_DONTWAIT);
    if (n > 0) return {io_result::done, static_cast<std::size_t>(n)};
    if (n == 0) return {io_result::ended, 0};
    if (errno == EINTR) continue;
    return {would_block(errno) ? io_result::blocked : io_result::failed, 0};
  }
}

io_result leg::send_pieces(std::span<const std::string_view> pieces, std::size_t& taken) {
  std::array<iovec, pieces_per_call> vectors;
  while (!pieces.empty()) {
    const std::size_t count = std::min(pieces.size(), vectors.size());
    std::size_t wanted = 0;
    for (std::size_t i = 0; i < count; ++i) {
      vectors[i] = {const_cast<char*>(pieces[i].data()), pieces[i].size()};
      wanted += pieces[i].size();
    }
    ssize_t n = 0;
    do {
      if (count == 1) {
        n = ::send(socket_.native_handle(), vectors[0].iov_base, wanted, MSG_NOSIGNAL | MSG_DONTWAIT);
      } else {
        msghdr message{};
        message.msg_iov = vectors.data();
        message.msg_iovlen = count;
        n = ::sendmsg(socket_.native_handle(), &message, MSG_NOSIGNAL | MSG_DONTWAIT);
      }
    } while (n < 0 && errno == EINTR);
    if (n < 0) return would_block(errno) ? io_result::blocked : io_result::failed;
    taken += static_cast<std::size_t>(n);
    if (static_cast<std::size_t>(n) < wanted) return io_result::blocked;
    pieces = pieces.subspan(count);
  }
  return io_result::done;
}

io_result leg::write(std::span<const std::string_view> pieces) {
  if (pieces.empty()) return unsent() == 0 ? io_result::done : io_result::blocked;
  if (!socket_.is_open() || finishing_) return io_result::failed;
  std::size_t taken = 0;
  if (unsent() == 0) {
    const io_result result = send_pieces(pieces, taken);
    if (result != io_result::blocked) return result;
  }
  for (std::string_view piece : pieces) {
    const std::size_t skipped = std::min(taken, piece.size());
    taken -= skipped;
    keep(piece.substr(skipped));
  }
  return io_result::blocked;
}

void leg::keep(std::string_view bytes) {
  if (sent_ > outbox_bytes_kept && sent_ > outbox_.size() / 2) {
    outbox_.erase(0, sent_);
    sent_ = 0;
  }
  outbox_.append(bytes);
}

io_result leg::flush() {
  if (!socket_.is_open()) return io_result::failed;
  if (unsent() > 0) {
    const std::string_view rest = std::string_view{outbox_}.substr(sent_);
    std::size_t taken = 0;
    const io_result result = send_pieces({&rest, 1}, taken);
    sent_ += taken;
    if (result == io_result::failed) drop();  // so that nobody waits for room
    if (result != io_result::done) return result;
  }
  drop();
  if (finishing_) (void)::shutdown(socket_.native_handle(), SHUT_WR);
  return io_result::done;
}

void leg::drop() {
  outbox_.clear();
  sent_ = 0;
  if (outbox_.capacity() > outbox_bytes_kept) std::string{}.swap(outbox_);
}

void leg::finish_writing() {
  if (finishing_ || !socket_.is_open()) return;
  finishing_ = true;
  if (unsent() == 0) (void)::shutdown(socket_.native_handle(), SHUT_WR);
}

void leg::close() {
  error_code ignored;
  (void)socket_.close(ignored);
  std::string{}.swap(outbox_);
  sent_ = 0;
  finishing_ = true;
}

}  // namespace countersign::net
