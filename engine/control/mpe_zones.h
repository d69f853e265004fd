#pragma once
// The zones of MIDI Polyphonic Expression (MIDI Association M1-100): a manager channel and as many member channels as
// it was given, from channel 1 upwards (lower) and from channel 16 downwards (upper). Channels count from 0 here.

#include <array>

#include "engine/config.h"

namespace seaglass {

// [any], wait-free.
class MpeZones {
 public:
  enum Zone { kLower, kUpper };
  static constexpr int kZones = 2, kMaxMembers = kParts - 1;
  static constexpr float kNoteBendRange = 48;  // semitones: a member's until RPN 0 says otherwise
  static constexpr float kManagerBendRange = 2;
  static constexpr float kMaxBendRange = 96;
  static constexpr int kNone = -1;

  // Gives a zone `members` member channels, 0 to 15; 0 ends it. What it takes, the other zone loses: the newest counts.
  void set(Zone zone, int members);

  // The zone whose manager this channel is or would be, or kNone.
  static constexpr int zone_of_manager(int channel) {
    return channel == kFirst ? int(kLower) : channel == kLast ? int(kUpper) : kNone;
  }
  static constexpr int manager(int zone) { return zone == kLower ? kFirst : kLast; }

  int members(int zone) const { return members_[std::size_t(zone)]; }

  // The zone of which the channel is a member, or kNone.
  int member_of(int channel) const;

  // Whether the channel is the manager of a zone that there is.
  bool manages(int channel) const { return zone_of_manager(channel) != kNone && members(zone_of_manager(channel)) > 0; }

  // Where the channel's notes belong: its zone's manager, or the channel itself.
  int home(int channel) const {
    const int zone = member_of(channel);
    return zone == kNone ? channel : manager(zone);
  }

  friend bool operator==(const MpeZones&, const MpeZones&) = default;

 private:
  static constexpr int kFirst = 0, kLast = kParts - 1;

  std::array<int, kZones> members_{};
};

}  // namespace seaglass
