// The queue of answers that the backend still owes: it is the backend that says in which order things happened.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "proxy/session/actions.hpp"
#include "proxy/session/statements.hpp"

namespace countersign::session {

struct own_answer;

// What was sent, and so which answer ends it.
enum class reply_kind : std::uint8_t {
  query,               // ... ReadyForQuery
  parse,               // ParseComplete
  bind,                // BindComplete
  describe_statement,  // ParameterDescription, then RowDescription or NoData
  describe_portal,     // RowDescription or NoData
  execute,             // CommandComplete, PortalSuspended or EmptyQueryResponse
  close,               // CloseComplete
  sync,                // ReadyForQuery
  function_call,       // ... ReadyForQuery
  copy_end,            // CopyDone or CopyFail: no answer of its own, marks where COPY data ended
};

enum class origin : std::uint8_t {
  frontend,
  pill,    // ours, and must fail: its ErrorResponse is replaced by the one of the refused statement
  hidden,  // ours, and its answer is for nobody
};

// What only few replies carry.
struct reply_extra {
  std::vector<name_change> names;  // of a Query: confirmed one by one as their CommandComplete arrives
  std::size_t names_confirmed = 0;
  std::size_t commands = 0;  // of a Query that changes names: how many of its statements are complete
  std::string hold_id;       // a released statement, whose outcome the desk wants to know
  time_point sent{};
  std::string tags;       // of the commands completed so far
  bool answered = false;  // the outcome was reported
  std::string refusal;    // pill: the ErrorResponse to give instead
  std::shared_ptr<const own_answer> own;  // what to say where the backend says that it ran an empty statement
};

struct expected {
  reply_kind kind = reply_kind::sync;
  origin from = origin::frontend;
  prepared_ref statement;  // parse: what a ParseComplete defines; describe_statement: what it describes
  std::string name;        // close: the statement that goes, empty when a portal goes; bind, execute: the portal
  std::unique_ptr<reply_extra> extra;

  reply_extra& more();
};

// With so many answers owed nothing more is taken from the frontend until some have come. It is far more than what the
// server keeps back before it sends (PQ_SEND_BUFFER_SIZE, 8 KiB, of 5 bytes each at least), so they do come.
inline constexpr std::size_t replies_max = 32 * 1024;

// First in, first out, with a look at the middle. Keeps its memory while in use, gives it back when drained large.
class reply_queue {
 public:
  [[nodiscard]] bool empty() const { return head_ == items_.size(); }
  [[nodiscard]] std::size_t size() const { return items_.size() - head_; }
  [[nodiscard]] expected& front() { return items_[head_]; }
  [[nodiscard]] expected& back() { return items_.back(); }
  [[nodiscard]] expected& operator[](std::size_t index) { return items_[head_ + index]; }

  expected& push(reply_kind kind, origin from = origin::frontend);
  void pop();
  void truncate(std::size_t size);  // forgets what was pushed after the queue had this size
  void remove(std::size_t index);

 private:
  std::vector<expected> items_;
  std::size_t head_ = 0;
};

}  // namespace countersign::session
