#pragma once
// The snapshots that a performer keeps, in one file that people can read. All [control].

#include <map>
#include <string>
#include <string_view>

#include "engine/patch/settings.h"

namespace seaglass {

struct Snapshot {
  std::string patch;  // path or name, as find_patch_confined() takes it
  Settings settings;

  friend bool operator==(const Snapshot&, const Snapshot&) = default;
};

using Snapshots = std::map<std::string, Snapshot>;

// An absent file holds none. Throws io::FileError for one that is damaged.
Snapshots read_snapshots(const std::string& path);

// Replaces the file in one step. Throws io::WriteError.
void write_snapshots(const std::string& path, const Snapshots& snapshots);

// What stands in such a file; `path` is for the sentence.
Snapshots parse_snapshots(std::string_view text, const std::string& path);
std::string to_text(const Snapshots& snapshots);

}  // namespace seaglass
