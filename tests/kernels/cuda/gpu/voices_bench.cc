// All of a block's sound on the GPU, paced as the instrument would ask for it: from orders in the worker's memory to sums in
// the host's, by the host's clock, and what writing the orders takes the CPU before.

#include <algorithm>
#include <cstdio>
#include <exception>

#include "engine/voice/cpu_synth.h"
#include "engine/voice/neural_model.h"
#include "kernels/kernels.h"
#include "tests/kernels/cuda/gpu/benches.h"
#include "tests/kernels/cuda/gpu/held_notes.h"
#include "tests/kernels/cuda/gpu/pacing.h"
#include "tests/kernels/cuda/gpu/synths.h"
#include "tests/kernels/cuda/gpu/timed_synth.h"
#include "tests/kernels/cuda/random_patch.h"

namespace seaglass::gpu_check {
namespace {

constexpr int kVoiceCounts[] = {1, 16, 64, 256, 1024, 2048, 4096};
constexpr int kBlock = 64;

void measure(BenchContext& c, const SynthWay& way, int voices) {
  double took = 0;
  NeuralModel model(test::random_patch(1), kernels::best(),
                    [&](const VoiceContext& context, const NeuralLibrary* library, int count) {
                      return std::make_unique<TimedSynth>(way.make(context, *library, count), took);
                    });
  model.prepare({.voices = voices});
  choose_places(model);
  float left[kBlock], right[kBlock];
  std::vector<double> synth, control;
  const int warm = warm_up_blocks(voices);
  int missed = 0;
  double when = now();
  for (int block = 0; block < warm + c.blocks; block++) {
    when = std::max(when + c.period_s, now());
    sleep_until(when);
    strike_and_bend(model, block, voices);
    const double began = now();
    model.process({}, {left, right, kBlock});
    const double all = now() - began;
    if (block < warm) continue;
    synth.push_back(took);
    control.push_back(all - took);
    missed += all > c.period_s;
  }
  std::sort(synth.begin(), synth.end());
  std::sort(control.begin(), control.end());
  char line[512];
  std::snprintf(line, sizeof line,
                R"({"bench": "voices", "way": "%s", "voices": %d, "sounding": %d, "blocks": %d, "period_us": %.1f, )"
                R"("p50_us": %.2f, "p99_us": %.2f, "p999_us": %.2f, "max_us": %.2f, "missed": %d, "control_p50_us": %.2f, )"
                R"("control_p99_us": %.2f})",
                way.name.c_str(), voices, model.sounding(), c.blocks, c.period_s * 1e6, quantile(synth, 0.5) * 1e6,
                quantile(synth, 0.99) * 1e6, quantile(synth, 0.999) * 1e6, synth.back() * 1e6, missed,
                quantile(control, 0.5) * 1e6, quantile(control, 0.99) * 1e6);
  c.report(line);
}

}  // namespace

void measure_voices(BenchContext& c) {
  std::vector<SynthWay> ways;
  if (c.gpu) ways = cuda_synths();
  if (ways.empty())
    ways.push_back({"cpu", [](const VoiceContext& context, const NeuralLibrary& library, int voices) -> std::unique_ptr<Synth> {
                      return std::make_unique<CpuSynth>(context, &library, voices);
                    }});
  for (const SynthWay& way : ways)
    for (const int voices : kVoiceCounts) try {
        measure(c, way, voices);
      } catch (const std::exception& error) {
        std::printf("failed: %s with %d voices: %s\n", way.name.c_str(), voices, error.what());
        c.failed++;
      }
}

}  // namespace seaglass::gpu_check
