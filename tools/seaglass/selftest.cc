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
#include "tools/seaglass/commands.h"
#include "tools/seaglass/live/live_stream.h"
#include "tools/seaglass/load_trial.h"
#include "tools/seaglass/progress.h"

namespace seaglass {
namespace {

constexpr double kRate = 48000;
constexpr int kBuffers[] = {64, 128, 256};
constexpr double kLeastSeconds = 0.3;

struct Trial {
  int buffer = 0, voices = 0, delay = 0;
  std::uint64_t misses = 0, blocks = 0;
  double worst_us = 0, p99_us = 0, onsets_us = 0;
  bool holds() const { return misses == 0; }
};

// Plays `voices` notes for some seconds through the whole stream and counts what came too late.
Trial live_trial(const LoadedPatch& patch, int voices, int buffer, double seconds, bool run_inline) {
  LiveStream stream;
  stream.prepare({.patch = patch, .place = {}, .rate = kRate, .buffer = buffer, .voices = voices, .run_inline = run_inline});
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
  Trial trial{.buffer = buffer, .voices = voices, .delay = stream.delay(),
              .misses = stream.link().missed_blocks.load() + (run_inline ? clock.xruns() : 0),
              .blocks = stream.link().callbacks.load()};
  if (const WorkerCounters* w = stream.worker()) {
    trial.worst_us = w->step.max();
    trial.p99_us = w->step.quantile(0.99);
  }
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

}  // namespace

void selftest(const SelftestOptions& o) {
  const LoadedPatch patch = load_patch_file(o.patch);
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
  for (const int buffer : kBuffers) {
    const LoadTrial load = measure_load(patch, o.voices, buffer, kRate, seconds);
    const Trial t = live_trial(patch, o.voices, buffer, seconds, false);
    trials.push_back(t);
    const double period_us = buffer / kRate * 1e6;
    std::printf("%6d  %4.0f %%   %5.0f us (%3.0f %%)     %6.0f us   %llu of %llu   %4.1f ms   %d\n", buffer, 100 * load.cpu_s_per_s,
                load.worst_onset_us, 100 * load.worst_onset_us / period_us, t.worst_us,
                static_cast<unsigned long long>(t.misses), static_cast<unsigned long long>(t.blocks), 1000 * t.delay / kRate,
                voices_that_fit(load, o.voices));
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
}

}  // namespace seaglass
