#pragma once
// One sounding note of a tracks patch: reads the recordings nearest to its pitch and velocity and drives oscillators,
// noise and transient with what they hold. Frames lie on the voice's own grid, from its onset and again from its
// release, so its samples do not depend on blocks or on other voices.

#include <cstdint>

#include "engine/dsp/ramp.h"
#include "engine/voice/kernels.h"
#include "engine/voice/noise_stream.h"
#include "engine/voice/note_library.h"
#include "engine/voice/part.h"
#include "engine/voice/track_reader.h"

namespace seaglass {

// What all voices of a model share. [control] sets it up, then it is only read.
struct VoiceContext {
  const VoiceKernels* kernels = nullptr;
  const NoteLibrary* library = nullptr;
  NoisePlan noise;
  double rate = 48000;
  std::vector<float> fade;  // raised cosine from 1 to 0 over kGhostSeconds
};

struct NoteStart {
  float key = 60;
  float velocity = 0.8f;
  float glide_from = 60;      // key at which the pitch begins
  float glide_seconds = 0;
  std::uint64_t seed = 0;     // of everything that differs from stroke to stroke
};

// All functions [worker], bounded, unless said otherwise.
class TrackVoice {
 public:
  // [control]
  void prepare(const VoiceContext& context) { context_ = &context; }

  void start(const NoteStart& note, const Part& part);

  // Gives n samples, mono; out must hold zeros.
  void process(const Part& part, float* out, int n);

  // From the next sample on: how much the note is damped (0 held, 1 let go). Leaving 0 begins a new frame.
  void damp(float damping);

  // The pitch wheel or a tuning moved: heard from the next sample on.
  void retune(const Part& part);

  // A new pitch for the sounding note, reached in glide_seconds.
  void glide_to(float key, float glide_seconds, const Part& part);

  void set_key(float key, const Part& part);
  void set_pressure(float pressure) { pressure_ = pressure; }
  void set_gain(float db);
  void set_pan(float position);
  void set_brightness(float db_per_octave) { brightness_ = db_per_octave; }

  // Fades out within kGhostSeconds, whatever else happens.
  void fade_out();

  bool active() const { return active_; }
  bool fading() const { return fade_at_ >= 0; }
  int fade_position() const { return fade_at_; }
  bool released() const { return damping_ > 0; }
  float level_db() const { return level_db_; }  // about how loud it is, for choosing whom to take
  float key() const { return key_; }
  const Ramp& pan() const { return pan_; }
  void advance_pan(int n) { pan_.advance(n); }

 private:
  void gather_partials(const Place& place, float hz);
  void gather_noise(const Place& place);
  void stretch(float cents_per_octave);
  void begin_frame(const Part& part);
  void read_levels(const Part& part);
  void mix_rows(bool noise, int count, float* out_db);
  void shape_partials(const Part& part, float level_db);
  void next_pitch(const Part& part, double seconds);
  void tune(const Part& part);
  float moving_db_gain(const Part& part) const;
  void render(float* out, int n);
  void add_transient(float* out, int n);
  void apply_level(float* out, int n);

  const VoiceContext* context_ = nullptr;
  NoteMix mix_;
  TrackReader readers_[4];
  PartialBank bank_;
  NoiseStream noise_;

  // Fixed at the onset.
  float mean_db_[kMaxPartials], noise_mean_db_[kNoiseBands];  // of the mix, for the size of its movements
  float place_db_[kMaxPartials];      // stroke-to-stroke differences
  float octave_[kMaxPartials];        // log2 of the partial's frequency against 1 kHz
  float release_rate_[kMaxPartials], noise_release_rate_[kNoiseBands];  // dB per second
  float ratio_[kMaxPartials];         // as recorded, before stretching
  float base_hz_ = 0, base_key_ = 0;  // unpitched: frequency that ratios refer to, key that was struck
  float spread_gain_ = 0;             // what averaging several recordings takes from their movement, minus one
  float gain_db_ = 0, dynamic_ = 0, velocity_ = 0, transient_gain_ = 0;
  bool pitched_ = true, one_shot_ = false;
  std::uint64_t seed_ = 0;

  // Moving.
  float target_db_[kMaxPartials], density_db_[kNoiseBands];
  float key_ = 60, glide_from_ = 60;
  double glide_left_ = 0, glide_time_ = 0;  // seconds
  double time_ = 0;                         // seconds since onset
  double vibrato_phase_ = 0;
  double released_s_ = 0;                   // damped time, in seconds of full damping
  float damping_ = 0;
  float pressure_ = 0, brightness_ = 0, stretch_ = 0;
  float contour_ = 0, contour_from_ = 0, contour_to_ = 0;  // semitones: now, over this frame
  Ramp level_{1}, pan_{0};
  float level_db_ = -200;
  std::int64_t frame_ = 0;
  int into_frame_ = 0, frame_length_ = 0;  // samples; a frame is cut short where a release begins
  int to_tune_ = 0, tune_step_ = 0, since_tune_ = 0;
  int transient_at_ = 0;
  int fade_at_ = -1;
  bool active_ = false, ending_ = false;
};

}  // namespace seaglass
