// What [audio], [worker], [midi] and [net] call, held to its progress guarantee.

#include <array>

#include "engine/rt/denormals.h"
#include "engine/rt/mailbox.h"
#include "engine/rt/seqlock.h"
#include "engine/rt/spsc_ring.h"
#include "engine/stream/event_port.h"
#include "engine/stream/stream_clock.h"
#include "tests/realtime/realtime_case.h"

using namespace seaglass;
using seaglass::test::keep;

REALTIME_CASE(spsc_ring) {
  rt::SpscRing<Event> ring(4);
  const std::array<Event, 3> three{};
  std::array<Event, 8> out{};
  rt::RealtimeScope scope;
  for (int i = 0; i < 10; i++) keep(ring.push({}));  // beyond full
  Event event;
  keep(ring.front());
  for (int i = 0; i < 10; i++) keep(ring.pop(event));  // beyond empty
  keep(ring.push_all(three));
  keep(ring.pop_some(out));
  keep(ring.size());
}

REALTIME_CASE(mailbox) {
  rt::Mailbox<std::array<float, 64>> box;
  std::array<float, 64> value{};
  rt::RealtimeScope scope;
  for (int i = 0; i < 10; i++) {
    box.put(value);
    keep(box.take(value));
  }
}

REALTIME_CASE(seqlock) {
  rt::Seqlock<std::array<float, 64>> lock;
  std::array<float, 64> value{};
  rt::RealtimeScope scope;
  lock.store(value);
  keep(lock.try_load(value));
  keep(lock.load());
}

REALTIME_CASE(denormals) {
  rt::RealtimeScope scope;
  rt::DenormalScope denormals;
  keep(denormals);
}

REALTIME_CASE(stream_clock) {
  StreamClock clock;
  clock.prepare(48000);
  rt::RealtimeScope scope;
  for (int i = 0; i < 100; i++) clock.tick(i * 64, 64, i * 1'333'333 + (i > 50 ? 5'000'000'000 : 0));
  keep(clock.read().sample_at(1e9));
}

REALTIME_CASE(event_port) {
  StreamClock clock;
  clock.prepare(48000);
  EventPort port(clock, 16);
  rt::RealtimeScope scope;
  keep(port.send({}, 0));  // before the clock runs
  for (int i = 0; i < 10; i++) clock.tick(i * 64, 64, i * 1'333'333);
  for (int kind = 0; kind <= int(EventKind::kLast); kind++) {
    keep(port.send({.kind = EventKind(kind)}, 14'000'000));
    keep(port.send_at({.kind = EventKind(kind)}, 20'000'000, 14'000'000));  // soon beyond full
  }
  Event event;
  EventTiming timing{};
  while (port.receive(event, timing)) keep(event);
  keep(port.dropped());
}
