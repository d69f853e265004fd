#pragma once
// Recording what is heard: from the start by --record, or from any moment on.

#include <memory>
#include <string>

#include "io/file/recording_thread.h"
#include "tools/seaglass/live/command_desk.h"
#include "tools/seaglass/live/live_stream.h"

namespace seaglass {

// All functions [control].
class RecordDesk {
 public:
  explicit RecordDesk(LiveStream& stream) : stream_(stream) {}
  ~RecordDesk() { stop(); }

  void add_to(CommandDesk& desk);

  // Throws io::WriteError, CommandError when one is running.
  void start(const std::string& path, double rate);

  // Closes the file. Nothing happens when none is running.
  void stop();

  bool running() const { return recording_ != nullptr; }
  const std::string& path() const { return path_; }

  // Once, after writing has failed: the sentence to show.
  std::string take_error();

 private:
  LiveStream& stream_;
  std::unique_ptr<io::RecordingThread> recording_;
  std::string path_, error_;
};

}  // namespace seaglass
