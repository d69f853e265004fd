#pragma once
// The parts that the accompanist plays.

#include <array>
#include <cstdint>
#include <string_view>

namespace seaglass::jam {

enum class Role : std::uint8_t { kBass, kComp, kCounter, kDrums };
inline constexpr int kRoles = 4;
inline constexpr std::array<Role, kRoles> kAllRoles{Role::kBass, Role::kComp, Role::kCounter, Role::kDrums};

// [any] As commands, tracks and OSC write it.
constexpr std::string_view name_of(Role role) {
  constexpr std::array<std::string_view, kRoles> kName{"bass", "comp", "counter", "drums"};
  return kName[std::size_t(role)];
}

// Which of them: a bit each, kBass the lowest.
using Roles = std::uint8_t;
inline constexpr Roles kEveryRole = 0xf;
constexpr bool has(Roles roles, Role role) { return (roles >> int(role)) & 1; }
constexpr Roles with(Roles roles, Role role) { return Roles(roles | 1u << int(role)); }

// The keys between which a part plays: of the instruments that usually have it.
struct Range {
  int low, high;
};
constexpr Range range_of(Role role) {
  switch (role) {
    case Role::kBass: return {28, 55};     // E1, the double bass's lowest string, to G3
    case Role::kComp: return {43, 84};     // two hands at a keyboard, clear of the bass
    case Role::kCounter: return {52, 88};  // a melody instrument
    case Role::kDrums: return {35, 59};    // the kit of General MIDI
  }
  return {0, 127};
}

}  // namespace seaglass::jam
