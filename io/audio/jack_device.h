#pragma once
// A JACK client of our own, rather than RtAudio's and RtMidi's. Reasons, each tried:
// - MIDI comes in the audio callback with its exact frame. RtMidi drops the frame and has a client and a thread of its
//   own, so keys would move by up to a period.
// - RtAudio's callback fails, and JACK drops the client, when the server's buffer size changes.
// - When the server goes, RtAudio prints, and a thread of its own closes the stream while ours may be closing it too.
// - JACK tells the smoothed time of each period, which is better than the moment we are woken at.

#include <memory>
#include <string>
#include <vector>

#include "io/audio/audio_device.h"
#include "io/audio/device_list.h"

namespace seaglass::io {

// Ports: seaglass:out_1, out_2, ..., seaglass:in_1, ..., and seaglass:midi_in and midi_out when the
// request has a MidiSource and a MidiFeed. The client is called seaglass-01 and so on when there is another. Outputs are
// connected to the server's physical ports from `first_output` on, inputs likewise; MIDI to the
// physical ports and to a2j's that `midi_choice` names, and to those that `midi_out_choices` do. Other clients connect themselves.
// Where the request has sockets, each of those MIDI ports gets an input of its own, "seaglass:midi_in nanoKONTROL2", until
// the sockets are in use; the rest share midi_in.
class JackDevice : public AudioDevice {
 public:
  // [control] Throws DeviceError: no server answers, or its rate is not `request.rate`. The buffer
  // is the server's.
  JackDevice(const AudioRequest& request, AudioClient& client);
  ~JackDevice() override;

  void start() override;
  void stop() noexcept override;
  bool alive() const noexcept override;
  void rescan() override;
  std::string api() const override { return "JACK"; }
  std::string name() const override;  // of the client
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
  std::unique_ptr<Impl> impl_;
};

// [control] Does a JACK server answer? Never starts one, never prints.
bool jack_answers();

// [control] The server as a device, or nothing.
std::vector<DeviceEntry> list_jack_devices();

// [control] JACK ports that MIDI could be sent to, but for ours.
std::vector<std::string> list_jack_midi_sinks();

// [control] JACK's MIDI sources that a choice means (AudioRequest::midi_choice).
std::vector<std::string> list_jack_midi(const std::string& choice = "all");

}  // namespace seaglass::io
