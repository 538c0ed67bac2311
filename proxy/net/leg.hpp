// One side of a session: its socket, TLS if there is any, and the bytes that the socket did not take yet.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "proxy/net/io.hpp"
#include "proxy/net/loop.hpp"
#include "proxy/net/tls_stream.hpp"

namespace countersign::net {

// What one attempt to read or write came to.
enum class io_result : std::uint8_t {
  done,
  blocked,  // wait until the socket is ready
  ended,    // the peer closed its side (reading only)
  failed,
  garbled,  // what the peer sent is no TLS, or no handshake that is wanted: tls_error() says why
};

struct read_result {
  io_result what = io_result::blocked;
  std::size_t bytes = 0;
};

// Order on the wire is the order of the calls: while something waits in the outbox everything goes behind it. Nothing
// here suspends; the connection waits for readiness and calls again.
class leg {
 public:
  leg(thread_loop& by, socket_owner& told) : socket_(by, told) {}

  void adopt(int connected) { socket_.adopt(connected); }
  // What its owner is told of besides room to write, which is watched for while something is unsent.
  void watch(std::uint32_t events) { socket_.watch(events | (unsent() > 0 ? EPOLLOUT : 0U)); }
  [[nodiscard]] bool is(const watched_socket& which) const { return &which == &socket_; }
  [[nodiscard]] bool is_open() const { return socket_.is_open(); }

  // From now on, in both directions, all is TLS; `early` was read already and is the peer's first. `scratch` belongs to
  // the thread and is for one read; nobody suspends in between.
  void secure(std::unique_ptr<tls_stream> with, std::span<char> scratch, std::string early = {});
  [[nodiscard]] const tls_stream* tls() const { return tls_.get(); }
  // Read at once: there is something to be had without the socket, which may never become ready again.
  [[nodiscard]] bool ready() const;
  void seem_ready() { socket_.seem_ready(); }

  // With TLS, `into` has room for tls_record_bytes_max more than the scratch buffer has.
  [[nodiscard]] read_result read(std::span<char> into);
  // Gives the pieces to the socket as one gather write and keeps a copy of what it does not take.
  [[nodiscard]] io_result write(std::span<const std::string_view> pieces);
  [[nodiscard]] io_result flush();
  [[nodiscard]] std::size_t unsent() const { return outbox_.size() - sent_; }

  // No more writes: the end of the stream goes out as soon as the outbox is empty.
  void finish_writing();
  [[nodiscard]] bool finishing() const { return finishing_; }
  [[nodiscard]] bool finished_writing() const { return finishing_ && unsent() == 0; }
  void close();

 private:
  [[nodiscard]] read_result receive(std::span<char> into);
  [[nodiscard]] read_result read_tls(std::span<char> into);
  [[nodiscard]] io_result send_pieces(std::span<const std::string_view> pieces, std::size_t& taken);
  void keep(std::string_view bytes);
  void compact();
  void drop();

  watched_socket socket_;
  std::string outbox_;
  std::size_t sent_ = 0;  // of the outbox
  std::unique_ptr<tls_stream> tls_;
  std::span<char> scratch_;
  std::string early_;
  std::size_t tls_talk_bytes_ = 0;  // that TLS said by itself since the outbox was empty
  bool finishing_ = false;
};

}  // namespace countersign::net
