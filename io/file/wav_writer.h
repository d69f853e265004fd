#pragma once
// 32-bit float WAV by libsndfile, and RF64 (EBU Tech 3306) once a file grows beyond what WAV can
// say (4 GB). The same samples give the same bytes.
//
// The file is opened here and not by libsndfile: for the error that the system gives, for
// O_CLOEXEC, and to see whether closing fails.

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "io/errors.h"
#include "io/file/part_file.h"

struct sf_private_tag;  // libsndfile's SNDFILE

namespace seaglass::io {

enum class WavMode {
  kWhole,  // PATH.part until finish() renames it: there is never half a file under its name
  // At its own name from the start, header kept up to date: what was played survives a power cut
  kLive,
};

// All functions: [control] or [disk].
class WavWriter {
 public:
  // Throws WriteError.
  WavWriter(const std::string& path, int channels, double rate, WavMode mode = WavMode::kWhole);

  // Without finish(), a kWhole file is removed and a kLive file keeps what it has.
  ~WavWriter();
  WavWriter(const WavWriter&) = delete;
  WavWriter& operator=(const WavWriter&) = delete;

  // Interleaved, whole frames. Throws WriteError (disk full): a kLive file then keeps what was
  // written.
  void write(std::span<const float> interleaved);

  // Makes what was written so far readable by others.
  void update() noexcept;

  // Closes and gives the file its name. Throws WriteError, after removing it (kWhole).
  void finish();

  std::int64_t frames() const { return frames_; }

 private:
  struct Close {
    void operator()(sf_private_tag* file) const noexcept;
  };

  void open_sound();
  std::string refusal(int error) const;

  std::string path_;
  std::optional<PartFile> part_;  // kWhole only
  int fd_ = -1;
  std::unique_ptr<sf_private_tag, Close> sound_;
  int channels_;
  int rate_;
  std::int64_t frames_ = 0;
};

}  // namespace seaglass::io
