#include "approvals/inbox/answer_slot.hpp"

#include <atomic>
#include <boost/asio/post.hpp>
#include <memory>

namespace countersign::approvals::inbox {

namespace {

class answer_slot {
 public:
  answer_slot(boost::asio::any_io_executor home, std::function<void(http_response)> deliver)
      : home_(std::move(home)), deliver_(std::move(deliver)) {}
  answer_slot(const answer_slot&) = delete;
  answer_slot& operator=(const answer_slot&) = delete;

  ~answer_slot() {
    if (given_.test()) return;
    try {
      give(error_response(503, "the request was dropped", "Countersign may be stopping; try again in a moment"));
    } catch (...) {
      // Out of memory: the connection's own timeout answers instead.
    }
  }

  void give(http_response what) {
    if (given_.test_and_set()) return;
    boost::asio::post(home_,
                      [deliver = std::move(deliver_), what = std::move(what)]() mutable { deliver(std::move(what)); });
  }

 private:
  boost::asio::any_io_executor home_;
  std::function<void(http_response)> deliver_;
  std::atomic_flag given_ = ATOMIC_FLAG_INIT;
};

}  // namespace

responder make_responder(boost::asio::any_io_executor home, std::function<void(http_response)> deliver) {
  auto slot = std::make_shared<answer_slot>(std::move(home), std::move(deliver));
  return [slot](http_response one) { slot->give(std::move(one)); };
}

}  // namespace countersign::approvals::inbox
