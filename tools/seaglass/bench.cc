#include <cstdio>
#include <nlohmann/json.hpp>

#include "kernels/kernels.h"
#include "tools/seaglass/commands.h"
#include "tools/seaglass/load_trial.h"

namespace seaglass {

void bench(const BenchOptions& o) {
  const LoadedPatch patch = load_patch_file(o.patch);
  const LoadTrial trial = measure_load(patch, o.voices, o.buffer, o.rate, o.seconds, o.outputs / kChannels);
  const StepStats& steps = *trial.steps;
  const double period_us = o.buffer / o.rate * 1e6;
  if (o.json) {
    const nlohmann::ordered_json result{
        {"cpu_seconds_per_second", trial.cpu_s_per_s},
        {"step_us", {{"p50", steps.quantile(0.5)}, {"p99", steps.quantile(0.99)}, {"p999", steps.quantile(0.999)}, {"max", steps.max()}}},
        {"misses", trial.over_period}, {"voices", trial.voices}, {"buffer", o.buffer}, {"backend", "cpu"},
        {"instruction_set", kernels::best().name}, {"rate", o.rate}, {"outputs", o.outputs}, {"onsets_us", trial.worst_onset_us},
        {"onsets_share", trial.worst_onset_us / period_us}};
    std::printf("%s\n", result.dump().c_str());
    return;
  }
  std::printf("%d voices at %d frames, %g Hz, kernels %s, one thread\n", trial.voices, o.buffer, o.rate, kernels::best().name);
  std::printf("  CPU          %.3f s per second of audio\n", trial.cpu_s_per_s);
  std::printf("  step         p50 %.0f us, p99 %.0f us, p99.9 %.0f us, max %.0f us (a block lasts %.0f us)\n", steps.quantile(0.5),
              steps.quantile(0.99), steps.quantile(0.999), steps.max(), period_us);
  std::printf("  %d onsets on one sample   %.0f us, %.0f %% of the block\n", o.voices, trial.worst_onset_us,
              100 * trial.worst_onset_us / period_us);
  std::printf("  blocks over their time    %llu\n", static_cast<unsigned long long>(trial.over_period));
}

}  // namespace seaglass
