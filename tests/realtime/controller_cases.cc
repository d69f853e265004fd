// The controls of one source, on its own thread, which may be the audio thread: every message, in maps that change,
// with rings that nobody empties.

#include <cstdlib>
#include <vector>

#include "engine/control/control_input.h"
#include "tests/realtime/realtime_case.h"

using namespace seaglass;
using seaglass::test::keep;

namespace {

// Something for every sort of control, of every sort of button and takeover.
ControllerMap full_map(int turn) {
  std::vector<Mapping> mappings;
  for (int i = 0; i < 400; i++) {
    const auto kind = ControlKind(i % (int(ControlKind::kLast) + 1));
    auto format = ControlFormat((i / 3 + turn) % (int(ControlFormat::kLast) + 1));
    if (kind != ControlKind::kController)
      format = kind == ControlKind::kBend ? ControlFormat::kFine : ControlFormat::kCoarse;
    const bool numbered = kind != ControlKind::kBend && kind != ControlKind::kPressure;
    const ControlId id{kind, std::uint8_t(i % 4), std::uint16_t(numbered ? i * 7 % 120 : 0)};
    Mapping m = standard_mapping(whole_control(id, format), target_of(ParameterId((i + turn) % kParameterCount)));
    if (i % 5 == 0) m.target = target_of(ControlAction(i % (int(ControlAction::kLast) + 1)), 1);
    m.takeover = Takeover((i + turn) % 3);
    if (!is_relative(format) && kind != ControlKind::kProgram) m.press = Press(i / 2 % 4);
    if (what_conflicts(mappings, m).empty() && what_is_wrong(m).empty()) mappings.push_back(m);
  }
  if (mappings.size() < 100) std::abort();
  return ControllerMap(mappings);
}

}  // namespace

REALTIME_CASE(control_input_with_every_message_and_map) {
  const ControllerMap maps[] = {full_map(0), full_map(1), full_map(2)};
  PresentValues present;
  ControlInput input(present);
  EventBatch out;
  ControlReport report;
  ControlPress press;
  std::size_t events = 0, taken = 0;
  for (int n = 0; n < 60'000; n++) {
    if (n % 500 == 0) input.set_map(maps[n / 500 % 3]);
    if (n % 7000 == 0) input.set_learning(n % 2000 == 0);
    const int status = 0x80 | (n * 5 % 7) << 4 | n % 4;
    const std::uint8_t message[] = {std::uint8_t(status), std::uint8_t(n * 11 % 128), std::uint8_t(n * 29 % 128)};
    const bool two = (status & 0xe0) == 0xc0;
    out.clear();
    rt::RealtimeScope scope;
    taken += input.receive(std::span(message).first(two ? 2 : 3), Nanoseconds(n) * 1'000'000, out).taken;
    events += out.events().size();
    if (n > 30'000) {  // until then both rings are full
      while (input.take(report)) keep(report);
      while (input.take(press)) keep(press);
    }
  }
  if (events < 1000 || taken < 1000 || input.lost() < 1000) std::abort();  // little was tried
  rt::RealtimeScope scope;
  out.clear();
  input.release_all(out);
  keep(input.lost());
}

REALTIME_CASE(present_values) {
  PresentValues present;
  rt::RealtimeScope scope;
  for (int kind = 0; kind <= int(EventKind::kLast); kind++)
    for (int index = 0; index < 256; index++) {
      const Event event{.kind = EventKind(kind),
                        .part = index % 2 == 0 ? kAllParts : std::uint8_t(index % kParts),
                        .index = std::uint8_t(index),
                        .value = 3};
      present.follow(event);
      present.touch(event);
    }
  keep(present.value(kAllParts, ParameterId::kVibrato));
  keep(present.take_touched());
}
