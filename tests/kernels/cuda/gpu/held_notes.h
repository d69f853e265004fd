#pragma once
// Held notes on three parts, struck a few in each block, so that their frames spread as they do on stage, and a wheel that
// moves all the time, so that every block is another.

#include <algorithm>

#include "engine/model.h"

namespace seaglass::gpu_check {

inline void choose_places(Model& model) {
  for (int part = 0; part < 3; part++)
    (void)model.apply({.kind = EventKind::kProgram, .part = std::uint8_t(part), .index = std::uint8_t(part == 1 ? 2 : 0)});
}

inline void strike_and_bend(Model& model, int block, int voices) {
  constexpr int kEach = 16;
  for (int i = block * kEach; i < std::min(voices, (block + 1) * kEach); i++)
    (void)model.apply({.kind = EventKind::kNoteOn, .source = Source::kScore, .part = std::uint8_t(i % 3), .id = i,
                       .value = 30 + float(i % 50), .value2 = 0.7f});
  (void)model.apply({.kind = EventKind::kBend, .part = std::uint8_t(block % 3), .value = float(block % 17) / 100});
}

// Blocks until all of so many voices are struck and what they hold has settled.
inline int warm_up_blocks(int voices) { return voices / 16 + 200; }

}  // namespace seaglass::gpu_check
