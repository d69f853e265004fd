#include "io/file/wav_writer.h"

#include <sndfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmath>
#include <optional>

#include "io/file/part_file.h"

namespace seaglass::io {

struct WavWriter::Impl {
  std::string path;
  std::optional<PartFile> part;  // kWhole only
  SNDFILE* file = nullptr;
  int channels = 0;

  ~Impl() { close(); }

  bool close() {
    if (file == nullptr) return true;
    SNDFILE* closing = file;
    file = nullptr;
    return sf_close(closing) == 0;
  }

  std::string refusal(const std::string& why) const {
    return "'" + path + "' cannot be written (" + why +
           "); check the folder and the space that is left";
  }
};

WavWriter::WavWriter(const std::string& path, int channels, double rate, WavMode mode)
    : impl_(std::make_unique<Impl>()) {
  impl_->path = path;
  impl_->channels = channels;
  struct stat status{};
  if (stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode))
    throw WriteError("'" + path + "' is not a regular file; choose another name");
  if (mode == WavMode::kWhole) impl_->part.emplace(path);

  // Opened as RF64, whose header has room for 64-bit sizes; while those are not needed it is written as plain WAV.
  SF_INFO info{};
  info.samplerate = int(std::lround(rate));
  info.channels = channels;
  info.format = SF_FORMAT_RF64 | SF_FORMAT_FLOAT;
  impl_->file = sf_open(impl_->part ? impl_->part->path().c_str() : path.c_str(), SFM_WRITE, &info);
  if (impl_->file == nullptr) throw WriteError(impl_->refusal(sf_strerror(nullptr)));
  sf_command(impl_->file, SFC_RF64_AUTO_DOWNGRADE, nullptr, SF_TRUE);
  // The peak chunk holds the time of day: the same render would not give the same bytes.
  sf_command(impl_->file, SFC_SET_ADD_PEAK_CHUNK, nullptr, SF_FALSE);
}

WavWriter::~WavWriter() = default;

void WavWriter::write(std::span<const float> interleaved) {
  const auto wanted = sf_count_t(interleaved.size() / std::size_t(impl_->channels));
  const sf_count_t written = sf_writef_float(impl_->file, interleaved.data(), wanted);
  frames_ += written;
  if (written != wanted) throw WriteError(impl_->refusal(sf_strerror(impl_->file)));
}

void WavWriter::update() { sf_command(impl_->file, SFC_UPDATE_HEADER_NOW, nullptr, 0); }

void WavWriter::finish() {
  if (!impl_->close()) throw WriteError(impl_->refusal("closing failed"));
  if (impl_->part) impl_->part->keep();
}

}  // namespace seaglass::io
