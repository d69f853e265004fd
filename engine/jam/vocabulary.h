#pragma once
// What the accompanist's network reads and predicts, number by number: the same as the trainer's
// (tools/train/train/jam/events.py, grid.py, harmony.py, song.py). A patch of format 3 is made for exactly these.

namespace seaglass::jam {

inline constexpr int kKinds = 8;
inline constexpr int kPitches = 128;  // MIDI keys, and the keys of a kit
inline constexpr int kQualities = 10;  // of chords: maj, min, dim, aug, sus4, 7, maj7, min7, dim7, hdim7
inline constexpr int kChords = 12 * kQualities;  // root x kQualities + quality, the root 0 for C
inline constexpr int kNoChord = kChords;
inline constexpr int kChordValues = kChords + 1;

// A frame is a sixteenth, a tick 1/24 of it.
inline constexpr int kMicros = 24;      // onset against the frame, -12 to 11 ticks
inline constexpr int kDurations = 24;   // lengths as kDurationTicks
inline constexpr int kVelocities = 32;  // steps of 4 MIDI velocities
inline constexpr int kDurationTicks[kDurations] = {6,   12,  16,  24,  32,  36,  48,  64,  72,  96,  120, 128,
                                                   144, 168, 192, 240, 288, 336, 384, 480, 576, 672, 768, 1152};

inline constexpr int kPlaces = 28;  // frame of the bar, up to 24; 24 to 27: of a quarter note, where no bar is known
inline constexpr int kMeters = 9;   // none; bars of (frames, a beat's) (8, 4) (12, 4) (16, 4) (12, 6) (18, 6) (24, 6) (6, 2); other
inline constexpr int kStyles = 8;   // none, song, pop, rock, jazz, funk, latin, soul
inline constexpr int kTempos = 8;   // from 50 to 200 beats a minute in equal ratios
inline constexpr int kRoleSets = 16;  // a bit for each of bass, comp, counter, drums
inline constexpr int kAges = 32;      // frames since the last change of chord, at most
inline constexpr int kHeldClasses = 12;

inline constexpr int kKeys = 24;      // 12 major, 12 minor
inline constexpr int kHorizons = 3;   // of the outlook: frames 0 to 3, 4 to 7, 8 to 15 from now
inline constexpr int kDecays = 8;     // a frame, at which the ear forgets (ear_memory.h)
inline constexpr int kIntervals = 49;  // -24 to 24 semitones, the outermost for all beyond

// How the file numbers values: pitches, drums, chords.
inline constexpr int kFirstDrum = 128, kFirstChord = 256;
inline constexpr int kValues = kFirstChord + kChordValues;

}  // namespace seaglass::jam
