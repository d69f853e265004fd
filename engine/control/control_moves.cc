#include "engine/control/control_moves.h"

#include <algorithm>
#include <bit>
#include <cstdlib>

#include "engine/control/control_decoder.h"

namespace seaglass {
namespace {

constexpr Nanoseconds kMillisecond = 1'000'000;

// What is known by what does not follow: a key without a wheel, a button without other positions, an encoder that is
// turned one way only, while the performer reads that it should be turned both ways.
constexpr Nanoseconds kKeyAlone = 200 * kMillisecond;
constexpr Nanoseconds kSettled = 400 * kMillisecond;
constexpr Nanoseconds kTurnedOneWay = 1200 * kMillisecond;

// Nobody touches a motor fader again and again without moving it.
constexpr int kSurePresses = 3;

// A knob is plainly moved when it shows three positions over more than what a worn pot trembles.
constexpr int kPlainPositions = 3, kPlainSpan = 3;

// An encoder sends the same small steps again and again, which a knob never does; this is as fast as it can be turned.
constexpr int kSureMessages = 4, kSureRepeats = 2, kLargestStep = 15;

constexpr int kFineHalf = 32;

constexpr ControlFormat kStepFormats[] = {ControlFormat::kTwosComplement, ControlFormat::kSignMagnitude,
                                          ControlFormat::kBinaryOffset};
constexpr unsigned bit_of(ControlFormat format) { return 1u << unsigned(format); }

// Bits of the ways of counting by which the value is a step of an encoder.
unsigned formats_of(int value) {
  unsigned bits = 0;
  for (const ControlFormat format : kStepFormats) {
    const int steps = std::abs(steps_of(format, value));
    if (steps >= 1 && steps <= kLargestStep) bits |= bit_of(format);
  }
  return bits;
}

// Two ways of counting fit as long as it is turned one way; of these the commoner.
ControlFormat likelier_of(unsigned formats) {
  if ((formats & bit_of(ControlFormat::kTwosComplement)) != 0) return ControlFormat::kTwosComplement;
  if ((formats & bit_of(ControlFormat::kBinaryOffset)) != 0) return ControlFormat::kBinaryOffset;
  return ControlFormat::kSignMagnitude;
}

}  // namespace

void ControlMoves::follow(const ControlMove& move, Nanoseconds when) {
  when_ = when;
  if (move.relative) {
    steps_++;
    return;
  }
  const bool fine = move.format == ControlFormat::kFine;
  if (id_.kind == ControlKind::kNrpn && fine) {
    fine_++;
    seen_fine_.set(std::size_t(move.value & 127));
    return;
  }
  const int value = fine ? move.value >> 7 : move.value;
  if (messages_ == 0) low_ = high_ = stood_.value_or(value);
  repeats_ += last_ == value;
  presses_ += id_.kind == ControlKind::kNote && value > 0;
  messages_++;
  last_ = value;
  low_ = std::min(low_, value);
  high_ = std::max(high_, value);
  formats_ &= formats_of(value);
  only_ends_ = only_ends_ && (value == 0 || value == kCoarseEnd);
  seen_.set(std::size_t(value));
}

void ControlMoves::follow_fine_half(Nanoseconds when) {
  fine_++;
  when_ = when;
}

Judgement ControlMoves::is(ControlFormat format, std::optional<Press> press) const {
  return {.control = whole_control(id_, format), .press = press};
}

bool ControlMoves::plain() const { return int(seen_.count()) >= kPlainPositions && high_ - low_ >= kPlainSpan; }
bool ControlMoves::paired() const { return fine_ >= 2 && 2 * fine_ >= messages_ - 1; }

// A slow fader of 14 bits repeats its coarse half too.
bool ControlMoves::repeats_itself() const {
  return formats_ != 0 && messages_ >= kSureMessages && repeats_ >= kSureRepeats && !paired();
}

bool ControlMoves::wants_both_ways() const {
  return id_.kind == ControlKind::kController && may_be_learned(id_.number) && repeats_itself() &&
         std::popcount(formats_) > 1;
}

std::optional<Judgement> ControlMoves::judge(Nanoseconds now, bool pad) const {
  const Nanoseconds quiet = now - when_;
  switch (id_.kind) {
    case ControlKind::kController:
      return judge_controller(quiet);
    case ControlKind::kNrpn:
      return judge_nrpn(quiet);
    // A motor fader says first that it was touched.
    case ControlKind::kNote:
      return was_pressed() && (quiet >= kKeyAlone || presses_ >= kSurePresses) ? std::optional(is(ControlFormat::kCoarse)) : std::nullopt;
    case ControlKind::kProgram:
      return is(ControlFormat::kCoarse);
    // A pad that is hit is a pad, however hard it is pressed.
    case ControlKind::kPressure:
      return plain() && !pad ? std::optional(is(ControlFormat::kCoarse)) : std::nullopt;
    case ControlKind::kBend:
      return plain() ? std::optional(is(ControlFormat::kFine)) : std::nullopt;
    case ControlKind::kKeyPressure:
      return std::nullopt;
  }
  return std::nullopt;
}

std::optional<Judgement> ControlMoves::judge_controller(Nanoseconds quiet) const {
  if (!may_be_learned(id_.number) || messages_ == 0) return std::nullopt;

  // A button: both ends and nothing between, or one end and nothing after.
  const bool both_ends = seen_[0] && seen_[kCoarseEnd];
  const bool trembled = stood_ && std::abs(*last_ - *stood_) <= 1;
  const bool one_end = messages_ == 1 && !trembled && (last_ == kCoarseEnd || stood_ == kCoarseEnd);
  if (only_ends_ && (both_ends || (one_end && quiet >= kSettled))) return is(ControlFormat::kCoarse, Press::kMomentary);

  // An endless encoder.
  if (repeats_itself()) {
    const bool sure = std::popcount(formats_) == 1;
    return sure || quiet >= kTurnedOneWay ? std::optional(is(likelier_of(formats_))) : std::nullopt;
  }

  // A knob. Those that could be fine halves wait for their coarse half to show.
  const bool may_be_half = id_.number >= kFineHalf && id_.number < 2 * kFineHalf;
  const bool sure = paired() || (formats_ == 0 && !may_be_half);
  if (!plain() || (!sure && quiet < kSettled)) return std::nullopt;
  return is(paired() ? ControlFormat::kFine : ControlFormat::kCoarse);
}

std::optional<Judgement> ControlMoves::judge_nrpn(Nanoseconds quiet) const {
  const ControlFormat format = paired() ? ControlFormat::kFine : ControlFormat::kCoarse;
  if (steps_ >= 2) return is(format);
  if (messages_ == 0) return std::nullopt;
  if (plain()) return is(format);
  if (quiet < kSettled) return std::nullopt;
  if (!paired() && only_ends_ && last_ == kCoarseEnd) return is(format, Press::kMomentary);
  if (int(seen_fine_.count()) < kPlainPositions) return std::nullopt;
  // Only the fine half moves: many panels count to 127 there, a few to 255.
  Judgement judgement = is(ControlFormat::kFine);
  if (low_ == 0 && high_ <= 1) judgement.control.last = std::uint16_t((high_ + 1) * 128 - 1);
  return judgement;
}

}  // namespace seaglass
