#pragma once
// Values that one note has of its own, and the part as that note sees it: its own value where it has one, the part's
// where not. Nothing is copied for it. All [worker], wait-free.

#include <algorithm>
#include <array>
#include <cstdint>

#include "engine/voice/part.h"

namespace seaglass {

class NoteControls {
 public:
  void clear() { given_ = 0; }

  // Clamped to the parameter's range.
  void set(ParameterId id, float value) {
    const Parameter& p = parameter(id);
    values_[std::size_t(id)] = std::clamp(value, p.min, p.max);
    given_ |= bit(id);
  }

  bool has(ParameterId id) const { return (given_ & bit(id)) != 0; }
  float value(ParameterId id) const { return values_[std::size_t(id)]; }  // only where has()

 private:
  static constexpr std::uint64_t bit(ParameterId id) { return std::uint64_t(1) << int(id); }
  static_assert(kParameterCount <= 64);

  std::uint64_t given_ = 0;
  std::array<float, kParameterCount> values_{};
};

// What a voice and its timbre read instead of the Part. Refers to both, so it lives no longer than a call.
class NotePart {
 public:
  NotePart(const Part& part, const NoteControls& own) : part_(part), own_(own) {}

  // A note without values of its own.
  NotePart(const Part& part) : NotePart(part, kNone) {}  // NOLINT: a Part is as good as what a note sees of it

  bool owns(ParameterId id) const { return own_.has(id); }
  float value(ParameterId id) const { return own_.has(id) ? own_.value(id) : part_.value(id); }

  int place() const { return part_.place(); }
  int placing() const { return part_.placing(); }
  float pressure() const { return part_.pressure(); }
  float pitch_offset() const { return part_.pitch_offset(); }

 private:
  static const NoteControls kNone;

  const Part& part_;
  const NoteControls& own_;
};

inline constexpr NoteControls NotePart::kNone{};

}  // namespace seaglass
