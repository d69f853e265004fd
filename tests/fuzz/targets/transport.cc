// What conductors and clocks ask of the beat, in any order: there is always one beat for each sample.

#include "engine/transport/transport.h"

#include <cmath>

#include "tests/fuzz/fuzz.h"

namespace seaglass::fuzz {
namespace {

constexpr double kRate = 48000, kFarthest = 1e6;  // beats, as /transport/locate allows

double beat_of(Choices& from) { return from.below(4) == 0 ? std::fmin(std::fmax(from.number(), -kFarthest), kFarthest) : from.below(64); }

void check(const BeatMap& map, SampleIndex now) {
  must(map.count >= 1 && map.count <= BeatMap::kMostLines, "a map has lines");
  for (int i = 0; i < map.count; i++) {
    const BeatLine& line = map.lines[std::size_t(i)];
    must(std::isfinite(line.beat) && std::fabs(line.beat) < 2 * kFarthest, "a beat is near");
    must(std::isfinite(line.beats_per_sample) && line.beats_per_sample > 0, "the beat goes forward");
    if (i > 0) must(line.sample >= map.lines[std::size_t(i - 1)].sample, "lines stand in order");
  }
  const double s = double(now), tempo = map.tempo_at(s);
  must(std::isfinite(map.beat_at(s)) && std::isfinite(tempo) && tempo > 0, "every sample has a beat and a tempo");
  if (!map.playing_at(s)) return;
  const auto back = map.sample_of(map.beat_at(s));
  must(back.has_value(), "a beat that plays stands on a sample");
}

void act(Transport& transport, Choices& from, SampleIndex now, std::uint32_t& take) {
  const Transport::Moment m{.now = now, .at = now + from.byte() * 16 - 1024};
  switch (from.below(8)) {
    case 0: transport.start(m); break;
    case 1: transport.stop(m); break;
    case 2: transport.resume(m); break;
    case 3: transport.locate(beat_of(from), m); break;
    case 4: transport.set_tempo(from.number(), m); break;
    case 5: transport.tap(double(now) - from.byte(), m); break;
    case 6: transport.release(); break;
    default: {
      const int kind = from.byte();
      if ((kind & 3) == 0) take++;
      transport.follow((kind & 4) != 0 ? BeatAuthority::kLink : BeatAuthority::kMidiClock,
                       {.sample = double(now) + (kind & 8) * 100.0, .beat = beat_of(from),
                        .beats_per_sample = (20 + from.byte()) / (60 * kRate), .playing = (kind & 16) != 0, .take = take,
                        .start = beat_of(from), .placed = (kind & 32) != 0},
                       m);
    }
  }
}

const Target target("transport", [](Bytes input) {
  Choices from(input);
  Transport transport(kRate, 20 + from.byte());
  SampleIndex now = 0;
  std::uint32_t take = 0;
  while (!from.empty()) {
    now += SampleIndex(from.byte()) * (from.byte() & 3) * 64;
    act(transport, from, now, take);
    check(transport.map(), now);
    (void)transport.authority(now);
  }
});

}  // namespace
}  // namespace seaglass::fuzz
