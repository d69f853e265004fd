#include "engine/control/present_values.h"

#include <cmath>
#include <limits>

namespace seaglass {
namespace {

constexpr float kUnknown = std::numeric_limits<float>::quiet_NaN();

// Controller numbers of the MIDI 1.0 specification, and what they do to the mode.
constexpr int kResetControllers = 121, kMonoOn = 126, kPolyOn = 127;
constexpr float kMono = 1, kPoly = 0;

}  // namespace

PresentValues::PresentValues() {
  for (auto& part : values_)
    for (const Parameter& p : parameters()) part[std::size_t(p.id)].store(p.standard, std::memory_order_relaxed);
}

float PresentValues::value(std::uint8_t part, ParameterId id) const {
  const std::size_t row = part < kParts ? part : kNewest;
  return values_[row][std::size_t(id)].load(std::memory_order_relaxed);
}

void PresentValues::store(std::uint8_t part, ParameterId id, float value) {
  const auto set = [&](std::size_t row) {
    values_[row][std::size_t(id)].store(value, std::memory_order_relaxed);
    told_[row][std::size_t(id)].store(true, std::memory_order_release);
  };
  if (part == kAllParts)
    for (std::size_t row = 0; row < kParts; row++) set(row);
  else if (part < kParts)
    set(part);
  else
    return;
  set(kNewest);
}

void PresentValues::controller(std::uint8_t part, int number, float position) {
  if (number == kResetControllers) {
    store(part, ParameterId::kVibrato, 0);
    store(part, ParameterId::kExpression, 1);
  } else if (number == kMonoOn || number == kPolyOn) {
    store(part, ParameterId::kMode, number == kMonoOn ? kMono : kPoly);
  } else if (const auto id = parameter_of_controller(number)) {
    store(part, *id, value_of_controller(*id, position));
  }
}

void PresentValues::follow(const Event& event) {
  switch (event.kind) {
    case EventKind::kControl:
      if (event.index < kParameterCount) store(event.part, ParameterId(event.index), event.value);
      return;
    case EventKind::kController:
      controller(event.part, event.index, event.value);
      return;
    case EventKind::kPanic:
      controller(kAllParts, kResetControllers, 0);
      return;
    case EventKind::kProgram:
    case EventKind::kPlace:
      for (const ParameterId id : {ParameterId::kX, ParameterId::kY, ParameterId::kMorph})
        store(event.part, id, kUnknown);
      return;
    default:
      return;
  }
}

void PresentValues::touch(const Event& event) {
  follow(event);
  if (event.kind == EventKind::kControl && event.index < kParameterCount)
    touched_.store(std::uint32_t(event.part) << 8 | event.index, std::memory_order_relaxed);
}

auto PresentValues::take_touched() -> std::optional<Touched> {
  const std::uint32_t touched = touched_.exchange(kNothing, std::memory_order_relaxed);
  if (touched == kNothing) return std::nullopt;
  return Touched{.parameter = ParameterId(touched & 0xff), .part = std::uint8_t(touched >> 8)};
}

void PresentValues::follow_opening(std::span<const Event> events) {
  follow({.kind = EventKind::kPlace, .part = kAllParts});
  for (int part = kParts - 1; part >= 0; part--)
    for (Event event : events) {
      if (event.part != kAllParts && event.part != part) continue;
      event.part = std::uint8_t(part);
      follow(event);
    }
}

bool PresentValues::told_lately(std::size_t row, std::size_t parameter, Nanoseconds now) {
  Nanoseconds& at = told_at_[row][parameter];
  if (told_[row][parameter].exchange(false, std::memory_order_acquire) || at == 0) at = now;
  return now - at < kSettled;
}

void PresentValues::settle(std::uint8_t part, std::span<const float, kParameterCount> values, Nanoseconds now) {
  if (part >= kParts) return;
  const auto correct = [&](std::size_t row, std::size_t i) {
    float there = values_[row][i].load(std::memory_order_relaxed);
    // Unless somebody tells of it in this very moment.
    return there != values[i] && values_[row][i].compare_exchange_strong(there, values[i], std::memory_order_relaxed);
  };
  for (std::size_t i = 0; i < kParameterCount; i++) {
    const bool newest_stays = told_lately(kNewest, i, now);
    if (!told_lately(part, i, now) && correct(part, i) && !newest_stays) (void)correct(kNewest, i);
  }
}

}  // namespace seaglass
