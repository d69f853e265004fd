#pragma once
// Writes standard MIDI files of format 1.

#include <cstdint>
#include <string>
#include <vector>

namespace seaglass::io {

class MidiWriter {
 public:
  // [control] Ticks a quarter note.
  explicit MidiWriter(int division) : division_(division) {}

  // [control] A new track, named; what follows goes into it. Ticks may come in any order.
  void track(const std::string& name);
  void program(std::int64_t tick, int channel, int program);
  void note(std::int64_t onset, std::int64_t end, int channel, int pitch, int velocity);
  void tempo(std::int64_t tick, double bpm);
  void meter(std::int64_t tick, int numerator, int denominator);
  void text(std::int64_t tick, const std::string& text);

  // [control] The whole file's bytes.
  std::vector<std::uint8_t> bytes() const;

  // [control] Throws WriteError; the file appears whole or not at all.
  void write(const std::string& path) const;

 private:
  // At one tick what ends comes before what begins.
  enum class Rank : std::uint8_t { kMeta, kEnd, kBegin };
  struct Item {
    std::int64_t tick;
    Rank rank;
    std::vector<std::uint8_t> bytes;
  };
  void put(std::int64_t tick, Rank rank, std::vector<std::uint8_t> bytes);
  void put_meta(std::int64_t tick, int type, const std::vector<std::uint8_t>& bytes);

  int division_;
  std::vector<std::vector<Item>> tracks_;
};

}  // namespace seaglass::io
