#pragma once
// Time goes on when a device is lost: the built-in clock stands in for it, until it is back.

#include <functional>
#include <memory>
#include <string>

#include "io/audio/audio_device.h"
#include "io/audio/open_device.h"
#include "io/os/time.h"

namespace seaglass::io {

// All functions [control].
class DeviceKeeper {
 public:
  using Open = std::function<std::unique_ptr<AudioDevice>(const AudioRequest&, AudioClient&)>;

  // `between` is called where one device has stopped and before another starts.
  DeviceKeeper(AudioClient& client, std::function<void()> between, Open open = open_audio_device)
      : client_(client), between_(std::move(between)), open_(std::move(open)) {}

  // Opens what is asked for and starts nothing. Throws DeviceError.
  void open(const AudioRequest& request);

  // The device that plays now; after open().
  AudioDevice& operator*() const { return *device_; }
  AudioDevice* operator->() const { return device_.get(); }

  // Often, once the device was started. May block while a device comes or goes. Says what has changed, or nothing.
  std::string watch(Nanoseconds now);

  static constexpr Nanoseconds kReconnect = 2 * kSecond;  // between tries to open a lost device again

 private:
  void stand_in();
  bool take_back();

  AudioClient& client_;
  std::function<void()> between_;
  Open open_;
  AudioRequest request_;  // that opens the same device again, at the same rate
  int buffer_ = 0;
  std::unique_ptr<AudioDevice> device_;
  bool lost_ = false;     // the built-in clock stands in
  Nanoseconds next_try_ = 0;
};

}  // namespace seaglass::io
