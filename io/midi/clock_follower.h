#pragma once
// MIDI clock that comes in: tempo, beat and whether the song plays. Ticks are smoothed by a TickLoop; start, continue, stop
// and song position say which beat they mean.

#include <atomic>
#include <cstdint>
#include <span>

#include "engine/rt/seqlock.h"
#include "engine/transport/tick_loop.h"

namespace seaglass::io {

// What one source said last.
struct MidiClock {
  double time_ns = 0;         // of the newest tick, smoothed; with kOnFrame in graph time
  double beat = 0;            // then; while it stands and is placed: the one with which it will go on
  double ns_per_tick = 0;     // 0: not known yet
  bool playing = false;
  bool placed = false;        // it has started or said its position since it first ticked
  double start = 0;           // the beat with which it began to play
  std::uint32_t take = 0;     // changes with each start, stop and position
  Nanoseconds newest = 0;     // wall time at which the newest tick arrived
  int latency = 0;            // frames between the room and the stamp, or kOnFrame

  // Its ticks lie on frames of the graph in which we sound, as those of other JACK programs do. Times are graph time then:
  // frames of the server at its rate, whatever it makes of the wall's time when it loses some.
  static constexpr int kOnFrame = -1;
  std::int64_t graph_ahead = 0;  // with kOnFrame: the graph's number of a frame, less the stream's

  // Does it tick?
  bool live(Nanoseconds now) const { return newest != 0 && now - newest <= TickLoop::kSilence; }
  // Beats per minute, or 0.
  double tempo() const { return ns_per_tick > 0 ? 60e9 / (ns_per_tick * TickLoop::kTicksPerBeat) : 0; }
};

class ClockFollower {
 public:
  // The source's own thread. Wait-free. A whole message that came at wall time `when`, and with sources of which frames are
  // known, at graph time `in_graph`; all but clock messages are ignored.
  void receive(std::span<const std::uint8_t> message, Nanoseconds when, Nanoseconds in_graph = 0) noexcept;

  // [any] but [audio]. Lock-free.
  MidiClock read() const;

  // [audio] Wait-free. See MidiClock::graph_ahead; changes when a period is lost.
  void set_graph_ahead(std::int64_t frames) { graph_ahead_.store(frames, std::memory_order_relaxed); }

  // [control] How its stamps relate to the room: see MidiClock::latency.
  void set_latency(int frames) { latency_.store(frames, std::memory_order_relaxed); }

  // [any] Wait-free. Clock messages received.
  std::uint64_t messages() const noexcept { return messages_.load(std::memory_order_relaxed); }

 private:
  void tick(Nanoseconds when, Nanoseconds in_graph);
  void lose_place();
  void set_out(std::int64_t song);
  void wind(std::int64_t song);
  void stop();
  void publish();

  // The source's own thread.
  TickLoop loop_;
  std::int64_t song_ = 0;     // tick of the song with which it goes on, or went on last
  std::int64_t number_ = 0;   // the loop's number of that tick, while it plays
  std::int64_t next_ = 0;     // tick of the song with which the next tick sets out,
  bool awaited_ = false;      // if it does; until then what plays plays on
  bool in_graph_ = false;     // the loop counts in graph time
  MidiClock clock_;

  rt::Seqlock<MidiClock> published_;
  std::atomic<int> latency_{0};
  std::atomic<std::int64_t> graph_ahead_{0};
  std::atomic<std::uint64_t> messages_{0};
};

}  // namespace seaglass::io
