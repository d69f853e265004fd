#pragma once
// The accompanist's model, from its patch.

#include <memory>
#include <string>

#include "engine/jam/network.h"
#include "engine/jam/style.h"

namespace seaglass {

struct JamModel {
  std::shared_ptr<const jam::Network> network;
};

// [control] `name` as load_patch_file(); empty: the shipped one. Throws io::FileError.
JamModel load_jam_model(const std::string& name);

// [any] The index of a style that the network knows. Throws io::UsageError naming those that there are.
int style_called(const std::string& name);

}  // namespace seaglass
