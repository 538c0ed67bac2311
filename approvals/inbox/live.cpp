#include "approvals/inbox/live.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/json.hpp>

#include "approvals/inbox/view.hpp"

namespace countersign::approvals::inbox {

namespace asio = boost::asio;

namespace {

// Revision and kind name an event; a page that reconnects fetches the list anew, so nothing is replayed by id.
std::string event_text(news_kind what, const hold& about, const policy::person& who, const policy::ruleset& rules) {
  const boost::json::object data{{"kind", to_string(what)}, {"hold", view_of(about, who, rules, detail::listed)}};
  return fmt::format("id: {}-{}\nevent: {}\ndata: {}\n\n", about.id, about.revision, to_string(what),
                     boost::json::serialize(data));
}

}  // namespace

live::live(asio::any_io_executor home, desk_access& desks, std::shared_ptr<door> entrance, live_limits limits)
    : home_(home), desks_(desks), entrance_(std::move(entrance)), limits_(limits), timer_(home) {}

void live::start() {
  beat();
}

void live::stop() {
  stopped_ = true;
  timer_.cancel();
  for (const auto& one : all_) one.stream->close();
  all_.clear();
}

void live::on_news(news_kind what, std::shared_ptr<const hold> about) {
  asio::post(home_, [self = weak_from_this(), what, about = std::move(about)]() mutable {
    if (const auto here = self.lock()) here->judge(what, std::move(about));
  });
}

void live::subscribe(const http_request& request, const responder& answer) {
  // Last-Event-ID is welcome and not used: see event_text().
  entrance_->admit(request, answer, intent::read,
                   [self = shared_from_this(), answer](desk&, const policy::person& person, const caller& who) {
                     asio::post(self->home_, [self, answer, who, name = person.name] {
                       if (!self->room_for(name))
                         return answer(error_response(429, "too many live pages are open", "close some and reload"));
                       http_response response;
                       response.content_type = "text/event-stream";
                       response.headers.push_back({"X-Accel-Buffering", "no"});  // nginx would hold events back
                       response.body = "retry: 2000\n\nevent: hello\ndata: {}\n\n";
                       response.stream = [self, who, name](std::shared_ptr<http_stream> stream) {
                         self->add(std::move(stream), who, name);
                       };
                       answer(std::move(response));
                     });
                   });
}

void live::add(std::shared_ptr<http_stream> stream, caller who, std::string person) {
  if (stopped_ || !room_for(person)) return stream->close();
  all_.push_back({std::move(stream), std::move(who), std::move(person)});
}

bool live::room_for(std::string_view person) {
  forget_closed();
  const auto theirs = std::ranges::count(all_, person, &subscriber::person);
  return all_.size() < limits_.streams_max && static_cast<std::size_t>(theirs) < limits_.per_person_max;
}

void live::forget_closed() {
  std::erase_if(all_, [](const subscriber& one) { return !one.stream->is_open(); });
}

std::vector<std::string> live::tokens() const {
  std::vector<std::string> answer;
  for (const auto& one : all_)
    if (std::ranges::find(answer, one.who.token) == answer.end()) answer.push_back(one.who.token);
  return answer;
}

void live::judge(news_kind what, std::shared_ptr<const hold> about) {
  forget_closed();
  if (all_.empty() || stopped_) return;
  desks_.post([self = shared_from_this(), tokens = tokens(), what, about = std::move(about)](desk& d) {
    std::vector<judged> answers;
    for (const auto& token : tokens) {
      judged one{token, false, {}};
      try {
        if (const auto* person = d.who(token)) {
          one.welcome = true;
          if (about && may_see(*person, *about, d.rules())) one.event = event_text(what, *about, *person, d.rules());
        }
      } catch (const std::exception&) {
        // The store cannot be read: the page is closed, reconnects, and is then told so.
      }
      answers.push_back(std::move(one));
    }
    asio::post(self->home_, [self, answers = std::move(answers)] { self->deliver(answers); });
  });
}

void live::deliver(const std::vector<judged>& answers) {
  for (const auto& one : all_) {
    const auto mine = std::ranges::find(answers, one.who.token, &judged::token);
    if (mine == answers.end()) continue;  // came after the question
    if (!mine->welcome || !entrance_->still_open(one.who)) {
      one.stream->close();
    } else if (!mine->event.empty()) {
      one.stream->write(mine->event);
    }
  }
  forget_closed();
}

// Shows dead connections, keeps proxies from closing quiet ones, and ends the pages of people who left.
void live::beat() {
  if (stopped_) return;
  for (const auto& one : all_) one.stream->write(": beat\n\n");
  judge(news_kind::opened, nullptr);
  timer_.expires_after(limits_.heartbeat);
  timer_.async_wait([self = weak_from_this()](const boost::system::error_code& ec) {
    const auto here = self.lock();
    if (!ec && here) here->beat();
  });
}

}  // namespace countersign::approvals::inbox
