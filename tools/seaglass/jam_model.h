#pragma once
// The accompanist's network, from its patch.

#include <memory>
#include <string>

#include "engine/jam/network.h"

namespace seaglass {

// [control] `name` as load_patch_file(); empty: the shipped one. Throws io::FileError.
std::shared_ptr<const jam::Network> load_jam_model(const std::string& name);

// [any] The index of a style that the network knows. Throws io::UsageError naming those that there are.
int style_called(const std::string& name);

}  // namespace seaglass
