#pragma once
// A polyphonic instrument, whatever its voices' levels come from: sixteen parts share a pool of voices.

#include <array>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "engine/model.h"
#include "engine/patch/patch.h"
#include "engine/voice/cpu_synth.h"
#include "engine/voice/mono_line.h"
#include "engine/voice/voice.h"

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
  void finish(InputSpan in, const AudioSpan& out) final;
  bool sounds() const final { return sounds_; }
  std::optional<Event> wish() const final;
  int sounding() const final;
  void report(StageReport& report) const final;

 protected:
  // [control] Patch and kernels outlive the model. Without `make_synth` it sounds in this process.
  VoiceModel(const Patch& patch, const VoiceKernels& kernels, MakeSynth make_synth = {})
      : patch_(patch), kernels_(kernels), make_synth_(std::move(make_synth)) {}

  // [control] Makes a timbre for each of `count` voices; timbre(i) gives them afterwards.
  virtual void prepare_timbres(int count, double rate) = 0;
  virtual Timbre& timbre(int voice) = 0;

  // [control] What neural orders refer to, or null.
  virtual const NeuralLibrary* library() const { return nullptr; }

  const VoiceKernels& kernels() const { return kernels_; }

 private:
  // Who a voice belongs to.
  struct Owner {
    Source source = Source::kEngine;
    std::uint8_t part = 0;
    std::int32_t id = 0;
    bool key_down = false;
    bool sostenuto = false;  // was down when the sostenuto pedal went down
    bool let_go = false;     // its key was struck again: damped, whatever the pedals do
    std::uint64_t serial = 0;
  };
  // The way of a part's sound to the outputs.
  struct Bus {
    Ramp left{1}, right{1};
    int pair = 0;  // that the part plays on
    std::array<Ramp, kMaxOutputs> shares;  // of each pair in its sound: 1 and 0, but while it crosses over
    bool crossing() const { return !shares[std::size_t(pair)].steady(); }
    void advance(int count);
  };
  struct PartBus : Bus {
    Part part;
    MonoLine line;
  };
  // Where a bus stood in a stretch of the piece, for mixing it once there is sound.
  struct BusStretch {
    int part = 0, at = 0, count = 0;
    Bus bus;
  };

  Applied note_on(const Event& event);
  void note_off(const Event& event);
  Applied start_voice(const Event& event, float glide_from, float glide_seconds);
  void start_others(int own, const NoteStart& first, std::span<const CloudPlace> places);
  int members(int part) const;
  void begin(int voice, const NoteStart& note, int part);
  Applied line_on(const Event& event, PartBus& bus);
  bool line_off(const Event& event, PartBus& bus);
  void note_set(const Event& event);
  bool is_meant(std::size_t voice, const Event& event) const;
  void voice_set(const Event& event);
  void set_note(int voice, const Event& event);
  void controller(const Event& event, int part);
  void set_parameter(int part, ParameterId id, float value);
  void program(int part, int number);
  void set_place(int part, int place);
  void all_notes_off(int part);
  void all_sound_off(int part);
  Applied shed(int count, bool of_waiting_too);
  Applied hand_over(const Event& event);
  void tell_some();

  // One that waits for its time in a swarm is not heard at all.
  bool less_audible(int a, int b) const;
  // The least audible voice that is not fading yet, or -1.
  int least_audible() const;
  int free_voice();
  int find_voice(int part) const;  // newest of a part whose key is down: of a swarm, one of it
  void release(int voice);
  void update_damping(int part);
  void retune(int part);
  void update_mix(int part);
  bool sounds(int part) const;
  void route(int pairs);
  template <class Do>
  void for_parts(const Event& event, Do act);
  void see();
  void order_stretch(int count);
  static void play(const Bus& bus, const float* left, const float* right, const StereoPair& out, int count);
  static void cross_over(const Bus& bus, const float* left, const float* right, const AudioSpan& out);

  const Patch& patch_;
  const VoiceKernels& kernels_;
  MakeSynth make_synth_;
  VoiceContext context_;
  VoiceTime times_;
  ModelSetup setup_;
  int gain_ramp_ = 240;  // samples
  std::vector<Voice> voices_;
  std::vector<Owner> owners_;
  std::vector<int> by_audibility_;  // room to put voices in order
  std::array<PartBus, kParts> buses_;
  int most_ = 0;         // voices that may sound
  int handed_ = kMaxVoices;  // what the synth could sound when they were last handed over; in a replay it wishes nothing

  // A synth that is told of voices anew: which, the loudest first, and when the next of them are.
  std::vector<int> to_tell_;
  std::size_t told_ = 0, tell_count_ = 0;
  int tell_at_once_ = 0;
  SampleIndex tell_at_ = 0;
  int pairs_ = 0;        // among which the parts are routed
  bool routed_ = false;  // and no part has been told another since
  std::uint64_t notes_ = 0;  // serial number of the newest

  // Of the piece.
  SampleIndex position_ = 0;
  OrderList orders_;
  std::vector<BusStretch> stretches_;
  std::unique_ptr<Synth> synth_;
  std::vector<VoiceLook> looks_;
  PartSums sums_;
  bool sounds_ = true;
};

}  // namespace seaglass
