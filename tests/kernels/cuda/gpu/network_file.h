#pragma once

#include <string>
#include <vector>

#include "engine/patch/neural.h"

namespace seaglass::gpu_check {

// A patch's network as tools/gpu_check takes it out of the .glass file, so that no JSON library is needed here:
//   int32 layers; per layer int32 inputs, int32 outputs, float weight[outputs][inputs], float bias[outputs]
// Throws std::runtime_error.
std::vector<DenseLayer> read_network(const std::string& path);

}  // namespace seaglass::gpu_check
