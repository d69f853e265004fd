#pragma once
// Performances that no one would play: every kind of event at random samples, seeded.

#include <vector>

#include "engine/event.h"

namespace seaglass::test {

// About `per_second` events in [0, samples), in order. Most are notes on four parts and all places of the small patch;
// every other kind comes up too, but for the end of the stream.
std::vector<Event> random_events(std::uint64_t seed, SampleIndex samples, double per_second, double rate);

}  // namespace seaglass::test
