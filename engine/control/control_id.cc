#include "engine/control/control_id.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <span>

#include "engine/curve.h"

namespace seaglass {
namespace {

constexpr std::array<std::string_view, int(ControlFormat::kLast) + 1> kFormats{"7-bit", "14-bit", "twos-complement",
                                                                               "sign-magnitude", "binary-offset"};

struct Kind {
  std::string_view name;
  int last;  // number; -1: it has none
};
constexpr std::array<Kind, int(ControlKind::kLast) + 1> kKinds{
    {{"CC", 119}, {"NRPN", 16383}, {"note", 127}, {"program", 127}, {"pressure", -1}, {"bend", -1}, {"key-pressure", 127}}};

// MIDI has 64 positions below its middle and 63 above.
constexpr float kMiddle = 64, kBelow = 64, kAbove = 63;

// Where a control stands in its middle: with an even count of positions there are two, and MIDI means the upper.
int middle_of(const Control& c) { return c.first + (c.last - c.first + 1) / 2; }

}  // namespace

Control whole_control(const ControlId& id, ControlFormat format) {
  return {.id = id, .format = format, .first = 0, .last = format == ControlFormat::kFine ? kFineEnd : kCoarseEnd};
}

std::string_view name_of(ControlFormat format) { return kFormats[std::size_t(format)]; }

float position_of(const Control& c, int value) {
  if (value <= c.first) return 0;
  if (value >= c.last) return kKnobEnd;
  const int middle = middle_of(c);
  if (value < middle) return kBelow * float(value - c.first) / float(middle - c.first);
  return kMiddle + kAbove * float(value - middle) / float(c.last - middle);
}

int value_of(const Control& c, float position) {
  if (!(position > 0)) return c.first;
  if (position >= kKnobEnd) return c.last;
  const int middle = middle_of(c);
  const float away = position < kMiddle ? (position - kMiddle) / kBelow * float(middle - c.first)
                                        : (position - kMiddle) / kAbove * float(c.last - middle);
  return std::clamp(middle + int(std::lround(away)), int(c.first), int(c.last));
}

float step_of(const Control& c) {
  const int middle = middle_of(c);
  const float below = middle > c.first ? kBelow / float(middle - c.first) : kKnobEnd;
  const float above = c.last > middle ? kAbove / float(c.last - middle) : kKnobEnd;
  return std::max(below, above);
}

bool may_be_mapped(int controller) {
  constexpr int kNrpnLsb = 98, kRpnMsb = 101, kFirstMode = 120;
  return controller >= 0 && controller < kFirstMode && (controller < kNrpnLsb || controller > kRpnMsb);
}

bool exists(const ControlId& id) {
  if (id.channel >= 16) return false;
  if (id.kind == ControlKind::kController) return may_be_mapped(id.number);
  if (id.kind == ControlKind::kProgram && id.number == kAnyProgram) return true;
  return id.number <= std::max(kKinds[std::size_t(id.kind)].last, 0);
}

bool may_be_learned(int controller) {
  constexpr int kBank[] = {0, 32}, kData[] = {6, 38, 96, 97}, kOthers[] = {64, 74};  // sustain, timbre
  const auto among = [controller](std::span<const int> numbers) {
    return std::find(numbers.begin(), numbers.end(), controller) != numbers.end();
  };
  return may_be_mapped(controller) && !among(kBank) && !among(kData) && !among(kOthers);
}

std::string text_of(const ControlId& id) {
  const Kind& kind = kKinds[std::size_t(id.kind)];
  std::string text(kind.name);
  if (id.number <= kind.last) text += " " + std::to_string(id.number);
  return text;
}

std::optional<ControlId> control_called(std::string_view text, int channel) {
  const std::size_t space = text.find(' ');
  const std::string_view name = text.substr(0, space);
  const auto kind = std::find_if(kKinds.begin(), kKinds.end(), [&](const Kind& k) { return k.name == name; });
  if (kind == kKinds.end()) return std::nullopt;
  ControlId id{.kind = ControlKind(kind - kKinds.begin()), .channel = std::uint8_t(channel), .number = 0};
  if (space == text.npos) {
    if (id.kind == ControlKind::kProgram) id.number = kAnyProgram;
    return kind->last < 0 || id.kind == ControlKind::kProgram ? std::optional(id) : std::nullopt;
  }
  const char* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data() + space + 1, end, id.number);
  if (read.ec != std::errc() || read.ptr != end || id.number > kind->last || !exists(id)) return std::nullopt;
  return id;
}

}  // namespace seaglass
