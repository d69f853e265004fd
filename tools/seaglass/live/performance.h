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
#include "io/osc/reply_limiter.h"
#include "io/osc/osc_watchers.h"
#include "tools/seaglass/commands.h"
#include "tools/seaglass/device_memory.h"
#include "tools/seaglass/live/command_desk.h"
#include "tools/seaglass/live/command_queue.h"
#include "tools/seaglass/live/conductor.h"
#include "tools/seaglass/live/console.h"
#include "tools/seaglass/live/journal_thread.h"
#include "tools/seaglass/live/learn_desk.h"
#include "tools/seaglass/live/live_stream.h"
#include "tools/seaglass/live/osc_hub.h"
#include "tools/seaglass/live/patch_desk.h"
#include "tools/seaglass/live/record_desk.h"
#include "tools/seaglass/live/rig_desk.h"
#include "tools/seaglass/live/setlist_desk.h"
#include "tools/seaglass/live/snapshot_desk.h"
#include "tools/seaglass/live/status.h"
#include "tools/seaglass/live/telemetry_source.h"
#include "tools/seaglass/live/web_side.h"

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
  void choose_backend();
  void await_backend();
  void open_files(const LiveSetup& setup);
  Lead lead() const;
  void announce();
  void tick();
  void listen_to_latency();
  void report_disk_errors();
  void add_commands();
  void follow_commands();
  void typed(const std::string& line, Nanoseconds when);
  void say(const std::string& sentence) { console_.say(sentence); }
  void show(const Status& status, bool last);
  Status status();
  void finish();

  PlayOptions options_;
  io::StopSignal stop_;
  Console console_;
  Backend backend_;
  LiveStream stream_;
  PresentValues present_;
  PatchDesk patches_;
  RecordDesk recorder_{stream_};
  EventPort desk_events_, typed_events_;
  SnapshotDesk snapshots_;
  SetlistDesk setlist_{patches_, snapshots_};
  io::MidiInputs midi_;
  RigDesk rig_{midi_, patches_, desk_events_};
  Conductor conductor_;
  io::MidiOutputs midi_out_;
  EventPort osc_events_;
  OscHub hub_;
  LearnDesk learning_;
  io::OscStage osc_stage_;
  io::ReplyLimiter fails_shown_;
  CommandQueue commands_;
  CommandDesk desk_{hub_};
  TelemetrySource telemetry_;
  io::TelemetryBoard board_;
  std::unique_ptr<io::OscServer> osc_;
  std::unique_ptr<io::OscReceiver> typed_;  // what comes from the terminal
  io::OscWatchers watchers_;
  std::unique_ptr<WebSide> web_;
  io::DeviceKeeper device_;
  OutputLatency latency_;
  std::unique_ptr<JournalThread> journal_;
  Nanoseconds next_scan_ = 0;
};

}  // namespace seaglass
