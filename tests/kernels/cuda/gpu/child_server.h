#pragma once
// This program as a child behind the process boundary: the synth of the instrument's own child process
// (tools/seaglass/packet_synth.h) with a random patch, and faults on request, which the instrument's has no words for.

#include <string>

#include "engine/voice/neural_library.h"
#include "engine/voice/voice_sound.h"
#include "io/child/supervisor.h"

namespace seaglass::gpu_check {

// The word that starts it.
inline constexpr const char* kServeWord = "--serve";

// Instead of a packet: the device is lost, by a kernel that traps, and where there is none the process, by abort(); all memory
// is taken, the GPU's where there is one, and more asked for.
inline constexpr const char* kLoseDevice = "lose the device";
inline constexpr const char* kRefuseMemory = "refuse memory";

// [control] A life of this program with test::random_patch(kChildPatch), on "cpu" or "cuda", for so many voices, ghosts included.
io::ChildSetup child_setup(const std::string& backend, const VoiceContext& context, const NeuralLibrary& library, int voices);
inline constexpr unsigned kChildPatch = 1;

// [control] Serves; returns the exit code.
int serve_child();

}  // namespace seaglass::gpu_check
