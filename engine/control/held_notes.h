#pragma once
// What is held down at one keyboard, and what each key has set sounding: a note-off reaches all that its note-on
// reached, whatever the setup has become.

#include <array>
#include <cstdint>
#include <span>

#include "engine/control/layers.h"
#include "engine/control/tuning.h"

namespace seaglass {

// One note that a key has started, and the pitch that it was given before any bend.
struct Sounding {
  std::uint8_t part = 0;
  std::int32_t id = 0;
  float pitch = 0;
};

// The notes of one key: one, or one for each layer.
class HeldKey {
 public:
  static constexpr int kIdBits = 20;  // of a note's id, below what is left to tell keyboards apart

  // Without notes yet; their ids begin at `id`, whose bits from kLayerShift to kIdBits are free to tell the layers apart.
  explicit HeldKey(std::int32_t id) : id_(id) {}
  HeldKey() : HeldKey(0) {}

  // At most Layers::kMaxPerKey; one more is left out.
  void add(int part, float pitch) {
    if (count_ == Layers::kMaxPerKey) return;
    parts_[count_] = std::uint8_t(part);
    pitches_[count_++] = pitch;
  }

  int count() const { return count_; }
  bool full() const { return count_ == Layers::kMaxPerKey; }
  Sounding note(int i) const {
    return {.part = parts_[std::size_t(i)], .id = id_ | i << kLayerShift, .pitch = pitches_[std::size_t(i)]};
  }
  bool has(const Sounding& note) const;

 private:
  static constexpr int kLayerShift = 16;
  static_assert(Layers::kMaxPerKey <= 1 << (kIdBits - kLayerShift));

  std::int32_t id_;
  std::array<float, Layers::kMaxPerKey> pitches_{};
  std::array<std::uint8_t, Layers::kMaxPerKey> parts_{};
  std::uint8_t count_ = 0;
};

// There is room for every key of every channel, so that none is ever forgotten. One thread, wait-free.
class HeldNotes {
 public:
  const HeldKey& at(int channel, int key) const { return keys_[index(channel, key)]; }

  // The key has set `notes` sounding and no others; it is the channel's newest. One that sounds none is not held.
  void press(int channel, int key, const HeldKey& notes);
  void lift(int channel, int key);
  void lift_all(int channel);

  // The channel's keys that are down, the oldest first.
  std::span<const std::uint8_t> keys(int channel) const {
    return {order_[std::size_t(channel)].data(), std::size_t(counts_[std::size_t(channel)])};
  }

  // Notes that the channel has set sounding, and the parts on which they are.
  int sounding(int channel) const;
  PartSet parts(int channel) const;

 private:
  static std::size_t index(int channel, int key) { return std::size_t(channel * kKeys + key); }

  std::array<HeldKey, kParts * kKeys> keys_{};
  std::array<std::array<std::uint8_t, kKeys>, kParts> order_{};
  std::array<int, kParts> counts_{};
};

}  // namespace seaglass
