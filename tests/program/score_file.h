#pragma once
// A reader of standard MIDI files that shares nothing with the one under test: format 0 or 1, ticks a beat, tempos only at
// the start. For scores that we wrote ourselves.

#include <algorithm>
#include <array>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace seaglass::test {

struct ScoreMessage {
  double seconds = 0;
  std::array<std::uint8_t, 3> bytes{};
  std::size_t length = 0;

  bool is_onset() const { return (bytes[0] & 0xf0) == 0x90 && bytes[2] > 0; }
};

// In order of time; empty when it cannot be read.
inline std::vector<ScoreMessage> read_score(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  const std::vector<std::uint8_t> data{std::istreambuf_iterator<char>(file), {}};
  std::size_t at = 0;
  const auto big = [&](int count) {
    std::uint32_t value = 0;
    while (count-- > 0 && at < data.size()) value = value << 8 | data[at++];
    return value;
  };
  std::vector<ScoreMessage> score;
  if (big(4) != 0x4d546864) return score;
  at = 10;
  const auto tracks = big(2), division = big(2);
  double tempo = 0.5;
  for (std::uint32_t track = 0; track < tracks && at + 8 < data.size(); track++) {
    at += 4;
    const std::size_t length = big(4), end = std::min(data.size(), at + length);
    std::int64_t tick = 0;
    std::uint8_t status = 0;
    const auto variable = [&] {
      std::uint32_t value = 0, byte = 0x80;
      while ((byte & 0x80) != 0 && at < end) value = value << 7 | ((byte = data[at++]) & 0x7f);
      return value;
    };
    while (at < end) {
      tick += variable();
      if ((data[at] & 0x80) != 0) status = data[at++];
      if (status == 0xff) {
        const std::uint8_t type = data[at++];
        const std::size_t size = variable(), next = at + size;
        if (type == 0x51) tempo = big(3) * 1e-6;
        at = next;
        continue;
      }
      ScoreMessage message{.seconds = double(tick) / division * tempo, .bytes = {status, data[at++], 0}, .length = 2};
      if ((status & 0xe0) != 0xc0) message.bytes[2] = data[at++], message.length = 3;
      score.push_back(message);
    }
  }
  std::stable_sort(score.begin(), score.end(), [](const auto& a, const auto& b) { return a.seconds < b.seconds; });
  return score;
}

}  // namespace seaglass::test
