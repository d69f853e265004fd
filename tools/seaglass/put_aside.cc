#include "tools/seaglass/put_aside.h"

#include <filesystem>

#include "io/errors.h"

namespace seaglass {

namespace fs = std::filesystem;

std::string put_aside(const std::string& path) {
  std::error_code error;
  if (!fs::is_regular_file(path, error) || fs::file_size(path, error) == 0 || error) return {};
  fs::rename(path, path + "~", error);
  if (error) throw io::WriteError("'" + path + "' is there already and cannot be put aside (" + error.message() + ")");
  return "'" + path + "' was there already: it is '" + path + "~' now";
}

}  // namespace seaglass
