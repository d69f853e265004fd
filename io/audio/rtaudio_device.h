#pragma once
// A sound card through RtAudio: ALSA or PulseAudio. JACK has a device of its own (jack_device.h).
// RtAudio 5 (exceptions) and 6 (error codes) differ; only rtaudio_api.h knows.

#include <memory>

#include "io/audio/audio_device.h"
#include "io/audio/device_list.h"

namespace seaglass::io {

class RtAudioDevice : public AudioDevice {
 public:
  // [control] Opens `entry`. Throws DeviceError: with the rates that the device offers when it
  // refuses the one asked for.
  RtAudioDevice(const DeviceEntry& entry, const AudioRequest& request, AudioClient& client);
  ~RtAudioDevice() override;

  void start() override;
  void stop() noexcept override;
  bool alive() const noexcept override;
  std::string api() const override;
  std::string name() const override;
  double rate() const override;
  int buffer() const override;
  int outputs() const override;
  int inputs() const override;
  int latency_frames() const override;
  int input_latency_frames() const override;
  std::uint64_t xruns() const noexcept override;
  std::string warning() const override;

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

// [control] The devices of RtAudio's ALSA and PulseAudio, or of one of them; `index` is left to the
// caller. A sound server that hangs is left out after 5 s.
std::vector<DeviceEntry> list_rtaudio_devices(std::string_view only_api = {});

}  // namespace seaglass::io
