#pragma once
// The first Model: a polyphonic instrument that plays measured tracks. Sixteen parts share a pool of voices.

#include <array>
#include <memory>
#include <vector>

#include "engine/model.h"
#include "engine/voice/mono_line.h"
#include "engine/voice/track_voice.h"

namespace seaglass {

class TrackModel final : public Model {
 public:
  // [control]
  TrackModel(std::shared_ptr<const TrackPatch> patch, const VoiceKernels& kernels);

  void prepare(const ModelSetup& setup) override;
  Applied apply(const Event& event) override;
  void process(InputSpan in, const AudioSpan& out) override;
  int sounding() const override;

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
  struct PartBus {
    Part part;
    MonoLine line;
    Ramp left{1}, right{1};
  };

  Applied note_on(const Event& event);
  void note_off(const Event& event);
  Applied start_voice(const Event& event, float glide_from, float glide_seconds);
  Applied line_on(const Event& event, PartBus& bus);
  bool line_off(const Event& event, PartBus& bus);
  void note_set(const Event& event);
  void controller(const Event& event, int part);
  void set_parameter(int part, ParameterId id, float value);
  void program(int part, int number);
  void all_notes_off(int part);
  void all_sound_off(int part);
  Applied shed(int count);

  // The least audible voice that is not fading yet, or -1.
  int least_audible() const;
  int free_voice();
  int find_voice(int part) const;  // newest of a part whose key is down
  void release(int voice);
  void update_damping(int part);
  void retune(int part);
  void update_gains(int part);
  template <class Do>
  void for_parts(const Event& event, Do act);
  void mix_part(int part, const AudioSpan& out);
  void pan_voice(TrackVoice& voice, const float* mono, float* left, float* right, int count);

  std::shared_ptr<const TrackPatch> patch_;
  const VoiceKernels& kernels_;
  std::unique_ptr<NoteLibrary> library_;
  VoiceContext context_;
  ModelSetup setup_;
  int gain_ramp_ = 240;  // samples
  std::vector<TrackVoice> voices_;
  std::vector<Owner> owners_;
  std::array<PartBus, kParts> buses_;
  std::uint64_t notes_ = 0;  // serial number of the newest
};

}  // namespace seaglass
