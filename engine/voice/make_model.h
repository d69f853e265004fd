#pragma once

#include <memory>

#include "engine/model.h"
#include "engine/patch/patch.h"
#include "engine/voice/kernels.h"
#include "engine/voice/voice_model.h"

namespace seaglass {

// [control] The instrument that plays a patch, whatever its kind; not prepared yet. `make_synth`: as VoiceModel's.
std::unique_ptr<Model> make_model(std::shared_ptr<const Patch> patch, const VoiceKernels& kernels, MakeSynth make_synth = {});

}  // namespace seaglass
