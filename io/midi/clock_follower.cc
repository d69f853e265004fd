#include "io/midi/clock_follower.h"

#include "io/midi/clock_bytes.h"

namespace seaglass::io {

void ClockFollower::receive(std::span<const std::uint8_t> message, Nanoseconds when, Nanoseconds in_graph) noexcept {
  if (message.empty() || message.size() != (message[0] == kMidiPosition ? 3u : 1u)) return;
  switch (message[0]) {
    case kMidiTick: tick(when, in_graph); break;
    case kMidiStart: set_out(0); break;
    case kMidiContinue:
      if (clock_.playing) return;  // it goes on as it goes
      set_out(awaited_ ? next_ : song_);
      break;
    case kMidiStop: stop(); break;
    case kMidiPosition:
      if (message[1] > 127 || message[2] > 127) return;
      wind((message[1] | message[2] << 7) * kTicksPerSixteenth);
      break;
    default: return;
  }
  messages_.fetch_add(1, std::memory_order_relaxed);
  publish();
}

MidiClock ClockFollower::read() const {
  MidiClock clock = published_.load();
  clock.latency = latency_.load(std::memory_order_relaxed);
  clock.graph_ahead = graph_ahead_.load(std::memory_order_relaxed);
  return clock;
}

void ClockFollower::tick(Nanoseconds when, Nanoseconds in_graph) {
  if (clock_.playing && when - clock_.newest > TickLoop::kSilence) lose_place();
  const bool on_frame = latency_.load(std::memory_order_relaxed) == MidiClock::kOnFrame;
  if (on_frame != in_graph_) {
    lose_place();
    loop_ = {};
    in_graph_ = on_frame;
  }
  loop_.tick(on_frame ? in_graph : when);
  clock_.newest = when;
  if (!awaited_) return;
  awaited_ = false;
  song_ = next_;
  number_ = loop_.number();
  clock_.playing = clock_.placed = true;
  clock_.start = double(song_) / TickLoop::kTicksPerBeat;
  clock_.take++;
}

// It was away while the song went on, and nobody knows where it is now.
void ClockFollower::lose_place() {
  if (!clock_.playing) return;
  clock_.playing = clock_.placed = false;
  clock_.take++;
}

// Until that tick nothing has changed: a song that plays is where it was.
void ClockFollower::set_out(std::int64_t song) {
  next_ = song;
  awaited_ = true;
  loop_.set_out();
}

void ClockFollower::wind(std::int64_t song) {
  if (clock_.playing || awaited_) set_out(song);
  if (clock_.playing) return;
  song_ = song;
  clock_.placed = true;
  clock_.take++;
}

// Many clocks tick on; the song waits for the tick after the last one.
void ClockFollower::stop() {
  if (awaited_)
    song_ = next_;
  else if (clock_.playing)
    song_ += loop_.number() - number_ + 1;
  awaited_ = clock_.playing = false;
  clock_.placed = true;
  clock_.take++;
}

void ClockFollower::publish() {
  constexpr double kTicks = TickLoop::kTicksPerBeat;
  clock_.time_ns = loop_.time_ns();
  clock_.ns_per_tick = loop_.ns_per_tick();
  if (clock_.playing)
    clock_.beat = double(song_ + loop_.number() - number_) / kTicks;
  else
    clock_.beat = double(clock_.placed ? song_ : loop_.number()) / kTicks;
  published_.store(clock_);
}

}  // namespace seaglass::io
