#include "tools/seaglass/load_trial.h"

#include <algorithm>
#include <array>

#include "engine/audio_buffer.h"
#include "io/os/cpu_time.h"
#include "io/os/time.h"

namespace seaglass {
namespace {

constexpr int kOnsetTries = 9;
constexpr double kFadedSeconds = 0.02;  // after which stopped voices are gone

// The heaviest music that the patch allows: low notes have the most partials, and sustained ones do not die away.
int heaviest_place(const Patch& patch) {
  for (std::size_t i = 0; i < patch.places.size(); i++)
    if (patch.places[i].sustained && patch.places[i].pitched) return int(i);
  return 0;
}

// `voices` notes at once, from the place's lowest key up; part p plays on pair p.
void strike(Renderer& renderer, const LoadedPatch& patch, int voices, int pairs) {
  const int place = heaviest_place(*patch.patch);
  const Place& p = patch.patch->places[std::size_t(place)];
  const SampleIndex at = renderer.position();
  (void)renderer.schedule({.at = at, .kind = EventKind::kPlace, .part = kAllParts, .index = std::uint8_t(place)});
  for (int pair = 1; pair < pairs; pair++)
    (void)renderer.schedule({.at = at, .kind = EventKind::kControl, .part = std::uint8_t(pair),
                             .index = std::uint8_t(ParameterId::kOutput), .value = float(pair + 1)});
  for (int i = 0; i < voices; i++) {
    const float key = float(p.low) + float(i % std::max(1, (p.high - p.low) / 2));
    (void)renderer.schedule({.at = at, .kind = EventKind::kNoteOn, .source = Source::kScore, .part = std::uint8_t(i % pairs),
                             .id = i, .value = key, .value2 = 0.7f});
  }
}

struct Rig {
  Rig(const LoadedPatch& patch, int voices, int block, double rate, int pairs)
      : buffer(block), renderer(rate, make_model(patch, {.rate = rate, .voices = voices})), out(pairs, block) {}
  double render() {
    const Nanoseconds began = io::now_ns();
    renderer.render({}, out.span(buffer));
    return double(io::now_ns() - began) * 1e-3;
  }
  int buffer;
  Renderer renderer;
  AudioBuffer out;
};

}  // namespace

double measure_onsets(const LoadedPatch& patch, int voices, int buffer, double rate, int pairs) {
  Rig rig(patch, voices, buffer, rate, pairs);
  double least = 1e12;
  for (int i = 0; i < kOnsetTries; i++) {
    strike(rig.renderer, patch, voices, pairs);
    least = std::min(least, rig.render());
    (void)rig.renderer.schedule({.at = rig.renderer.position(), .kind = EventKind::kPanic});
    while (rig.renderer.sounding() > 0 || rig.renderer.pending() > 0) rig.render();
    for (int faded = 0; faded < kFadedSeconds * rate; faded += buffer) rig.render();
  }
  return least;
}

SynthCapacity capacity_in_time(const LoadedPatch& patch, int buffer, double rate) {
  constexpr int kTried = 64;
  constexpr double kTrialSeconds = 0.25, kRoomToBegin = 0.25;
  const LoadTrial trial = measure_load(patch, kTried, buffer, rate, kTrialSeconds);
  const double stretch_us = kTellStretch / rate * 1e6;
  return {.sounding = std::clamp(int(kTried * kRoom / std::max(trial.cpu_s_per_s, 1e-6)), 1, kMaxVoices),
          .told = std::clamp(int(kTried * kRoomToBegin * stretch_us / std::max(trial.worst_onset_us, 1e-3)), 1, kMaxVoices)};
}

LoadTrial measure_load(const LoadedPatch& patch, int voices, int buffer, double rate, double seconds, int pairs) {
  LoadTrial trial;
  Rig rig(patch, voices, buffer, rate, pairs);
  strike(rig.renderer, patch, voices, pairs);
  const auto blocks = std::int64_t(seconds * rate / buffer) + 1;
  const double period_us = buffer / rate * 1e6;
  const double before = io::thread_cpu_seconds();
  for (std::int64_t i = 0; i < blocks; i++) {
    const double us = rig.render();
    trial.steps->add(us);
    trial.over_period += us > period_us;
  }
  trial.cpu_s_per_s = (io::thread_cpu_seconds() - before) / (double(blocks) * buffer / rate);
  trial.voices = rig.renderer.sounding();
  trial.worst_onset_us = measure_onsets(patch, voices, buffer, rate, pairs);
  return trial;
}

}  // namespace seaglass
