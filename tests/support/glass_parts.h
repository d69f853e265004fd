#pragma once
// A .glass file of any kind in parts, to be altered before they become bytes.

#include <cstddef>
#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace seaglass::test {

struct GlassParts {
  struct Table {
    std::string type;
    std::vector<std::int64_t> shape;
    std::vector<std::byte> bytes;

    template <class T>
    T* as() { return reinterpret_cast<T*>(bytes.data()); }
    // Another number of rows: cut, or filled with zeros.
    void set_rows(std::int64_t rows);
  };
  nlohmann::json document;
  std::map<std::string, Table> tables;
};

GlassParts parts_of(const std::vector<std::byte>& file);
std::vector<std::byte> to_bytes(const GlassParts& parts);

// A file with one to four bytes changed, put in or cut off, numbers of its header rather than others: the same for a seed.
std::vector<std::byte> damaged(std::vector<std::byte> file, unsigned seed);

// The bytes of a file; throws when it is missing.
std::vector<std::byte> bytes_of_file(const char* path);

}  // namespace seaglass::test
