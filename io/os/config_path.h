#pragma once
// Where a user keeps what programs remember for them.

#include <string>
#include <string_view>

namespace seaglass::io {

// [control] The file of this name in our folder: that of SEAGLASS_FOLDER when it is set, which holds all that is the
// user's own, else of XDG_CONFIG_HOME, else of ~/.config. Empty when the user has no home. Neither file nor folder need
// exist.
std::string config_path(std::string_view name);

}  // namespace seaglass::io
