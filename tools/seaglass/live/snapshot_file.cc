#include "tools/seaglass/live/snapshot_file.h"

#include <filesystem>
#include <nlohmann/json.hpp>

#include "engine/patch/load.h"
#include "io/file/byte_file.h"

namespace seaglass {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMaxFile = 16u << 20;
constexpr int kVersion = 1;

}  // namespace

Snapshots read_snapshots(const std::string& path) {
  std::error_code none;
  if (!std::filesystem::exists(path, none)) return {};
  const auto bytes = io::read_file(path, kMaxFile);
  const Json file = Json::parse(bytes.begin(), bytes.end(), nullptr, false);
  const auto damaged = [&](const std::string& why) { return io::FileError(path + ": " + why + "; mend it or move it away"); };
  if (!file.is_object() || file.value("seaglass_snapshots", 0) != kVersion || !file.contains("snapshots") || !file["snapshots"].is_object())
    throw damaged("it holds no snapshots of this version of seaglass");
  Snapshots snapshots;
  for (const auto& [name, entry] : file["snapshots"].items()) {
    if (!entry.is_object() || !entry.contains("patch") || !entry["patch"].is_string() || !entry.contains("settings"))
      throw damaged("the snapshot '" + name + "' lacks its patch or its settings");
    try {
      snapshots[name] = {.patch = entry["patch"], .settings = read_settings(entry["settings"].dump())};
    } catch (const PatchError& error) {
      throw damaged("the snapshot '" + name + "' is damaged: " + error.what());
    }
  }
  return snapshots;
}

void write_snapshots(const std::string& path, const Snapshots& snapshots) {
  Json all = Json::object();
  for (const auto& [name, snapshot] : snapshots)
    all[name] = {{"patch", snapshot.patch}, {"settings", Json::parse(to_json(snapshot.settings))}};
  const Json file{{"seaglass_snapshots", kVersion}, {"snapshots", all}};
  io::write_file(path, file.dump(1, ' ', false, Json::error_handler_t::replace) + "\n");
}

}  // namespace seaglass
