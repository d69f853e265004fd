#pragma once
// The sound of one voice on the CPU: oscillators, noise and transient, as its orders say.

#include <cstdint>
#include <vector>

#include "engine/dsp/ramp.h"
#include "engine/voice/kernels.h"
#include "engine/voice/neural_levels.h"
#include "engine/voice/noise_stream.h"
#include "engine/voice/orders.h"

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
class VoiceSound {
 public:
  // [control] Both outlive the voice; `library` is null where no order is neural.
  void prepare(const VoiceContext& context, const NeuralLibrary* library) {
    context_ = &context;
    library_ = library;
  }

  // The change and the frame of a run, if it has them. `answers`: what the network said, row by row.
  void begin(const RunOrder& run, const OrderView& orders, const float* answers, int answer_stride);

  // The run's samples, mono: out must hold zeros.
  void render(float* out, int n);

  // What it has is another's now: silent until it is struck.
  void forget() { told_ = false, over_ = true; }
  bool told() const { return told_; }

  VoiceLook look() const;
  bool over() const { return over_; }
  const Ramp& pan() const { return pan_; }
  void advance_pan(int n) { pan_.advance(n); }

 private:
  void change(const ChangeOrder& order);
  bool strike(const StrikeOrder& order);  // false: it has this note already, and goes on
  void frame(const FrameOrder& order, bool struck, const OrderView& orders, const float* answers, int answer_stride);
  void release(const FrameOrder& order);
  void shape(const FrameOrder& order);
  void judge(const FrameOrder& order);
  float grip() const;
  void next_pitch(const FrameOrder& order);
  void tune_stretch();
  void tune();
  void add_transient(float* out, int n);
  void apply_level(float* out, int n);

  const VoiceContext* context_ = nullptr;
  const NeuralLibrary* library_ = nullptr;
  PartialBank bank_;
  NoiseStream noise_;
  NeuralLevels neural_;
  PartialTable table_;
  LevelFrame levels_;

  // Fixed at the onset.
  std::uint64_t note_ = 0;
  bool told_ = false;  // of that note
  bool pitched_ = true, sustained_ = false;
  float base_key_ = 60;
  const float* transient_ = nullptr;
  int transient_count_ = 0;
  float transient_gain_ = 0;

  // Moving.
  float key_ = 60, offset_ = 0;             // semitones
  double released_s_ = 0;                   // damped time, in seconds of full damping
  double let_go_s_ = 0;                     // since a hand let go of it
  float damping_ = 0;
  float grip_ = 1;                          // share of the release that damping has, set where a note is let go
  float loudest_db_ = -200, fallen_db_ = 0;  // of the frames while held, and the newest below it; without pressure
  float contour_ = 0, contour_from_ = 0, contour_to_ = 0;  // semitones: now, over this frame
  Ramp level_{1}, pan_{0};
  float level_db_ = -200;
  int into_frame_ = 0;  // samples
  int to_tune_ = 0, tune_step_ = 0, since_tune_ = 0;
  int transient_at_ = 0;
  int fade_at_ = -1;
  bool ending_ = false, over_ = true;
};

}  // namespace seaglass
