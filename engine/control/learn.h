#pragma once
// Which control does a performer show? Watches what arrives from every controller, always, so that it knows where
// controls stood; once armed with a target, the first control that is plainly moved is learned, and how it counts is
// read off the stream (control_moves.h). A pot that trembles between two steps, or a pedal that is excluded
// (control_id.h), never is.

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <utility>

#include "engine/control/control_decoder.h"
#include "engine/control/control_id.h"
#include "engine/control/control_moves.h"
#include "engine/control/mapping.h"
#include "engine/stream/stream_clock.h"

namespace seaglass {

struct Learned {
  int device = 0;
  Control control;
  std::optional<Press> press{};  // it is a button, of this sort
};

// All functions [control]. Times of messages and of the clock are of one clock.
class Learn {
 public:
  enum class State { kIdle, kAwaitsTarget, kAwaitsControl };

  static constexpr Nanoseconds kPatience = 30'000'000'000;

  // The next control that is moved is for `target`. Armed already: for this one instead.
  void arm(const Target& target, Nanoseconds now);

  // The next parameter that is touched is the target.
  void arm(Nanoseconds now);

  // A parameter was touched; counts only while a target is awaited. True when it was taken.
  bool touch(const Target& target, Nanoseconds now);

  void cancel() { state_ = State::kIdle; }

  State state() const { return state_; }
  const Target& target() const { return target_; }

  // A message of the controller of that number. Idle again once it gives something.
  std::optional<Learned> receive(int device, std::span<const std::uint8_t> message, Nanoseconds when);

  // About every 50 ms: some controls are known by what does not follow.
  std::optional<Learned> tick(Nanoseconds now);

  // Nobody moved anything for so long: true once, and it is idle again.
  bool expired(Nanoseconds now);

  // Some control needs to be turned the other way too.
  bool wants_both_ways() const;

  // Forgets what is known of a controller: its cable was pulled.
  void forget(int device);

  // ---------------------------------------------------------------------------------------------------------------
 private:
  // More controls than anybody has, or moves while one is learned: beyond, they are not looked at.
  static constexpr std::size_t kMaxStood = 8192, kMaxMoves = 1024;

  struct Device {
    ControlDecoder decoder;
    std::array<int, 16> controller{};  // of each channel, the last one that came
    std::array<Nanoseconds, 16> came_at{};
  };
  using Key = std::pair<int, ControlId>;

  bool take_fine_half(int device, const ControlMove& move, Nanoseconds when);
  void remember(const Key& key, int stands);
  std::optional<Learned> judge(const Key& key, const ControlMoves& moves, Nanoseconds now);
  bool is_pad(const Key& key) const;

  State state_ = State::kIdle;
  Target target_;
  Nanoseconds armed_at_ = 0;
  std::map<int, Device> devices_;
  std::map<Key, int> stood_;           // where controls stood last, in 7 bits
  std::map<Key, ControlMoves> moves_;  // since it was armed
};

}  // namespace seaglass
