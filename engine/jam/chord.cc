#include "engine/jam/chord.h"

#include <cctype>

namespace seaglass::jam {
namespace {

constexpr PitchClasses set_of(std::initializer_list<int> steps) {
  PitchClasses set = 0;
  for (const int s : steps) set = PitchClasses(set | 1u << s);
  return set;
}

struct Quality {
  std::string_view name;
  std::string_view plain;  // after a root, in chord symbols
  PitchClasses set;
  float tension;
};

// In the order of the trainer's harmony.py: ids are kept in files.
constexpr std::array<Quality, kQualities> kQuality{{{"maj", "", set_of({0, 4, 7}), 0.0f},
                                                    {"min", "m", set_of({0, 3, 7}), 0.05f},
                                                    {"dim", "dim", set_of({0, 3, 6}), 0.8f},
                                                    {"aug", "aug", set_of({0, 4, 8}), 0.8f},
                                                    {"sus4", "sus4", set_of({0, 5, 7}), 0.3f},
                                                    {"7", "7", set_of({0, 4, 7, 10}), 0.55f},
                                                    {"maj7", "maj7", set_of({0, 4, 7, 11}), 0.4f},
                                                    {"min7", "m7", set_of({0, 3, 7, 10}), 0.3f},
                                                    {"dim7", "dim7", set_of({0, 3, 6, 9}), 1.0f},
                                                    {"hdim7", "m7b5", set_of({0, 3, 6, 10}), 0.85f}}};

constexpr std::array<std::string_view, 12> kRoot{"C", "C#", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B"};

// The root at the beginning of a name, and how many letters it takes; 0 where there is none.
std::size_t read_root(std::string_view text, int& root) {
  constexpr std::array<int, 7> kLetter{9, 11, 0, 2, 4, 5, 7};
  if (text.empty() || text[0] < 'A' || text[0] > 'G') return 0;
  root = kLetter[std::size_t(text[0] - 'A')];
  std::size_t at = 1;
  for (; at < text.size() && at <= 2 && (text[at] == '#' || text[at] == 'b'); at++) root += text[at] == '#' ? 1 : 11;
  root %= 12;
  return at;
}

}  // namespace

PitchClasses members(Chord chord) {
  return chord.none() ? PitchClasses(0) : turned(kQuality[std::size_t(chord.quality())].set, chord.root());
}

float tension_of(Chord chord) { return chord.none() ? 0.0f : kQuality[std::size_t(chord.quality())].tension; }

std::string name_of(Chord chord) {
  if (chord.none()) return "N";
  return std::string(kRoot[std::size_t(chord.root())]) + ":" + std::string(kQuality[std::size_t(chord.quality())].name);
}

std::optional<Chord> chord_named(std::string_view text) {
  if (text == "N") return Chord{};
  int root = 0;
  const std::size_t letters = read_root(text, root);
  if (letters == 0) return std::nullopt;
  const bool plain = letters == text.size() || text[letters] != ':';
  const std::string_view rest = text.substr(letters + (plain ? 0 : 1));
  for (int q = 0; q < kQualities; q++)
    if (rest == (plain ? kQuality[std::size_t(q)].plain : kQuality[std::size_t(q)].name))
      return Chord{std::uint8_t(root * kQualities + q)};
  return std::nullopt;
}

}  // namespace seaglass::jam
