#pragma once
// Where a voice's levels come from: the seam between the kinds of patches. A timbre says what a note is made of and how
// loud each part of it is at the end of a control frame; the voice does all that the kinds have in common.

#include <cstdint>
#include <span>

#include "engine/config.h"
#include "engine/voice/cloud.h"
#include "engine/voice/note_controls.h"
#include "engine/voice/order_list.h"

namespace seaglass {

struct NoteStart {
  float key = 60;
  float velocity = 0.8f;
  float glide_from = 60;      // key at which the pitch begins
  float glide_seconds = 0;
  std::uint64_t seed = 0;     // of everything that differs from stroke to stroke
  int wait = 0;               // samples until it begins
  CloudPlace cloud{};         // its place in the key's swarm
};

// What a note is made of, filled at its onset. Some timbres change ratio, octave, release rates and hz while it sounds.
struct Spectrum {
  bool pitched = true, one_shot = false;
  bool sustained = false;              // sounds on at its level while it is held
  float hz = 0;                        // unpitched: what the ratios refer to
  int partials = 0;
  float ratio[kMaxPartials];           // f_k / f_0
  float phase[kMaxPartials];           // cycles, at the onset
  float octave[kMaxPartials];          // log2 of the partial's frequency against 1 kHz, within -4..4
  float ratio_octave[kMaxPartials];    // log2 of the ratio; only neural levels ask for it
  float release_rate[kMaxPartials];    // dB per second
  float noise_release_rate[kNoiseBands];
  float tilt = 0;                      // dB per octave that this velocity adds to the levels given
  std::span<const float> transient;    // waveform at the stream's rate, from the onset
  float transient_gain_db = 0;
};

// Where the note stands at the end of the frame that begins.
struct Moment {
  double elapsed;  // seconds since the end of the frame before
  double hop;      // seconds in a whole frame
  double key;      // pitch in MIDI keys: bend, tuning, transposition and glide included; vibrato and contour are not
  const CloudMember* cloud = nullptr;  // what it adds to the position in the timbre space
};

// [worker], bounded, all functions.
class Timbre {
 public:
  virtual ~Timbre() = default;

  virtual void start(const NoteStart& note, const NotePart& part, Spectrum& spectrum) = 0;

  // The next frame begins.
  virtual void advance(const Moment& moment, const NotePart& part) = 0;

  // Orders its levels; true when the spectrum changed.
  virtual bool order(const NotePart& part, Spectrum& spectrum, FrameOrder& frame, OrderList& orders) = 0;

  // The next frame's order shall not build on earlier ones.
  virtual void resume() {}

  // A decaying note has passed the end of what is known of it, and may end when it is silent.
  virtual bool past_end() const = 0;
};

// log2 of a noise band's frequency against 1 kHz.
extern const struct NoiseOctaves {
  NoiseOctaves();
  float octave[kNoiseBands];
} kNoiseOctaves;

// Release rate in dB per second at `octave` from 1 kHz: a straight line over log frequency from 100 Hz to 5 kHz.
float release_rate(const std::array<float, 2>& db_per_s, float octave);

// Smooth seeded wandering in [-1, 1] around `rate` per second: interpolated lattice noise.
float wander(std::uint64_t key, double time, double rate);

// The part of a note that the attack parameter stretches.
inline constexpr double kAttackSeconds = 0.15;

}  // namespace seaglass
