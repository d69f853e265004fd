#pragma once
// 32-bit float WAV, and RF64 once a file would grow beyond what WAV can say (4 GB).

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "io/errors.h"

namespace seaglass::io {

enum class WavMode {
  kWhole,  // PATH.part until finish() renames it: there is never half a file under its name
  kLive,   // at its own name from the start, header kept up to date: what was played survives a power cut
};

// All functions: [control] or [disk].
class WavWriter {
 public:
  // Throws WriteError.
  WavWriter(const std::string& path, int channels, double rate, WavMode mode = WavMode::kWhole);

  // Without finish(), a kWhole file is removed and a kLive file is closed with what it has.
  ~WavWriter();
  WavWriter(const WavWriter&) = delete;
  WavWriter& operator=(const WavWriter&) = delete;

  // Interleaved, whole frames. Throws WriteError (disk full): a kLive file then keeps what was written.
  void write(std::span<const float> interleaved);

  // Makes what was written so far readable by others.
  void update();

  // Closes and gives the file its name. Throws WriteError, after removing it (kWhole).
  void finish();

  std::int64_t frames() const { return frames_; }

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
  std::int64_t frames_ = 0;
};

}  // namespace seaglass::io
