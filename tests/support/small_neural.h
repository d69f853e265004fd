#pragma once
// A neural patch with random weights, small but whole (tests/data/make_small_neural.py): seven places of every kind, and
// what its network says of some notes by another implementation.
//
//   bowed, blown, reed, horn  programs 0, 1, 4, 6: sustained
//   struck, glass             programs 2, 3: decaying; struck beats
//   drum                      program 5, unpitched, one shot, keys 36 and 38

#include <cstddef>
#include <memory>
#include <vector>

#include "engine/patch/neural.h"
#include "engine/voice/neural_model.h"
#include "kernels/kernels.h"
#include "tests/support/glass_parts.h"

namespace seaglass::test {

// The file in parts, to be altered before they become bytes.
using NeuralGlass = GlassParts;
NeuralGlass small_neural_glass();

// [any] The bytes of the file, and the patch that they hold; read once.
const std::vector<std::byte>& small_neural_bytes();
std::shared_ptr<const NeuralPatch> small_neural_patch();

// Prepared.
std::unique_ptr<NeuralModel> make_small_neural(const ModelSetup& setup = {},
                                               const VoiceKernels& kernels = kernels::best());

}  // namespace seaglass::test
