#pragma once
// A value that moves to its target in a straight line from the very sample at which it was told to. The value is a
// function of how many samples are left, not a running sum: cutting the stretch differently gives the same bits.

namespace seaglass {

class Ramp {
 public:
  constexpr explicit Ramp(float value = 0.0f) : target_(value) {}

  // [worker] wait-free, all of these.
  constexpr void jump(float value) {
    target_ = value;
    left_ = 0;
  }
  constexpr void move(float target, int samples) {
    const float from = at(0);
    target_ = target;
    left_ = samples;
    step_ = samples > 0 ? (target - from) / float(samples) : 0.0f;
  }
  // The value i samples from now.
  constexpr float at(int i) const { return i >= left_ ? target_ : target_ - step_ * float(left_ - i); }
  constexpr void advance(int n) { left_ = left_ > n ? left_ - n : 0; }
  constexpr bool steady() const { return left_ == 0; }
  constexpr int left() const { return left_; }  // samples until it has arrived
  constexpr float target() const { return target_; }

 private:
  float target_;
  float step_ = 0.0f;
  int left_ = 0;
};

}  // namespace seaglass
