#pragma once
// A patch small enough to be understood: three places, two pitches x two dynamics x two takes each.
//
//   bowed    program 0, sustained, 24 exact harmonics, every frame a little different, a little noise
//   plucked  program 1, decaying, 16 stretched partials, a transient
//   drum     program 5, unpitched, one shot, 6 free partials, noise and a transient; keys 36 and 38

#include <cstddef>
#include <memory>
#include <vector>

#include "engine/patch/tracks.h"

namespace seaglass::test {

enum SmallPlace { kBowed = 0, kPlucked = 1, kDrum = 2 };
inline constexpr int kSmallPrograms[] = {0, 1, 5};
inline constexpr int kSmallNotes = 24;

// [any] The bytes of the file, and the patch that they hold; made once.
const std::vector<std::byte>& small_patch_bytes();
std::shared_ptr<const TrackPatch> small_patch();

}  // namespace seaglass::test
