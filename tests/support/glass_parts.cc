#include "tests/support/glass_parts.h"

#include <algorithm>
#include <cstring>
#include <fstream>
#include <iterator>
#include <random>
#include <stdexcept>

#include "engine/patch/safetensors.h"
#include "tests/support/glass_file.h"

namespace seaglass::test {

void GlassParts::Table::set_rows(std::int64_t rows) {
  const std::size_t row = bytes.size() / std::size_t(shape[0]);
  shape[0] = rows;
  bytes.resize(row * std::size_t(rows));
}

GlassParts parts_of(const std::vector<std::byte>& file) {
  const Safetensors read = read_safetensors(file);
  GlassParts parts;
  parts.document = nlohmann::json::parse(read.metadata);
  for (const auto& [name, tensor] : read.tensors)
    parts.tables[name] = {tensor.type, tensor.shape, {tensor.bytes.begin(), tensor.bytes.end()}};
  return parts;
}

std::vector<std::byte> to_bytes(const GlassParts& parts) {
  nlohmann::json header{{"__metadata__", {{"seaglass", parts.document.dump()}}}};
  std::vector<std::byte> data;
  for (const auto& [name, table] : parts.tables) {
    header[name] = {{"dtype", table.type}, {"shape", table.shape},
                    {"data_offsets", {data.size(), data.size() + table.bytes.size()}}};
    data.insert(data.end(), table.bytes.begin(), table.bytes.end());
  }
  return with_header(header.dump(), data);
}

std::vector<std::byte> damaged(std::vector<std::byte> file, unsigned seed) {
  std::uint64_t header = 0;
  std::memcpy(&header, file.data(), sizeof header);
  std::mt19937 random(seed);
  for (unsigned i = 0; i < 1 + seed % 4; i++) {
    const std::size_t in_header = std::min<std::size_t>(8 + random() % header, file.size() - 1);
    const std::size_t anywhere = random() % file.size();
    switch (random() % 5) {
      case 0: file[in_header] = std::byte("0123456789"[random() % 10]); break;
      case 1: file[in_header] = std::byte(random()); break;
      case 2: file[anywhere] ^= std::byte(1u << random() % 8); break;
      case 3: if (random() % 4 == 0) file.resize(anywhere + 1); break;
      default: file.insert(file.begin() + std::ptrdiff_t(in_header), std::byte('0' + random() % 10));
    }
  }
  return file;
}

std::vector<std::byte> bytes_of_file(const char* path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error(std::string(path) + " is missing");
  const std::vector<char> read{std::istreambuf_iterator<char>(file), {}};
  const auto* const first = reinterpret_cast<const std::byte*>(read.data());
  return {first, first + read.size()};
}

}  // namespace seaglass::test
