#include "io/file/midi_tempo_map.h"

#include <algorithm>

namespace seaglass::io {
namespace {

constexpr double kStandardBeat = 0.5;  // seconds: 120 beats a minute until the file says otherwise

}  // namespace

MidiTempoMap::MidiTempoMap(int division) {
  if ((division & 0x8000) == 0) {
    ticks_per_beat_ = division;
  } else {
    const int ticks = division & 0xff;
    switch (256 - (division >> 8)) {  // the frame rate is stored negative
      case 24: ticks_per_second_ = 24.0 * ticks; break;
      case 25: ticks_per_second_ = 25.0 * ticks; break;
      case 29: ticks_per_second_ = 30000.0 / 1001.0 * ticks; break;  // "30 drop"
      case 30: ticks_per_second_ = 30.0 * ticks; break;
      default: break;
    }
  }
  const double first =
      ticks_per_second_ > 0 ? 1 / ticks_per_second_ : kStandardBeat / std::max(1, ticks_per_beat_);
  tempos_.push_back({0, 0, first});
}

void MidiTempoMap::add(std::int64_t tick, int microseconds) {
  if (ticks_per_second_ > 0) return;
  const double per_tick = 1e-6 * microseconds / ticks_per_beat_;
  if (tick == tempos_.back().tick)
    tempos_.back().seconds_per_tick = per_tick;
  else
    tempos_.push_back({tick, 0, per_tick});
}

void MidiTempoMap::finish() {
  std::stable_sort(tempos_.begin(), tempos_.end(),
                   [](const Tempo& a, const Tempo& b) { return a.tick < b.tick; });
  for (std::size_t i = 1; i < tempos_.size(); i++) {
    const Tempo& before = tempos_[i - 1];
    tempos_[i].seconds =
        before.seconds + double(tempos_[i].tick - before.tick) * before.seconds_per_tick;
  }
  at_ = 0;
}

double MidiTempoMap::seconds_at(std::int64_t tick) {
  if (tick < tempos_[at_].tick) at_ = 0;
  while (at_ + 1 < tempos_.size() && tempos_[at_ + 1].tick <= tick) at_++;
  const Tempo& tempo = tempos_[at_];
  return tempo.seconds + double(tick - tempo.tick) * tempo.seconds_per_tick;
}

}  // namespace seaglass::io
