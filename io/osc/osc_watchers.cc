#include "io/osc/osc_watchers.h"

#include <lo/lo.h>

#include <algorithm>
#include <cmath>
#include <system_error>

#include "io/errors.h"
#include "io/os/time.h"
#include "io/osc/osc_pattern.h"
#include "io/osc/osc_time.h"

namespace seaglass::io {
namespace {

constexpr Nanoseconds kPatience = 100 * kMillisecond;  // how soon stop() is heard
constexpr std::size_t kDatagram = 1400;                // of a bundle: what a network carries in one piece
// Subscriptions that fall due within this time are served together, from one reading.
constexpr Nanoseconds kTogether = kMillisecond;
constexpr int kLooksAtOnce = 32;  // of one receiver, before subscribers get their turn

}  // namespace

void OscWatchers::start() {
  if (thread_.joinable()) return;
  running_ = true;
  try {
    thread_ = std::thread([this] { run(); });
  } catch (const std::system_error&) {
    throw ResourceError("no thread is left for OSC; close other programs");
  }
}

void OscWatchers::stop() noexcept {
  running_ = false;
  stage_.looked.wake();
  if (thread_.joinable()) thread_.join();
}

void OscWatchers::run() {
  OscCall call;
  while (running_.load(std::memory_order_relaxed)) {
    stage_.looked.wait_until(next_due(now_ns()));
    const Nanoseconds now = now_ns();
    bool more = false;
    for (OscReceiver* receiver : receivers_) {
      int taken = 0;
      while (taken < kLooksAtOnce && running_.load(std::memory_order_relaxed) && receiver->take_look(call)) answer(call, now), taken++;
      more |= taken == kLooksAtOnce;
    }
    publish(now);
    if (more) stage_.looked.wake();
  }
}

void OscWatchers::answer(const OscCall& call, Nanoseconds now) {
  if (Subscriber* known = find(call.from)) known->heard = now;
  switch (call.verb) {
    case OscVerb::kGet: get(call, now); break;
    case OscVerb::kSubscribe: subscribe(call, now); break;
    case OscVerb::kUnsubscribe: unsubscribe(call); break;
    default: ping(call);
  }
}

void OscWatchers::get(const OscCall& call, Nanoseconds now) {
  if (call.count() == 0) return fail(call, "expects addresses");
  const auto telemetry = board_.read(now);
  for (int i = 0; i < call.count(); i++) {
    std::vector<OscValue> values;
    const bool found = find_osc_values(call.text(i), stage_.voices, [&](OscValue value) {
      values.push_back(value);
      return values.size() < kMostValues;
    });
    if (!found) return fail(call, "no readable address matches " + std::string(call.text(i).substr(0, 60)));
    // Of many voices only those that sound; of one, that it is silent.
    for (const OscValue& value : values)
      if (values.size() == 1 || !is_silent(value, *telemetry))
        stage_.outlet->send(call.from, packet_of(value, telemetry));
  }
}

void OscWatchers::subscribe(const OscCall& call, Nanoseconds now) {
  if (call.count() < 2 || !call.is_number(0)) return fail(call, "expects rate address ...");
  const double rate = call.number(0);
  if (!(rate >= kMinRate && rate <= kMaxRate)) return fail(call, "the rate must be 0.1 to 100 a second");
  Subscription wanted{.values = {}, .interval = Nanoseconds(std::llround(1e9 / rate)), .due = now};
  for (int i = 1; i < call.count(); i++) {
    // Of many voices those that are silent are not told of until they have sounded.
    const bool many = is_osc_pattern(call.text(i));
    const bool found = find_osc_values(call.text(i), stage_.voices, [&](OscValue value) {
      wanted.values.push_back({.value = value, .told_silent = many});
      return wanted.values.size() <= kMostValues;
    });
    if (!found) return fail(call, "no readable address matches " + std::string(call.text(i).substr(0, 60)));
  }
  const auto replaced = [&](const Watched& old) {
    return std::any_of(wanted.values.begin(), wanted.values.end(), [&](const Watched& w) { return w.value == old.value; });
  };
  Subscriber* subscriber = find(call.from);
  // What is asked for again replaces what was asked for before; what is refused leaves all as it was.
  std::size_t total = wanted.values.size();
  if (subscriber != nullptr)
    for (const Subscription& s : subscriber->subscriptions)
      total += std::size_t(std::count_if(s.values.begin(), s.values.end(), [&](const Watched& w) { return !replaced(w); }));
  if (total > kMostValues) return fail(call, "more than 512 values; choose fewer");
  if (subscriber == nullptr) {
    if (subscribers_.size() == kMostSubscribers) return fail(call, "there are 128 subscribers already");
    subscribers_.push_back({.peer = call.from, .heard = now, .subscriptions = {}});
    subscriber = &subscribers_.back();
  }
  for (Subscription& old : subscriber->subscriptions) std::erase_if(old.values, replaced);
  std::erase_if(subscriber->subscriptions, [](const Subscription& s) { return s.values.empty(); });
  subscriber->subscriptions.push_back(std::move(wanted));
  count_ = int(subscribers_.size());
}

void OscWatchers::unsubscribe(const OscCall& call) {
  Subscriber* subscriber = find(call.from);
  if (subscriber == nullptr) return;
  for (Subscription& s : subscriber->subscriptions) {
    std::erase_if(s.values, [&](const Watched& w) {
      if (call.count() == 0) return true;
      for (int i = 0; i < call.count(); i++)
        if (osc_matches(call.text(i), osc_address_of(w.value))) return true;
      return false;
    });
  }
  std::erase_if(subscriber->subscriptions, [](const Subscription& s) { return s.values.empty(); });
  if (subscriber->subscriptions.empty())
    std::erase_if(subscribers_, [&](const Subscriber& s) { return s.peer == call.from; });
  count_ = int(subscribers_.size());
}

void OscWatchers::ping(const OscCall& call) {
  const LoMessage pong(lo_message_new());
  if (!pong) return;
  for (int i = 0; i < call.count(); i++) {
    if (call.is_text(i)) lo_message_add_string(pong.get(), std::string(call.text(i)).c_str());
    if (!call.is_number(i)) continue;
    const double number = call.number(i);
    if (number == std::floor(number) && std::abs(number) <= 2147483647.0)
      lo_message_add_int32(pong.get(), std::int32_t(number));
    else
      lo_message_add_float(pong.get(), float(number));
  }
  stage_.outlet->send(call.from, osc_bytes_of("/pong", pong));
}

void OscWatchers::fail(const OscCall& call, std::string_view reason) {
  stage_.outlet->send(call.from, osc_fail(osc_method(call.verb).address, reason));
}

OscWatchers::Subscriber* OscWatchers::find(const OscPeer& peer) {
  const auto found = std::find_if(subscribers_.begin(), subscribers_.end(), [&](const Subscriber& s) { return s.peer == peer; });
  return found == subscribers_.end() ? nullptr : &*found;
}

Nanoseconds OscWatchers::next_due(Nanoseconds now) const {
  Nanoseconds next = now + kPatience;
  for (const Subscriber& subscriber : subscribers_)
    for (const Subscription& s : subscriber.subscriptions) next = std::min(next, s.due);
  return next;
}

void OscWatchers::publish(Nanoseconds now) {
  std::erase_if(subscribers_, [&](const Subscriber& s) { return now - s.heard > kSilence; });
  count_ = int(subscribers_.size());
  for (Subscriber& subscriber : subscribers_)
    for (Subscription& s : subscriber.subscriptions) {
      if (s.due > now + kTogether) continue;
      send(s, subscriber.peer, now);
      // Kept to the grid that it began on, unless that was lost.
      s.due = std::max(s.due + s.interval, now);
    }
}

// Everything from one reading; bundles are cut where they would not fit into a datagram. That a voice is silent is told
// once.
void OscWatchers::send(Subscription& subscription, const OscPeer& to, Nanoseconds now) {
  const auto telemetry = board_.read(now);
  const std::uint64_t tag = ntp_now();
  OscBundle bundle(tag);
  for (Watched& watched : subscription.values) {
    const bool silent = is_silent(watched.value, *telemetry);
    if (silent && watched.told_silent) continue;
    watched.told_silent = silent;
    const OscPacket& packet = packet_of(watched.value, telemetry);
    if (!bundle.empty() && bundle.size() + packet.size() + 4 > kDatagram) {
      stage_.outlet->send(to, bundle.bytes());
      bundle = OscBundle(tag);
    }
    bundle.add(packet);
  }
  if (!bundle.empty()) stage_.outlet->send(to, bundle.bytes());
}

const OscPacket& OscWatchers::packet_of(const OscValue& value, const std::shared_ptr<const Telemetry>& now) {
  if (now != told_) {
    told_ = now;
    packets_.clear();
  }
  const auto [found, fresh] = packets_.try_emplace(value.key());
  if (fresh) found->second = osc_bytes_of(osc_address_of(value), osc_message_of(value, *now));
  return found->second;
}

}  // namespace seaglass::io
