#include "tools/seaglass/backend_memory.h"

#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <span>

#include "io/errors.h"
#include "io/file/byte_file.h"
#include "io/os/config_path.h"

namespace seaglass {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kLargestFile = 1 << 20;

std::string memory_path() { return io::config_path("backends.json"); }

std::string setting_of(const BackendCase& c) { return std::to_string(std::lround(c.rate)) + "/" + std::to_string(c.buffer); }

// {SHA256: {"RATE/BUFFER": {"voices": N, "helps": BOOL}}}; what is not that is as if it were not there.
Json read_all() {
  const std::string path = memory_path();
  if (path.empty() || !std::filesystem::exists(path)) return Json::object();
  try {
    const auto bytes = io::read_file(path, kLargestFile);
    Json all = Json::parse(bytes.begin(), bytes.end(), nullptr, false);
    return all.is_object() ? all : Json::object();
  } catch (const io::FileError&) {
    return Json::object();
  }
}

}  // namespace

bool gpu_helps(const BackendCase& c, int voices) {
  const Json all = read_all();
  const auto patch = all.find(c.sha256);
  if (patch == all.end() || !patch->is_object()) return false;
  const auto entry = patch->find(setting_of(c));
  if (entry == patch->end() || !entry->is_object()) return false;
  const auto helps = entry->find("helps"), tried = entry->find("voices");
  return helps != entry->end() && helps->is_boolean() && helps->get<bool>() && tried != entry->end() && tried->is_number() &&
         tried->get<double>() >= voices;
}

void remember_gpu(const BackendCase& c, int voices, bool helps) {
  const std::string path = memory_path();
  if (path.empty()) throw io::WriteError("there is no folder to keep it in: HOME is not set");
  Json all = read_all();
  if (!all[c.sha256].is_object()) all[c.sha256] = Json::object();
  all[c.sha256][setting_of(c)] = {{"voices", voices}, {"helps", helps}};
  const std::string text = all.dump(2) + "\n";
  std::filesystem::create_directories(std::filesystem::path(path).parent_path());
  io::write_file(path, std::span(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
}

}  // namespace seaglass
