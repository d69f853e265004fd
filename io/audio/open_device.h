#pragma once
// Chooses the audio device that a request means.

#include <memory>

#include "io/audio/audio_device.h"

namespace seaglass::io {

// [control] "": the JACK server if one answers, else the system's default output. Names are matched
// by any part of them, upper or lower case; "jack", "alsa" and "pulse" mean that system's default.
// Throws DeviceError, with the list of what there is when the name fits nothing or more than one
// device. `client` must outlive the device.
std::unique_ptr<AudioDevice> open_audio_device(const AudioRequest& request, AudioClient& client);

}  // namespace seaglass::io
