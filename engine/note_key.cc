#include "engine/note_key.h"

namespace seaglass {
namespace {

constexpr NoteKeyRange key(std::string_view name, NoteKey key, float min, float max, bool strict = false) {
  return {.name = name, .index = std::uint8_t(key), .min = min, .max = max, .strict = strict};
}

constexpr NoteKeyRange kKeys[] = {
    key("pitch", NoteKey::kPitch, kMinPitch, kMaxPitch, true),  // MIDI keys
    key("pressure", NoteKey::kPressure, 0, 1),
    key("gain", NoteKey::kGain, -80, 24),                // dB
    key("pan", NoteKey::kPan, -1, 1),
    key("brightness", NoteKey::kBrightness, -12, 12),    // dB per octave
};
static_assert(std::size(kKeys) == std::size_t(NoteKey::kLast) + 1);
static_assert(std::size(kKeys) <= kOwnValue && kOwnValue + kParameterCount <= 256);

}  // namespace

std::span<const NoteKeyRange> plain_note_keys() { return kKeys; }

std::optional<NoteKeyRange> find_note_key(std::string_view name) {
  for (const NoteKeyRange& k : kKeys)
    if (k.name == name) return k;
  const auto id = find_parameter(name);
  if (!id || parameter(*id).per_note != PerNote::kOwn) return std::nullopt;
  const Parameter& p = parameter(*id);
  return NoteKeyRange{.name = p.name, .index = own_value_index(*id), .min = p.min, .max = p.max};
}

std::optional<ParameterId> own_value_of(std::uint8_t index) {
  if (index < kOwnValue || index >= kOwnValue + kParameterCount) return std::nullopt;
  const auto id = ParameterId(index - kOwnValue);
  if (parameter(id).per_note != PerNote::kOwn) return std::nullopt;
  return id;
}

}  // namespace seaglass
