#pragma once

#include <memory>

#include "engine/model.h"
#include "engine/patch/patch.h"
#include "engine/voice/kernels.h"

namespace seaglass {

// [control] The instrument that plays a patch, whatever its kind; not prepared yet.
std::unique_ptr<Model> make_model(std::shared_ptr<const Patch> patch, const VoiceKernels& kernels);

}  // namespace seaglass
