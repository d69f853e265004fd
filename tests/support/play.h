#pragma once
// Plays events on a model, offline and in blocks of any size, without the master behind it.

#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "engine/model.h"
#include "engine/note_key.h"
#include "engine/voice/track_model.h"
#include "kernels/kernels.h"
#include "tests/support/small_patch.h"
#include "tests/support/sound.h"

namespace seaglass::test {

inline std::unique_ptr<TrackModel> make_small_model(const ModelSetup& setup = {},
                                                    const VoiceKernels& kernels = kernels::best()) {
  auto model = std::make_unique<TrackModel>(small_patch(), kernels);
  model->prepare(setup);
  return model;
}

// Samples [0, count) of each of `pairs` pairs with `events`, in order of their samples, each applied right before its sample.
// Blocks are `block` long; `each`, where given, is called after every piece with the sample reached.
inline Sound play(Model& model, std::span<const Event> events, int count, int block,
                  const std::function<void(int)>& each = {}, int pairs = 1) {
  Sound sound = still_sound(std::size_t(count), pairs, 7.0f);
  std::size_t next = 0;
  for (int at = 0; at < count;) {
    for (; next < events.size() && events[next].at <= at; next++) (void)model.apply(events[next]);
    int n = std::min({count - at, block - at % block, kMaxSpan});
    if (next < events.size()) n = std::min(n, int(events[next].at) - at);
    model.process({}, sound.span(std::size_t(at), n));
    at += n;
    if (each) each(at);
  }
  return sound;
}

inline Event note_on(SampleIndex at, int id, float key, float velocity = 0.8f, int part = 0) {
  return {.at = at, .kind = EventKind::kNoteOn, .source = Source::kMidi, .part = std::uint8_t(part), .id = id,
          .value = key, .value2 = velocity};
}
inline Event note_off(SampleIndex at, int id, int part = 0) {
  return {.at = at, .kind = EventKind::kNoteOff, .source = Source::kMidi, .part = std::uint8_t(part), .id = id};
}
inline Event note_set(SampleIndex at, int id, NoteKey key, float value, int part = 0) {
  return {.at = at, .kind = EventKind::kNoteSet, .source = Source::kMidi, .part = std::uint8_t(part),
          .index = std::uint8_t(key), .id = id, .value = value};
}
inline Event note_set(SampleIndex at, int id, ParameterId own, float value, int part = 0) {
  return {.at = at, .kind = EventKind::kNoteSet, .source = Source::kMidi, .part = std::uint8_t(part),
          .index = own_value_index(own), .id = id, .value = value};
}
// Given with the note-on of the same sample.
inline Event at_onset(Event note_set) {
  note_set.value2 = 1;
  return note_set;
}
inline Event controller(SampleIndex at, int number, float value, int part = 0) {
  return {.at = at, .kind = EventKind::kController, .source = Source::kMidi, .part = std::uint8_t(part),
          .index = std::uint8_t(number), .value = value};
}
inline Event control(SampleIndex at, ParameterId id, float value, int part = 0) {
  return {.at = at, .kind = EventKind::kControl, .source = Source::kOsc, .part = std::uint8_t(part),
          .index = std::uint8_t(id), .value = value};
}
inline Event program(SampleIndex at, int number, int part = 0) {
  return {.at = at, .kind = EventKind::kProgram, .source = Source::kMidi, .part = std::uint8_t(part),
          .index = std::uint8_t(number)};
}
inline Event bend(SampleIndex at, float value, int part = 0) {
  return {.at = at, .kind = EventKind::kBend, .source = Source::kMidi, .part = std::uint8_t(part), .value = value};
}
inline Event panic(SampleIndex at) { return {.at = at, .kind = EventKind::kPanic, .part = kAllParts}; }

// Silences what makes a pitch or a level move by itself: noise, drift, stereo spread.
inline std::vector<Event> plain_sound(int part = 0) {
  return {control(0, ParameterId::kDrift, 0, part), control(0, ParameterId::kNoise, -80, part),
          control(0, ParameterId::kWidth, 0, part)};
}

inline std::vector<Event> operator+(std::vector<Event> a, const std::vector<Event>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

}  // namespace seaglass::test
