#include "engine/control/held_notes.h"

#include <algorithm>

namespace seaglass {

bool HeldKey::has(const Sounding& note) const {
  for (int i = 0; i < count(); i++)
    if (parts_[std::size_t(i)] == note.part && (id_ | i << kLayerShift) == note.id) return true;
  return false;
}

void HeldNotes::press(int channel, int key, const HeldKey& notes) {
  lift(channel, key);
  if (notes.count() == 0) return;
  keys_[index(channel, key)] = notes;
  order_[std::size_t(channel)][std::size_t(counts_[std::size_t(channel)]++)] = std::uint8_t(key);
}

void HeldNotes::lift(int channel, int key) {
  if (at(channel, key).count() == 0) return;
  keys_[index(channel, key)] = HeldKey();
  auto& order = order_[std::size_t(channel)];
  int& count = counts_[std::size_t(channel)];
  const auto end = order.begin() + count;
  count = int(std::remove(order.begin(), end, std::uint8_t(key)) - order.begin());
}

void HeldNotes::lift_all(int channel) {
  for (const int key : keys(channel)) keys_[index(channel, key)] = HeldKey();
  counts_[std::size_t(channel)] = 0;
}

int HeldNotes::sounding(int channel) const {
  int count = 0;
  for (const int key : keys(channel)) count += at(channel, key).count();
  return count;
}

PartSet HeldNotes::parts(int channel) const {
  PartSet parts = 0;
  for (const int key : keys(channel))
    for (int i = 0; i < at(channel, key).count(); i++) parts |= part_set(at(channel, key).note(i).part);
  return parts;
}

}  // namespace seaglass
