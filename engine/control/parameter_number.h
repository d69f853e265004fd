#pragma once
// Registered parameter numbers of one channel: two controllers select one, a third and a fourth give it a value. What a
// number means is for others.

#include <cstdint>

namespace seaglass {

// One thread, wait-free.
class ParameterNumber {
 public:
  // Controller numbers of the MIDI 1.0 specification.
  enum Controller { kDataCoarse = 6, kDataFine = 38, kNrpnFine = 98, kNrpnCoarse, kFine, kCoarse };
  enum Registered { kBendRange = 0, kMpeConfiguration = 6, kNone = 127 << 7 | 127 };

  // A controller moved.
  void receive(int controller, int value) {
    if (controller == kCoarse) coarse_ = value;
    if (controller == kFine) fine_ = value;
    if (controller == kNrpnCoarse || controller == kNrpnFine) reset();  // a number that is not registered
  }
  void reset() { coarse_ = fine_ = kUnset; }

  // What data entry is for now.
  int selected() const { return coarse_ << 7 | fine_; }

 private:
  static constexpr int kUnset = 127;

  int coarse_ = kUnset, fine_ = kUnset;
};

}  // namespace seaglass
