#pragma once
// The kernels' operations in double precision and plain loops: what they are held against.

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numbers>
#include <vector>

#include "engine/voice/kernels.h"

namespace seaglass::test {

inline PartialBank empty_bank(int count) {
  PartialBank bank;
  std::memset(&bank, 0, sizeof bank);
  bank.count = count;
  return bank;
}

// An oscillator bank whose phases are exact.
class ReferenceBank {
 public:
  struct Partial {
    double ratio = 1, phase = 0, cycles = 0, amplitude = 0, step = 0;
  };
  std::vector<Partial> partials;

  // The frequency is what the kernels' integer increment says it is: 2^-32 of a circle is no rounding error of theirs.
  void tune(float cycles) {
    for (Partial& p : partials) {
      const float wanted = float(p.ratio) * cycles;
      p.cycles = std::floor(double(std::min(wanted, 0.499f)) * 4294967296.0) / 4294967296.0;
    }
  }
  void aim(const float* db, int frames) {
    for (std::size_t k = 0; k < partials.size(); k++) {
      const double target = db[k] < -140 ? 0 : std::pow(10.0, std::min(double(db[k]), 40.0) / 20);
      partials[k].step = (target - partials[k].amplitude) / frames;
    }
  }
  void sum(double* out, int n) {
    for (Partial& p : partials)
      for (int i = 0; i < n; i++) {
        out[i] += p.amplitude * std::sin(2 * std::numbers::pi * p.phase);
        p.phase += p.cycles;
        p.phase -= std::floor(p.phase);
        p.amplitude += p.step;
      }
  }
};

}  // namespace seaglass::test
