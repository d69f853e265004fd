#pragma once
// What must hold of every way to run the network. One table; later operations add theirs.

#include <functional>
#include <string>
#include <vector>

#include "tests/kernels/cuda/gpu/runner.h"

namespace seaglass::gpu_check {

struct CheckContext {
  const Way& way;
  const Subject& subject;
  int most_rows;
  unsigned seed;   // of this run: another each time, and in the report
  Runner& runner;  // for most_rows
};

struct Check {
  const char* name;
  bool only_exact;  // asked of ways that promise the CPU's bits
  // What is wrong; empty when it holds.
  std::string (*run)(CheckContext&);
};

std::span<const Check> checks();

}  // namespace seaglass::gpu_check
