#include "kernels/cuda/fault.h"

namespace seaglass::cuda {
namespace {

constexpr const char* kOldDriver = "the NVIDIA driver is too old for this program; install a newer one";
constexpr const char* kTorn = "the NVIDIA driver's parts do not belong together; restart the machine";
constexpr const char* kStopped = "the GPU stopped in the middle of its work, and is started anew";
constexpr const char* kFailing = "the GPU reports failing hardware; play on the CPU and have it looked at";

// Codes of CUDA's interface, which stay as they are (device.cc holds them to its headers). What stands before a call of ours
// can have gone wrong is a GPU that is missing; what is not named here is a driver that failed.
constexpr FaultMeaning kMeanings[] = {
    {2, Fault::kMemory, "the GPU's memory is full; close what else uses it, or play with fewer voices"},
    {3, Fault::kMissing, "the NVIDIA driver cannot be started; restart the machine"},
    {34, Fault::kMissing, "a stand-in for the NVIDIA driver is installed here; install the driver itself"},
    {35, Fault::kMissing, kOldDriver},
    {46, Fault::kMissing, "the GPU is taken by another program; close it"},
    {100, Fault::kMissing, "the NVIDIA driver finds no GPU"},
    {101, Fault::kMissing, "the NVIDIA driver finds no GPU"},
    {209, Fault::kMissing, "this program was not compiled for this GPU"},
    {214, Fault::kLost, kFailing},
    {220, Fault::kLost, kFailing},
    {222, Fault::kMissing, kOldDriver},
    {700, Fault::kLost, kStopped},
    {702, Fault::kLost, "the GPU was stopped because it took too long, as happens to one that also drives a screen"},
    {714, Fault::kLost, kStopped},
    {715, Fault::kLost, kStopped},
    {716, Fault::kLost, kStopped},
    {717, Fault::kLost, kStopped},
    {718, Fault::kLost, kStopped},
    {719, Fault::kLost, kStopped},
    {802, Fault::kMissing, "the GPU's machine is not ready yet; try again in a minute"},
    {803, Fault::kMissing, kTorn},
    {804, Fault::kMissing, kOldDriver},
};

}  // namespace

FaultMeaning meaning_of(int code) {
  for (const FaultMeaning& meaning : kMeanings)
    if (meaning.code == code) return meaning;
  return {code, Fault::kLost, "the NVIDIA driver failed"};
}

}  // namespace seaglass::cuda
