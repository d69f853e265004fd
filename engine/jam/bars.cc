#include "engine/jam/bars.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace seaglass::jam {
namespace {

constexpr int kFramesPerWhole = 4 * kFramesPerQuarter;
constexpr int kLongestBar = 24;  // frames whose place the network knows
constexpr int kFirstLoosePlace = 24;
constexpr int kOtherMeter = 8;

struct KnownMeter {
  int frames, beat;
};
// From index 1 on, in the order of the trainer's METERS.
constexpr std::array<KnownMeter, 7> kKnown{{{8, 4}, {12, 4}, {16, 4}, {12, 6}, {18, 6}, {24, 6}, {6, 2}}};

int beat_of(const Meter& m) {
  if (m.denominator != 8) return kFramesPerQuarter;
  return m.numerator % 3 == 0 && m.numerator > 3 ? 6 : 2;
}

}  // namespace

int tempo_step(double bpm) { return std::clamp(int(std::log2(bpm / 50) * 4), 0, 7); }

Setting in_bar(Frame frame, const Meter& meter) {
  const int length = std::max(1, meter.numerator * kFramesPerWhole / meter.denominator);
  const int place = int(((frame - meter.from) % length + length) % length);
  if (place >= kLongestBar) return without_bar(frame);
  Setting s{.place = place, .meter = kOtherMeter, .beat_frames = beat_of(meter)};
  for (std::size_t i = 0; i < kKnown.size(); i++)
    if (kKnown[i].frames == length && kKnown[i].beat == s.beat_frames) s.meter = int(i) + 1;
  return s;
}

Setting without_bar(Frame frame) {
  return {.place = kFirstLoosePlace + int(((frame % kFramesPerQuarter) + kFramesPerQuarter) % kFramesPerQuarter)};
}

}  // namespace seaglass::jam
