#include "io/midi/device_name.h"

#include <optional>

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

// What follows, where `text` begins so.
std::optional<std::string_view> after(std::string_view text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return std::nullopt;
  return text.substr(prefix.size());
}

// Without the " [24]" of a2jmidid, which changes with every plugging.
std::string_view without_client_number(std::string_view name) {
  const auto bracket = name.rfind(" [");
  const bool number = bracket != name.npos && name.ends_with(']') &&
                      name.find_first_not_of(kDigits, bracket + 2) == name.size() - 1;
  return number ? name.substr(0, bracket) : name;
}

// "nanoKONTROL2 [24]", " (capture): " and "nanoKONTROL2 MIDI 1", as the sequencer would write it.
std::optional<std::string> of_a2j(std::string_view name) {
  constexpr std::string_view kBetween = " (capture): ";
  const auto between = name.find(kBetween);
  if (between == name.npos) return std::nullopt;
  const std::string_view client = without_client_number(name.substr(0, between)), own = name.substr(between + kBetween.size());
  return device_name_of(std::string(client) + ":" + std::string(own));
}

// "nanoKONTROL2/midi_capture_1": the server's bridge to the sequencer; a second port is named as the sequencer does.
std::optional<std::string> of_sequencer_bridge(std::string_view name) {
  constexpr std::string_view kPort = "/midi_capture_";
  const auto at = name.find(kPort);
  if (at == name.npos || at == 0) return std::nullopt;
  const std::string client(name.substr(0, at)), number(name.substr(at + kPort.size()));
  return number == "1" ? client : client + " MIDI " + number;
}

// "in-hw-1-0-0-nanoKONTROL2-MIDI-1": the server's own driver; card, device and subdevice come first.
std::optional<std::string> of_raw_driver(std::string_view name) {
  constexpr std::string_view kFirstPort = "-MIDI-1";
  constexpr int kNumbers = 3;
  auto rest = after(name, "in-hw-");
  for (int i = 0; rest && i < kNumbers; i++) {
    const auto dash = rest->find_first_not_of(kDigits);
    if (dash == 0 || dash == rest->npos || (*rest)[dash] != '-') return std::nullopt;
    rest = rest->substr(dash + 1);
  }
  if (!rest || rest->empty()) return std::nullopt;
  if (rest->ends_with(kFirstPort) && rest->size() > kFirstPort.size()) rest->remove_suffix(kFirstPort.size());
  return std::string(*rest);
}

std::optional<std::string> bridged_device(std::string_view name) {
  if (const auto rest = after(name, "a2j:")) return of_a2j(*rest);
  const auto rest = after(name, "alsa_pcm:");
  if (!rest) return std::nullopt;
  const auto device = of_sequencer_bridge(*rest);
  return device ? device : of_raw_driver(*rest);
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

std::string jack_device_name_of(std::string_view port, const std::vector<std::string>& aliases) {
  for (const auto& name : aliases)
    if (const auto device = bridged_device(name)) return *device;
  if (const auto device = bridged_device(port)) return *device;
  return device_name_of(aliases.empty() ? port : std::string_view(aliases.front()));
}

}  // namespace seaglass::io
