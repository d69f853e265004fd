#include "tools/seaglass/kept_json.h"

#include <filesystem>

#include "io/errors.h"
#include "io/file/byte_file.h"
#include "io/os/config_path.h"

namespace seaglass {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kLargestFile = 1 << 20;

}  // namespace

Json read_kept(std::string_view name) {
  const std::string path = io::config_path(name);
  if (path.empty() || !std::filesystem::exists(path)) return Json::object();
  try {
    const auto bytes = io::read_file(path, kLargestFile);
    Json all = Json::parse(bytes.begin(), bytes.end(), nullptr, false);
    return all.is_object() ? all : Json::object();
  } catch (const io::FileError&) {
    return Json::object();
  }
}

void write_kept(std::string_view name, const Json& all, const std::string& what) {
  const std::string path = io::config_path(name);
  if (path.empty()) throw io::WriteError("there is no home folder to keep " + what + " in; set XDG_CONFIG_HOME");
  std::error_code error;
  std::filesystem::create_directories(std::filesystem::path(path).parent_path(), error);
  if (error) throw io::WriteError(path + ": its folder cannot be made (" + error.message() + ")");
  io::write_file(path, all.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
}

}  // namespace seaglass
