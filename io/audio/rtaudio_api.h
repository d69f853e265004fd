#pragma once
// RtAudio, versions 5 (exceptions, devices are numbered) and 6 (error codes, devices have ids): what
// differs between them is here and in the .cc. Included by nothing but the device.

#include <RtAudio.h>

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#if defined(RTAUDIO_VERSION_MAJOR) && RTAUDIO_VERSION_MAJOR >= 6
#define SEAGLASS_RTAUDIO_6 1
#else
#define SEAGLASS_RTAUDIO_6 0
#endif

namespace seaglass::io {

// An audio system behind RtAudio. All functions: [control].
struct RtAudioApi {
  const char* name;
  RtAudio::Api api;
  // A call of ours has not come back. RtAudio 5 asks PulseAudio through variables that all its
  // instances share, so nothing else may be asked until then.
  std::atomic<bool> busy{false};

  // An instance that prints nothing.
  std::unique_ptr<RtAudio> make() const;

  // Runs `action`, which may open and probe, on another thread: see patience.h. False when the
  // system does not come back in time, or has not from an earlier call.
  bool ask(std::function<void()> action);
};

// Throws DeviceError when there is none of that name.
RtAudioApi& api_called(const std::string& name);

std::vector<unsigned> device_ids(RtAudio& audio);

// What a newly made RtAudio calls the device at `place` of its list, or nothing.
std::optional<unsigned> id_at(RtAudio& audio, int place);

// RtAudio 5 throws and 6 returns: run `action`, get the sentence that says why not, or an empty one.
template <class Action>
std::string reason_of(RtAudio& audio, Action action) {
#if SEAGLASS_RTAUDIO_6
  return action() == RTAUDIO_NO_ERROR ? std::string() : audio.getErrorText();
#else
  (void)audio;
  try {
    action();
    return {};
  } catch (const RtAudioError& error) {
    return error.getMessage();
  }
#endif
}

}  // namespace seaglass::io
