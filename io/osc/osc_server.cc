#include "io/osc/osc_server.h"

#include <system_error>

#include "io/os/realtime.h"
#include "io/os/time.h"
#include "io/osc/osc_time.h"

namespace seaglass::io {

OscServer::OscServer(const OscRequest& request, EventPort& events, PlaceFinder find_place)
    : events_(events),
      find_place_(std::move(find_place)),
      socket_(request.address, request.port) {}

OscServer::~OscServer() { stop(); }

void OscServer::start() {
  if (thread_.joinable()) return;
  running_.store(true, std::memory_order_relaxed);
  try {
    thread_ = std::thread([this] { run(); });
  } catch (const std::system_error&) {
    throw ResourceError("no thread is left for OSC; close other programs");
  }
}

void OscServer::stop() noexcept {
  running_.store(false, std::memory_order_relaxed);
  if (thread_.joinable()) thread_.join();
}

void OscServer::run() {
  ask_realtime_quietly(kNetPriority);
  Datagram datagram;
  while (running_.load(std::memory_order_relaxed))
    if (socket_.receive(datagram)) packet(datagram);
}

void OscServer::packet(const Datagram& datagram) {
  OscWalk walk(datagram.data);
  while (const auto next = walk.next()) {
    message_.address = {};
    const char* wrong = element(*next, datagram.arrived);
    if (wrong == nullptr) {
      messages_.fetch_add(1, std::memory_order_relaxed);
      continue;
    }
    rejected_.fetch_add(1, std::memory_order_relaxed);
    if (!limiter_.allow(datagram.arrived)) continue;
    const auto reply = reply_.fail(message_.address, wrong);
    if (!reply.empty()) socket_.send(reply, datagram.sender);
  }
}

const char* OscServer::element(const OscElement& element, Nanoseconds arrived) {
  if (element.wrong != nullptr) return element.wrong;
  if (const char* wrong = parse_osc_message(element.data, message_)) return wrong;
  Nanoseconds when = 0;
  if (element.time_tag > 1) {
    const Nanoseconds ahead = ntp_ahead(element.time_tag, ntp_now());
    if (ahead > kMaxAhead) return "the bundle's time is more than a minute ahead";
    when = now_ns() + ahead;
  }
  decode_osc(message_, find_place_, notes_, meaning_);
  if (meaning_.wrong != nullptr) return meaning_.wrong;
  return act(when, arrived);
}

// Hands on what the message means; `when` is 0, or the time that its bundle asks for.
const char* OscServer::act(Nanoseconds when, Nanoseconds arrived) {
  if (meaning_.is_command)
    return commands_.push(meaning_.command) ? nullptr : "too many commands at once";
  // A full ring is counted by the port: the message was right, and the worker is behind.
  const std::span<const Event> events(meaning_.events.data(), std::size_t(meaning_.count));
  if (when > arrived)
    events_.send_together_at(events, when, arrived);
  else
    events_.send_together(events, arrived);
  return nullptr;
}

}  // namespace seaglass::io
