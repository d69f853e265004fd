#pragma once
// Writes the journal: takes records from the worker's ring and the audio thread's, turns them to text, appends.

#include <atomic>
#include <cstdio>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "engine/journal/text.h"
#include "engine/rt/spsc_ring.h"

namespace seaglass {

class JournalThread {
 public:
  // [control] Opens the file and starts the thread; without a path, a file that nobody sees and that goes when it is
  // closed, for save(). Throws io::WriteError.
  JournalThread(const std::string& path, const JournalHeader& header, rt::SpscRing<JournalRecord>& events,
                rt::SpscRing<JournalRecord>& misses);
  ~JournalThread();

  // [control] Names a patch before it may be played; returns its number.
  std::int64_t add_patch(const JournalPatch& patch);

  // [control] Writes the performance up to sample `end` to another file; blocks for a moment while what has been applied
  // comes in. Throws io::WriteError.
  void save(const std::string& path, SampleIndex end);

  // [control] Writes what is left and where the stream ended, and closes.
  void stop(SampleIndex end);

  // [control] Once, after writing failed: the sentence to show; empty otherwise.
  std::string take_error();

 private:
  void run();
  void drain();
  void write(const std::string& line);
  void flush();
  void broken();

  std::string path_;
  std::FILE* file_;
  rt::SpscRing<JournalRecord>& events_;
  rt::SpscRing<JournalRecord>& misses_;
  std::atomic<int> drains_{0};
  std::mutex mutex_;  // [control] and [disk]
  std::vector<std::string> waiting_;
  std::int64_t patches_ = 1;
  std::string error_;
  bool broken_ = false;
  std::atomic<bool> running_{true};
  std::thread thread_;
};

}  // namespace seaglass
