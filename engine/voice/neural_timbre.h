#pragma once
// What a neural patch's notes are made of, and when they ask for levels. The network is asked at every frame of the first
// kOnsetFrames, then every kStride frames for the levels kStride frames ahead, which are approached in straight lines; the
// phase of these is the note's own, so that notes struck together do not come due together. When the timbre position or the
// pitch moves, it is asked sooner. Movement is laid over that at its own rate.

#include "engine/voice/kernels.h"
#include "engine/voice/movement.h"
#include "engine/voice/neural_library.h"
#include "engine/voice/timbre.h"

namespace seaglass {

class NeuralTimbre final : public Timbre {
 public:
  // [control]
  void prepare(const NeuralLibrary& library, const VoiceKernels& kernels) {
    library_ = &library;
    kernels_ = &kernels;
  }

  void start(const NoteStart& note, const NotePart& part, Spectrum& spectrum) override;
  void advance(const Moment& moment, const NotePart& part) override;
  bool order(const NotePart& part, Spectrum& spectrum, FrameOrder& frame, OrderList& orders) override;
  void resume() override { anew_ = true; }
  bool past_end() const override { return tail_db_per_s_ > 0 && own_time_ >= limit_s_; }

  // [worker] After advance(): whether the network is asked, and with which inputs [kNetInputs].
  bool asks() const { return asks_; }
  void question(float* inputs) const;

 private:
  struct Setting {  // what a mix depends on
    TimbrePosition position;
    std::array<float, kTimbreDims> offset{};

    friend bool operator==(const Setting&, const Setting&) = default;
  };
  Setting setting_of(const NotePart& part) const;
  void blend();
  void pitch(double key);
  double ahead(int frames) const;
  void release_rates(Spectrum& spectrum) const;
  void move(const NotePart& part, NeuralOrder& order, OrderList& orders);

  const NeuralLibrary* library_ = nullptr;
  const VoiceKernels* kernels_ = nullptr;

  // Fixed at the onset.
  std::uint64_t seed_ = 0;
  float velocity_ = 0.8f;
  double struck_ = 60;  // key
  int home_ = 0, placing_ = 0;
  bool pitched_ = true;

  // The mix, and what it is on average.
  Setting setting_;
  PointMix mix_;
  std::array<float, kTimbreDims> place_{};  // in the timbre space, offsets included
  std::array<float, 2> release_{};          // dB per second at 100 Hz, at 5 kHz
  float cents_[kMaxPartials];
  float limit_s_ = 1, hz_ = 0, own_key_ = 60;  // the last two: of unpitched points
  bool blended_ = false;                       // since the last read

  // At the present pitch.
  double key_ = 60;     // that the network is told
  std::array<float, kTimbreDims> shade_{};  // what this key adds to the position
  std::array<float, kTimbreDims> aside_{};  // and its place in a swarm
  float gain_db_ = 0, tail_db_per_s_ = 0, base_octave_ = 0;
  float ratio_[kMaxPartials], octave_[kMaxPartials];  // octave_: log2 of the ratio

  // Moving.
  double time_ = 0, own_time_ = 0, hop_ = 0, attack_ = 1;  // seconds since the onset; own: with the attack stretched
  double goal_s_ = 0;                                      // own time that the present question is about
  int frame_ = 0;
  int asked_ = 0, stride_ = 1;    // frames since the last question, frames until the next
  int moved_ = 0, move_stride_ = 1;
  bool asks_ = false;
  bool anew_ = false;  // the next order stands for itself
  float drift_ = 1;
  Movement movement_;
};

}  // namespace seaglass
