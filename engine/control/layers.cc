#include "engine/control/layers.h"

namespace seaglass {

bool Layers::add(const Layer& layer) {
  if (count_ == layers_.size() || layer.part >= kParts) return false;
  if (layer.channel >= kParts && layer.channel != Layer::kAnyChannel) return false;
  layers_[count_++] = layer;
  return true;
}

PartSet Layers::parts_of(int channel) const {
  if (empty()) return part_set(channel);
  PartSet parts = 0;
  for (const Layer& layer : all())
    if (layer.hears(channel)) parts |= part_set(layer.part);
  return parts;
}

int Layers::first_part_of(int channel) const {
  if (empty()) return channel;
  for (const Layer& layer : all())
    if (layer.hears(channel)) return layer.part;
  return kParts;
}

}  // namespace seaglass
