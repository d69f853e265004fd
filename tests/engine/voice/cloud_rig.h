#pragma once
// Swarms for the tests of clouds.

#include <algorithm>
#include <cmath>
#include <set>
#include <vector>

#include "tests/support/both_kinds.h"
#include "tests/support/signal.h"

namespace seaglass::test {

using enum ParameterId;

inline constexpr int kOn = 401;

// A swarm whose members differ in nothing that is not asked for.
inline std::vector<Event> plain_cloud(int voices, float cents = 0, float seconds = 0) {
  return plain_sound() + std::vector{control(0, kCloud, float(voices)), control(0, kCloudPitch, cents), control(0, kCloudTime, seconds),
                                     control(0, kCloudTimbre, 0), control(0, kCloudDrift, 0)};
}

inline std::vector<Event> cloud(int voices, float seconds) { return {control(0, kCloud, float(voices)), control(0, kCloudTime, seconds)}; }

inline bool same(const Sound& a, const Sound& b) {
  return first_difference(a.left, b.left) == -1 && first_difference(a.right, b.right) == -1;
}

inline StageReport stage_of(const Model& model) {
  StageReport stage;
  model.report(stage);
  return stage;
}

inline std::vector<VoiceReport> voices_of(const Model& model) {
  const StageReport stage = stage_of(model);
  return {stage.voices.begin(), stage.voices.begin() + stage.voice_count};
}

inline std::set<int> numbers_of(const Model& model) {
  std::set<int> numbers;
  for (const VoiceReport& v : voices_of(model)) numbers.insert(v.voice);
  return numbers;
}

inline void run(Model& model, int samples) {
  std::vector<float> left(kMaxSpan), right(kMaxSpan);
  for (int at = 0; at < samples; at += 64) model.process({}, {left.data(), right.data(), std::min(64, samples - at)});
}

inline void tell(Model& model, const std::vector<Event>& events) {
  for (const Event& e : events) (void)model.apply(e);
}

inline double level_db(const Sound& s, int from, int until) {
  const auto part = [&](const std::vector<float>& x) { return rms(std::span(x).subspan(std::size_t(from), std::size_t(until - from))); };
  return 20 * std::log10(std::hypot(part(s.left), part(s.right)));
}

}  // namespace seaglass::test
