#include "proxy/net/leg.hpp"

#include <sys/socket.h>
#include <sys/uio.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace countersign::net {

namespace {

constexpr std::size_t pieces_per_call = 64;
// An idle session owns no large buffer, and with TLS none: there all that is sent goes through the outbox.
constexpr std::size_t outbox_bytes_kept = 4096;
constexpr std::size_t outbox_bytes_kept_tls = 64;
constexpr std::size_t tls_talk_bytes_max = 64 * 1024;

bool would_block(int why) {
  return why == EAGAIN || why == EWOULDBLOCK;
}

}  // namespace

void leg::secure(std::unique_ptr<tls_stream> with, std::span<char> scratch, std::string early) {
  tls_ = std::move(with);
  scratch_ = scratch;
  early_ = std::move(early);
}

read_result leg::read(std::span<char> into) {
  return tls_ ? read_tls(into) : receive(into);
}

bool leg::ready() const {
  if (!tls_) return false;
  return !early_.empty() || tls_->state() == tls_state::ended || (tls_->state() == tls_state::failed && !finishing_);
}

// What TLS has to say by itself (its handshake, an alert, answers to key updates) goes out at once.
read_result leg::read_tls(std::span<char> into) {
  if (tls_->state() == tls_state::ended) return {io_result::ended, 0};
  if (tls_->state() == tls_state::failed && !finishing_) return {io_result::garbled, 0};
  read_result got;
  if (early_.empty()) {
    got = receive(scratch_);
  } else {
    got = {io_result::done, std::min(early_.size(), scratch_.size())};
    std::memcpy(scratch_.data(), early_.data(), got.bytes);
    early_.erase(0, got.bytes);
  }
  if (got.what != io_result::done) return got;
  // After a failure only the end of the stream is waited for: nobody knows who sent what still comes.
  if (tls_->state() == tls_state::failed) return {io_result::done, 0};
  std::string unwanted;
  const std::size_t before = outbox_.size();
  const std::size_t bytes = tls_->take({scratch_.data(), got.bytes}, into, finishing_ ? unwanted : outbox_);
  tls_talk_bytes_ += outbox_.size() - before;
  if (unsent() > 0) (void)flush();
  if (tls_talk_bytes_ > tls_talk_bytes_max) tls_->give_up("the peer asks for answers and does not read them");
  if (bytes > 0) return {io_result::done, bytes};
  if (tls_->state() == tls_state::failed) return {io_result::garbled, 0};
  return {tls_->state() == tls_state::ended ? io_result::ended : io_result::blocked, 0};
}

read_result leg::receive(std::span<char> into) {
  for (;;) {
    const ssize_t n = ::recv(socket_.descriptor(), into.data(), into.size(), MSG_DONTWAIT);
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
        n = ::send(socket_.descriptor(), vectors[0].iov_base, wanted, MSG_NOSIGNAL | MSG_DONTWAIT);
      } else {
        msghdr message{};
        message.msg_iov = vectors.data();
        message.msg_iovlen = count;
        n = ::sendmsg(socket_.descriptor(), &message, MSG_NOSIGNAL | MSG_DONTWAIT);
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
  if (tls_) {
    compact();
    return tls_->put(pieces, outbox_) ? flush() : io_result::failed;
  }
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
  compact();
  outbox_.append(bytes);
}

void leg::compact() {
  if (sent_ <= outbox_bytes_kept || sent_ <= outbox_.size() / 2) return;
  outbox_.erase(0, sent_);
  sent_ = 0;
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
  if (finishing_) (void)::shutdown(socket_.descriptor(), SHUT_WR);
  return io_result::done;
}

void leg::drop() {
  tls_talk_bytes_ = 0;
  outbox_.clear();
  sent_ = 0;
  if (outbox_.capacity() > (tls_ ? outbox_bytes_kept_tls : outbox_bytes_kept)) std::string{}.swap(outbox_);
}

void leg::finish_writing() {
  if (finishing_ || !socket_.is_open()) return;
  finishing_ = true;
  if (tls_) tls_->finish(outbox_);
  if (!tls_ && unsent() > 0) return;  // whoever flushes comes by
  (void)flush();
}

void leg::close() {
  socket_.close();
  std::string{}.swap(outbox_);
  std::string{}.swap(early_);
  sent_ = 0;
  finishing_ = true;
}

}  // namespace countersign::net
