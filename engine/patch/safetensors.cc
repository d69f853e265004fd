#include "engine/patch/safetensors.h"

#include <bit>
#include <cstring>
#include <limits>
#include <nlohmann/json.hpp>

#include "engine/patch/json_depth.h"
#include "engine/patch/load.h"

namespace seaglass {
namespace {

using Json = nlohmann::json;

constexpr std::uint64_t kMaxHeader = 16u << 20;
constexpr std::size_t kMaxTensors = 256;

std::int64_t size_of_type(const std::string& type) {
  if (type == "F32" || type == "I32") return 4;
  if (type == "I16" || type == "F16") return 2;
  if (type == "U8" || type == "I8") return 1;
  throw PatchError("a tensor has the unknown type " + type.substr(0, 16));
}

std::int64_t whole_number(const Json& value) {
  if (!value.is_number_integer()) throw PatchError("a size in the header is not a whole number");
  const auto n = value.get<std::int64_t>();
  if (n < 0) throw PatchError("a size in the header is negative");
  return n;
}

Tensor read_tensor(const Json& entry, std::span<const std::byte> data) {
  if (!entry.is_object() || !entry.contains("dtype") || !entry["dtype"].is_string() ||
      !entry.contains("shape") || !entry["shape"].is_array() || !entry.contains("data_offsets") ||
      !entry["data_offsets"].is_array() || entry["data_offsets"].size() != 2 || entry["shape"].size() > 4)
    throw PatchError("the header's list of tensors is damaged");
  Tensor tensor{.type = entry["dtype"].get<std::string>(), .shape = {}, .bytes = {}};
  std::int64_t bytes = size_of_type(tensor.type);
  for (const Json& extent : entry["shape"]) {
    const std::int64_t n = whole_number(extent);
    if (n > 0 && bytes > std::int64_t(data.size()) / n) throw PatchError("a tensor is larger than the file");
    bytes *= n;
    tensor.shape.push_back(n);
  }
  const std::int64_t begin = whole_number(entry["data_offsets"][0]);
  const std::int64_t end = whole_number(entry["data_offsets"][1]);
  if (begin > end || end > std::int64_t(data.size()) || end - begin != bytes)
    throw PatchError("a tensor reaches beyond the file or its size does not fit its shape");
  tensor.bytes = data.subspan(std::size_t(begin), std::size_t(bytes));
  return tensor;
}

}  // namespace

Safetensors read_safetensors(std::span<const std::byte> file) {
  static_assert(std::endian::native == std::endian::little);
  std::uint64_t header_size = 0;
  if (file.size() < sizeof header_size) throw PatchError("it is too short for a patch");
  std::memcpy(&header_size, file.data(), sizeof header_size);
  if (header_size > kMaxHeader || header_size > file.size() - sizeof header_size)
    throw PatchError("its header is cut short or it is not a .glass file");

  const char* text = reinterpret_cast<const char*>(file.data()) + sizeof header_size;
  if (!is_shallow_json({text, header_size})) throw PatchError("its header is nested too deeply or it is not a .glass file");
  const Json header = Json::parse(text, text + header_size, nullptr, false);
  if (!header.is_object()) throw PatchError("its header is damaged or it is not a .glass file");
  if (header.size() > kMaxTensors) throw PatchError("its header lists too many tensors");

  const auto data = file.subspan(sizeof header_size + header_size);
  Safetensors result;
  for (const auto& [name, entry] : header.items()) {
    if (name != "__metadata__") {
      result.tensors.emplace(name, read_tensor(entry, data));
    } else if (entry.is_object() && entry.contains("seaglass") && entry["seaglass"].is_string()) {
      result.metadata = entry["seaglass"].get<std::string>();
    }
  }
  return result;
}

}  // namespace seaglass
