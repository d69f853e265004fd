#pragma once
// Every audio device that this machine offers now.

#include <string>
#include <string_view>
#include <vector>

namespace seaglass::io {

struct DeviceEntry {
  int index = 0;        // what --device takes; holds until devices come or go
  std::string api;      // "JACK", "ALSA", "Pulse"
  std::string name;
  int outputs = 0;
  int inputs = 0;
  std::vector<int> rates{};  // Hz
  int own_rate = 0;        // Hz; what it runs at unless asked for another; 0 where it does not say
  bool standard = false;   // what its api takes without a name
  int api_index = 0;       // its place in the api's own list
};

// [control] May block: sound servers are asked. Never starts a server, never prints.
std::vector<DeviceEntry> list_audio_devices();

// [any] Does `wanted` name `api`, or nothing at all?
bool takes_default_of(std::string_view api, std::string_view wanted);

// [control] The one entry of `all` that `wanted` means; DeviceError, listing them, when none or several do. Within one
// `api`, that is where a device is looked for again, the first of those that are called exactly so.
const DeviceEntry& choose_device(const std::vector<DeviceEntry>& all, std::string_view wanted, std::string_view api = {});

}  // namespace seaglass::io
