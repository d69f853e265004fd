#include <cstdio>
#include <deque>

#include "tests/kernels/cuda/gpu/checks.h"
#include "tests/kernels/cuda/gpu/gpu.h"
#include "tests/kernels/cuda/gpu/network_file.h"
#include "tests/kernels/cuda/gpu/suites.h"
#include "tests/kernels/networks.h"

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

// A way to run one network, made once: cuDNN takes seconds. Null, with a reason, where it cannot be had or fails.
std::unique_ptr<Runner> make(const Way& way, const Subject& subject, int rows, std::string& why, bool& failed) try {
  failed = false;
  return way.make(way, subject, rows, why);
} catch (const std::exception& error) {
  why = error.what();
  failed = true;
  return nullptr;
}

// What is wrong; empty when the check holds.
std::string outcome(const Check& check, CheckContext& context) try {
  return check.run(context);
} catch (const std::exception& error) {
  return error.what();
}

struct Tally {
  int passed = 0, failed = 0, missing = 0;
};

void check_way(const Options& o, const Way& way, const Subject& subject, const Report& report, Tally& tally) {
  const auto say = [&](const char* verdict, const char* check, const std::string& why) {
    if (!why.empty())
      std::printf("%s: %s, %s: %s: %s\n", verdict, subject.name.c_str(), way.name.c_str(), check, why.c_str());
    report(std::string(R"({"check": ")") + check + R"(", "way": ")" + way.name + R"(", "network": ")" + subject.name +
           R"(", "verdict": ")" + verdict + R"("})");
  };
  const int rows = o.quick || way.name == "cluster on the host" ? kFewRows : kMostRows;
  std::string why;
  bool failed = false;
  const auto runner = make(way, subject, rows, why, failed);
  if (runner == nullptr) {
    say(failed ? "failed" : "missing", "can be made", why);
    (failed ? tally.failed : tally.missing)++;
    return;
  }
  CheckContext context{way, subject, rows, o.seed, *runner};
  for (const Check& check : checks()) {
    if (check.only_exact && !way.exact) continue;
    const std::string wrong = outcome(check, context);
    (wrong.empty() ? tally.passed : tally.failed)++;
    say(wrong.empty() ? "passed" : "failed", check.name, wrong);
  }
}

int check_ways(const Options& o, std::span<const Way> ways, const Report& report) {
  Tally tally;
  for (const Subject& subject : subjects(o))
    for (const Way& way : ways)
      if (o.only.empty() || way.name == o.only) check_way(o, way, subject, report, tally);
  std::printf("checks: %d passed, %d failed, %d ways missing (seed %u)\n", tally.passed, tally.failed, tally.missing,
              o.seed);
  return tally.failed > 0 || tally.passed + tally.missing == 0 ? 1 : 0;
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
    std::string found, why;
    const auto runner = way.make(way, subject, kFewRows, why);
    CheckContext context{way, subject, kFewRows, o.seed, *runner};
    for (const Check& check : checks())
      if (found.empty() && (way.exact || !check.only_exact)) found = outcome(check, context);
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
