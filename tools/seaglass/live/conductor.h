#pragma once
// Leads the beat of a performance: obeys commands, follows Ableton Link or a MIDI clock, and publishes where the beat is.
//
// The beat of the map is the beat that is heard. A clock in the room, a tap and Link mean the moment at which something is
// heard, so their times are put earlier by the output's latency. A clock from a program of our own JACK graph means the
// frame. A command takes effect as a note would that came with it: the delay later.

#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "engine/rt/seqlock.h"
#include "engine/transport/transport.h"
#include "io/link/link_session.h"
#include "io/midi/midi_inputs.h"
#include "io/os/wake_signal.h"
#include "tools/seaglass/live/live_stream.h"

namespace seaglass {

// What is shown of it.
struct BeatReading {
  double tempo = 0;    // beats per minute
  double beat = 0;     // heard now
  bool playing = false;
  bool said = false;   // somebody has set the tempo, or leads
  BeatAuthority authority = BeatAuthority::kInternal;
  std::size_t peers = 0;
};

// Functions [any] but real-time threads; they may block for a moment.
class Conductor {
 public:
  Conductor(LiveStream& stream, io::MidiInputs& midi) : stream_(stream), midi_(midi) { beats_.store({}); }
  ~Conductor() { stop(); }

  // [control] Before start(). `tempo`: beats per minute, or 0. `link`: a session, or null.
  void prepare(double rate, double tempo, std::unique_ptr<io::LinkSession> link);

  // [control] Begins and ends to lead; the stream runs. Throws io::ResourceError.
  void start();
  void stop() noexcept;

  // Commands that came at `arrived`. Throw CommandError when somebody else decides.
  void play(Nanoseconds arrived);
  void halt(Nanoseconds arrived);
  void resume(Nanoseconds arrived);
  void locate(double beat, Nanoseconds arrived);
  void set_tempo(double bpm, Nanoseconds arrived);
  void tap(Nanoseconds arrived);

  // The output's latency in samples: from the callback to the ear.
  void set_latency(double samples) { latency_.store(samples, std::memory_order_relaxed); }
  Nanoseconds latency_ns() const;

  BeatReading read(Nanoseconds now) const;

  // [any] For io::OscStage: when a beat is asked for by the device; nothing while it does not come.
  std::optional<Nanoseconds> time_of(double beat) const;

  // [any] For those who need it often.
  const rt::Seqlock<BeatMap>& beats() const { return beats_; }

  // [control] What has changed since it was asked last: a sentence, or nothing.
  std::string take_news();

 private:
  enum class Wish { kPlace, kTempo };
  void run();
  Nanoseconds step(Nanoseconds now);
  void follow_link(const ClockReading& clock, SampleIndex now);
  bool follow_midi(const ClockReading& clock, SampleIndex now, Nanoseconds wall);
  void publish();
  // The rest under the lock.
  Transport::Moment moment(Nanoseconds arrived) const;
  void expect_free(Wish wish) const;
  double heard(const ClockReading& clock, double wall) const;
  Nanoseconds heard_time(const ClockReading& clock, double sample) const;
  template <class Own, class Shared>
  void obey(Wish wish, Nanoseconds arrived, Own own, Shared shared);

  LiveStream& stream_;
  io::MidiInputs& midi_;
  mutable std::mutex mutex_;
  std::optional<Transport> transport_;
  std::unique_ptr<io::LinkSession> link_;
  TapTempo link_taps_;
  std::size_t peers_ = 0;
  bool said_ = false;
  bool clock_placed_ = false;  // the MIDI clock that leads says where the beat is
  std::uint64_t published_ = 0;
  std::string news_;
  rt::Seqlock<BeatMap> beats_;
  std::atomic<double> latency_{0};
  io::WakeSignal wake_;
  std::atomic<bool> running_{false};
  std::thread thread_;
};

}  // namespace seaglass
