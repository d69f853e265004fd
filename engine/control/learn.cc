#include "engine/control/learn.h"

#include <algorithm>

namespace seaglass {
namespace {

// A fine half that comes later than this after its coarse half is a control of its own: a cable carries one in 1 ms.
constexpr Nanoseconds kPairTime = 5'000'000;

constexpr int kFineHalf = 32;

const ControllerMap kNoMap;

}  // namespace

void Learn::arm(const Target& target, Nanoseconds now) {
  state_ = State::kAwaitsControl;
  target_ = target;
  armed_at_ = now;
  moves_.clear();
}

void Learn::arm(Nanoseconds now) {
  state_ = State::kAwaitsTarget;
  armed_at_ = now;
}

bool Learn::touch(const Target& target, Nanoseconds now) {
  if (state_ != State::kAwaitsTarget) return false;
  arm(target, now);
  return true;
}

bool Learn::expired(Nanoseconds now) {
  if (state_ == State::kIdle || now - armed_at_ < kPatience) return false;
  state_ = State::kIdle;
  return true;
}

void Learn::forget(int device) {
  devices_.erase(device);
  std::erase_if(stood_, [device](const auto& entry) { return entry.first.first == device; });
  std::erase_if(moves_, [device](const auto& entry) { return entry.first.first == device; });
}

void Learn::remember(const Key& key, int stands) {
  if (stood_.size() < kMaxStood || stood_.contains(key)) stood_[key] = stands;
}

// Counts it with the coarse half to which it belongs, if it does. From then on whatever it seemed to say is forgotten.
bool Learn::take_fine_half(int device, const ControlMove& move, Nanoseconds when) {
  Device& d = devices_[device];
  const int channel = move.id.channel, number = move.id.number;
  const bool close = d.controller[channel] == number - kFineHalf && when - d.came_at[channel] <= kPairTime;
  d.controller[channel] = number;
  d.came_at[channel] = when;
  if (number < kFineHalf || number >= 2 * kFineHalf) return false;
  ControlId coarse = move.id;
  coarse.number = std::uint16_t(number - kFineHalf);
  const auto partner = moves_.find({device, coarse});
  if (partner == moves_.end() || (!close && !partner->second.has_fine_half())) return false;
  partner->second.follow_fine_half(when);
  moves_.erase({device, move.id});
  return true;
}

std::optional<Learned> Learn::receive(int device, std::span<const std::uint8_t> message, Nanoseconds when) {
  const ControlReading reading = devices_[device].decoder.receive(message, kNoMap);
  if (!reading.complete) return std::nullopt;
  const ControlMove& move = reading.move;
  if (move.id.kind == ControlKind::kController && take_fine_half(device, move, when)) return std::nullopt;
  const Key key{device, move.id};
  std::optional<Learned> learned;
  if (state_ == State::kAwaitsControl && (moves_.size() < kMaxMoves || moves_.contains(key))) {
    const auto stood = stood_.find(key);
    const auto known = stood == stood_.end() ? std::nullopt : std::optional(stood->second);
    ControlMoves& moves = moves_.try_emplace(key, move.id, known).first->second;
    moves.follow(move, when);
    learned = judge(key, moves, when);
  }
  // While somebody learns, it stood where it was before.
  if (state_ != State::kAwaitsControl && !move.relative)
    remember(key, move.format == ControlFormat::kFine ? move.value >> 7 : move.value);
  return learned;
}

std::optional<Learned> Learn::tick(Nanoseconds now) {
  if (state_ != State::kAwaitsControl) return std::nullopt;
  for (const auto& [key, moves] : moves_)
    if (const auto learned = judge(key, moves, now)) return learned;
  return std::nullopt;
}

std::optional<Learned> Learn::judge(const Key& key, const ControlMoves& moves, Nanoseconds now) {
  const auto judgement = moves.judge(now, is_pad(key));
  if (!judgement) return std::nullopt;
  state_ = State::kIdle;
  for (const auto& [moved, its] : moves_)
    if (const auto stands = its.stands()) remember(moved, *stands);
  return Learned{.device = key.first, .control = judgement->control, .press = judgement->press};
}

bool Learn::is_pad(const Key& key) const {
  if (key.second.kind != ControlKind::kPressure) return false;
  return std::ranges::any_of(moves_, [&](const auto& entry) {
    return entry.first.first == key.first && entry.first.second.channel == key.second.channel &&
           entry.second.was_pressed();
  });
}

bool Learn::wants_both_ways() const {
  return state_ == State::kAwaitsControl &&
         std::ranges::any_of(moves_, [](const auto& entry) { return entry.second.wants_both_ways(); });
}

}  // namespace seaglass
