#pragma once
// What OSC may change at the moment.

#include <cstdint>
#include <optional>
#include <string_view>

#include "io/osc/osc_method.h"

namespace seaglass::io {

enum class OscLock : std::uint8_t {
  kNone,
  kFiles,  // playing is free; patches, files and mappings stay
  kAll,    // for the stage: everybody may look, nobody may change
};

inline constexpr std::string_view kOscLockNames[] = {"none", "files", "all"};

// [any]
inline std::string_view name_of(OscLock lock) { return kOscLockNames[std::size_t(lock)]; }
inline std::optional<OscLock> find_osc_lock(std::string_view name) {
  for (std::size_t i = 0; i < std::size(kOscLockNames); i++)
    if (kOscLockNames[i] == name) return OscLock(i);
  return std::nullopt;
}

// [any] Whether the lock leaves this free.
inline bool is_free(OscReach reach, OscLock lock) {
  return reach == OscReach::kLook || lock == OscLock::kNone || (lock == OscLock::kFiles && reach == OscReach::kPlay);
}

}  // namespace seaglass::io
