// How long the accompanist's network takes for a step, and for all that can be asked of it afterwards, on this machine.
//
//   build/release/jam_steps PATCH [STEPS] [LEVEL...]       (levels: v2, v3, v4; without: all that the processor runs)
//
// One line for each level and figure: microseconds, median and 99th percentile. A full window lies behind before it begins.
// tools/bench/jam_against_pytorch reads the line of CPU time, and what is said of the next kind at the end.

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <exception>
#include <memory>
#include <string>
#include <vector>

#include "engine/jam/reader.h"
#include "engine/patch/load.h"
#include "io/errors.h"
#include "io/file/byte_file.h"
#include "kernels/kernels.h"

using namespace seaglass;
using jam::Kind;

namespace {

constexpr std::size_t kMostBytes = 256u << 20;
constexpr int kUsual = 4000, kColdSteps = 300;
constexpr std::size_t kOtherBytes = 64u << 20;  // more than most processors keep

// Music of a kind: a frame, then a few notes of each.
jam::Step step_at(int i) {
  const auto step = std::uint8_t(i);
  return {.kind = i % 4 == 0 ? Kind::kFrame : Kind(2 + i % 5), .frame = i / 4, .place = std::uint8_t(i / 4 % 16), .now = std::uint8_t(i / 64 % 120),
          .value = std::int16_t(36 + i * 7 % 48), .micro = 12, .duration = std::uint8_t(step % 24), .velocity = std::uint8_t(step % 32),
          .meter = 3, .style = 2, .tempo = 5, .roles = 15, .held = std::uint16_t(i % 4096), .chord = std::uint8_t(i / 64 % 120)};
}

// All that one note asks: its kind, and each field.
float ask(jam::Reader& reader, const jam::Step& step) {
  const Kind kind = step.kind == Kind::kFrame ? Kind::kChord : step.kind;
  const jam::Before before{.chord = step.chord, .now = step.now, .last = {-1, 4, 40, 60, 65, 38, 72, 38}};
  float sum = reader.kinds()[0] + reader.values(kind, before)[0] + reader.micros(kind, step.value)[0];
  sum += reader.durations(kind, step.value, 12)[0] + reader.velocities(kind, step.value, 12, 3)[0];
  return sum + reader.keys()[0] + reader.outlook()[0];
}

double now_us() {
  return double(std::chrono::steady_clock::now().time_since_epoch().count()) / 1e3;
}

void print(const char* level, const char* what, std::vector<double>& us) {
  std::sort(us.begin(), us.end());
  std::printf("%-3s %-28s p50 %7.1f us   p99 %7.1f us\n", level, what, us[us.size() / 2], us[us.size() * 99 / 100]);
}

void measure(const JamPatch& patch, const jam::Kernels& kernels, int steps) {
  jam::Reader reader(std::make_shared<const jam::Network>(patch, kernels));
  for (int i = 0; i < patch.shape.window; i++) reader.read(step_at(i));
  std::vector<double> reading, asking, both;
  float kept = 0;
  const std::clock_t began = std::clock();
  for (int i = 0; i < steps; i++) {
    const jam::Step step = step_at(patch.shape.window + i);
    const double a = now_us();
    reader.read(step);
    const double b = now_us();
    kept += ask(reader, step);
    const double c = now_us();
    reading.push_back(b - a), asking.push_back(c - b), both.push_back(c - a);
  }
  const double cpu_us = double(std::clock() - began) * 1e6 / CLOCKS_PER_SEC / steps;
  const auto said = reader.kinds();
  const std::vector<float> end(said.begin(), said.end());

  // On stage other work comes between: the voices, another process. Then weights and keys come from memory.
  std::vector<double> cold;
  std::vector<char> other(kOtherBytes);
  for (int i = 0; i < std::min(steps, kColdSteps); i++) {
    for (std::size_t at = 0; at < other.size(); at += 64) other[at]++;
    const jam::Step step = step_at(patch.shape.window + steps + i);
    const double a = now_us();
    reader.read(step);
    kept += ask(reader, step);
    cold.push_back(now_us() - a);
  }
  print(kernels.name, "a step", reading);
  print(kernels.name, "all that it says", asking);
  print(kernels.name, "a step and all that it says", both);
  print(kernels.name, "the same, caches cold", cold);
  std::printf("%-3s CPU %.1f us a step with all, %d steps, window full, checksum %g\n", kernels.name, cpu_us, steps, double(kept));
  std::printf("%-3s kinds at the end", kernels.name);
  for (const float logit : end) std::printf(" %.6f", double(logit));
  std::printf("\n");
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: jam_steps PATCH [STEPS] [LEVEL...]\n");
    return 2;
  }
  try {
    const auto bytes = io::read_file(argv[1], kMostBytes);
    const auto patch = load_jam_patch(std::as_bytes(std::span(bytes)));
    const int steps = argc > 2 ? std::max(1, std::atoi(argv[2])) : kUsual;
    const std::vector<std::string> wanted(argv + std::min(argc, 3), argv + argc);
    for (const jam::Kernels* kernels : kernels::available_jam())
      if (wanted.empty() || std::find(wanted.begin(), wanted.end(), kernels->name) != wanted.end()) measure(*patch, *kernels, steps);
    return 0;
  } catch (const io::Error& error) {
    std::fprintf(stderr, "jam_steps: %s\n", error.what());
    return error.exit_code;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "jam_steps: %s: %s\n", argv[1], error.what());
    return 3;
  }
}
