#include "tests/kernels/cuda/gpu/network_file.h"

#include <cstdint>
#include <fstream>
#include <stdexcept>

#include "engine/voice/network.h"

namespace seaglass::gpu_check {
namespace {

std::int32_t read_count(std::ifstream& file, int most) {
  std::int32_t count = 0;
  file.read(reinterpret_cast<char*>(&count), sizeof count);
  if (!file || count < 1 || count > most) throw std::runtime_error("not a network file");
  return count;
}

std::vector<float> read_floats(std::ifstream& file, std::size_t count) {
  std::vector<float> values(count);
  file.read(reinterpret_cast<char*>(values.data()), std::streamsize(count * sizeof(float)));
  if (!file) throw std::runtime_error("a network file that ends too early");
  return values;
}

}  // namespace

std::vector<DenseLayer> read_network(const std::string& path) {
  constexpr int kWidest = 1024;
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path);
  std::vector<DenseLayer> layers(std::size_t(read_count(file, kMostLayers)));
  for (DenseLayer& layer : layers) {
    layer.inputs = read_count(file, kWidest), layer.outputs = read_count(file, kWidest);
    layer.weight = read_floats(file, std::size_t(layer.inputs) * std::size_t(layer.outputs));
    layer.bias = read_floats(file, std::size_t(layer.outputs));
  }
  return layers;
}

}  // namespace seaglass::gpu_check
