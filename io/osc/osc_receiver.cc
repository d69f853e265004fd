#include "io/osc/osc_receiver.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "io/os/time.h"
#include "io/osc/osc_encoder.h"
#include "io/osc/osc_time.h"
#include "io/osc/osc_value.h"

namespace seaglass::io {
namespace {

constexpr std::size_t kMostTold = 64;  // of a wrong address
constexpr const char* kTooFar = "the time is more than a minute ahead";

void count(std::atomic<std::uint64_t>& counter) { counter.fetch_add(1, std::memory_order_relaxed); }

// What ends sound is never held back, neither by a limit nor by a lock: notes would hang.
bool only_ends(const OscMeaning& m) {
  return !m.is_call && !m.is_query && std::all_of(m.events.begin(), m.events.begin() + m.count, [](const Event& e) {
    return e.kind == EventKind::kNoteOff || e.kind == EventKind::kPanic;
  });
}

}  // namespace

OscReceiver::OscReceiver(OscStage& stage, EventPort& events, Room room)
    : stage_(stage), events_(events), looks_(room.looks), commands_(room.commands), senders_(stage.limit) {}

void OscReceiver::receive(std::span<const std::uint8_t> packet, Nanoseconds arrived, const OscPeer& from) {
  OscWalk walk(packet);
  while (const auto next = walk.next()) {
    message_.address = {};
    const char* wrong = element(*next, arrived, from);
    count(wrong == nullptr ? messages_ : rejected_);
    if (wrong == nullptr || !limiter_.allow(arrived) || stage_.outlet == nullptr) continue;
    const auto reply = osc_fail(message_.address.substr(0, kMostTold), wrong);
    if (!reply.empty()) stage_.outlet->send(reply_ports_.of(from), reply);
  }
}

const char* OscReceiver::element(const OscElement& element, Nanoseconds arrived, const OscPeer& from) {
  if (element.wrong != nullptr) return element.wrong;
  if (const char* wrong = parse_osc_message(element.data, message_)) return wrong;
  decode_osc(message_, stage_.find_place, meaning_);
  const bool ends = meaning_.wrong == nullptr && only_ends(meaning_);
  if (!senders_.allow(from, arrived) && !ends) {
    count(limited_);
    return "more messages than one sender may send; --osc-limit says how many";
  }
  if (meaning_.wrong != nullptr) return meaning_.wrong;
  if (meaning_.is_query) return look_up(from);
  // The performer's own hands are never locked out.
  const bool own = from.kind == OscPeer::Kind::kTerminal;
  if (!own && !ends && !is_free(osc_method(meaning_.verb).reach, stage_.lock.load(std::memory_order_relaxed)))
    return "locked; /lock none frees it, from this machine";
  if (meaning_.is_call) return call(from, arrived);

  When when;
  if (const char* wrong = when_of(element, arrived, when)) return wrong;
  // A full ring is counted by the port: the message was right, and the worker is behind.
  const std::span<const Event> events(meaning_.events.data(), std::size_t(meaning_.count));
  if (when.exact != 0)
    events_.send_together_at(events, when.exact + when.wait, arrived);
  else
    events_.send_together_after(events, when.wait, arrived);
  return nullptr;
}

const char* OscReceiver::when_of(const OscElement& element, Nanoseconds arrived, When& when) {
  if (meaning_.when == OscMeaning::When::kBeat) {
    const auto time = stage_.find_beat ? stage_.find_beat(meaning_.when_value) : std::nullopt;
    if (!time) return "the transport stands, so no beat comes; /transport/start";
    if (*time - arrived > kMaxAhead) return kTooFar;
    when.exact = *time;
    return nullptr;
  }
  if (element.time_tag > 1) {
    const ClockPair now = read_clocks();
    const Nanoseconds ahead = ntp_ahead(element.time_tag, ntp_of(now.realtime));
    if (ahead > kMaxAhead) return "the bundle's time is more than a minute ahead";
    when.exact = now.monotonic + ahead;
  }
  if (meaning_.when == OscMeaning::When::kSeconds) {
    if (meaning_.when_value < 0) return "the time after 'at' must not be negative";
    if (meaning_.when_value * 1e9 > double(kMaxAhead)) return kTooFar;
    when.wait = Nanoseconds(meaning_.when_value * 1e9);
  }
  return nullptr;
}

// An address alone is a question.
const char* OscReceiver::look_up(const OscPeer& from) {
  if (!find_osc_values(message_.address, stage_.voices, [](OscValue) { return false; })) return "no such address";
  OscArgument address;
  address.kind = OscArgument::Kind::kText;
  address.text = message_.address;
  call_.verb = OscVerb::kGet;
  call_.from = reply_ports_.of(from);
  (void)call_.take({&address, 1});
  if (!looks_.push(call_)) return "too many questions at once";
  stage_.looked.wake();
  return nullptr;
}

// Null when the arguments that the method needs are there, else what it expects.
const char* OscReceiver::expectation(const OscMethod& method) {
  const auto given = message_.list();
  bool fits = given.size() >= method.types.size();
  for (std::size_t i = 0; fits && i < method.types.size(); i++)
    fits = method.types[i] == 's'   ? !given[i].text.empty()
           : method.types[i] == 'S' ? !given[i].text.empty() || whole(given[i])
                                    : is_number(given[i]);
  if (fits) return nullptr;
  std::snprintf(expected_.data(), expected_.size(), "expects %.*s", int(method.arguments.size()), method.arguments.data());
  return expected_.data();
}

const char* OscReceiver::reply_to(const OscPeer& from) {
  constexpr double kHighest = 65535;
  const double port = message_.list()[0].number;
  if (!(port >= 0 && port <= kHighest) || port != std::floor(port)) return "the port must be 0 to 65535";
  return reply_ports_.set(from, std::uint16_t(port)) ? nullptr : "answers come back over this connection";
}

const char* OscReceiver::call(const OscPeer& from, Nanoseconds arrived) {
  if (const char* wrong = expectation(osc_method(meaning_.verb))) return wrong;
  if (meaning_.verb == OscVerb::kReply) return reply_to(from);
  call_.verb = meaning_.verb;
  call_.from = reply_ports_.of(from);
  call_.arrived = arrived;
  // Buttons send infinitum or nil along, which say nothing.
  auto given = message_.list();
  while (!given.empty() && given.back().kind == OscArgument::Kind::kOther) given = given.first(given.size() - 1);
  if (const char* wrong = call_.take(given)) return wrong;
  const bool looks = meaning_.verb >= OscVerb::kGet && meaning_.verb <= OscVerb::kPing;
  if (!looks) return commands_.push(call_) ? nullptr : "too many commands at once";
  if (!looks_.push(call_)) return "too many questions at once";
  stage_.looked.wake();
  return nullptr;
}

}  // namespace seaglass::io
