#include <cstdio>
#include <deque>

#include "tests/kernels/cuda/gpu/checks.h"
#include "tests/kernels/cuda/gpu/gpu.h"
#include "tests/kernels/cuda/gpu/network_file.h"
#include "tests/kernels/cuda/gpu/suites.h"
#include "tests/kernels/cuda/networks.h"

namespace seaglass::gpu_check {
namespace {

constexpr int kMostRows = 4096, kFewRows = 64;  // of checks, and of those that are slow or watched by a sanitizer

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
std::string outcome(const Check& check, const Way& way, const Subject& subject, int rows, unsigned seed,
                    bool& missing) {
  try {
    std::string why;
    CheckContext context{way, subject, rows, seed, way.make(way, subject, rows, why)};
    missing = context.runner == nullptr;
    return missing ? why : check.run(context);
  } catch (const std::exception& error) {
    return error.what();
  }
}

int check_ways(const Options& o, std::span<const Way> ways, const Report& report) {
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
          std::printf("%s: %s, %s: %s: %s\n", verdict, subject.name.c_str(), way.name.c_str(), check.name,
                      wrong.c_str());
        report(std::string(R"({"check": ")") + check.name + R"(", "way": ")" + way.name + R"(", "network": ")" +
               subject.name + R"(", "verdict": ")" + verdict + R"("})");
        if (missing) break;
      }
    }
  std::printf("checks: %d passed, %d failed (seed %u)\n", passed, failed, o.seed);
  return failed > 0 || passed == 0 ? 1 : 0;
}

// Once a step is made, a thousand blocks take no device memory and give none back.
int check_memory(const Options& o, std::span<const Way> ways) {
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
      if (before != after)
        std::printf("failed: %s: %zu bytes of device memory were free, then %zu\n", way.name.c_str(), before, after);
      failed += before != after;
    } catch (const std::exception& error) {
      std::printf("failed: %s: %s\n", way.name.c_str(), error.what());
      failed++;
    }
  return failed > 0 ? 1 : 0;
}

}  // namespace

int control_network(const Options& o) {
  int missed = 0;
  const Subject subject("random", test::random_network(test::kNetworkSizes.front(), o.seed));
  for (const Way& way : wrong_ways()) {
    std::string found;
    bool missing = false;
    for (const Check& check : checks())
      if (found.empty() && (way.exact || !check.only_exact))
        found = outcome(check, way, subject, kFewRows, o.seed, missing);
    std::printf("control: %s: %s\n", way.name.c_str(), found.empty() ? "NOT FOUND" : found.c_str());
    missed += found.empty();
  }
  return missed > 0 ? 1 : 0;
}

int check_network(const Options& o, const Report& report) {
  const std::vector<Way> ways = o.cpu ? cpu_ways() : cuda_ways();
  int code = check_ways(o, ways, report);
  if (!o.cpu && !o.quick) code |= check_memory(o, ways);
  return code;
}

}  // namespace seaglass::gpu_check
