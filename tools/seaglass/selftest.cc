// Before the show: what this machine holds with this patch, in words. Every trial is the real stream, worker thread
// and all, on the built-in clock.

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

#include "io/audio/builtin_clock.h"
#include "io/os/realtime.h"
#include "io/os/time.h"
#include "kernels/kernels.h"
#include "tools/seaglass/backend_memory.h"
#include "tools/seaglass/commands.h"
#include "tools/seaglass/fault_trial.h"
#include "tools/seaglass/live/live_stream.h"
#include "tools/seaglass/load_trial.h"
#include "tools/seaglass/progress.h"
#include "tools/seaglass/synth_server.h"

namespace seaglass {
namespace {

constexpr double kRate = 48000;
constexpr int kBuffers[] = {64, 128, 256};
constexpr double kLeastSeconds = 0.3;
constexpr double kReadySeconds = 30;
constexpr double kMuchBetter = 0.5;  // of the CPU's time for a block: worth another process

struct Trial {
  int buffer = 0, voices = 0, delay = 0;
  std::uint64_t misses = 0, blocks = 0;
  double worst_us = 0, p99_us = 0, onsets_us = 0;
  bool far = false;  // it sounded elsewhere in the end
  bool holds() const { return misses == 0; }
};

// Plays `voices` notes for some seconds through the whole stream and counts what came too late.
Trial live_trial(const LoadedPatch& patch, int voices, int buffer, double seconds, bool run_inline, Backend* backend = nullptr) {
  LiveStream stream;
  stream.prepare({.patch = patch, .place = {}, .rate = kRate, .buffer = buffer, .voices = voices, .run_inline = run_inline,
                  .backend = backend});
  if (backend != nullptr) backend->expect_ready(kReadySeconds);
  EventPort port(stream.clock());
  stream.add_source(port);
  stream.run();
  io::BuiltinClock clock({.device = "none", .rate = kRate, .buffer = buffer}, stream);
  clock.start();
  const Nanoseconds end = io::now_ns() + Nanoseconds(seconds * 1e9);
  const auto& places = patch.patch->places;
  for (int i = 0; io::now_ns() < end; i++) {
    // A chord of all voices four times a second, from place to place.
    const Place& place = places[std::size_t(i) % places.size()];
    port.send({.kind = EventKind::kPlace, .source = Source::kScore, .index = std::uint8_t(std::size_t(i) % places.size())}, io::now_ns());
    for (int v = 0; v < voices; v++)
      port.send({.kind = EventKind::kNoteOn, .source = Source::kScore, .id = v,
                 .value = float(place.low + v % std::max(1, place.high - place.low + 1)), .value2 = 0.5f}, io::now_ns());
    io::sleep_until(io::now_ns() + io::kSecond / 4);
  }
  clock.stop();
  stream.stop();
  const bool far = backend != nullptr && backend->sounding() != name_of(BackendKind::kCpu);
  Trial trial{.buffer = buffer, .voices = voices, .delay = stream.delay(),
              .misses = stream.link().missed_blocks.load() + (run_inline ? clock.xruns() : 0),
              .blocks = stream.link().callbacks.load()};
  if (const WorkerCounters* w = stream.worker()) {
    trial.worst_us = w->step.max();
    trial.p99_us = w->step.quantile(0.99);
  }
  trial.far = far;
  return trial;
}

int voices_that_fit(const LoadTrial& load, int voices) {
  return std::max(0, int(std::floor(voices * kRoom / std::max(load.cpu_s_per_s, 1e-6))));
}

std::string verdict(const std::vector<Trial>& trials, bool realtime) {
  std::string text;
  for (const Trial& t : trials)
    if (t.holds()) {
      text = "Play at " + std::to_string(t.buffer) + " frames: key to sound is " +
             std::to_string(int(std::lround(1e4 * t.delay / kRate))) ;
      text.insert(text.size() - 1, ".");
      text += " ms after the key, and nothing was late in the trial.";
      break;
    }
  if (text.empty())
    text = "This machine was late at every buffer size: use --lead safe, fewer --voices, or close other programs.";
  if (!realtime) text += " Give your user real-time priority (group audio, limits.conf): without it, other programs can interrupt the sound.";
  return text;
}

// The same voices in a process of their own, and what is heard when it fails. True: as it should be.
bool far_trials(const LoadedPatch& patch, const SelftestOptions& o, const std::vector<Trial>& here, const std::vector<int>& fitting,
                double seconds) {
  const BackendKind kind = o.backend == "cuda" ? BackendKind::kCuda : BackendKind::kApart;
  std::printf("\n%d voices %s\nframes  99 of 100 steps   worst step  late blocks   takeovers\n", o.voices,
              kind == BackendKind::kCuda ? "on the GPU" : "in a process of their own");
  for (std::size_t i = 0; i < here.size(); i++) {
    Backend backend(kind);
    const Trial t = live_trial(patch, o.voices, here[i].buffer, seconds, false, &backend);
    const auto lost = backend.changes().takeovers;
    std::printf("%6d  %8.0f us       %6.0f us   %llu of %llu   %llu\n", t.buffer, t.p99_us, t.worst_us,
                static_cast<unsigned long long>(t.misses), static_cast<unsigned long long>(t.blocks), static_cast<unsigned long long>(lost));
    std::fflush(stdout);
    if (kind != BackendKind::kCuda) continue;
    const bool helps = t.holds() && lost == 0 && t.far && (fitting[i] < o.voices || t.p99_us < kMuchBetter * here[i].p99_us);
    remember_gpu({.sha256 = patch.identity.sha256, .rate = kRate, .buffer = t.buffer}, o.voices, helps);
  }
  std::printf("\nwhat failed          back after   takeovers  returns  concealed  voices meanwhile  worst joint\n");
  bool holds = true;
  for (const FaultResult& f : try_faults(patch, kind, o.voices, kBuffers[0])) {
    std::printf("%-18s   %6.2f s     %6llu   %6llu   %5.1f ms      %6d        %5.1f dB%s\n", std::string(name_of(f.fault)).c_str(), f.away_s,
                static_cast<unsigned long long>(f.takeovers), static_cast<unsigned long long>(f.returns), 1000 * f.concealed / kRate,
                f.sounding, f.joint_db, f.holds()                                      ? ""
                : !f.back                                      ? "  did not come back"
                : f.joint_db > FaultResult::kMostJointDb ? "  heard"
                                                                  : "  late besides");
    holds = holds && f.holds();
  }
  std::printf("\n%s\n", holds ? "Whatever failed, the CPU took over unheard, and gave the voices back."
                              : "Something was heard, was late besides, or did not come back: on a busy machine try again, else play with --backend cpu.");
  return holds;
}

}  // namespace

int selftest(const SelftestOptions& o) {
  const LoadedPatch patch = load_patch_file(o.patch);
  if (o.backend != "cpu" && !std::dynamic_pointer_cast<const NeuralPatch>(patch.patch))
    throw io::UsageError("the patch " + patch.patch->name + " has no network, and is played here only: leave out --backend " + o.backend);
  if (o.backend == "cuda")
    if (const std::string why = cuda_problem(); !why.empty()) throw io::DeviceError(why);
  const double seconds = std::max(o.seconds, kLeastSeconds);
  std::printf("patch      %s, %zu places, %zu recordings\n", patch.patch->name.c_str(), patch.patch->places.size(), patch.patch->provenance.size());
  const io::RealtimeResult realtime = io::ask_realtime(io::kWorkerPriority);
  std::printf("priority   %s\n", realtime.granted ? "real-time, granted" : realtime.reason.c_str());
  const io::LockResult lock = io::lock_memory();
  std::printf("memory     %s\n", lock.locked ? "locked" : lock.reason.c_str());
  std::printf("kernels    %s\n", kernels::best().name);

  std::printf("\n%d voices at %g Hz\nframes  load     %d onsets at once   worst step  late blocks   delay     voices that fit\n",
              o.voices, kRate, o.voices);
  std::vector<Trial> trials;
  std::vector<int> fitting;
  for (const int buffer : kBuffers) {
    const LoadTrial load = measure_load(patch, o.voices, buffer, kRate, seconds);
    const Trial t = live_trial(patch, o.voices, buffer, seconds, false);
    trials.push_back(t);
    fitting.push_back(voices_that_fit(load, o.voices));
    const double period_us = buffer / kRate * 1e6;
    std::printf("%6d  %4.0f %%   %5.0f us (%3.0f %%)     %6.0f us   %llu of %llu   %4.1f ms   %d\n", buffer, 100 * load.cpu_s_per_s,
                load.worst_onset_us, 100 * load.worst_onset_us / period_us, t.worst_us,
                static_cast<unsigned long long>(t.misses), static_cast<unsigned long long>(t.blocks), 1000 * t.delay / kRate, fitting.back());
    std::fflush(stdout);
  }

  // The inline driver: half the delay, but a late block is a hole. Offered only where it held its trial with room.
  const Trial direct = live_trial(patch, o.voices, kBuffers[0], seconds, true);
  const double onsets = measure_onsets(patch, o.voices, kBuffers[0], kRate);
  const bool offered = direct.misses == 0 && onsets < kRoom * kBuffers[0] / kRate * 1e6;
  std::printf("\ninline at %d frames: delay %.1f ms, %llu overruns: %s\n", kBuffers[0], 1000 * direct.delay / kRate,
              static_cast<unsigned long long>(direct.misses),
              offered ? "may be used here (--driver inline), but conceals nothing" : "not advised here");
  std::printf("\n%s\n", verdict(trials, realtime.granted).c_str());
  if (o.backend == "cpu") return 0;
  return far_trials(patch, o, trials, fitting, seconds) ? 0 : kHeardExit;
}

}  // namespace seaglass
