#pragma once
// A polyphonic instrument, whatever its voices' levels come from: sixteen parts share a pool of voices.

#include <array>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "engine/model.h"
#include "engine/patch/patch.h"
#include "engine/voice/bus.h"
#include "engine/voice/cpu_synth.h"
#include "engine/voice/notes.h"
#include "engine/voice/voice_pool.h"
#include "engine/voice/voice_telling.h"

namespace seaglass {

// [control] Makes what carries out a model's orders. The context and the library, which is null for a patch without a
// network, outlive it.
using MakeSynth = std::function<std::unique_ptr<Synth>(const VoiceContext&, const NeuralLibrary*, int voices)>;

class VoiceModel : public Model {
 public:
  void prepare(const ModelSetup& setup) final;
  Applied apply(const Event& event) final;
  void advance(int count, int pairs) final;
  bool full() const final { return orders_.full(); }
  void post() final { synth_->post(orders_.view()); }
  void finish(InputSpan in, const AudioSpan& out) final;
  bool sounds() const final { return sounds_; }
  bool elsewhere() const final { return bool(make_synth_); }
  std::optional<Event> wish() const final;
  int sounding() const final { return pool_.sounding(); }
  void report(StageReport& report) const final;

 protected:
  // [control] Patch and kernels outlive the model. With `make_synth` it may sound in another process, else in this one.
  VoiceModel(const Patch& patch, const VoiceKernels& kernels, MakeSynth make_synth = {})
      : patch_(patch), kernels_(kernels), make_synth_(std::move(make_synth)) {}

  // [control] Makes a timbre for each of `count` voices; timbre(i) gives them afterwards.
  virtual void prepare_timbres(int count, double rate) = 0;
  virtual Timbre& timbre(int voice) = 0;

  // [control] What neural orders refer to, or null.
  virtual const NeuralLibrary* library() const { return nullptr; }

  const VoiceKernels& kernels() const { return kernels_; }

 private:
  // Where a part's bus stood in a stretch of the piece, for mixing it once there is sound.
  struct BusStretch {
    int part = 0, at = 0, count = 0;
    Bus bus;
  };

  void order_stretch(int count);
  void route(int pairs);
  void controller(const Event& event, int part);
  void set_parameter(int part, ParameterId id, float value);
  void program(int part, int number);
  void set_place(int part, int place);
  void update_mix(int part);
  void panic();
  Applied hand_over(const Event& event);
  Part& part(int number) { return parts_[std::size_t(number)].part; }
  const Part& part(int number) const { return parts_[std::size_t(number)].part; }

  const Patch& patch_;
  const VoiceKernels& kernels_;
  MakeSynth make_synth_;
  VoiceContext context_;
  VoiceTime times_;
  ModelSetup setup_;
  int gain_ramp_ = 240;  // samples
  VoicePool pool_;
  PlayedParts parts_;
  Notes notes_{pool_, parts_};
  VoiceTelling telling_;
  int handed_ = kMaxVoices;  // what the synth could sound when they were last handed over; in a replay it wishes nothing
  std::array<Bus, kParts> buses_;
  int pairs_ = 0;        // among which the parts are routed
  bool routed_ = false;  // and no part has been told another since

  // Of the piece.
  SampleIndex position_ = 0;
  OrderList orders_;
  std::vector<BusStretch> stretches_;
  std::unique_ptr<Synth> synth_;
  PartSums sums_;
  bool sounds_ = true;
};

}  // namespace seaglass
