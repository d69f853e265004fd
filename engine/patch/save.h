#pragma once
// A patch written anew with other settings: the document changes, the tensors do not.

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "engine/patch/settings.h"

namespace seaglass {

// [control] `file` holds a patch that load_patch() takes. Throws PatchError.
std::vector<std::byte> with_settings(std::span<const std::byte> file, const Settings& settings, const std::string& name);

}  // namespace seaglass
