#pragma once
// Setups that no one would play with: from any bytes, so that both random tests and a fuzzer can make them.

#include <cstdint>
#include <span>

#include "engine/control/midi_setup.h"

namespace seaglass::test {

// Bytes one after the other, and zeros when there are no more.
class ByteSource {
 public:
  explicit ByteSource(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}

  bool empty() const { return at_ == bytes_.size(); }
  std::uint8_t byte() { return empty() ? std::uint8_t(0) : bytes_[at_++]; }
  int upto(int n) { return byte() % n; }  // 0 to n - 1

 private:
  std::span<const std::uint8_t> bytes_;
  std::size_t at_ = 0;
};

inline MidiSetup any_setup(ByteSource& from) {
  MidiSetup setup;
  const int kind = from.byte();
  if ((kind & 1) != 0) {
    setup.tuning = setup.tuning.shifted(from.byte() - 128);
    for (int silent = from.upto(20); silent > 0; silent--) setup.tuning.silence(from.upto(kKeys));
  }
  if ((kind & 2) != 0)
    setup.velocity = velocity_table({.softest = from.byte(), .loudest = from.byte(), .bend = float(from.byte() - 128)});
  if ((kind & 4) != 0) {
    for (int layers = from.upto(Layers::kMax + 2); layers > 0; layers--) {
      Layer layer;
      const int shape = from.byte();
      if ((shape & 1) != 0) layer.channel = from.byte();
      if ((shape & 2) != 0) layer.low_key = from.byte(), layer.high_key = from.byte();
      if ((shape & 4) != 0) layer.softest = from.byte(), layer.loudest = from.byte();
      if ((shape & 8) != 0) layer.transpose = float(from.byte()) - 128;
      if ((shape & 16) != 0) layer.level_db = float(from.byte()) - 128;
      layer.part = std::uint8_t(from.upto(kParts + 1));
      (void)setup.layers.add(layer);
    }
  }
  if ((kind & 8) != 0)
    setup.mpe = {.lower = from.upto(17),
                 .upper = from.upto(17),
                 .note_bend_range = float(from.byte()),
                 .by_message = from.upto(4) != 0};
  return setup;
}

}  // namespace seaglass::test
