#pragma once
// Bytes of a .glass file to a patch. Every size and number is checked before it is used.

#include <cstddef>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>

#include "engine/patch/patch.h"

namespace seaglass {

// The file is not a patch, or not one that this version plays; what() says why in half a sentence.
class PatchError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// What accompanists' patches have for the kind of their model; engine/patch/jam.h reads them.
inline constexpr const char* kJamKind = "jam";
inline constexpr int kJamFormat = 3;

// [control] A TrackPatch or a NeuralPatch. Throws PatchError, or std::bad_alloc.
std::unique_ptr<const Patch> load_patch(std::span<const std::byte> file);

// [control] The kind of model that a file says it is for, the rest of it unread. Throws PatchError.
std::string kind_of_patch(std::span<const std::byte> file);

}  // namespace seaglass
