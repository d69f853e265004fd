#pragma once
// A worker, an audio device and players on one simulated clock and in one thread: every run is the same. The device calls
// back on time; the worker wakes when it asked to, unless a stall keeps it.

#include <array>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/stream/audio_side.h"
#include "engine/stream/event_port.h"
#include "engine/stream/worker.h"
#include "tests/support/play.h"

namespace seaglass::test {

// The clock that WorkerSetup asks for: moved by the stage, and by `cost` at every call, which is how slow a step looks.
struct FakeClock {
  static Nanoseconds now();
  static inline Nanoseconds time = 0, cost = 0;
};

struct StageSetup {
  double rate = 48000;
  int buffer = 64;                            // that the worker is told
  std::function<int(int)> frames{};            // of callback n; `buffer` for all of them when empty
  std::function<Nanoseconds(int)> jitter{};    // of callback n: it comes so much later
  Lead lead = Lead::kFast;
  int voices = 12;
  std::uint64_t seed = 1;
  bool neural = false;                         // plays the small neural patch
  bool rescuer = false;
  double worst_step = 0;
  bool may_rest = false;                       // goes with rescuer
  bool elsewhere = false;                      // the model says that it is made elsewhere
  int inputs = 0;                              // channels of input audio
  int pairs = 1;                               // stereo pairs of output
  std::function<void()> rendering{};           // called in the middle of every block, by whichever thread renders
};

// What the stage knows of the misses and late blocks by itself, to hold the stream's counters against.
struct Expected {
  std::uint64_t missed_blocks = 0, missing_samples = 0, late_blocks = 0;
  std::uint64_t overslept = 0;  // callbacks that found too little and came after the worker should have woken
};

// The model that plays on the stage: its samples, and with what else the setup asks of it.
std::unique_ptr<Model> model_of(const StageSetup& setup);
std::unique_ptr<Model> stage_model(const StageSetup& setup);

class Stage {
 public:
  explicit Stage(const StageSetup& setup);

  // An event that is pushed at sample `push` (with fraction) of the device's time, stamped there and then.
  void send_at(double push, const Event& event, double stamped = -1);

  // The worker does not run between these two times, given in samples.
  void stall(double from, double until) { stalls_.push_back({from, until}); }

  // Calls `what` when the device has reached `sample`.
  void at(SampleIndex sample, std::function<void(Stage&)> what) { actions_.push_back({sample, std::move(what)}); }

  // Runs until the device has played `samples`.
  void run(SampleIndex samples);

  // From `rendering`: the device calls back, or the worker wakes, while the other is in the middle of a block.
  void callback();
  Nanoseconds interrupt() { return wake_ = wanted_wake_ = worker.step(FakeClock::time); }
  bool in_callback() const { return in_callback_; }

  Nanoseconds time_of(double sample) const;
  SampleIndex position() const { return audio.position(); }

  StreamLink link;
  rt::SpscRing<JournalRecord> journal{1 << 16};
  Worker worker;
  EventPort port;
  AudioSide audio;

  Sound heard;                         // all that the device played
  std::vector<JournalRecord> records;  // journal and misses, each in its order
  Expected expected;
  std::vector<SampleIndex> stamps;     // of every event sent, as the port must have stamped it
  std::uint64_t worst_allocations = 0; // of one step or one callback
  int wakes = 0;                       // of the worker

 private:
  struct Push {
    Nanoseconds when, stamped;
    Event event;
  };
  struct Action {
    SampleIndex sample;
    std::function<void(Stage&)> what;
  };
  struct Stall {
    double from, until;
  };
  void wake();
  void empty_rings();
  Nanoseconds kept_until(Nanoseconds t) const;

  StageSetup setup_;
  std::vector<Push> pushes_;
  std::size_t next_push_ = 0;
  std::vector<Action> actions_;
  std::vector<Stall> stalls_;
  Nanoseconds wake_ = 0, wanted_wake_ = 0;
  int callbacks_ = 0;
  bool in_callback_ = false;
};

// The performance as it was meant: the events of the records, rendered offline in blocks of `block`.
Sound render_records(const std::vector<JournalRecord>& records, SampleIndex samples, int block, const StageSetup& setup);

// The same as it was heard: with the concealment of the recorded misses. `touched` counts the samples that it touched.
Sound conceal_records(const Sound& meant, const std::vector<JournalRecord>& records, double rate,
                      std::uint64_t* touched = nullptr);

int count_of(const std::vector<JournalRecord>& records, RecordKind kind);

}  // namespace seaglass::test
