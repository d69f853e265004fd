#include "tools/seaglass/live/snapshot_file.h"

#include <filesystem>
#include <nlohmann/json.hpp>

#include "engine/patch/json_depth.h"
#include "engine/patch/load.h"
#include "io/file/byte_file.h"

namespace seaglass {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMaxFile = 16u << 20;
constexpr int kVersion = 1;
constexpr const char* kVersionKey = "seaglass_snapshots";

}  // namespace

Snapshots read_snapshots(const std::string& path) {
  std::error_code none;
  if (!std::filesystem::exists(path, none)) return {};
  const auto bytes = io::read_file(path, kMaxFile);
  return parse_snapshots({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, path);
}

Snapshots parse_snapshots(std::string_view text, const std::string& path) {
  const auto damaged = [&](const std::string& why) { return io::FileError(path + ": " + why + "; mend it or move it away"); };
  if (!is_shallow_json(text)) throw damaged("it is nested too deeply");
  const Json file = Json::parse(text, nullptr, false);
  if (!file.is_object() || !file.contains(kVersionKey) || file[kVersionKey] != kVersion || !file.contains("snapshots") || !file["snapshots"].is_object())
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

void write_snapshots(const std::string& path, const Snapshots& snapshots) { io::write_file(path, to_text(snapshots)); }

std::string to_text(const Snapshots& snapshots) {
  Json all = Json::object();
  for (const auto& [name, snapshot] : snapshots)
    all[name] = {{"patch", snapshot.patch}, {"settings", Json::parse(to_json(snapshot.settings))}};
  const Json file{{kVersionKey, kVersion}, {"snapshots", all}};
  return file.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace seaglass
