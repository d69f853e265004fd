#pragma once
// Tensors of a patch as checked tables. All [control]; they throw PatchError.

#include <algorithm>
#include <cstring>
#include <initializer_list>
#include <span>
#include <string>
#include <vector>

#include "engine/patch/load.h"
#include "engine/patch/safetensors.h"

namespace seaglass {

// The tensor `name` row by row. Its rows are free, further extents are `columns`: none for a list of single values.
template <class T>
std::vector<T> table(const Safetensors& file, const std::string& name, const char* type,
                     std::initializer_list<std::int64_t> columns = {}) {
  const auto found = file.tensors.find(name);
  if (found == file.tensors.end()) throw PatchError("it lacks the tensor '" + name + "'");
  const Tensor& tensor = found->second;
  const bool fits = tensor.type == type && tensor.shape.size() == 1 + columns.size() &&
                    std::equal(columns.begin(), columns.end(), tensor.shape.begin() + 1);
  if (!fits) throw PatchError("the tensor '" + name + "' has another type or shape");
  std::vector<T> values(tensor.bytes.size() / sizeof(T));
  if (!values.empty()) std::memcpy(values.data(), tensor.bytes.data(), tensor.bytes.size());
  return values;
}

// Hands out consecutive slices of a table; the tables must be used up exactly.
template <class T>
class Slicer {
 public:
  explicit Slicer(std::span<const T> table) : rest_(table) {}
  std::span<const T> take(std::size_t count) {
    if (count > rest_.size()) throw PatchError("its tables are too short for what they describe");
    const auto slice = rest_.first(count);
    rest_ = rest_.subspan(count);
    return slice;
  }
  bool empty() const { return rest_.empty(); }

 private:
  std::span<const T> rest_;
};

inline bool within(float x, float low, float high) { return x >= low && x <= high; }  // false for NaN

}  // namespace seaglass
