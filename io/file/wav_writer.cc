#include "io/file/wav_writer.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <bit>
#include <cerrno>
#include <cmath>
#include <cstring>

#include "io/file/wav_header.h"

namespace seaglass::io {

static_assert(std::endian::native == std::endian::little, "samples are written as they lie in memory");

WavWriter::WavWriter(const std::string& path, int channels, double rate, WavMode mode)
    : path_(path), channels_(channels), rate_(int(std::lround(rate))) {
  if (mode == WavMode::kWhole) part_.emplace(path);
  struct stat status{};
  if (stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode))
    throw WriteError("'" + path + "' is not a regular file; choose another name");
  const std::string& name = part_ ? part_->path() : path_;
  fd_ = open(name.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (fd_ < 0) throw WriteError(refusal(errno));
  const auto header = wav_header(channels_, rate_, 0);
  try {
    write_bytes(header.data(), header.size());
  } catch (...) {
    close(fd_);
    unlink(name.c_str());
    throw;
  }
}

WavWriter::~WavWriter() {
  if (fd_ < 0) return;
  write_header();
  close(fd_);
}

void WavWriter::write(std::span<const float> interleaved) {
  const std::size_t frames = interleaved.size() / std::size_t(channels_);
  write_bytes(interleaved.data(), frames * std::size_t(channels_) * sizeof(float));
  frames_ += std::int64_t(frames);
}

void WavWriter::finish() {
  if (fd_ < 0) return;
  const bool told = write_header();
  const int failed = told ? 0 : errno;
  // Network drives tell only now that they are full.
  const bool closed = close(fd_) == 0;
  fd_ = -1;
  if (!told || !closed) throw WriteError(refusal(told ? errno : failed));
  if (part_) part_->keep();
}

// What a full disk took of these bytes is cut to whole frames and counts as written.
void WavWriter::write_bytes(const void* data, std::size_t size) {
  const auto* next = static_cast<const char*>(data);
  std::size_t left = size;
  while (left > 0) {
    const ssize_t count = ::write(fd_, next, left);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) {
      const int error = count < 0 ? errno : ENOSPC;
      const std::size_t frame = std::size_t(channels_) * sizeof(float);
      frames_ += std::int64_t((size - left) / frame);
      (void)!ftruncate(fd_, kWavHeaderBytes + off_t(frames_) * off_t(frame));
      throw WriteError(refusal(error));
    }
    next += count;
    left -= std::size_t(count);
  }
}

bool WavWriter::write_header() noexcept {
  const auto header = wav_header(channels_, rate_, frames_);
  return pwrite(fd_, header.data(), header.size(), 0) == ssize_t(header.size());
}

std::string WavWriter::refusal(int error) const {
  return "'" + path_ + "' cannot be written (" + std::strerror(error) +
         "); check the folder and the space that is left";
}

}  // namespace seaglass::io
