#pragma once
// Randomness as a function of what it is for, so that it can be repeated: no state, no order of calls.

#include <cstdint>

namespace seaglass {

// [any] SplitMix64's output function (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014).
constexpr std::uint64_t hash64(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15u;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

constexpr std::uint64_t hash64(std::uint64_t a, std::uint64_t b) { return hash64(hash64(a) ^ b); }

// [any] Uniform in [0, 1).
constexpr float unit_random(std::uint64_t key) { return float(hash64(key) >> 40) * 0x1p-24f; }

// [any] Uniform in [-1, 1).
constexpr float signed_random(std::uint64_t key) { return 2.0f * unit_random(key) - 1.0f; }

}  // namespace seaglass
