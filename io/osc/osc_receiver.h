#pragma once
// What one thread does with the OSC packets that reach it: stamps, decodes, hands events to the worker and calls to the
// threads that carry them out, counts and answers what is wrong.

#include <array>
#include <atomic>
#include <cstdint>

#include "engine/rt/spsc_ring.h"
#include "engine/stream/event_port.h"
#include "io/os/wake_signal.h"
#include "io/osc/osc_call.h"
#include "io/osc/osc_decoder.h"
#include "io/osc/osc_lock.h"
#include "io/osc/reply_limiter.h"
#include "io/osc/reply_ports.h"
#include "io/osc/sender_limiter.h"

namespace seaglass::io {

// [net] When a beat of the transport comes, on the clock of now_ns(); nothing while the transport stands.
using BeatFinder = std::function<std::optional<Nanoseconds>(double beat)>;

// What the receivers of one instrument have in common. Set up by [control] before they run.
struct OscStage {
  PlaceFinder find_place;
  BeatFinder find_beat;
  int voices = kMaxVoices + kGhosts;      // numbers that a voice may have
  double limit = 0;                       // messages a second from one sender; 0: no limit
  std::atomic<OscLock> lock{OscLock::kNone};
  OscOutlet* outlet = nullptr;            // where answers leave
  WakeSignal looked;                      // woken when a look (/get, /subscribe ...) waits
};

static_assert(OscMeaning::kMaxEvents <= int(EventPort::kMaxTogether));

class OscReceiver {
 public:
  // Calls that may wait for the threads that answer or obey; more are refused.
  struct Room {
    std::size_t looks = 256, commands = 64;
  };

  // A message for later than this comes from a broken clock or a broken program.
  static constexpr Nanoseconds kMaxAhead = 60'000'000'000;

  // [control] `events` is the receiver's own. All must outlive it.
  OscReceiver(OscStage& stage, EventPort& events, Room room);
  OscReceiver(OscStage& stage, EventPort& events) : OscReceiver(stage, events, Room()) {}

  // The receiver's thread. Bounded; allocates a few times for each message and frees it with the next.
  void receive(std::span<const std::uint8_t> packet, Nanoseconds arrived, const OscPeer& from);

  // The watchers' thread, and [control]. Wait-free. The next call for them, if one has come.
  [[nodiscard]] bool take_look(OscCall& call) { return looks_.pop(call); }
  [[nodiscard]] bool take_command(OscCall& call) { return commands_.pop(call); }

  // [any] Wait-free. Messages taken, messages and packets that were wrong, and how many of these were over the limit.
  std::uint64_t messages() const noexcept { return messages_.load(std::memory_order_relaxed); }
  std::uint64_t rejected() const noexcept { return rejected_.load(std::memory_order_relaxed); }
  std::uint64_t limited() const noexcept { return limited_.load(std::memory_order_relaxed); }
  EventPort& events() { return events_; }

 private:
  const char* element(const OscElement& element, Nanoseconds arrived, const OscPeer& from);
  // When a message is meant to be: at `exact`, or `wait` after its arrival.
  struct When {
    Nanoseconds exact = 0;  // 0: none is asked for
    Nanoseconds wait = 0;
  };
  const char* when_of(const OscElement& element, Nanoseconds arrived, When& when);
  const char* look_up(const OscPeer& from);
  const char* call(const OscPeer& from, Nanoseconds arrived);
  const char* expectation(const OscMethod& method);
  const char* reply_to(const OscPeer& from);

  OscStage& stage_;
  EventPort& events_;
  std::atomic<std::uint64_t> messages_{0}, rejected_{0}, limited_{0};
  rt::SpscRing<OscCall> looks_, commands_;
  // The receiver's thread only.
  SenderLimiter senders_;
  ReplyLimiter limiter_;
  ReplyPorts reply_ports_;
  OscMessage message_;
  OscMeaning meaning_;
  OscCall call_;
  std::array<char, 96> expected_{};
};

}  // namespace seaglass::io
