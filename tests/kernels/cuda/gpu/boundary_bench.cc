// What the process boundary costs a block: the same synth asked once a period here and in a child, from before its orders are
// written until its sound is read. One after the other, since the child does not rest between blocks.

#include <algorithm>
#include <cstdio>
#include <exception>
#include <stdexcept>

#include "engine/voice/cpu_synth.h"
#include "engine/voice/neural_model.h"
#include "io/os/realtime.h"
#include "kernels/kernels.h"
#include "tests/kernels/cuda/far_child.h"
#include "tests/kernels/cuda/gpu/benches.h"
#include "tests/kernels/cuda/gpu/child_server.h"
#include "tests/kernels/cuda/gpu/held_notes.h"
#include "tests/kernels/cuda/gpu/pacing.h"
#include "tests/kernels/cuda/gpu/synths.h"
#include "tests/kernels/cuda/gpu/timed_synth.h"
#include "tests/kernels/cuda/random_patch.h"

namespace seaglass::gpu_check {
namespace {

constexpr int kVoiceCounts[] = {1, 16, 64, 256};
constexpr int kBlock = 64;
constexpr double kStart = 60;                        // seconds in which a child has to be ready
constexpr double kPatience = 2;                      // seconds: a late block is measured, not given up

class InChild final : public Synth {
 public:
  InChild(io::ChildSetup setup, double& took) : far_(std::move(setup), kPatience), took_(took) {
    for (const double until = now() + kStart; !far_.ready() && now() < until;) sleep_until(now() + 0.01);
    if (!far_.ready()) throw std::runtime_error("the child is not ready: " + far_.supervisor().last_reason());
  }
  bool carry_out(const OrderView& orders, PartSums& sums, std::span<VoiceLook> looks) override {
    OrderView told = orders;
    told.anew = std::exchange(first_, false);
    if (!far_.post(told) || !far_.wait(told, sums, looks))
      throw std::runtime_error("a block was not answered: " + far_.supervisor().last_reason());
    took_ = double(far_.took) * 1e-9;
    return true;
  }

 private:
  test::FarChild far_;
  double& took_;
  bool first_ = true;
};

std::unique_ptr<Synth> synth_here(bool gpu, const VoiceContext& context, const NeuralLibrary& library, int voices) {
  if (gpu) return cuda_synths().at(0).make(context, library, voices);
  return std::make_unique<CpuSynth>(context, &library, voices);
}

void measure(BenchContext& c, bool child, int voices, bool realtime) {
  const char* const backend = c.gpu ? "cuda" : "cpu";
  double took = 0;
  NeuralModel model(test::random_patch(kChildPatch), kernels::best(),
                    [&](const VoiceContext& context, const NeuralLibrary* library, int count) -> std::unique_ptr<Synth> {
                      if (child) return std::make_unique<InChild>(child_setup(backend, context, *library, count), took);
                      return std::make_unique<TimedSynth>(synth_here(c.gpu, context, *library, count), took);
                    });
  model.prepare({.voices = voices});
  choose_places(model);
  float left[kBlock], right[kBlock];
  std::vector<double> times;
  const int warm = warm_up_blocks(voices);
  int missed = 0;
  double when = now();
  for (int block = 0; block < warm + c.blocks; block++) {
    when = std::max(when + c.period_s, now());
    sleep_until(when);
    strike_and_bend(model, block, voices);
    model.process({}, {left, right, kBlock});
    if (block < warm) continue;
    times.push_back(took);
    missed += took > c.period_s;
  }
  std::sort(times.begin(), times.end());
  char line[512];
  std::snprintf(line, sizeof line,
                R"({"bench": "boundary", "way": "%s", "where": "%s", "voices": %d, "blocks": %d, "period_us": %.1f, )"
                R"("realtime": %s, "p50_us": %.2f, "p99_us": %.2f, "p999_us": %.2f, "max_us": %.2f, "missed": %d})",
                backend, child ? "child" : "here", voices, c.blocks, c.period_s * 1e6, realtime ? "true" : "false",
                quantile(times, 0.5) * 1e6, quantile(times, 0.99) * 1e6, quantile(times, 0.999) * 1e6, times.back() * 1e6,
                missed);
  c.report(line);
}

}  // namespace

void measure_boundary(BenchContext& c) {
  const bool realtime = io::ask_realtime_quietly(io::kWorkerPriority);
  for (const int voices : kVoiceCounts)
    for (const bool child : {false, true}) try {
        measure(c, child, voices, realtime);
      } catch (const std::exception& error) {
        std::printf("failed: boundary with %d voices: %s\n", voices, error.what());
        c.failed++;
      }
}

}  // namespace seaglass::gpu_check
