#pragma once
// All MIDI inputs: what RtMidi opens (ALSA sequencer, or JACK where the audio is not on JACK), and
// the source that the JACK audio device feeds itself.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/stream/event_port.h"
#include "engine/stream/stream_clock.h"
#include "io/errors.h"
#include "io/midi/midi_sockets.h"
#include "io/midi/midi_source.h"

namespace seaglass::io {

struct MidiRequest {
  std::string choice = "all";  // "all", "none" (our own port only), or part of a port's name
  // JackDevice takes JACK's MIDI (AudioRequest::midi); else RtMidi offers a JACK port too
  bool audio_on_jack = false;
};

// All functions: [control], but where they say otherwise.
class MidiInputs : public MidiSockets {
 public:
  // As many threads as may feed us at one time. Their event ports exist from the start, so that the
  // worker's list of ports never changes.
  static constexpr int kMaxInputs = 24;

  // Numbers of the sources whose use is fixed: JACK's audio device, and our own ports elsewhere.
  static constexpr std::size_t kJackSource = 0, kAlsaSource = 1, kJackOwnSource = 2;

  // From here on, those of the devices that JACK's audio device finds: its thread feeds them as it does kJackSource.
  static constexpr std::size_t kJackSockets = 3, kMostJackSockets = 8;
  static constexpr bool of_jack_audio(std::size_t source) {
    return source == kJackSource || (source >= kJackSockets && source < kJackSockets + kMostJackSockets);
  }

  // `present`, where every parameter stands, as MidiSource says.
  explicit MidiInputs(const StreamClock& clock, PresentValues* present = nullptr);
  ~MidiInputs();
  MidiInputs(const MidiInputs&) = delete;
  MidiInputs& operator=(const MidiInputs&) = delete;

  // Every event port that may ever be used.
  std::span<EventPort* const> ports();

  // For AudioRequest::midi; and this itself for midi_sockets.
  MidiSource& jack_source();
  std::span<MidiSource* const> sockets() override;
  void plug(MidiSource& socket, const std::string& device) override;

  // Whatever feeds it, or nothing. `number` below kMaxInputs.
  MidiSource& source(std::size_t number);

  // [any] Wait-free. How often each velocity was struck so far, on all inputs.
  VelocityCounts::Counts velocities() const noexcept;

  // How all sources play notes, those too that are not open yet. Takes effect at each one's next message.
  void set_setup(const MidiSetup& setup) noexcept;

  // Before open(): who is told of every device (io/midi/device_name.h) before its port is opened, and
  // by an empty name that it has gone.
  using PlugListener = std::function<void(MidiSource& source, const std::string& device)>;
  void on_plug(PlugListener listener);

  // Opens what `request` asks for, and always a port of our own, "seaglass:in", wherever a MIDI
  // system answers. Throws DeviceError, with the ports that there are, when a name fits none.
  // Prints nothing.
  void open(const MidiRequest& request);

  // Closes all. Blocks until the last callback has returned.
  void close() noexcept;

  // About once a second: closes ports that have gone and releases their notes, opens those that are
  // back or new.
  void rescan();

  // Name of the port that feeds a source; empty where none does.
  std::string name_of(std::size_t source) const;

  // Where messages of a source go besides, or null. Before it is open; must outlive this.
  void pass_through(std::size_t source, MidiThrough* through);

  // Ports that are open now, our own among them, and devices on JACK.
  std::vector<std::string> names() const;

  // [any] Wait-free. Channel messages that became events, over all inputs.
  std::uint64_t events() const noexcept;

  // [any] but real-time threads, one at a time. The clock that comes in, if one does: of several, the first.
  std::optional<MidiClock> clock(Nanoseconds now);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// [control] Names of the ports that "all" would open.
std::vector<std::string> list_midi_inputs();

}  // namespace seaglass::io
