#include <cstdlib>

#include "kernels/kernels.h"

namespace seaglass::kernels {

#if defined(__x86_64__)
extern const VoiceKernels kVoiceKernels_v2, kVoiceKernels_v3, kVoiceKernels_v4;

std::vector<const VoiceKernels*> available() {
  std::vector<const VoiceKernels*> found{&kVoiceKernels_v2};
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi2"))
    found.push_back(&kVoiceKernels_v3);
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512vl"))
    found.push_back(&kVoiceKernels_v4);
  return found;
}
#else
extern const VoiceKernels kVoiceKernels_plain;

std::vector<const VoiceKernels*> available() { return {&kVoiceKernels_plain}; }
#endif

const VoiceKernels* find(std::string_view name) {
  for (const VoiceKernels* kernels : available())
    if (name == kernels->name) return kernels;
  return nullptr;
}

const VoiceKernels& best() {
  const char* wanted = std::getenv("SEAGLASS_LEVEL");
  const VoiceKernels* named = wanted != nullptr ? find(wanted) : nullptr;
  return named != nullptr ? *named : *available().back();
}

}  // namespace seaglass::kernels
