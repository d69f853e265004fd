#pragma once
// Kinds of music that the accompanist's network was told apart, in the order of the trainer's STYLES.

#include <array>
#include <string_view>

#include "engine/jam/vocabulary.h"

namespace seaglass::jam {

inline constexpr std::array<std::string_view, kStyles> kStyleNames{"none", "song", "pop", "rock", "jazz", "funk", "latin", "soul"};

}  // namespace seaglass::jam
