#pragma once
// What voices know of a patch, as one piece of memory with pointers into itself, made for the address where it will lie.

#include <cstddef>
#include <vector>

#include "engine/voice/neural_library.h"
#include "engine/voice/voice_sound.h"
#include "kernels/cuda/voice_tables.h"

namespace seaglass::cuda {

// All [control].
class TableImage {
 public:
  // Both outlive the image. Throws std::length_error when frames at this rate are longer than voices have room for.
  TableImage(const VoiceContext& context, const NeuralLibrary& library);

  std::size_t bytes() const { return bytes_; }

  // The memory, of bytes() bytes, as it must stand at `base`, which is aligned to cache lines.
  std::vector<std::byte> at(const void* base) const;
  // The tables in it.
  VoiceTables tables(const void* base) const;

 private:
  class Writer;
  VoiceTables write(Writer& to) const;

  const VoiceContext& context_;
  const NeuralLibrary& library_;
  std::size_t bytes_ = 0;
};

}  // namespace seaglass::cuda
