#pragma once
// Where the voices sound: in this process, or in a process of their own on a GPU or, to try what a GPU's failure would do, on
// the CPU. This process takes over whenever that one fails.

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "engine/voice/voice_model.h"
#include "tools/seaglass/live/remote_synth.h"
#include "tools/seaglass/patch_file.h"

namespace seaglass {

enum class BackendKind : std::uint8_t {
  kCpu,    // here
  kApart,  // on the CPU, in a process of its own
  kCuda,   // on a GPU, in a process of its own
};

std::string_view name_of(BackendKind kind);

class Backend {
 public:
  explicit Backend(BackendKind kind = BackendKind::kCpu) : kind_(kind), counters_(std::make_shared<GuardCounters>()) {}

  // [control] Before the first model is made.
  void choose(BackendKind kind) { kind_ = kind; }
  BackendKind kind() const { return kind_; }
  bool far() const { return kind_ != BackendKind::kCpu; }

  // [control] What this process can do when it has to. Before the first model is made.
  void set_capacity(const SynthCapacity& here) { here_can_ = here; }

  // [control] What makes the synth of a patch's models; empty where they sound here, as those of a patch of recordings do
  // always. The process begins in the background with the model.
  MakeSynth synths(const LoadedPatch& patch);

  // [control] Waits until the newest process is ready. False: it is not within so many seconds, or has failed (reason()).
  bool wait_ready(double seconds);

  // [any] "cpu", "apart" or "cuda": who sounds now.
  std::string_view sounding() const;
  const GuardCounters& counters() const { return *counters_; }

  // [control] Why the newest process last ended, one sentence; empty when it has not.
  std::string reason() const;

  // [control] The newest process; 0: there is none now.
  pid_t child() const;

  // [control] What has changed since the last call, one sentence; empty when nothing has.
  std::string take_news();

 private:
  std::shared_ptr<RemoteSynth> newest() const;

  BackendKind kind_;
  SynthCapacity here_can_;
  std::shared_ptr<GuardCounters> counters_;
  mutable std::mutex mutex_;
  std::weak_ptr<RemoteSynth> newest_;  // under the mutex
  std::uint64_t lost_told_ = 0, returned_told_ = 0;  // [control], and so is the next
  Nanoseconds lost_at_ = 0;                          // of a loss that nobody has been told of; 0: none
};

}  // namespace seaglass
