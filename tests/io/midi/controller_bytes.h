#pragma once
// The reader of controller files and the path from MIDI bytes to events, fed with any bytes: for a fuzzer as for random
// tests. What must hold then is checked here; what went wrong is returned, or nothing.

#include <array>
#include <cmath>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/control/control_input.h"
#include "engine/control/controller_lights.h"
#include "engine/control/controller_monitor.h"
#include "engine/control/learn.h"
#include "io/midi/controller_file.h"
#include "tests/support/any_setup.h"

namespace seaglass::io {

// Any text is refused with a sentence, or read; what is read is written, read again, and the same.
inline std::string read_bytes(std::span<const std::uint8_t> bytes) {
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  ControllerFileReading reading;
  try {
    reading = read_controllers(text);
  } catch (const FileError& error) {
    return std::string(error.what()).empty() ? "refused without a word" : "";
  }
  for (const DeviceControls& d : reading.file.devices) {
    const auto mappings = d.mappings();
    for (std::size_t i = 0; i < mappings.size(); i++) {
      if (!what_is_wrong(mappings[i]).empty()) return "a wrong mapping was read";
      if (!what_conflicts(std::span(mappings).first(i), mappings[i]).empty()) return "a conflict was read";
    }
    std::size_t targets = 0;
    const ControllerMap map(mappings);
    for (const MappedControl& c : map.controls()) targets += map.targets(c).size();
    if (targets != mappings.size()) return "a mapping was lost";
  }
  const std::string written = to_text(reading.file);
  try {
    if (to_text(read_controllers(written).file) != written) return "what is written is not what is read";
  } catch (const FileError& error) {
    return std::string("what is written is refused: ") + error.what();
  }
  return {};
}

// A right mapping, whatever the bytes are.
inline Mapping any_mapping(test::ByteSource& from) {
  const auto kind = ControlKind(from.byte() % (int(ControlKind::kLast) + 1));
  auto format = ControlFormat(from.byte() % (int(ControlFormat::kLast) + 1));
  if (kind == ControlKind::kBend) format = ControlFormat::kFine;
  ControlId id{kind, std::uint8_t(from.byte() % 16), from.byte()};
  if (kind == ControlKind::kBend || kind == ControlKind::kPressure) id.number = 0;
  const auto parameter_id = ParameterId(from.byte() % kParameterCount);
  const std::uint8_t part = from.byte();
  Target target = target_of(parameter_id, part < kParts ? part : kAllParts);
  if (part > 200) target = target_of(ControlAction(part % (int(ControlAction::kLast) + 1)), 1);
  Mapping m = standard_mapping(whole_control(id, format), target);
  const Parameter& p = parameter(parameter_id);
  m.low = p.min + (p.max - p.min) * float(from.byte()) / 255;
  m.high = p.min + (p.max - p.min) * float(from.byte()) / 255;
  if (m.low > m.high) std::swap(m.low, m.high);
  const std::uint8_t choices = from.byte();
  m.inverted = choices % 2 == 1;
  m.takeover = Takeover(choices / 2 % 3);
  m.press = Press(choices / 8 % 4);
  return m;
}

// Messages, maps that change, learning that begins and cables that are pulled.
inline std::string move_bytes(std::span<const std::uint8_t> bytes) {
  enum Marker : std::uint8_t { kNewMap = 0xf4, kCablePulled = 0xf5, kLearns = 0xf9, kLater = 0xfd };
  constexpr Nanoseconds kMessage = 1'000'000, kPause = 250'000'000;
  constexpr int kMappings = 24;
  test::ByteSource from(bytes);
  PresentValues present;
  ControlInput input(present);
  ControllerMap map;
  ControllerLights lights;
  ControllerMonitor monitor;
  Learn learn;
  EventBatch out;
  std::vector<std::string> lines;
  std::vector<MidiBytes> shown;
  Nanoseconds now = kPause;
  while (!from.empty()) {
    const std::uint8_t first = from.byte();
    out.clear();
    if (first == kNewMap) {
      std::vector<Mapping> mappings;
      for (int i = 0; i < kMappings; i++) mappings.push_back(any_mapping(from));
      map = ControllerMap(mappings);
      input.set_map(map);
      lights.set_map(map);
    } else if (first == kCablePulled) {
      input.release_all(out);
    } else if (first == kLearns) {
      learn.arm(target_of(ParameterId::kVibrato), now);
      input.set_learning(true);
    } else if (first == kLater) {
      now += kPause;
    } else {
      now += kMessage;
      const std::array<std::uint8_t, 3> message{first, from.byte(), from.byte()};
      const bool two = (first & 0xe0) == 0xc0;
      (void)input.receive(std::span(message).first(two ? 2 : 3), now, out);
    }
    for (const Event& e : out.events()) {
      present.follow(e);
      if (e.kind == EventKind::kPanic) continue;
      if (e.kind != EventKind::kControl || e.index >= kParameterCount) return "no such event";
      if (e.part >= kParts && e.part != kAllParts) return "no such part";
      const Parameter& p = parameter(ParameterId(e.index));
      if (!(e.value >= p.min && e.value <= p.max)) return "a value out of range";
    }
    ControlReport report;
    while (input.take(report)) {
      auto learned = learn.receive(0, report.bytes(), report.when);
      if (!learned) learned = learn.tick(now);
      if (learned) {
        input.set_learning(false);
        if (!what_is_wrong(standard_mapping(learned->control, learn.target())).empty())
          return "learned what cannot be mapped";
        if (learned->control.id.kind == ControlKind::kController && !may_be_learned(learned->control.id.number))
          return "learned what is excluded";
      }
      if (report.complete) lights.moved(report.move, report.when);
      monitor.add("box", report, map, present, lines);
    }
    ControlPress press;
    while (input.take(press)) {
    }
    lights.show(present, now, shown);
    for (const MidiBytes& m : shown)
      if (!is_channel_message(m)) return "a light that is no message";
    shown.clear();
    lines.clear();
  }
  return {};
}

}  // namespace seaglass::io
