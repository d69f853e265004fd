#include "io/audio/open_device.h"

#include "io/audio/builtin_clock.h"
#include "io/audio/device_list.h"
#include "io/audio/jack_device.h"
#include "io/audio/rtaudio_device.h"

namespace seaglass::io {

std::unique_ptr<AudioDevice> open_audio_device(const AudioRequest& request, AudioClient& client) {
  if (request.device == "none") return std::make_unique<BuiltinClock>(request, client);
  // With a JACK server the other devices are not even asked: it holds the card, and probing takes
  // its time.
  if (request.device.empty() && jack_answers())
    return std::make_unique<JackDevice>(request, client);
  const auto all = list_audio_devices();
  const DeviceEntry& entry = choose_device(all, request.device);
  if (entry.api == "JACK") return std::make_unique<JackDevice>(request, client);
  return std::make_unique<RtAudioDevice>(entry, request, client);
}

}  // namespace seaglass::io
