#pragma once
// Records what is heard: a ring from the audio thread, and a thread that writes it to disk.

#include <atomic>
#include <cstdint>
#include <mutex>
#include <span>
#include <string>
#include <thread>

#include "engine/rt/spsc_ring.h"
#include "io/file/wav_writer.h"

namespace seaglass::io {

class RecordingThread {
 public:
  // [control] Opens the file and starts the thread. Throws WriteError. The ring holds ten seconds:
  // disks pause.
  RecordingThread(const std::string& path, int channels, double rate);

  // [control] Does what stop() does.
  ~RecordingThread();
  RecordingThread(const RecordingThread&) = delete;
  RecordingThread& operator=(const RecordingThread&) = delete;

  // [audio] Wait-free. A block of whole frames, interleaved. False, and counted, when the disk is
  // behind: the block is lost. After a write error blocks are taken and thrown away.
  bool push(std::span<const float> interleaved) noexcept;

  // [control] Writes what is left and closes the file; blocks while it does. May be called twice.
  void stop() noexcept;

  // [control] Once, after writing has failed: the sentence to show. Empty otherwise. The instrument
  // plays on.
  std::string take_error();

  // [any] Wait-free.
  std::int64_t frames() const noexcept { return frames_.load(std::memory_order_relaxed); }
  std::uint64_t lost_frames() const noexcept { return lost_.load(std::memory_order_relaxed); }

 private:
  void run();
  bool write_available();
  void failed(const std::string& sentence);

  const int channels_;
  WavWriter writer_;  // [disk] only, once started
  rt::SpscRing<float> ring_;
  std::atomic<bool> running_{true};
  std::atomic<bool> broken_{false};
  std::atomic<std::int64_t> frames_{0};
  std::atomic<std::uint64_t> lost_{0};
  std::mutex error_mutex_;  // [control] and [disk]
  std::string error_;
  std::thread thread_;
};

}  // namespace seaglass::io
