#pragma once
// What is heard when the process that the voices sound in fails: faults for real, in the real stream, and the joints measured.

#include <cstdint>
#include <string_view>
#include <vector>

#include "tools/seaglass/live/backend.h"

namespace seaglass {

enum class Fault {
  kStall,    // it stands still for 50 ms
  kKilled,   // it is killed
  kLost,     // on a GPU its context is lost; else it aborts
  kRefused,  // memory is refused
};

struct FaultResult {
  Fault fault = Fault::kStall;
  std::uint64_t takeovers = 0, returns = 0;  // counted from the fault until all was well again: 1 and 1
  int concealed = 0;       // samples
  int sounding = 0;        // voices while it was away
  double away_s = 0;       // until it had the voices again
  double joint_db = 0;     // the worst joint of it all over its surroundings
  bool back = false;

  // One fault, one takeover, one return, and no joint over 6 dB.
  bool holds() const { return back && takeovers == 1 && returns == 1 && joint_db <= kMostJointDb; }
  static constexpr double kMostJointDb = 6;
};

std::string_view name_of(Fault fault);

// [control] All of them, one after the other, at 48 kHz with `voices` held notes in blocks of `buffer`. Throws io::DeviceError
// when the backend cannot be had.
std::vector<FaultResult> try_faults(const LoadedPatch& patch, BackendKind kind, int voices, int buffer);

}  // namespace seaglass
