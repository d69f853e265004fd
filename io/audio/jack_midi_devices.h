#pragma once
// Each MIDI device on a JACK server has an input port of ours and a source to itself: what is learned of one, and what it
// holds, is none of the others'.

#include <jack/types.h>

#include <array>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "io/audio/jack_midi_port.h"
#include "io/midi/midi_sockets.h"

namespace seaglass::io {

// An output port of somebody's.
struct JackMidiSender {
  std::string port;
  std::vector<std::string> aliases;
  bool hardware = false;
};

class JackMidiDevices {
 public:
  static constexpr std::size_t kMost = 8;

  // [control] Without sockets there is room for none. They must outlive this.
  explicit JackMidiDevices(MidiSockets* sockets);

  // [control] While the client is active. Unplugs those that are not among `present`, gives the others that are new ports,
  // and connects them; those that are `reborn` too, though their names are not new. Returns those for which there was no room.
  std::vector<std::string> follow(jack_client_t* client, const std::vector<JackMidiSender>& present,
                                  const std::set<std::string>& reborn);

  // [control] When no callback runs. Unplugs all; their ports go back to the server, which `answers`, or with the client.
  void stop(jack_client_t* client, bool answers, Nanoseconds now);

  // [audio] Wait-free. See JackMidiPort.
  void take(jack_nframes_t count, std::int64_t graph_frame, Nanoseconds began) noexcept {
    for (Slot& slot : slots()) slot.port.take(count, graph_frame, began);
  }

  struct Slot {
    JackMidiPort port;
    MidiSource* source = nullptr;
    // [control]
    std::string sender;         // the port of the device that is plugged in, or empty
    bool registered = false;    // the port is there, be it only until the callback has left it
  };

  // All that may ever be used, whether something is plugged in or not.
  std::span<Slot> slots() { return std::span(slots_).first(count_); }

 private:
  void unplug(Slot& slot);
  bool plug(jack_client_t* client, Slot& slot, const JackMidiSender& sender);

  MidiSockets* sockets_;
  std::array<Slot, kMost> slots_;
  std::size_t count_ = 0;
};

}  // namespace seaglass::io
