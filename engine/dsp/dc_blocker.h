#pragma once
// Takes away what lies below hearing: y[n] = x[n] - x[n-1] + r y[n-1] (J. O. Smith, Introduction to Digital Filters).

#include <cmath>
#include <numbers>

namespace seaglass {

class DcBlocker {
 public:
  // [control] `rate` in Hz.
  void prepare(double rate) { pole_ = float(1.0 - 2 * std::numbers::pi * kCutoffHz / rate); }

  // [worker] wait-free.
  void process(float* samples, int n) {
    float x = x_, y = y_;
    for (int i = 0; i < n; i++) {
      y = samples[i] - x + pole_ * y;
      x = samples[i];
      samples[i] = y;
    }
    x_ = x;
    y_ = y;
  }

 private:
  // Low enough that a piano's lowest key loses 0.35 dB, high enough that what noise leaves below hearing is gone 0.1 s after it.
  static constexpr double kCutoffHz = 8.0;
  float pole_ = 0.9995f, x_ = 0, y_ = 0;
};

}  // namespace seaglass
