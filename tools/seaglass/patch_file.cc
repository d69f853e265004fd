#include "tools/seaglass/patch_file.h"

#include <cstdlib>
#include <filesystem>
#include <new>

#include "engine/patch/load.h"
#include "io/errors.h"
#include "io/file/byte_file.h"
#include "tools/seaglass/user_folder.h"

namespace seaglass {
namespace {

namespace fs = std::filesystem;

constexpr const char* kStandardPatch = "main.glass";

// Gives the bytes of a file to `parse`; its complaints are told of the file.
template <class Parse>
auto parse_file(const std::string& path, const Parse& parse) {
  const auto bytes = io::read_file(path, kMaxPatchBytes);
  try {
    return parse(std::as_bytes(std::span(bytes)));
  } catch (const PatchError& error) {
    throw io::FileError(path + ": " + error.what());
  }
}

// A LoadedPatch or a LoadedJam.
template <class Loaded, class Load>
Loaded load(const std::string& path, const Load& load_bytes) {
  return parse_file(path, [&](std::span<const std::byte> bytes) {
    std::error_code error;
    const fs::path real = fs::canonical(path, error);
    const std::string shown = (error ? fs::absolute(path).lexically_normal() : real).string();
    const std::span hashed(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
    return Loaded{{shown, io::sha256_hex(hashed)}, load_bytes(bytes)};
  });
}

// The file in `folder` that `name` means, or empty.
fs::path inside(const fs::path& folder, const std::string& name) {
  std::error_code none;
  for (const std::string& file : {name, name + ".glass"})
    if (fs::is_regular_file(folder / file, none)) return folder / file;
  return {};
}

// The file that a name means, wherever it lies.
std::string file_of(const std::string& name) {
  std::error_code none;
  if (!name.empty() && fs::exists(name, none)) return name;
  const std::string wanted = name.empty() ? kStandardPatch : name;
  for (const std::string& folder : patch_folders())
    if (const fs::path found = inside(folder, wanted); !found.empty()) return found.string();
  throw io::FileError(wanted + ": no such patch; give the path of a .glass file" +
                      (name.empty() ? ", or set SEAGLASS_PATCHES to the folder that holds it" : ""));
}

}  // namespace

std::vector<std::string> patch_folders() {
  std::vector<std::string> folders;
  if (const char* set = std::getenv("SEAGLASS_PATCHES"); set != nullptr && *set != '\0') folders.push_back(set);
  std::error_code none;
  const fs::path program = fs::read_symlink("/proc/self/exe", none).parent_path();
  // build/release/seaglass in a checkout, or bin/seaglass where it is installed.
  for (const char* relative : {"../../patches", "../share/seaglass/patches"})
    if (fs::is_directory(program / relative, none)) folders.push_back((program / relative).lexically_normal().string());
  folders.push_back(user_folder("patches").string());
  return folders;
}

std::string patch_hash(const std::string& path) {
  try {
    return io::sha256_hex(io::read_file(path, kMaxPatchBytes));
  } catch (const io::FileError&) {
    return {};
  }
}

LoadedPatch load_patch_file(const std::string& name) { return load<LoadedPatch>(file_of(name), load_patch); }

LoadedJam load_jam_file(const std::string& name) { return load<LoadedJam>(file_of(name), load_jam_patch); }

bool is_jam_file(const std::string& name) { return parse_file(file_of(name), kind_of_patch) == kJamKind; }

std::string find_patch_confined(const std::string& name, const std::vector<std::string>& folders) {
  std::error_code none;
  for (const std::string& folder : folders) {
    const fs::path root = fs::canonical(folder, none);
    if (none) continue;
    const fs::path found = inside(root, name);
    if (found.empty()) continue;
    const fs::path real = fs::canonical(found, none);
    const fs::path relative = real.lexically_relative(root);
    if (!none && !relative.empty() && *relative.begin() != "..") return real.string();
  }
  throw io::FileError(name.substr(0, 64) + ": no such patch in the patch folders");
}

int place_called(const Patch& patch, const std::string& name) {
  std::string all;
  for (std::size_t i = 0; i < patch.places.size(); i++) {
    if (patch.places[i].name == name) return int(i);
    all += (all.empty() ? "" : ", ") + patch.places[i].name;
  }
  throw io::UsageError("no place called '" + name + "' in this patch; it has " + all);
}

}  // namespace seaglass
