#pragma once
// Files for the tests: small scores, bytes in and out.

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "tests/catch.h"
#include "tests/io/file/midi_file_writer.h"
#include "tests/io/file/temp_folder.h"

namespace seaglass::test {

using io::TempFolder;

inline bool exists(const std::string& path) { return std::filesystem::exists(path); }

inline std::string bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  REQUIRE(file.good());
  return {std::istreambuf_iterator<char>(file), {}};
}

inline void write_bytes(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

struct ScoreNote {
  int at_ms = 0, key = 60, velocity = 100, length_ms = 300;
};

// A score in order of time, notes apart from each other: one tick is a millisecond.
inline std::string score(const std::vector<ScoreNote>& notes) {
  io::TrackWriter track;
  track.tempo(0, 480'000);
  int now = 0;
  for (const ScoreNote& n : notes) {
    track.add(std::uint32_t(n.at_ms - now), {0x90, n.key, n.velocity});
    track.add(std::uint32_t(n.length_ms), {0x80, n.key, 64});
    now = n.at_ms + n.length_ms;
  }
  const io::MidiBytes bytes = io::midi_file(0, 480, {track.end()});
  return {bytes.begin(), bytes.end()};
}

// A patch folder's file, as the program finds it.
inline std::string patch_path() {
  return std::filesystem::path(SEAGLASS_TEST_DATA).parent_path().parent_path() / "patches/main.glass";
}

}  // namespace seaglass::test
