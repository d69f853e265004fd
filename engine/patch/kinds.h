#pragma once
// The readers of each kind of patch, for load.cc. [control], they throw PatchError.

#include <memory>

#include "engine/patch/document.h"
#include "engine/patch/neural.h"
#include "engine/patch/safetensors.h"
#include "engine/patch/tracks.h"

namespace seaglass {

std::unique_ptr<const TrackPatch> load_tracks(const Safetensors& file, const Document& document);
std::unique_ptr<const NeuralPatch> load_neural(const Safetensors& file, const Document& document);

}  // namespace seaglass
