#include "engine/control/control_input.h"

#include <algorithm>
#include <cmath>

#include "engine/control/make_event.h"
#include "engine/control/takeover.h"

namespace seaglass {
namespace {

// Pedals of the MIDI 1.0 specification, sustain to hold 2: what is held by one sounds until it is let go.
constexpr int kFirstPedal = 64, kLastPedal = 69;

// Buttons that a hand, or both feet, can hold at one time.
constexpr std::size_t kMostHeld = 16;

// From here on a control counts as pressed; a wheel rests in its middle.
constexpr float kPressed = 64, kWheelPressed = 96;

// How fast an endless encoder is turned, in steps a second: up to the first it goes step by step, from the second on as
// far as its acceleration lets it. A hand turns one of 24 steps about once a second, in haste three times.
constexpr float kSlow = 10, kFast = 70;
constexpr Nanoseconds kTurnEnds = 250'000'000;
constexpr Nanoseconds kShortest = 1'000'000;  // steps that a cable delivered together were not turned together
constexpr float kSpeedShare = 0.5f;           // of the newest step in the speed

bool is_note(std::span<const std::uint8_t> m) { return (m[0] & 0xe0) == 0x80; }
bool is_note_on(std::span<const std::uint8_t> m) { return m[0] >= 0x90 && m[2] > 0; }
bool is_pedal(std::span<const std::uint8_t> m) { return m[0] >> 4 == 0xb && m[1] >= kFirstPedal && m[1] <= kLastPedal; }

struct HeldButton {
  ControlId id;
  Target target;
  float let_go = 0;
};

// What puts wheel or pressure back to rest.
std::optional<Event> at_rest(const ControlId& id) {
  if (id.kind != ControlKind::kBend && id.kind != ControlKind::kPressure) return std::nullopt;
  const EventKind kind = id.kind == ControlKind::kBend ? EventKind::kBend : EventKind::kChannelPressure;
  return part_event(kind, Source::kMidi, id.channel, 0, 0);
}

Event event_of(const Target& target, float value) {
  return part_event(EventKind::kControl, Source::kMidi, target.part, int(target.parameter), value);
}

bool holds(const MappedTarget& t) { return !t.target.is_action() && t.press == Press::kMomentary; }

bool is_pressed(const ControlMove& move, float position) {
  switch (move.id.kind) {
    case ControlKind::kNote:
      return move.value > 0;
    case ControlKind::kProgram:
      return true;
    case ControlKind::kBend:
      return position >= kWheelPressed;
    default:
      return position >= kPressed;
  }
}

// Some buttons send the same on every press and nothing when they are let go.
bool comes_again(const ControlMove& move, std::int32_t before) {
  return move.id.kind == ControlKind::kNote || move.id.kind == ControlKind::kProgram || move.value == before;
}

float acceleration_at(float speed, float most) {
  return 1 + (most - 1) * std::clamp((std::abs(speed) - kSlow) / (kFast - kSlow), 0.0f, 1.0f);
}

}  // namespace

void ControlInput::release_all(EventBatch& out) {
  const auto controls = map_.controls();
  for (std::size_t i = 0; i < controls.size(); i++) {
    for (const MappedTarget& t : map_.targets(controls[i]))
      if (is_held(controls[i]) && holds(t)) out.add(event_of(t.target, value_at(t.response, 0)));
    memories_[i] = {.id = controls[i].control.id};
  }
  decoder_.reset();
  keys_down_ = {};
  pedals_down_ = {};
}

bool ControlInput::is_held(const MappedControl& mapped) const {
  return memories_[map_.index_of(mapped)].pressed && std::ranges::any_of(map_.targets(mapped), holds);
}

// What is known of controls that both maps have goes on: both are sorted. Buttons that are held and have lost what they
// hold are let go.
void ControlInput::adopt_map(EventBatch& out) {
  if (!next_map_.fresh()) return;
  std::array<HeldButton, kMostHeld> held;
  std::size_t held_count = 0;
  for (const MappedControl& c : map_.controls())
    for (const MappedTarget& t : map_.targets(c))
      if (is_held(c) && holds(t) && held_count < kMostHeld)
        held[held_count++] = {.id = c.control.id, .target = t.target, .let_go = value_at(t.response, 0)};
  const std::array<Memory, kMaxTargets> before = memories_;
  const std::size_t known = map_.controls().size();
  if (!next_map_.take(map_)) return;
  for (std::size_t i = 0; i < held_count; i++) {
    const MappedControl* c = map_.find(held[i].id);
    const auto keeps = [&](const MappedTarget& t) { return t.target == held[i].target; };
    if (c == nullptr || std::ranges::none_of(map_.targets(*c), keeps))
      out.add(event_of(held[i].target, held[i].let_go));
  }
  std::size_t old = 0;
  for (std::size_t i = 0; i < map_.controls().size(); i++) {
    const ControlId& id = map_.controls()[i].control.id;
    while (old < known && before[old].id < id) old++;
    memories_[i] = old < known && before[old].id == id ? before[old] : Memory{.id = id};
  }
}

bool ControlInput::ends_what_played(std::span<const std::uint8_t> message) {
  const int channel = message[0] & 0x0f, number = message[1];
  if (is_note(message) && !is_note_on(message)) return keys_down_[channel][number];
  return is_pedal(message) && message[2] == 0 && pedals_down_[channel][number];
}

void ControlInput::remember_played(std::span<const std::uint8_t> message) {
  const int channel = message[0] & 0x0f, number = message[1];
  if (is_note(message)) keys_down_[channel][number] = is_note_on(message);
  if (is_pedal(message)) pedals_down_[channel][number] = message[2] > 0;
}

// Does learning keep it from moving anything?
bool ControlInput::is_for_learning(const ControlReading& reading) const {
  if (!learning_.load(std::memory_order_relaxed)) return false;
  if (reading.mapped != nullptr) return !map_.stays_awake(*reading.mapped) && !is_held(*reading.mapped);
  if (!reading.complete) return false;
  const ControlId& id = reading.move.id;
  return id.kind == ControlKind::kNrpn || id.kind == ControlKind::kProgram ||
         (id.kind == ControlKind::kController && may_be_learned(id.number));
}

auto ControlInput::receive(std::span<const std::uint8_t> message, Nanoseconds when, EventBatch& out) -> Answer {
  adopt_map(out);
  if (!is_channel_message(message)) return {};
  const ControlReading reading = decoder_.receive(message, map_);
  ControlReport report{.when = when,
                       .length = std::uint8_t(message.size()),
                       .mapped = reading.mapped != nullptr,
                       .complete = reading.complete,
                       .move = reading.move};
  std::copy(message.begin(), message.end(), report.message.begin());

  Answer answer;
  const bool silenced = is_for_learning(reading);
  answer.taken = (reading.mapped != nullptr || silenced) && !ends_what_played(message);
  if (!answer.taken) remember_played(message);
  if (reading.mapped != nullptr && answer.taken) {
    Memory& memory = memories_[map_.index_of(*reading.mapped)];
    if (!memory.known) answer.instead = at_rest(memory.id);
    memory.known = true;
    if (silenced)
      memory.position.reset();  // it moves away unseen: nothing lies between there and where it comes back
    else if (reading.complete)
      report.moved = act(*reading.mapped, reading.move, when, out);
  }
  if (!reports_.push(report)) lost_.fetch_add(1, std::memory_order_relaxed);
  return answer;
}

// Gives a bit for each target that was moved.
std::uint16_t ControlInput::act(const MappedControl& mapped, const ControlMove& move, Nanoseconds when,
                                EventBatch& out) {
  Memory& memory = memories_[map_.index_of(mapped)];
  if (move.relative) {
    const bool same_way = memory.value != 0 && (move.value > 0) == (memory.value > 0);
    const bool goes_on = same_way && when - memory.turned_at < kTurnEnds;
    const float seconds = 1e-9f * float(std::max(when - memory.turned_at, kShortest));
    memory.speed = goes_on ? memory.speed + kSpeedShare * (float(move.value) / seconds - memory.speed) : 0;
    memory.turned_at = when;
  }
  const float position = move.relative ? 0 : position_of(mapped.control, move.value);
  const KnobMove knob{.before = memory.position, .now = position, .step = step_of(mapped.control)};
  const bool down = move.relative ? move.value > 0 : is_pressed(move, position);
  const bool pressed = down && (move.relative || !memory.pressed || comes_again(move, memory.value));
  const bool released = !down && memory.pressed;

  std::uint16_t moved = 0;
  const auto targets = map_.targets(mapped);
  for (std::size_t i = 0; i < targets.size(); i++) {
    const MappedTarget& t = targets[i];
    std::optional<float> value;
    if (t.target.is_action()) {
      if (pressed && set_off(t, move, when, out)) moved |= std::uint16_t(1u << i);
      continue;
    }
    const float present = present_.value(t.target.part, t.target.parameter);
    if (move.relative)
      value = value_of_turn(t, float(move.value) * t.step * acceleration_at(memory.speed, t.acceleration), present);
    else if (t.press != Press::kNone)
      value = pressed || released ? value_of_press(t, pressed, present) : std::nullopt;
    else if (down || move.id.kind != ControlKind::kNote)
      value = value_of_knob(t, knob, present);
    if (!value) continue;
    out.add(event_of(t.target, *value));
    moved |= std::uint16_t(1u << i);
  }
  memory.position = move.relative ? std::nullopt : std::optional(position);
  memory.value = move.value;
  memory.pressed = !move.relative && down;
  return moved;
}

bool ControlInput::set_off(const MappedTarget& t, const ControlMove& move, Nanoseconds when, EventBatch& out) {
  if (t.target.action == ControlAction::kPanic) {
    out.add(part_event(EventKind::kPanic, Source::kMidi, kAllParts, 0, 0));
    return true;
  }
  const bool by_program = move.id.kind == ControlKind::kProgram && t.target.number == 0;
  const std::uint16_t number = by_program ? std::uint16_t(move.value + 1) : t.target.number;
  if (presses_.push({.when = when, .action = t.target.action, .number = number})) return true;
  lost_.fetch_add(1, std::memory_order_relaxed);
  return false;
}

}  // namespace seaglass
