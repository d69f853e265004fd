#pragma once
// Writes .glass files for tests: the parts as they are in FORMAT.md, to be altered before they become bytes.

#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace seaglass::test {

struct GlassFile {
  nlohmann::json document;
  std::vector<std::int32_t> index;  // six a note
  std::vector<float> value;         // six a note
  std::vector<float> ratio, phase;
  std::vector<std::uint8_t> amplitude, noise;
  std::vector<std::int16_t> cents, transient;
};

// The patch of small_patch.h, still in parts.
GlassFile small_glass();

// Safetensors, in the layout that patches/FORMAT.md describes.
std::vector<std::byte> to_bytes(const GlassFile& file);

// A safetensors file of any header, with `data` behind it.
std::vector<std::byte> with_header(const std::string& header, const std::vector<std::byte>& data);

}  // namespace seaglass::test
