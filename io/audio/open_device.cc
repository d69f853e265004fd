#include "io/audio/open_device.h"

#include "io/audio/builtin_clock.h"
#include "io/audio/device_list.h"
#include "io/audio/jack_device.h"
#include "io/audio/rtaudio_device.h"

namespace seaglass::io {

std::unique_ptr<AudioDevice> open_audio_device(const AudioRequest& request, AudioClient& client) {
  if (request.device == "none") return std::make_unique<BuiltinClock>(request, client);
  // Whoever leaves the choice to an audio system gets its default, and the others are not even
  // asked: a server holds the card, and probing takes its time.
  if (takes_default_of("JACK", request.device) && jack_answers())
    return std::make_unique<JackDevice>(request, client);
  for (const char* api : {"Pulse", "ALSA"}) {
    if (!takes_default_of(api, request.device)) continue;
    for (const DeviceEntry& entry : list_rtaudio_devices(api))
      if (entry.standard && entry.outputs > 0)
        return std::make_unique<RtAudioDevice>(entry, request, client);
  }
  const auto all = list_audio_devices();
  const DeviceEntry& entry = choose_device(all, request.device, request.api);
  if (entry.api == "JACK") return std::make_unique<JackDevice>(request, client);
  return std::make_unique<RtAudioDevice>(entry, request, client);
}

}  // namespace seaglass::io
