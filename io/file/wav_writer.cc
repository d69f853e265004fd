#include "io/file/wav_writer.h"

#include <fcntl.h>
#include <sndfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cmath>
#include <cstring>

namespace seaglass::io {

WavWriter::WavWriter(const std::string& path, int channels, double rate, WavMode mode)
    : path_(path), channels_(channels), rate_(int(std::lround(rate))) {
  if (mode == WavMode::kWhole) part_.emplace(path);
  struct stat status{};
  if (stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode))
    throw WriteError("'" + path + "' is not a regular file; choose another name");
  const std::string& name = part_ ? part_->path() : path_;
  fd_ = open(name.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (fd_ < 0) throw WriteError(refusal(errno));
  try {
    open_sound();
  } catch (...) {
    close(fd_);
    unlink(name.c_str());
    throw;
  }
}

WavWriter::~WavWriter() {
  if (fd_ < 0) return;
  sound_.reset();
  close(fd_);
}

void WavWriter::write(std::span<const float> interleaved) {
  const auto count = sf_count_t(interleaved.size() / std::size_t(channels_)) * channels_;
  errno = 0;
  const sf_count_t written = sf_write_float(sound_.get(), interleaved.data(), count);
  const int error = errno != 0 ? errno : ENOSPC;
  frames_ += written / channels_;
  if (written == count) return;
  // What a full disk took is cut to whole frames and counts as written.
  sf_count_t frames = frames_;
  sf_command(sound_.get(), SFC_FILE_TRUNCATE, &frames, sizeof frames);
  throw WriteError(refusal(error));
}

void WavWriter::update() noexcept {
  sf_command(sound_.get(), SFC_UPDATE_HEADER_NOW, nullptr, 0);
}

void WavWriter::finish() {
  if (fd_ < 0) return;
  // sf_close() does not say whether it could write the header.
  errno = 0;
  update();
  const bool told = sf_error(sound_.get()) == SF_ERR_NO_ERROR;
  const int failed = errno;
  sound_.reset();
  // Network drives tell only now that they are full.
  const bool closed = close(fd_) == 0;
  fd_ = -1;
  if (!told || !closed) throw WriteError(refusal(told ? errno : failed));
  if (part_) part_->keep();
}

// Opened twice, because libsndfile (1.2.0) gives a new RF64 file a PEAK chunk, with the time of day
// in it, that SFC_SET_ADD_PEAK_CHUNK does not take away; a file that has a header gets none.
void WavWriter::open_sound() {
  SF_INFO info{};
  info.samplerate = rate_;
  info.channels = channels_;
  info.format = SF_FORMAT_RF64 | SF_FORMAT_FLOAT;
  for (const int mode : {SFM_WRITE, SFM_RDWR}) {
    sound_.reset();
    lseek(fd_, 0, SEEK_SET);
    errno = 0;
    sound_.reset(sf_open_fd(fd_, mode, &info, SF_FALSE));
    if (!sound_) throw WriteError(refusal(errno != 0 ? errno : EINVAL));
  }
  // Plain WAV as long as the file is below 4 GB
  sf_command(sound_.get(), SFC_RF64_AUTO_DOWNGRADE, nullptr, SF_TRUE);
  update();
}

void WavWriter::Close::operator()(sf_private_tag* file) const noexcept { sf_close(file); }

std::string WavWriter::refusal(int error) const {
  return "'" + path_ + "' cannot be written (" + std::strerror(error) +
         "); check the folder and the space that is left";
}

}  // namespace seaglass::io
