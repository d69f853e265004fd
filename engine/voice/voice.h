#pragma once
// One sounding note: oscillators, noise and transient, driven by what a timbre says once a frame. Frames lie on the voice's
// own grid, from its onset and again from its release, so its samples do not depend on blocks or on other voices.

#include <cstdint>
#include <vector>

#include "engine/dsp/ramp.h"
#include "engine/voice/kernels.h"
#include "engine/voice/noise_stream.h"
#include "engine/voice/part.h"
#include "engine/voice/timbre.h"

namespace seaglass {

// What all voices of a model share. [control] sets it up, then it is only read.
struct VoiceContext {
  const VoiceKernels* kernels = nullptr;
  NoisePlan noise;
  double rate = 48000;
  std::vector<float> fade;  // raised cosine from 1 to 0 over kGhostSeconds

  // [control] For a rate in Hz.
  static VoiceContext make(const VoiceKernels& kernels, double rate);
};

// All functions [worker], bounded, unless said otherwise.
class Voice {
 public:
  // [control] Both outlive the voice.
  void prepare(const VoiceContext& context, Timbre& timbre);

  void start(const NoteStart& note, const Part& part);

  // A frame begins in two steps, so that many voices' timbres can compute between them. advance() is false when the voice
  // has ended instead.
  bool frame_due() const { return active_ && into_frame_ == frame_length_; }
  bool advance(const Part& part);
  void begin_frame(const Part& part);

  // Gives samples up to the end of the frame, n at most, mono; out must hold zeros. Returns how many.
  int render(const Part& part, float* out, int n);

  // From the next sample on: how much the note is damped (0 held, 1 let go). Leaving 0 begins a new frame.
  void damp(float damping);

  // The pitch wheel or a tuning moved: heard from the next sample on.
  void retune(const Part& part);

  // A new pitch for the sounding note, reached in glide_seconds.
  void glide_to(float key, float glide_seconds, const Part& part);

  void set_key(float key, const Part& part);
  void set_pressure(float pressure) { pressure_ = pressure; }
  void set_brightness(float db_per_octave) { brightness_ = db_per_octave; }

  // `at_onset`: it came with the note-on, and a note that has not begun to sound has it from its first sample. Otherwise
  // gain and pan are approached.
  void set_gain(float db, bool at_onset);
  void set_pan(float position, bool at_onset);

  // The note's own value of a parameter, instead of the part's.
  void set_own(ParameterId id, float value, bool at_onset, const Part& part);

  // Fades out within kGhostSeconds, whatever else happens.
  void fade_out();

  bool active() const { return active_; }
  bool begun() const { return frame_ > 0; }  // to sound, since its start()
  bool fading() const { return fade_at_ >= 0; }
  int fade_position() const { return fade_at_; }
  bool released() const { return damping_ > 0; }
  float level_db() const { return level_db_; }  // about how loud it is, for choosing whom to take
  float key() const { return key_; }
  const Ramp& pan() const { return pan_; }
  void advance_pan(int n) { pan_.advance(n); }

 private:
  void strike(const Part& part);
  void read_levels(const NotePart& part);
  float grip() const;
  void shape(const NotePart& part, float level_db);
  void tune_partials(float cents_per_octave);
  void next_pitch(const NotePart& part);
  void tune(const Part& part);
  double glide_rest() const { return glide_left_ > 0 ? glide_left_ / glide_time_ : 0.0; }
  void add_transient(float* out, int n);
  void apply_level(float* out, int n);

  const VoiceContext* context_ = nullptr;
  Timbre* timbre_ = nullptr;
  PartialBank bank_;
  NoiseStream noise_;
  Spectrum spectrum_;
  LevelFrame levels_;

  // Fixed at the onset.
  float base_key_ = 0;  // that was struck; an unpitched note is tuned from it
  float velocity_db_ = 0, transient_gain_ = 0;
  std::uint64_t seed_ = 0;
  NoteStart note_;
  int placing_ = 0;     // of the part

  // Moving.
  float key_ = 60, glide_from_ = 60;
  double glide_left_ = 0, glide_time_ = 0;  // seconds
  double time_ = 0;                         // seconds since onset
  double elapsed_ = 0;                      // of them since the frame before
  double vibrato_phase_ = 0;
  double released_s_ = 0;                   // damped time, in seconds of full damping
  float damping_ = 0;
  double let_go_s_ = 0;                     // since a hand let go of it
  float grip_ = 1;                          // share of the release that damping has, set where a note is let go
  float loudest_db_ = -200, fallen_db_ = 0;  // of the frames while held, and the newest below it; without pressure
  float pressure_ = 0, brightness_ = 0, stretch_ = 0;
  float contour_ = 0, contour_from_ = 0, contour_to_ = 0;  // semitones: now, over this frame
  Ramp level_{1}, pan_{0};
  float level_db_ = -200;
  std::int64_t frame_ = 0;
  int into_frame_ = 0, frame_length_ = 0;  // samples; a frame is cut short where a release begins
  int to_tune_ = 0, tune_step_ = 0, since_tune_ = 0;
  int transient_at_ = 0;
  int fade_at_ = -1;
  bool active_ = false, ending_ = false, panned_ = false;  // panned: by the player
  NoteControls own_;
};

}  // namespace seaglass
