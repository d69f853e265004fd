#pragma once
// What was heard, pair by pair.

#include <cstddef>
#include <vector>

#include "engine/audio_span.h"
#include "tests/support/signal.h"

namespace seaglass::test {

struct Sound {
  std::vector<float> left, right;
  std::vector<Sound> more{};  // pairs 2, 3, ...

  int pairs() const { return 1 + int(more.size()); }
  // Counted from 0.
  const Sound& pair(int p) const { return p == 0 ? *this : more[std::size_t(p - 1)]; }

  void resize(std::size_t count) {
    left.resize(count);
    right.resize(count);
    for (Sound& pair : more) pair.resize(count);
  }
  AudioSpan span(std::size_t from, int count) {
    AudioSpan span{left.data() + from, right.data() + from, count, pairs()};
    for (std::size_t i = 0; i < more.size(); i++) span.more[i] = {more[i].left.data() + from, more[i].right.data() + from};
    return span;
  }
};

// `count` samples of every pair, each `value`.
inline Sound still_sound(std::size_t count, int pairs = 1, float value = 0) {
  Sound sound{std::vector<float>(count, value), std::vector<float>(count, value)};
  for (int p = 1; p < pairs; p++) sound.more.push_back({sound.left, sound.right});
  return sound;
}

// The first sample at which any channel differs in any bit, or -1.
inline std::ptrdiff_t first_difference(const Sound& a, const Sound& b) {
  if (a.pairs() != b.pairs()) return 0;
  std::ptrdiff_t first = -1;
  const auto take = [&first](std::ptrdiff_t at) { first = at >= 0 && (first < 0 || at < first) ? at : first; };
  for (int p = 0; p < a.pairs(); p++) {
    take(first_difference(a.pair(p).left, b.pair(p).left));
    take(first_difference(a.pair(p).right, b.pair(p).right));
  }
  return first;
}

}  // namespace seaglass::test
