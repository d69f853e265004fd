// MIDI clock, song positions and their times: a byte for what comes, two for the pause before it. Whatever ticks, the tempo is
// one that can be played.

#include "io/midi/clock_follower.h"

#include <cmath>

#include "tests/fuzz/fuzz.h"

namespace seaglass::fuzz {
namespace {

constexpr double kFastest = 1001;  // beats a minute

const Target target("midi_clock", [](Bytes input) {
  Choices from(input);
  io::ClockFollower follower;
  Nanoseconds now = from.byte() * Nanoseconds{1'000'000'000};
  std::uint64_t messages = 0;
  while (!from.empty()) {
    const std::uint8_t kind = from.byte();
    const std::uint8_t status = kind < 192 ? 0xf8 : std::uint8_t(0xf0 | (kind & 15));
    now += Nanoseconds(from.big(2)) * (kind % 3 == 0 ? 100'000 : 1000);
    const std::uint8_t message[] = {status, status == 0xf2 ? from.byte() : std::uint8_t(0), status == 0xf2 ? from.byte() : std::uint8_t(0)};
    follower.receive(Bytes(message).first(status == 0xf2 ? 3 : 1), now);
    const io::MidiClock clock = follower.read();
    must(std::isfinite(clock.tempo()) && clock.tempo() >= 0 && clock.tempo() <= kFastest, "a tempo is 0 to 1000");
    must(std::isfinite(clock.beat) && std::fabs(clock.beat) < 1e9, "a beat is near");
    must(std::isfinite(clock.time_ns) && std::fabs(clock.time_ns - double(clock.newest)) < 60e9, "a tick is near its time");
    must(std::isfinite(clock.start) && clock.start >= 0, "a song starts somewhere");
    must(clock.newest <= now, "nothing has come that has not come yet");
    must(follower.messages() >= messages && follower.messages() <= messages + 1, "each message counts once");
    messages = follower.messages();
  }
});

}  // namespace
}  // namespace seaglass::fuzz
