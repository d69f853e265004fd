#pragma once
// One evening: the stream with everything plugged into it, from the first sample to the last.

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "io/audio/device_keeper.h"
#include "io/midi/midi_inputs.h"
#include "io/os/stop_signal.h"
#include "io/osc/osc_server.h"
#include "tools/seaglass/commands.h"
#include "tools/seaglass/live/journal_thread.h"
#include "tools/seaglass/live/live_stream.h"
#include "tools/seaglass/live/status.h"

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
  void report_disk_errors();
  void follow_osc();
  void change_patch(std::string_view name);
  void say(const std::string& sentence);
  void show(const Status& status, bool last);
  Status status();
  void finish();

  PlayOptions options_;
  io::StopSignal stop_;
  LoadedPatch patch_;
  LiveStream stream_;
  io::MidiInputs midi_;
  EventPort osc_events_;
  std::unique_ptr<io::OscServer> osc_;
  io::DeviceKeeper device_;
  std::unique_ptr<io::RecordingThread> recording_;
  std::unique_ptr<JournalThread> journal_;
  Nanoseconds next_scan_ = 0, started_ = 0;
  bool line_drawn_ = false;
  std::mutex patch_mutex_;         // patch_ is read by [net] to find places
};

}  // namespace seaglass
