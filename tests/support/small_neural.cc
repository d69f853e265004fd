#include "tests/support/small_neural.h"

#include "engine/patch/load.h"

namespace seaglass::test {

const std::vector<std::byte>& small_neural_bytes() {
  static const std::vector<std::byte> bytes = bytes_of_file(SEAGLASS_SMALL_NEURAL);
  return bytes;
}

NeuralGlass small_neural_glass() { return parts_of(small_neural_bytes()); }

std::shared_ptr<const NeuralPatch> small_neural_patch() {
  static const std::shared_ptr<const NeuralPatch> patch =
      std::dynamic_pointer_cast<const NeuralPatch>(std::shared_ptr<const Patch>(load_patch(small_neural_bytes())));
  return patch;
}

std::unique_ptr<NeuralModel> make_small_neural(const ModelSetup& setup, const VoiceKernels& kernels) {
  auto model = std::make_unique<NeuralModel>(small_neural_patch(), kernels);
  model->prepare(setup);
  return model;
}

}  // namespace seaglass::test
