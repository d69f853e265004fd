#include "io/midi/device_name.h"

namespace seaglass::io {
namespace {

constexpr std::string_view kDigits = "0123456789";

// Without the " 20:0" of the ALSA sequencer.
std::string_view without_address(std::string_view name) {
  const auto colon = name.find_last_not_of(kDigits);
  if (colon == name.npos || colon + 1 == name.size() || name[colon] != ':') return name;
  const auto space = name.substr(0, colon).find_last_not_of(kDigits);
  if (space == name.npos || space + 1 == colon || name[space] != ' ') return name;
  return name.substr(0, space);
}

}  // namespace

std::string device_name_of(std::string_view port) {
  constexpr std::string_view kFirstPort = " MIDI 1";
  const std::string_view name = without_address(port);
  const auto colon = name.find(':');
  std::string device(name);
  if (colon != name.npos && colon > 0 && colon + 1 < name.size()) {
    const std::string_view client = name.substr(0, colon), own = name.substr(colon + 1);
    device = own.starts_with(client) ? std::string(own) : std::string(client) + " " + std::string(own);
  }
  if (device.ends_with(kFirstPort)) device.resize(device.size() - kFirstPort.size());
  return device.empty() ? "controller" : device;
}

}  // namespace seaglass::io
