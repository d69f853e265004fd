#include "io/file/wav_header.h"

#include <cstddef>
#include <string_view>

namespace seaglass::io {
namespace {

constexpr std::uint32_t kSeeDs64 = 0xffffffff;  // RF64: the true size stands in the ds64 chunk

class Fields {
 public:
  void text(std::string_view four) {
    for (const char c : four) bytes[at_++] = std::uint8_t(c);
  }
  void number(std::uint64_t value, int size) {
    for (int i = 0; i < size; i++) bytes[at_++] = std::uint8_t(value >> (8 * i));
  }
  std::array<std::uint8_t, kWavHeaderBytes> bytes{};

 private:
  std::size_t at_ = 0;
};

std::uint32_t speaker_mask(int channels) {
  if (channels == 1) return 0x4;  // centre
  if (channels == 2) return 0x3;  // left, right
  return 0;                       // not tied to speakers
}

}  // namespace

std::array<std::uint8_t, kWavHeaderBytes> wav_header(int channels, int rate, std::int64_t frames) {
  const auto frame_bytes = std::uint64_t(channels) * sizeof(float);
  const std::uint64_t data = std::uint64_t(frames) * frame_bytes;
  const std::uint64_t riff = data + kWavHeaderBytes - 8;
  const bool large = riff >= kSeeDs64;

  Fields f;
  f.text(large ? "RF64" : "RIFF");
  f.number(large ? kSeeDs64 : riff, 4);
  f.text("WAVE");

  f.text(large ? "ds64" : "JUNK");
  f.number(28, 4);
  f.number(large ? riff : 0, 8);
  f.number(large ? data : 0, 8);
  f.number(large ? std::uint64_t(frames) : 0, 8);
  f.number(0, 4);

  f.text("fmt ");
  f.number(40, 4);
  f.number(0xfffe, 2);  // extensible: what follows says float
  f.number(std::uint64_t(channels), 2);
  f.number(std::uint64_t(rate), 4);
  f.number(std::uint64_t(rate) * frame_bytes, 4);
  f.number(frame_bytes, 2);
  f.number(32, 2);
  f.number(22, 2);
  f.number(32, 2);
  f.number(speaker_mask(channels), 4);
  for (const int b : {3, 0, 0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71})
    f.number(std::uint64_t(b), 1);  // KSDATAFORMAT_SUBTYPE_IEEE_FLOAT

  f.text("fact");
  f.number(4, 4);
  f.number(large ? kSeeDs64 : std::uint64_t(frames), 4);

  f.text("data");
  f.number(large ? kSeeDs64 : data, 4);
  return f.bytes;
}

}  // namespace seaglass::io
