#include "tools/seaglass/device_memory.h"

#include <charconv>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <nlohmann/json.hpp>

#include "io/midi/port_choice.h"
#include "io/os/config_path.h"
#include "tools/seaglass/kept_json.h"

namespace seaglass {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kFile = "devices.json";  // {"devices": {KEY: {"RATE/BUFFER": {...}}}}
constexpr double kLongest = 1e6;  // samples

std::string setting_of(const io::AudioDevice& device) {
  return std::to_string(std::lround(device.rate())) + "/" + std::to_string(device.buffer());
}

std::optional<double> number(const Json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_number()) return std::nullopt;
  const double value = found->get<double>();
  return value >= 0 && value <= kLongest ? std::optional(value) : std::nullopt;
}

std::optional<DeviceLatency> latency_of(const Json& entry) {
  if (!entry.is_object()) return std::nullopt;
  const auto trip = number(entry, "round_trip"), out = number(entry, "reported_output"),
             in = number(entry, "reported_input");
  if (!trip || !out || !in) return std::nullopt;
  const auto date = entry.find("date");
  return DeviceLatency{.round_trip = *trip,
                       .reported_output = int(*out),
                       .reported_input = int(*in),
                       .date = date != entry.end() && date->is_string() ? date->get<std::string>() : ""};
}

// "48000/64" of a device.
std::optional<RememberedDevice> device_of(const std::string& key, const std::string& setting, const Json& entry) {
  RememberedDevice device{.key = key, .latency = {}};
  const char* end = setting.data() + setting.size();
  const auto rate = std::from_chars(setting.data(), end, device.rate);
  if (rate.ec != std::errc() || rate.ptr == end || *rate.ptr != '/') return std::nullopt;
  const auto buffer = std::from_chars(rate.ptr + 1, end, device.buffer);
  const auto latency = latency_of(entry);
  if (buffer.ec != std::errc() || buffer.ptr != end || !latency) return std::nullopt;
  device.latency = *latency;
  return device;
}

std::vector<RememberedDevice> devices_in(const Json& all) {
  std::vector<RememberedDevice> list;
  const auto devices = all.find("devices");
  if (devices == all.end() || !devices->is_object()) return list;
  for (const auto& [key, settings] : devices->items()) {
    if (!settings.is_object()) continue;
    for (const auto& [setting, entry] : settings.items())
      if (auto device = device_of(key, setting, entry)) list.push_back(std::move(*device));
  }
  return list;
}

std::string today() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  localtime_r(&now, &parts);
  char text[16];
  std::strftime(text, sizeof text, "%Y-%m-%d", &parts);
  return text;
}

std::vector<RememberedDevice> forget_where(const std::function<bool(const std::string& key)>& fits) {
  Json all = read_kept(kFile);
  std::vector<RememberedDevice> gone;
  for (RememberedDevice& device : devices_in(all))
    if (fits(device.key)) gone.push_back(std::move(device));
  if (gone.empty()) return gone;
  for (const RememberedDevice& device : gone) all["devices"].erase(device.key);
  write_kept(kFile, all, "the round trip");
  return gone;
}

}  // namespace

std::string key_of(const io::AudioDevice& device) {
  if (device.api() != "JACK") return device.api() + ": " + device.name();
  const char* server = std::getenv("JACK_DEFAULT_SERVER");
  return std::string("JACK: ") + (server != nullptr && *server != '\0' ? server : "default");
}

std::optional<DeviceLatency> remembered(const io::AudioDevice& device) {
  const Json all = read_kept(kFile);
  const auto path = Json::json_pointer("/devices") / key_of(device) / setting_of(device);
  if (!all.contains(path)) return std::nullopt;
  return latency_of(all[path]);
}

std::vector<RememberedDevice> all_remembered() { return devices_in(read_kept(kFile)); }

std::string remember(const io::AudioDevice& device, const DeviceLatency& latency) {
  Json all = read_kept(kFile);
  const auto place = Json::json_pointer("/devices") / key_of(device) / setting_of(device);
  const Json entry{{"round_trip", latency.round_trip},
                   {"reported_output", latency.reported_output},
                   {"reported_input", latency.reported_input},
                   {"date", today()}};
  try {
    all[place] = entry;
  } catch (const Json::exception&) {  // something else stands there
    all = Json::object();
    all[place] = entry;
  }
  write_kept(kFile, all, "the round trip");
  return io::config_path(kFile);
}

std::vector<RememberedDevice> forget(const std::string& part) {
  return forget_where([&](const std::string& key) { return io::contains_ignoring_case(key, part); });
}

std::vector<RememberedDevice> forget_all() {
  return forget_where([](const std::string&) { return true; });
}

double OutputLatency::of(const io::AudioDevice& device) {
  const std::string name = key_of(device) + " " + setting_of(device);
  std::error_code none;
  const auto written = std::filesystem::last_write_time(io::config_path(kFile), none);
  if (name != device_ || written != written_) {
    const auto known = remembered(device);
    unreported_ = known ? known->unreported_output() : 0;
    device_ = name;
    written_ = written;
  }
  return device.latency_frames() + unreported_;
}

}  // namespace seaglass
