#include "tools/seaglass/user_folder.h"

#include <algorithm>
#include <cstdlib>

#include "io/errors.h"

namespace seaglass {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLongestName = 100;

const char* variable(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr && *value != '\0' ? value : nullptr;
}

bool plain(const std::string& name) {
  const bool clean = std::none_of(name.begin(), name.end(), [](char c) { return c == '/' || static_cast<unsigned char>(c) < ' '; });
  return !name.empty() && name.size() <= kLongestName && name[0] != '.' && clean;
}

}  // namespace

fs::path user_folder() {
  if (const char* set = variable("SEAGLASS_FOLDER")) return set;
  if (const char* data = variable("XDG_DATA_HOME")) return fs::path(data) / "seaglass";
  const char* home = variable("HOME");
  return fs::path(home != nullptr ? home : ".") / ".local/share/seaglass";
}

fs::path user_folder(const std::string& sub) { return user_folder() / sub; }

std::string found_file(const std::string& sub, const std::string& given, const std::string& suffix) {
  std::error_code error;
  if (given.empty() || fs::exists(given, error)) return given;
  for (const std::string& name : {given, given + suffix})
    if (const fs::path own = user_folder(sub) / name; fs::is_regular_file(own, error)) return own.string();
  return given;
}

std::string user_file(const std::string& sub, const std::string& name, const std::string& suffix) {
  if (!plain(name)) throw io::UsageError("'" + name.substr(0, kLongestName) + "' is not a plain file name; leave out folders");
  const fs::path folder = user_folder(sub);
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) throw io::WriteError(folder.string() + ": the folder cannot be made (" + error.message() + ")");
  return (folder / (name.ends_with(suffix) ? name : name + suffix)).string();
}

std::string new_user_file(const std::string& sub, const std::string& name, const std::string& suffix) {
  const std::string first = user_file(sub, name, suffix), stem = first.substr(0, first.size() - suffix.size());
  std::string path = first;
  std::error_code none;
  for (int number = 2; fs::exists(fs::symlink_status(path, none)); number++) path = stem + "-" + std::to_string(number) + suffix;
  return path;
}

}  // namespace seaglass
