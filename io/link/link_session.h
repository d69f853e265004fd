#pragma once
// Ableton Link: tempo, beat and start and stop shared with the other programs of a network. Only a build with SEAGLASS_LINK
// has it, since Link is GPL; elsewhere open_link() says how to get one.
//
// Link counts in wall time, at the moment when something is heard: whoever asks adds the output's latency. Its session state
// is captured and committed here from an application's thread alone, never from the audio thread.

#include <cstddef>
#include <cstdint>
#include <memory>

#include "engine/stream/stream_clock.h"

namespace seaglass::io {

// The session's view of one moment.
struct LinkReading {
  double tempo = 0;          // beats per minute
  double beat = 0;           // at the moment asked for; while it stands: the one with which it will go on
  bool playing = false;
  Nanoseconds since = 0;     // when it began or begins to play
  double start = 0;          // the beat that was asked for then: while others play, it waits for its place in the bar
  std::uint32_t take = 0;    // changes with each start, stop and locate
  std::size_t peers = 0;     // others in the session
};

// Functions [control], one thread at a time; they may block for a moment.
class LinkSession {
 public:
  static constexpr double kQuantum = 4;  // beats that peers align: a bar

  virtual ~LinkSession() = default;

  virtual LinkReading read(Nanoseconds when) = 0;
  virtual void start(double beat, Nanoseconds when) = 0;
  virtual void stop(Nanoseconds when) = 0;
  virtual void locate(double beat, Nanoseconds when) = 0;
  virtual void set_tempo(double bpm, Nanoseconds when) = 0;
  // Puts a beat of the bar on `when`; while there are others it moves nobody.
  virtual void align(double beat, Nanoseconds when) = 0;
};

// [any] Was Link compiled?
bool link_available();

// [control] Joins the session of the network, with this tempo where there is none yet. Throws UsageError in a build without.
std::unique_ptr<LinkSession> open_link(double bpm);

}  // namespace seaglass::io
