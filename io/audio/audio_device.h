#pragma once
// What plays: a sound card, a JACK server, or the built-in clock. Its thread calls the client once
// a period.

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "engine/stream/stream_clock.h"
#include "io/errors.h"

namespace seaglass::io {

class MidiFeed;
class MidiSockets;
class MidiSource;

// One period, planar.
struct AudioBlock {
  std::span<float* const> out;       // the client writes all of it; it comes zeroed
  std::span<const float* const> in;  // silence where the device has none
  // Usually buffer(), but JACK may change it while running: 1 to kMaxPeriod
  int frames = 0;
  Nanoseconds now = 0;               // when this period began, as well as the device can tell
  double ns_per_sample = 0;          // where the device has a smooth clock of its own and says so; else 0
  bool xrun = false;                 // the device lost time since the last block
};

// No device that we know of has longer periods; whatever is sized by the period may count on it.
inline constexpr int kMaxPeriod = 8192;

class AudioClient {
 public:
  // [audio] Must be wait-free.
  virtual void process(const AudioBlock& block) noexcept = 0;

 protected:
  ~AudioClient() = default;
};

struct AudioRequest {
  // "" the default, "none" the built-in clock, else part of a name, or a number of device_list.h
  std::string device{};
  std::string api{};   // "" any, else only this system's devices
  double rate = 0;     // Hz; 0: the device's own
  int buffer = 64;
  int first_output = 0;
  int outputs = 2;
  int first_input = 0;
  int inputs = 0;

  // JACK only. MIDI travels in the same callback as the audio there, with the exact sample of each
  // event, so the audio device takes it, after process(): the client ticks the source's clock
  // there. See jack_device.h. `midi_choice`: "all", "none" or part of a port's name.
  MidiSource* midi = nullptr;
  MidiSockets* midi_sockets = nullptr;  // for devices, each by itself; without it they share `midi`
  std::string midi_choice = "all";
  // What leaves by JACK, and the ports that it is connected to: parts of their names.
  MidiFeed* midi_out = nullptr;
  std::vector<std::string> midi_out_choices{};
};

// All functions: [control], but where they say otherwise. Destroying a device stops it.
class AudioDevice {
 public:
  virtual ~AudioDevice() = default;

  // Callbacks come from now on. Throws DeviceError.
  virtual void start() = 0;

  // Blocks until the last callback has returned; at most a second even when the device is gone. May
  // be called twice.
  virtual void stop() noexcept = 0;

  // [any] Wait-free. False once the device is lost (unplugged, server gone) or no callback came for
  // max(0.5 s, 20 periods), though it was started and not stopped; cards behind a sound server have
  // 3 s to wake. It may come back by itself (a laptop that slept).
  virtual bool alive() const noexcept = 0;

  // About once a second: connects MIDI ports that have appeared (JACK; nothing elsewhere).
  virtual void rescan() {}

  virtual std::string api() const = 0;   // "JACK", "ALSA", "Pulse", "clock"
  virtual std::string name() const = 0;
  virtual double rate() const = 0;       // Hz
  virtual int buffer() const = 0;        // [any] frames of a period, as the device gives it
  virtual int outputs() const = 0;
  virtual int inputs() const = 0;
  // From the callback to the connector, where the device says; or 0
  virtual int latency_frames() const = 0;
  // From the connector to the callback, the same
  virtual int input_latency_frames() const { return 0; }
  virtual std::uint64_t xruns() const noexcept = 0;  // [any] Wait-free.

  // Does any thread of ours need real-time priority that was refused? Empty, or a sentence.
  virtual std::string warning() const { return {}; }
};

}  // namespace seaglass::io
