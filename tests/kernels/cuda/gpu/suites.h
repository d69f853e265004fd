#pragma once
// What is checked: one suite for each operation that has kernels. Later operations add theirs to the table.

#include <functional>
#include <random>
#include <span>
#include <string>

namespace seaglass::gpu_check {

struct Options {
  bool cpu = false, check = false, quick = false, control = false, bench = false, faults = false;
  std::string only, network, json;  // one way; files
  int blocks = 2000;
  double period_us = 64 / 48000.0 * 1e6;
  unsigned seed = std::random_device{}();
};

using Report = std::function<void(const std::string& json)>;

struct Suite {
  const char* name;
  int (*check)(const Options&, const Report&);  // 0 when all holds, else 1
  int (*control)(const Options&);               // 0 when the checks find all that is wrong on purpose
};

std::span<const Suite> suites();

int check_network(const Options&, const Report&);
int control_network(const Options&);
int check_voices(const Options&, const Report&);
int control_voices(const Options&);

}  // namespace seaglass::gpu_check
