// The program behind tools/gpu_check: checks and benchmarks of the CUDA kernels. It needs nothing but CUDA, and not
// even that for --cpu.
//
//   gpu_check_program [--cpu] [--check] [--quick] [--control] [--bench] [--faults] [--only NAME] [--network FILE]
//                     [--json FILE] [--blocks N] [--period-us P] [--seed N]
//   gpu_check_program --serve    as a child of itself
//
// Exit codes: 0 all is well, 1 something is not, 2 wrong usage, 77 there is no GPU.

#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "tests/kernels/cuda/gpu/benches.h"
#include "tests/kernels/cuda/gpu/child_server.h"
#include "tests/kernels/cuda/gpu/faults.h"
#include "tests/kernels/cuda/gpu/gpu.h"
#include "tests/kernels/cuda/gpu/network_file.h"
#include "tests/kernels/cuda/gpu/suites.h"
#include "tests/kernels/networks.h"

using namespace seaglass;
using namespace seaglass::gpu_check;

namespace {

constexpr int kNoGpu = 77;

bool parse(int count, char** words, Options& o) {
  const auto next = [&](int& i) { return i + 1 < count ? words[++i] : nullptr; };
  for (int i = 1; i < count; i++) {
    const std::string word = words[i];
    const char* value = "";
    if (word == "--cpu")
      o.cpu = true;
    else if (word == "--check")
      o.check = true;
    else if (word == "--quick")
      o.quick = true;
    else if (word == "--control")
      o.control = true;
    else if (word == "--bench")
      o.bench = true;
    else if (word == "--faults")
      o.faults = true;
    else if ((value = next(i)) == nullptr)
      return false;
    else if (word == "--only")
      o.only = value;
    else if (word == "--network")
      o.network = value;
    else if (word == "--json")
      o.json = value;
    else if (word == "--blocks")
      o.blocks = std::atoi(value);
    else if (word == "--period-us")
      o.period_us = std::atof(value);
    else if (word == "--seed")
      o.seed = unsigned(std::strtoul(value, nullptr, 10));
    else
      return false;
  }
  return (o.check || o.bench || o.control || o.faults) && o.blocks > 0 && o.period_us > 0;
}

constexpr Suite kSuites[] = {
    {"network", check_network, control_network},
    {"voices", check_voices, control_voices},
};

}  // namespace

std::span<const Suite> gpu_check::suites() { return kSuites; }

int main(int count, char** words) try {
  if (count > 1 && std::string(words[1]) == kServeWord) return serve_child();
  Options o;
  if (!parse(count, words, o)) {
    std::fprintf(stderr, "gpu_check_program: wrong arguments; tools/gpu_check is what to start\n");
    return 2;
  }
  std::ofstream file;
  if (!o.json.empty()) file.open(o.json, std::ios::app);
  const Report report = [&](const std::string& line) {
    if (file.is_open()) file << line << std::endl;
    std::fflush(stdout);
  };
  int code = 0;
  if (o.control)
    for (const Suite& suite : suites()) code |= suite.control(o);
  if (!o.cpu && (o.check || o.bench || o.faults)) {
    std::string why;
    const std::string device = open_gpu(why);
    if (device.empty()) {
      std::fprintf(stderr, "gpu_check: %s\n", why.c_str());
      return kNoGpu;
    }
    report(device);
  }
  if (o.check)
    for (const Suite& suite : suites()) code |= suite.check(o, report);
  if (o.faults) code |= check_faults(o, report);
  if (o.bench) {
    std::vector<Way> ways = o.cpu ? std::vector<Way>{} : cuda_ways();
    ways.push_back(best_cpu_way());  // its time stands beside the GPU's
    const Subject subject = o.network.empty() ? Subject("random", test::random_network(test::kNetworkSizes.front(), 1))
                                              : Subject("shipped", read_network(o.network));
    BenchContext context{
        .ways = ways, .subject = subject, .blocks = o.blocks, .period_s = o.period_us * 1e-6, .gpu = !o.cpu, .report = report};
    for (const Bench& bench : benches())
      if (!bench.needs_gpu || !o.cpu) bench.run(context);
    code |= context.failed > 0;
  }
  return code;
} catch (const std::exception& error) {
  std::fprintf(stderr, "gpu_check: %s\n", error.what());
  return 1;
}
