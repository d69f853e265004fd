#pragma once
// One evening: the stream with everything plugged into it, from the first sample to the last.

#include <memory>
#include <string>
#include <vector>

#include "io/audio/device_keeper.h"
#include "io/midi/midi_inputs.h"
#include "io/midi/midi_outputs.h"
#include "io/os/stop_signal.h"
#include "io/osc/osc_server.h"
#include "io/osc/osc_watchers.h"
#include "tools/seaglass/commands.h"
#include "tools/seaglass/live/command_desk.h"
#include "tools/seaglass/live/conductor.h"
#include "tools/seaglass/live/journal_thread.h"
#include "tools/seaglass/live/live_stream.h"
#include "tools/seaglass/live/osc_hub.h"
#include "tools/seaglass/live/patch_desk.h"
#include "tools/seaglass/live/status.h"
#include "tools/seaglass/live/telemetry_source.h"

namespace seaglass {

// All functions [control].
class Performance {
 public:
  // Opens patch, device, ports and files. Throws io::Error.
  explicit Performance(const PlayOptions& options);
  ~Performance();

  // Plays until the user stops it, then fades out and closes everything.
  void run();

 private:
  void open_device();
  Lead lead() const;
  void announce();
  void tick();
  void listen_to_latency();
  void report_disk_errors();
  void add_commands();
  void follow_commands();
  void say(const std::string& sentence);
  void show(const Status& status, bool last);
  Status status();
  void finish();

  PlayOptions options_;
  io::StopSignal stop_;
  LiveStream stream_;
  PatchDesk patches_;
  io::MidiInputs midi_;
  Conductor conductor_;
  io::MidiOutputs midi_out_;
  EventPort osc_events_;
  OscHub hub_;
  io::OscStage osc_stage_;
  CommandDesk desk_{hub_};
  TelemetrySource telemetry_;
  io::TelemetryBoard board_;
  std::unique_ptr<io::OscServer> osc_;
  io::OscWatchers watchers_;
  io::DeviceKeeper device_;
  std::unique_ptr<io::RecordingThread> recording_;
  std::unique_ptr<JournalThread> journal_;
  Nanoseconds next_scan_ = 0, started_ = 0;
  bool line_drawn_ = false;
};

}  // namespace seaglass
