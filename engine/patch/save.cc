#include "engine/patch/save.h"

#include <bit>
#include <cstring>
#include <nlohmann/json.hpp>

#include "engine/patch/load.h"

namespace seaglass {
namespace {

using Json = nlohmann::ordered_json;

// Little endian, as safetensors has it and as all machines that we build for are.
static_assert(std::endian::native == std::endian::little);
constexpr std::size_t kSize = sizeof(std::uint64_t);
constexpr std::size_t kAlignment = 8;

}  // namespace

std::vector<std::byte> with_settings(std::span<const std::byte> file, const Settings& settings, const std::string& name) {
  std::uint64_t length = 0;
  if (file.size() < kSize) throw PatchError("it is cut short");
  std::memcpy(&length, file.data(), kSize);
  if (length > file.size() - kSize) throw PatchError("it is cut short");
  const auto* text = reinterpret_cast<const char*>(file.data()) + kSize;
  Json header = Json::parse(text, text + length, nullptr, false);
  if (!header.is_object() || !header.contains("__metadata__") || !header["__metadata__"].contains("seaglass") ||
      !header["__metadata__"]["seaglass"].is_string())
    throw PatchError("its header is damaged");
  Json document = Json::parse(header["__metadata__"]["seaglass"].get<std::string>(), nullptr, false);
  if (!document.is_object()) throw PatchError("its document is damaged");
  document["name"] = name;
  document["settings"] = Json::parse(to_json(settings));
  header["__metadata__"]["seaglass"] = document.dump();

  std::string head = header.dump();
  head.resize((head.size() + kAlignment - 1) / kAlignment * kAlignment, ' ');
  const std::uint64_t size = head.size();
  const auto tensors = file.subspan(kSize + std::size_t(length));
  std::vector<std::byte> out(kSize + head.size() + tensors.size());
  std::memcpy(out.data(), &size, kSize);
  std::memcpy(out.data() + kSize, head.data(), head.size());
  std::memcpy(out.data() + kSize + head.size(), tensors.data(), tensors.size());
  return out;
}

}  // namespace seaglass
