// The program behind tools/gpu_check: checks and benchmarks of the CUDA kernels. It needs nothing but CUDA, and not even
// that for --cpu.
//
//   gpu_check_program [--cpu] [--check] [--quick] [--control] [--bench] [--only NAME] [--network FILE] [--json FILE]
//                     [--blocks N] [--period-us P] [--seed N]
//
// Exit codes: 0 all is well, 1 something is not, 2 wrong usage, 77 there is no GPU.

#include <cstdio>
#include <cstdlib>
#include <deque>
#include <fstream>
#include <random>

#include "tests/kernels/cuda/gpu/benches.h"
#include "tests/kernels/cuda/gpu/checks.h"
#include "tests/kernels/cuda/gpu/gpu.h"
#include "tests/kernels/cuda/gpu/network_file.h"
#include "tests/kernels/cuda/networks.h"

using namespace seaglass;
using namespace seaglass::gpu_check;

namespace {

constexpr int kNoGpu = 77;
constexpr int kMostRows = 1024, kFewRows = 64;  // of checks, and of those that are slow or watched by a sanitizer

struct Options {
  bool cpu = false, check = false, quick = false, control = false, bench = false;
  std::string only, network, json;
  int blocks = 2000;
  double period_us = 64 / 48000.0 * 1e6;
  unsigned seed = std::random_device{}();
};

bool parse(int count, char** words, Options& o) {
  const auto next = [&](int& i) { return i + 1 < count ? words[++i] : nullptr; };
  for (int i = 1; i < count; i++) {
    const std::string word = words[i];
    const char* value = "";
    if (word == "--cpu") o.cpu = true;
    else if (word == "--check") o.check = true;
    else if (word == "--quick") o.quick = true;
    else if (word == "--control") o.control = true;
    else if (word == "--bench") o.bench = true;
    else if ((value = next(i)) == nullptr) return false;
    else if (word == "--only") o.only = value;
    else if (word == "--network") o.network = value;
    else if (word == "--json") o.json = value;
    else if (word == "--blocks") o.blocks = std::atoi(value);
    else if (word == "--period-us") o.period_us = std::atof(value);
    else if (word == "--seed") o.seed = unsigned(std::strtoul(value, nullptr, 10));
    else return false;
  }
  return (o.check || o.bench || o.control) && o.blocks > 0 && o.period_us > 0;
}

std::deque<Subject> subjects(const Options& o) {
  std::deque<Subject> all;
  if (!o.network.empty()) all.emplace_back("shipped", read_network(o.network));
  for (const auto& sizes : test::kNetworkSizes) {
    std::string name = "random";
    for (const int size : sizes) name += "-" + std::to_string(size);
    all.emplace_back(name, test::random_network(sizes, o.seed));
  }
  return all;
}

// What is wrong; empty when the check holds.
std::string outcome(const Check& check, const Way& way, const Subject& subject, int rows, unsigned seed, bool& missing) {
  try {
    std::string why;
    CheckContext context{way, subject, rows, seed, way.make(way, subject, rows, why)};
    missing = context.runner == nullptr;
    return missing ? why : check.run(context);
  } catch (const std::exception& error) {
    return error.what();
  }
}

int run_checks(const Options& o, std::span<const Way> ways, const std::function<void(const std::string&)>& report) {
  int failed = 0, passed = 0;
  for (const Subject& subject : subjects(o))
    for (const Way& way : ways) {
      if (!o.only.empty() && way.name != o.only) continue;
      const bool slow = o.quick || way.name == "cluster on the host";
      for (const Check& check : checks()) {
        if (check.only_exact && !way.exact) continue;
        bool missing = false;
        const std::string wrong = outcome(check, way, subject, slow ? kFewRows : kMostRows, o.seed, missing);
        const char* const verdict = missing ? "missing" : wrong.empty() ? "passed" : "failed";
        failed += !missing && !wrong.empty();
        passed += wrong.empty();
        if (!wrong.empty())
          std::printf("%s: %s, %s: %s: %s\n", verdict, subject.name.c_str(), way.name.c_str(), check.name, wrong.c_str());
        report(std::string(R"({"check": ")") + check.name + R"(", "way": ")" + way.name + R"(", "network": ")" + subject.name +
               R"(", "verdict": ")" + verdict + R"("})");
        if (missing) break;
      }
    }
  std::printf("checks: %d passed, %d failed (seed %u)\n", passed, failed, o.seed);
  return failed > 0 || passed == 0 ? 1 : 0;
}

