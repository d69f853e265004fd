#pragma once
// What the accompanist has decided for one frame, and what else it might have done.

#include <array>
#include <cstdint>
#include <vector>

#include "engine/jam/chord.h"
#include "engine/jam/grid.h"
#include "engine/jam/role.h"

namespace seaglass::jam {

struct PlannedNote {
  Role role = Role::kBass;
  std::int16_t pitch = 0;
  std::int16_t velocity = 0;  // 1 to 127
  std::uint8_t micro = kMicroOrigin;
  std::uint8_t duration = 0;  // index of kDurationTicks; drums: 0
  float certainty = 0;        // how likely the model held it, 0 to 1

  Tick onset(Frame frame) const { return tick_of(frame, micro); }
  Tick length() const { return kDurationTicks[duration]; }
};

// A note that is to end earlier than planned.
struct NoteEnd {
  Role role = Role::kBass;
  std::int16_t pitch = 0;
};

struct ChordCandidate {
  Chord chord;
  float share = 0;  // of being chosen, 0 to 1
};

// How the model's mind was, for whoever looks: shown before the frame sounds.
struct PlanView {
  std::array<ChordCandidate, 3> candidates{};  // for the harmony, the likeliest first
  int key = -1;            // 0 to 11 major, 12 to 23 minor
  float change_share = 0;  // of the harmony changing here
  float chord_nats = 0;    // how unexpected the chord was that it changed to, against the model alone
  float note_nats = 0;     // and the values of its notes, in all
};

struct FramePlan {
  static constexpr int kMostNotes = 20;  // of a frame: two full hands, bass, a line, and four limbs

  Frame frame = 0;
  Chord chord;  // from this frame on
  bool changes = false;
  std::vector<NoteEnd> ends;  // at the frame's beat
  std::vector<PlannedNote> notes;
  PlanView view;
};

}  // namespace seaglass::jam
