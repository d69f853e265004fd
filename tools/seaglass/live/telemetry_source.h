#pragma once
// Reads off the running instrument what OSC, OSCQuery and the terminal show.

#include "io/midi/midi_inputs.h"
#include "io/osc/osc_server.h"
#include "io/osc/telemetry.h"
#include "tools/seaglass/live/conductor.h"
#include "tools/seaglass/live/live_stream.h"
#include "tools/seaglass/live/patch_desk.h"
#include "tools/seaglass/live/setlist_desk.h"

namespace seaglass {

class TelemetrySource {
 public:
  // All must outlive it.
  TelemetrySource(LiveStream& stream, const PatchDesk& patches, const SetlistDesk& setlist, const io::MidiInputs& midi,
                  const Conductor& conductor, const io::OscStage& osc)
      : stream_(stream), patches_(patches), setlist_(setlist), midi_(midi), conductor_(conductor), osc_(osc) {}

  // [control] Whose messages are counted.
  void add(const io::OscReceiver& receiver) { receivers_.push_back(&receiver); }

  // [any] but real-time threads, one at a time (io::TelemetryBoard sees to it).
  void fill(io::Telemetry& telemetry);

 private:
  void fill_stream(io::Telemetry& t);
  void fill_meters(io::Telemetry& t, double seconds);

  LiveStream& stream_;
  const PatchDesk& patches_;
  const SetlistDesk& setlist_;
  const io::MidiInputs& midi_;
  const Conductor& conductor_;
  const io::OscStage& osc_;
  std::vector<const io::OscReceiver*> receivers_;
  Nanoseconds started_ = 0, last_ = 0;
};

}  // namespace seaglass
