#pragma once
// What the player plays, in beat time: the accompanist's ears.
//
// Keeps the notes of the last frames, however late they are told; a frame's notes are those whose onset belongs to it.
// One thread at a time, all functions [accompanist]. No allocation after construction.

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "engine/jam/chord.h"
#include "engine/jam/grid.h"

namespace seaglass::jam {

struct HeardNote {
  Tick onset = 0;
  Tick end = kHeld;
  std::int16_t pitch = 0;
  std::int16_t velocity = 0;
  bool drum = false;

  static constexpr Tick kHeld = INT64_MAX;
  bool held() const { return end == kHeld; }
};

class Listener {
 public:
  Listener() { notes_.reserve(kMost); }

  void reset();

  // velocity 1 to 127. A pitch that is still held ends here.
  void note_on(Tick tick, int pitch, int velocity, bool drum);
  void note_off(Tick tick, int pitch, bool drum);
  void all_off(Tick tick);

  // The notes of a frame, as the network reads them: pitched ones first, low to high, none twice.
  void notes_of(Frame frame, std::vector<HeardNote>& out) const;

  // Pitch classes that were struck before a frame and sound on into it.
  PitchClasses held_at(Frame frame) const;

  // Pitch classes that sound in a frame, as far as is known: struck in it, or held into it.
  PitchClasses sounding_in(Frame frame) const;

  // Whether the player sounds anything in a frame, as far as is known.
  bool sounds_in(Frame frame) const;

  // The last frame in which a note began; kNever before the first.
  Frame last_onset() const { return last_onset_; }
  static constexpr Frame kNever = INT64_MIN / 4;

  // The first frame of which something has been told since the last call, if anything was.
  std::optional<Frame> take_changed();

  // Forgets what ended before a frame.
  void forget(Frame before);

 private:
  static constexpr std::size_t kMost = 2048;  // notes: more than ten fingers play in the frames that are kept
  void end_note(HeardNote& note, Tick tick);
  void note_change(Frame frame) { changed_ = changed_ ? std::min(*changed_, frame) : frame; }

  std::vector<HeardNote> notes_;  // in order of being told
  std::optional<Frame> changed_;
  Frame last_onset_ = kNever;
};

}  // namespace seaglass::jam