// Each wrong way must be found.
int run_control(const Options& o) {
  int missed = 0;
  const Subject subject("random", test::random_network(test::kNetworkSizes.front(), o.seed));
  for (const Way& way : wrong_ways()) {
    std::string found;
    bool missing = false;
    for (const Check& check : checks())
      if (found.empty() && (way.exact || !check.only_exact)) found = outcome(check, way, subject, kFewRows, o.seed, missing);
    std::printf("control: %s: %s\n", way.name.c_str(), found.empty() ? "NOT FOUND" : found.c_str());
    missed += found.empty();
  }
  return missed > 0 ? 1 : 0;
}

// Once a step is made, a thousand blocks take no device memory and give none back.
int run_memory(const Options& o, std::span<const Way> ways) {
  constexpr int kRuns = 1000;
  int failed = 0;
  const Subject subject("random", test::random_network(test::kNetworkSizes.front(), o.seed));
  for (const Way& way : ways) try {
      std::string why;
      const auto runner = way.make(way, subject, kMostRows, why);
      if (runner == nullptr) continue;
      runner->run(kMostRows);
      const std::size_t before = free_device_memory();
      for (int i = 0; i < kRuns; i++) runner->run(1 + i);
      const std::size_t after = free_device_memory();
      if (before != after) std::printf("failed: %s: %zu bytes of device memory were free, then %zu\n", way.name.c_str(), before, after);
      failed += before != after;
    } catch (const std::exception& error) {
      std::printf("failed: %s: %s\n", way.name.c_str(), error.what());
      failed++;
    }
  return failed > 0 ? 1 : 0;
}

}  // namespace

int main(int count, char** words) try {
  Options o;
  if (!parse(count, words, o)) {
    std::fprintf(stderr, "gpu_check_program: wrong arguments; tools/gpu_check is what to start\n");
    return 2;
  }
  std::ofstream file;
  if (!o.json.empty()) file.open(o.json, std::ios::app);
  const auto report = [&](const std::string& line) {
    if (file.is_open()) file << line << std::endl;
    std::fflush(stdout);
  };
  int code = o.control ? run_control(o) : 0;
  if (!o.cpu && (o.check || o.bench)) {
    std::string why;
    const std::string device = open_gpu(why);
    if (device.empty()) {
      std::fprintf(stderr, "gpu_check: %s\n", why.c_str());
      return kNoGpu;
    }
    report(device);
  }
  std::vector<Way> ways = o.cpu ? cpu_ways() : cuda_ways();
  if (o.check) code |= run_checks(o, ways, report);
  if (o.check && !o.cpu && !o.quick) code |= run_memory(o, ways);
  if (o.bench) {
    // The CPU's own time stands beside the GPU's.
    if (o.cpu) ways.clear();
    ways.push_back(best_cpu_way());
    const Subject subject = o.network.empty() ? Subject("random", test::random_network(test::kNetworkSizes.front(), 1))
                                              : Subject("shipped", read_network(o.network));
    BenchContext context{.ways = ways, .subject = subject, .blocks = o.blocks, .period_s = o.period_us * 1e-6, .report = report};
    for (const Bench& bench : benches())
      if (!bench.needs_gpu || !o.cpu) bench.run(context);
    code |= context.failed > 0;
  }
  return code;
} catch (const std::exception& error) {
  std::fprintf(stderr, "gpu_check: %s\n", error.what());
  return 1;
}
