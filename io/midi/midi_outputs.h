#pragma once
// All MIDI outputs: JACK's port, which the audio device serves, and what RtMidi opens (ALSA sequencer, or JACK where the
// audio is not on JACK).

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "engine/rt/seqlock.h"
#include "engine/stream/stream_clock.h"
#include "engine/transport/beat_map.h"
#include "io/errors.h"
#include "io/midi/midi_feed.h"
#include "io/midi/midi_lane.h"

namespace seaglass::io {

class MidiInputs;

struct MidiOutRequest {
  std::vector<std::string> choices;  // parts of ports' names; "none" alone: not even a port of our own
  // JackDevice serves JACK's port (AudioRequest::midi_out); else RtMidi offers a JACK port too
  bool audio_on_jack = false;
  bool clock = false;    // all outputs get MIDI clock
  bool through = false;  // what comes in leaves, but never to where it came from
};

// All functions: [control], but where they say otherwise.
class MidiOutputs {
 public:
  static constexpr int kMaxOutputs = 16;

  MidiOutputs(const StreamClock& clock, const rt::Seqlock<BeatMap>& beats);
  ~MidiOutputs();
  MidiOutputs(const MidiOutputs&) = delete;
  MidiOutputs& operator=(const MidiOutputs&) = delete;

  // For AudioRequest::midi_out.
  MidiFeed& jack_feed();

  // Opens what `request` asks for, and always a port of our own, "seaglass:out", wherever a MIDI system answers; begins
  // to send. `inputs` pass through: they must outlive this. Throws DeviceError, with the ports that there are, when a name
  // fits none. Prints nothing.
  void open(const MidiOutRequest& request, MidiInputs& inputs);

  // Sends what is due, stops a clock that runs, and closes all.
  void close() noexcept;

  // About once a second: closes ports that have gone, opens those that are back or new.
  void rescan();

  // How long after its callback a sample is heard.
  void set_latency(Nanoseconds latency);

  // Sends a message. False when there was no room (counted).
  bool send(const MidiMessage& message) noexcept;

  // The way out for the one thread that schedules ahead (the accompanist): any thread, always the same one. Its messages
  // carry the sample on which they are due.
  MidiLane& scheduler();

  // The outputs whose name contains `part`, for MidiMessage::outputs; 0: none. Changes with a rescan.
  MidiOutputSet find(const std::string& part) const;

  // Ports that are open now, our own among them.
  std::vector<std::string> names() const;

  // [any] Wait-free. Messages for which there was no room.
  std::uint64_t dropped() const noexcept;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// [control] Names of the ports that could be opened, JACK's among them.
std::vector<std::string> list_midi_outputs();

}  // namespace seaglass::io
