#pragma once
// What keys do to voices: a key starts one voice or a swarm of them (engine/voice/cloud.h), the keys of a mono part are one
// line, pedals hold what hands let go, and a note that sounds can be told more.

#include <array>
#include <cstdint>

#include "engine/model.h"
#include "engine/voice/chord.h"
#include "engine/voice/mono_line.h"
#include "engine/voice/part.h"
#include "engine/voice/voice_pool.h"

namespace seaglass {

// A part, and the keys that are down where it is mono or legato.
struct PlayedPart {
  Part part;
  MonoLine line;
};
using PlayedParts = std::array<PlayedPart, kParts>;

// All functions [worker], bounded, unless said otherwise.
class Notes {
 public:
  // [control] Both outlive it.
  Notes(VoicePool& pool, PlayedParts& parts) : pool_(pool), parts_(parts) {}

  // [control] For a rate in Hz; all that looks random follows from the seed and the events.
  void prepare(double rate, std::uint64_t seed);

  // kNoteOn, kNoteOff; kNoteSet and kNotePressure, for the notes that are held; kVoiceSet.
  Applied on(const Event& event);
  void off(const Event& event);
  void set(const Event& event);
  void set_voice(const Event& event);

  // So many samples have passed.
  void advance(int count) { now_ += count; }

  // Every key of the part is let go; every note of it ends, whatever holds it.
  void all_off(int part);
  void all_sound_off(int part);

  // The part's sostenuto pedal went down or up; a pedal moved; the pitch of the whole part did.
  void hold_sostenuto(int part);
  void damp(int part);
  void retune(int part);

  // ---------------------------------------------------------------------------------------------------------------
 private:
  Part& part(int number) { return parts_[std::size_t(number)].part; }
  Applied start(const Event& event, float glide_from, float glide_seconds);
  void start_others(int own, const NoteStart& first, std::span<const CloudPlace> places);
  Applied line_on(const Event& event);
  bool line_off(const Event& event, int part);
  bool is_meant(int voice, const Event& event) const;
  void set_note(int voice, const Event& event);
  void release(int voice);

  VoicePool& pool_;
  PlayedParts& parts_;
  Chord chord_;
  SampleIndex now_ = 0;
  double rate_ = 48000;
  std::uint64_t seed_ = 0;
  std::uint64_t notes_ = 0;  // serial number of the newest
};

}  // namespace seaglass
