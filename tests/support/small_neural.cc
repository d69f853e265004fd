#include "tests/support/small_neural.h"

#include <fstream>
#include <iterator>
#include <stdexcept>

#include "engine/patch/load.h"
#include "engine/patch/safetensors.h"
#include "tests/support/glass_file.h"

namespace seaglass::test {

void NeuralGlass::Table::set_rows(std::int64_t rows) {
  const std::size_t row = bytes.size() / std::size_t(shape[0]);
  shape[0] = rows;
  bytes.resize(row * std::size_t(rows));
}

const std::vector<std::byte>& small_neural_bytes() {
  static const std::vector<std::byte> bytes = [] {
    std::ifstream file(SEAGLASS_SMALL_NEURAL, std::ios::binary);
    if (!file) throw std::runtime_error(SEAGLASS_SMALL_NEURAL " is missing");
    const std::vector<char> read{std::istreambuf_iterator<char>(file), {}};
    const auto* const first = reinterpret_cast<const std::byte*>(read.data());
    return std::vector<std::byte>(first, first + read.size());
  }();
  return bytes;
}

NeuralGlass small_neural_glass() {
  const Safetensors file = read_safetensors(small_neural_bytes());
  NeuralGlass glass;
  glass.document = nlohmann::json::parse(file.metadata);
  for (const auto& [name, tensor] : file.tensors)
    glass.tables[name] = {tensor.type, tensor.shape, {tensor.bytes.begin(), tensor.bytes.end()}};
  return glass;
}

std::vector<std::byte> to_bytes(const NeuralGlass& file) {
  nlohmann::json header{{"__metadata__", {{"seaglass", file.document.dump()}}}};
  std::vector<std::byte> data;
  for (const auto& [name, table] : file.tables) {
    header[name] = {{"dtype", table.type}, {"shape", table.shape},
                    {"data_offsets", {data.size(), data.size() + table.bytes.size()}}};
    data.insert(data.end(), table.bytes.begin(), table.bytes.end());
  }
  return with_header(header.dump(), data);
}

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
