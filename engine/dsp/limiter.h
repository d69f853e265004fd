#pragma once
// Keeps the sum of many notes below full scale without delaying a single one: no look-ahead, so the gain must fall at the
// very sample that needs it. It holds for longer than a period of the lowest note and then recovers slowly, so a
// steady sound is only made softer; above the knee the first crest is rounded, not cut.

namespace seaglass {

class Limiter {
 public:
  // [control] `rate` in Hz.
  void prepare(double rate);

  // [worker] wait-free. Both channels get the same gain; no sample leaves above kCeiling.
  void process(float* left, float* right, int n);

  static constexpr float kCeiling = 0.966f;  // -0.3 dBFS
  static constexpr float kKnee = 0.5f;       // -6 dBFS: below, nothing is touched

 private:
  bool idle(const float* left, const float* right, int n) const;

  float recover_ = 0;  // share of the way back to 1 in one sample
  int hold_ = 0;       // samples
  float gain_ = 1;
  int held_ = 0;
};

}  // namespace seaglass
