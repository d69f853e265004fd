#include "tools/seaglass/device_memory.h"

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "io/errors.h"
#include "io/file/byte_file.h"
#include "io/os/config_path.h"

namespace seaglass {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kLargestFile = 1 << 20;
constexpr double kLongest = 1e6;  // samples

std::string memory_path() { return io::config_path("devices.json"); }

// {"devices": {KEY: {"RATE/BUFFER": {...}}}}
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

std::string setting_of(const io::AudioDevice& device) {
  return std::to_string(std::lround(device.rate())) + "/" + std::to_string(device.buffer());
}

std::optional<double> number(const Json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_number()) return std::nullopt;
  const double value = found->get<double>();
  return value >= 0 && value <= kLongest ? std::optional(value) : std::nullopt;
}

}  // namespace

std::string key_of(const io::AudioDevice& device) {
  if (device.api() != "JACK") return device.api() + ": " + device.name();
  const char* server = std::getenv("JACK_DEFAULT_SERVER");
  return std::string("JACK: ") + (server != nullptr && *server != '\0' ? server : "default");
}

std::optional<DeviceLatency> remembered(const io::AudioDevice& device) {
  const Json all = read_all();
  const auto path = Json::json_pointer("/devices") / key_of(device) / setting_of(device);
  if (!all.contains(path) || !all[path].is_object()) return std::nullopt;
  const Json& found = all[path];
  const auto trip = number(found, "round_trip"), out = number(found, "reported_output"), in = number(found, "reported_input");
  if (!trip || !out || !in) return std::nullopt;
  return DeviceLatency{.round_trip = *trip, .reported_output = int(*out), .reported_input = int(*in)};
}

std::string remember(const io::AudioDevice& device, const DeviceLatency& latency) {
  const std::string path = memory_path();
  if (path.empty()) throw io::WriteError("there is no home folder to keep the round trip in; set XDG_CONFIG_HOME");
  std::error_code error;
  std::filesystem::create_directories(std::filesystem::path(path).parent_path(), error);
  if (error) throw io::WriteError(path + ": its folder cannot be made (" + error.message() + ")");
  Json all = read_all();
  const auto place = Json::json_pointer("/devices") / key_of(device) / setting_of(device);
  const Json entry{{"round_trip", latency.round_trip}, {"reported_output", latency.reported_output},
                   {"reported_input", latency.reported_input}};
  try {
    all[place] = entry;
  } catch (const Json::exception&) {  // something else stands there
    all = Json::object();
    all[place] = entry;
  }
  io::write_file(path, all.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
  return path;
}

double OutputLatency::of(const io::AudioDevice& device) {
  const std::string name = key_of(device) + " " + setting_of(device);
  if (name != device_) {
    const auto known = remembered(device);
    unreported_ = known ? known->unreported_output() : 0;
    device_ = name;
  }
  return device.latency_frames() + unreported_;
}

}  // namespace seaglass
