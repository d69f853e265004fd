#pragma once
// Where the voices sound: in this process, or in a process of their own on a GPU or, to try what a GPU's failure would do, on
// the CPU. This process takes over whenever that one fails.

#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/voice/voice_model.h"
#include "tools/seaglass/patch_file.h"
#include "tools/seaglass/remote_synth.h"

namespace seaglass {

enum class BackendKind : std::uint8_t {
  kCpu,    // here
  kApart,  // on the CPU, in a process of its own
  kCuda,   // on a GPU, in a process of its own
};

std::string_view name_of(BackendKind kind);

// Outlives the models whose synths it makes.
class Backend {
 public:
  explicit Backend(BackendKind kind = BackendKind::kCpu) : kind_(kind) {}

  // [control] Before the first model is made.
  void choose(BackendKind kind) { kind_ = kind; }
  bool far() const { return kind_ != BackendKind::kCpu; }

  // [control] What this process can do when it has to. Before the first model is made.
  void set_capacity(const SynthCapacity& here) { here_can_ = here; }

  // [control] Before the first model is made: the worker begins a block so many seconds before it is due. A synth that takes
  // nearly all of that has failed, whatever the length of the piece.
  void set_work(double seconds) { patience_ = kPatience * seconds; }
  static constexpr double kPatience = 0.85;

  // [control] What makes the synth of a patch's models; empty where they sound here, as those of a patch of recordings do
  // always. A process begins in the background with each model, and ends in the background after it.
  MakeSynth synths(const LoadedPatch& patch);

  // [control] Waits until the newest process is ready. False: it is not within so many seconds, or has failed (reason()).
  bool wait_ready(double seconds) const;

  // [control] The same; throws io::DeviceError with the reason where it is not.
  void expect_ready(double seconds) const;

  // [any] but real-time threads. "cpu", "apart" or "cuda": who sounds now.
  std::string_view sounding() const;

  // [any] but real-time threads. Times that the CPU took over, and that the voices went, or went back, to where they belong.
  struct Changes {
    std::uint64_t takeovers = 0, returns = 0;
  };
  Changes changes() const;

  // [control] Why the newest process last ended, one sentence; empty when it has not.
  std::string reason() const;

  // [control] The newest process; 0: there is none now.
  pid_t child() const;

  // [control] What has changed since the last call, one sentence; empty when nothing has.
  std::string take_news();

 private:
  // A process with the synth that stands by for it, as long as their model lives.
  struct Life {
    Life(io::ChildSetup child, double patience) : remote(std::move(child), patience) {}
    GuardCounters counters;
    RemoteSynth remote;
    std::uint64_t lost_told = 0, returned_told = 0;  // [control], and so is the next
    Nanoseconds lost_at = 0;                         // of a loss that nobody has been told of; 0: none
  };
  class BackedSynth;

  std::shared_ptr<Life> newest() const;
  void retire(std::shared_ptr<Life> life);
  std::string news_of(Life& life, bool far_elsewhere) const;

  BackendKind kind_;
  SynthCapacity here_can_;
  double patience_ = 0.001;  // seconds
  mutable std::mutex mutex_;
  std::vector<std::shared_ptr<Life>> lives_;  // under the mutex, and so is the next
  Changes retired_;                           // of lives that are no more
  std::vector<std::future<void>> ending_;     // [control]
};

}  // namespace seaglass
