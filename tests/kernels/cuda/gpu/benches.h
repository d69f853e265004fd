#pragma once
// What is measured. One table; later operations add theirs. Every result is one line of JSON.

#include <functional>
#include <span>
#include <string>

#include "tests/kernels/cuda/gpu/runner.h"

namespace seaglass::gpu_check {

struct BenchContext {
  std::span<const Way> ways;
  const Subject& subject;
  int blocks;  // of each paced measurement
  double period_s;
  bool gpu;  // there is one
  std::function<void(const std::string& json)> report;
  int failed = 0;  // measurements whose answers were wrong
};

struct Bench {
  const char* name;
  bool needs_gpu;
  void (*run)(BenchContext&);
};

std::span<const Bench> benches();

// Rows at which everything is measured.
inline constexpr int kBenchRows[] = {1, 16, 64, 256, 1024};

// A large device copy and a large matrix product, and what they make of each number of rows (floor.cc).
void measure_floor(BenchContext& context);
// The operations alone, one after another on the device, by its own clock (kernel_time.cc).
void measure_kernels(BenchContext& context);

// What each kernel takes of a multiprocessor (kernel_time.cc).
void report_kernel_uses(BenchContext& context);

// All of a block's sound with many voices (voices_bench.cc).
void measure_voices(BenchContext& context);

// The same from another process: what the boundary costs (boundary_bench.cc).
void measure_boundary(BenchContext& context);

// Least operations and bytes of the network for a number of rows: each weight, input and output moved once.
double operations_of(const Network& net, int rows);
double bytes_of(const Network& net, int rows);

}  // namespace seaglass::gpu_check
