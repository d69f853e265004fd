#include "engine/control/mpe_zones.h"

#include <algorithm>

namespace seaglass {

void MpeZones::set(Zone zone, int members) {
  members = std::clamp(members, 0, kMaxMembers);
  members_[std::size_t(zone)] = members;
  if (members == 0) return;
  // Both managers, and what the other zone has left of the rest; without a member it has no use for its manager.
  int& other = members_[std::size_t(1 - zone)];
  other = std::min(other, std::max(0, kParts - 2 - members));
}

int MpeZones::member_of(int channel) const {
  if (channel > kFirst && channel <= kFirst + members(kLower)) return kLower;
  if (channel < kLast && channel >= kLast - members(kUpper)) return kUpper;
  return kNone;
}

}  // namespace seaglass
