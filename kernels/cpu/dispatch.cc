#include <cstdlib>

#include "kernels/kernels.h"

namespace seaglass::kernels {
namespace {

// What one instruction set has.
struct Level {
  const VoiceKernels* voice;
  const jam::Kernels* jam;
};

}  // namespace

#if defined(__x86_64__)
extern const VoiceKernels kVoiceKernels_v2, kVoiceKernels_v3, kVoiceKernels_v4;
extern const jam::Kernels kJamKernels_v2, kJamKernels_v3, kJamKernels_v4;

static std::vector<Level> levels() {
  std::vector<Level> found{{&kVoiceKernels_v2, &kJamKernels_v2}};
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi2"))
    found.push_back({&kVoiceKernels_v3, &kJamKernels_v3});
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512vl"))
    found.push_back({&kVoiceKernels_v4, &kJamKernels_v4});
  return found;
}
#else
extern const VoiceKernels kVoiceKernels_plain;
extern const jam::Kernels kJamKernels_plain;

static std::vector<Level> levels() { return {{&kVoiceKernels_plain, &kJamKernels_plain}}; }
#endif

// The level that SEAGLASS_LEVEL names, or the last.
static Level best_level() {
  const char* const wanted = std::getenv("SEAGLASS_LEVEL");
  const std::vector<Level> all = levels();
  for (const Level& level : all)
    if (wanted != nullptr && std::string_view(wanted) == level.voice->name) return level;
  return all.back();
}

std::vector<const VoiceKernels*> available() {
  std::vector<const VoiceKernels*> found;
  for (const Level& level : levels()) found.push_back(level.voice);
  return found;
}

std::vector<const jam::Kernels*> available_jam() {
  std::vector<const jam::Kernels*> found;
  for (const Level& level : levels()) found.push_back(level.jam);
  return found;
}

const VoiceKernels* find(std::string_view name) {
  for (const VoiceKernels* kernels : available())
    if (name == kernels->name) return kernels;
  return nullptr;
}

const VoiceKernels& best() { return *best_level().voice; }

const jam::Kernels& best_jam() { return *best_level().jam; }

}  // namespace seaglass::kernels
