#include "io/os/config_path.h"

#include <cstdlib>
#include <filesystem>

namespace seaglass::io {

std::string config_path(std::string_view name) {
  if (const char* set = std::getenv("SEAGLASS_FOLDER"); set != nullptr && *set != '\0')
    return (std::filesystem::path(set) / name).string();
  // The XDG specification: a path that is not absolute counts as not set.
  const auto folder = [](const char* variable) {
    const char* set = std::getenv(variable);
    const std::filesystem::path path(set != nullptr ? set : "");
    return path.is_absolute() ? path : std::filesystem::path();
  };
  std::filesystem::path base = folder("XDG_CONFIG_HOME");
  if (base.empty())
    if (const auto home = folder("HOME"); !home.empty()) base = home / ".config";
  return base.empty() ? std::string() : (base / "seaglass" / name).string();
}

}  // namespace seaglass::io
