#pragma once
// Where patches are found, and how they come into memory.

#include <memory>
#include <string>
#include <vector>

#include "engine/journal/text.h"
#include "engine/patch/jam.h"
#include "engine/patch/patch.h"

namespace seaglass {

inline constexpr std::size_t kMaxPatchBytes = 256u << 20;

struct LoadedPatch {
  JournalPatch identity;  // absolute path and SHA-256
  std::shared_ptr<const Patch> patch;
};

// [control] Reads and checks a patch. `name` is a path, or the name of a file in a patch folder with or without .glass;
// empty: the patch that `play` starts with. Throws io::FileError.
LoadedPatch load_patch_file(const std::string& name);

// [control] The same for an accompanist's patch; `name` is not empty.
struct LoadedJam {
  JournalPatch identity;
  std::shared_ptr<const JamPatch> patch;
};
LoadedJam load_jam_file(const std::string& name);

// [control] Whether a name that load_patch_file() takes means an accompanist's patch. Throws io::FileError.
bool is_jam_file(const std::string& name);

// [control] The file that a name means, but only in the given folders: what the network may ask for. Throws io::FileError.
std::string find_patch_confined(const std::string& name, const std::vector<std::string>& folders);

// [control] SHA-256 of a file that may be a patch; empty when it cannot be read.
std::string patch_hash(const std::string& path);

// [control] Folders where patches lie: $SEAGLASS_PATCHES, then beside the program, then the performer's own (user_folder.h).
std::vector<std::string> patch_folders();

// [control] The patch's place called `name`. Throws io::UsageError naming those that there are.
int place_called(const Patch& patch, const std::string& name);

}  // namespace seaglass
