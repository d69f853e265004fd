#pragma once
// Reads the safetensors container: names, types, shapes and bytes of tensors, and the metadata text.

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace seaglass {

struct Tensor {
  std::string type;                  // "F32", "I32", "I16", "U8"
  std::vector<std::int64_t> shape;
  std::span<const std::byte> bytes;  // into the file; exactly the shape's product times the type's size
};

struct Safetensors {
  std::string metadata;  // the value of __metadata__.seaglass, empty if there is none
  std::map<std::string, Tensor> tensors;
};

// [control] Throws PatchError. The result points into `file`.
Safetensors read_safetensors(std::span<const std::byte> file);

}  // namespace seaglass
