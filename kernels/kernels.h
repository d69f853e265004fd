#pragma once
// How models run: the choice of an implementation for this machine.

#include <string_view>
#include <vector>

#include "engine/jam/kernels.h"
#include "engine/voice/kernels.h"

namespace seaglass::kernels {

// [control] The best that this processor runs. SEAGLASS_LEVEL in the environment ("v2", "v3", "v4") asks for another: tools
// such as valgrind know fewer instructions than the processor.
const VoiceKernels& best();

// [control] All that this processor runs, slowest first.
std::vector<const VoiceKernels*> available();

// [control] By name, or null when this processor does not run it.
const VoiceKernels* find(std::string_view name);

// [control] The same of the accompanist's operations.
const jam::Kernels& best_jam();
std::vector<const jam::Kernels*> available_jam();

}  // namespace seaglass::kernels
