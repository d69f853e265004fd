#include "io/audio/device_list.h"

#include <charconv>

#include "io/audio/jack_device.h"
#include "io/audio/rtaudio_device.h"
#include "io/errors.h"
#include "io/midi/port_choice.h"

namespace seaglass::io {
namespace {

std::string described(const std::vector<const DeviceEntry*>& entries) {
  std::string text;
  for (const DeviceEntry* e : entries)
    text += (text.empty() ? "" : ", ") + std::to_string(e->index) + " '" + e->name + "' (" + e->api + ")";
  return text;
}

std::vector<const DeviceEntry*> with_outputs(const std::vector<DeviceEntry>& all, std::string_view api) {
  std::vector<const DeviceEntry*> fit;
  for (const DeviceEntry& e : all)
    if ((e.outputs > 0 || e.api == "JACK") && takes_default_of(e.api, api)) fit.push_back(&e);  // a JACK server needs no sound card
  return fit;
}

bool same_word(std::string_view a, std::string_view b) {
  return a.size() == b.size() && contains_ignoring_case(a, b);
}

}  // namespace

std::vector<DeviceEntry> list_audio_devices() {
  std::vector<DeviceEntry> all = list_jack_devices();
  for (DeviceEntry& entry : list_rtaudio_devices()) all.push_back(std::move(entry));
  for (std::size_t i = 0; i < all.size(); i++) all[i].index = int(i);
  return all;
}

bool takes_default_of(std::string_view api, std::string_view wanted) {
  return wanted.empty() || same_word(api, wanted);
}

const DeviceEntry& choose_device(const std::vector<DeviceEntry>& all, std::string_view wanted, std::string_view api) {
  const auto usable = with_outputs(all, api);
  if (usable.empty())
    throw DeviceError("there is no audio device; connect one, start a JACK server, or use --device none");

  // The default, or an api's own: JACK comes first in the list, then what the others call their
  // default.
  for (const bool need_standard : {true, false})
    for (const DeviceEntry* e : usable)
      if (takes_default_of(e->api, wanted) && (e->standard || !need_standard)) return *e;

  int number = -1;
  const auto parsed = std::from_chars(wanted.data(), wanted.data() + wanted.size(), number);
  if (parsed.ec == std::errc() && parsed.ptr == wanted.data() + wanted.size())
    for (const DeviceEntry* e : usable)
      if (e->index == number) return *e;

  std::vector<const DeviceEntry*> fit, exact;
  for (const DeviceEntry* e : usable) {
    if (contains_ignoring_case(e->name, wanted)) fit.push_back(e);
    if (same_word(e->name, wanted)) exact.push_back(e);
  }
  if (exact.size() == 1 || (!exact.empty() && !api.empty())) return *exact[0];
  if (fit.size() == 1) return *fit[0];
  if (fit.empty())
    throw DeviceError("no audio device is called '" + std::string(wanted) + "'; there are: " +
                      described(usable));
  throw DeviceError("'" + std::string(wanted) + "' fits several audio devices; choose by number: " +
                    described(fit));
}

}  // namespace seaglass::io
