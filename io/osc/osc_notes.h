#pragma once
// In which part a note of OSC sounds, so that /note/off and /note/set need only its id.

#include <array>
#include <cstdint>

namespace seaglass::io {

// [net] Bounded: a short search, and none as long as all notes are on part 1, which is not stored.
class OscNotes {
 public:
  static constexpr int kMax = 256;  // notes held on other parts; beyond, the oldest is forgotten

  void begin(std::int32_t id, std::uint8_t part) {
    end(id);
    if (part == 0) return;
    if (count_ == kMax) {
      for (int i = 1; i < kMax; i++) notes_[std::size_t(i - 1)] = notes_[std::size_t(i)];
      count_--;
    }
    notes_[std::size_t(count_++)] = {id, part};
  }

  std::uint8_t part_of(std::int32_t id) const {
    for (int i = 0; i < count_; i++)
      if (notes_[std::size_t(i)].id == id) return notes_[std::size_t(i)].part;
    return 0;
  }

  void end(std::int32_t id) {
    for (int i = 0; i < count_; i++) {
      if (notes_[std::size_t(i)].id != id) continue;
      for (int k = i + 1; k < count_; k++) notes_[std::size_t(k - 1)] = notes_[std::size_t(k)];
      count_--;
      return;
    }
  }

 private:
  struct Note {
    std::int32_t id;
    std::uint8_t part;
  };
  std::array<Note, kMax> notes_{};
  int count_ = 0;
};

}  // namespace seaglass::io
