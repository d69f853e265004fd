#pragma once
// A receiver of OSC with all that stands behind it, and what must hold of whatever it is sent: everything is counted, what
// reaches the worker is sound, what reaches other threads is whole, what is answered is OSC.

#include "engine/transport/beat_time.h"
#include "io/os/time.h"
#include "io/osc/osc_receiver.h"
#include "tests/fuzz/event_checks.h"
#include "tests/fuzz/fuzz.h"

namespace seaglass::fuzz {

class OscTable final : public io::OscOutlet {
 public:
  static constexpr int kPlaces = 3;
  static constexpr const char* kPlaceNames[kPlaces] = {"cello", "glass", "kit"};

  // How it is set up: any byte means something.
  explicit OscTable(std::uint8_t setting) : receiver_(stage_, (clock_.prepare(kRate), events_), {.looks = 4, .commands = 4}) {
    stage_.outlet = this;
    beats_.rate = kRate;
    beats_.lines[0] = {.beats_per_sample = 2 / kRate, .playing = true};
    stage_.lock = io::OscLock(setting % 3);
    if ((setting & 4) != 0) stage_.limit = 20;
    if ((setting & 8) == 0)
      stage_.find_place = [](std::string_view name) -> std::optional<int> {
        for (int i = 0; i < kPlaces; i++)
          if (name == kPlaceNames[i]) return i;
        return std::nullopt;
      };
    if ((setting & 16) != 0)
      stage_.find_beat = [this](double beat) { return time_of_beat(beats_, clock_.read(), beat, arrived_); };
    stage_.voices = (setting & 32) != 0 ? 96 : 1;
    from_.here = (setting & 64) != 0;
    if ((setting & 128) == 0) clock_.tick(0, kFrames, io::now_ns());
  }

  void receive(Bytes packet) {
    std::uint64_t elements = 0;
    for (io::OscWalk walk(packet); walk.next();) elements++;
    const std::uint64_t before = receiver_.messages() + receiver_.rejected();
    arrived_ = io::now_ns();
    receiver_.receive(packet, arrived_, from_);
    must(receiver_.messages() + receiver_.rejected() - before == elements, "every element is counted once");
    take_events();
    take_calls();
  }

  // Answers are few, and such as any OSC program can read.
  void send(const io::OscPeer& to, Bytes packet) noexcept override {
    check_receiver(to);
    must(++answers_ <= io::ReplyLimiter::kBurst + io::ReplyLimiter::kPerSecond, "nonsense makes no flood of answers");
    io::OscMessage message;
    must(io::parse_osc_message(packet, message) == nullptr, "answers are OSC");
    must(message.address == "/fail" && message.count == 2, "an answer is /fail address reason");
    for (const io::OscArgument& a : message.list()) must(a.kind == io::OscArgument::Kind::kText, "an answer is text");
  }

 private:
  static constexpr double kRate = 48000;
  static constexpr int kFrames = 64;
  static constexpr double kFarthest = 61 * kRate;  // a minute, and the time that a slow machine takes over a packet

  // Who asked, on the port that /reply named.
  void check_receiver(const io::OscPeer& to) const {
    io::OscPeer moved = from_;
    moved.port = to.port;
    must(to == moved, "answers go to the machine of who asked");
  }

  void take_events() {
    Event event;
    EventTiming timing{};
    const ClockReading clock = clock_.read();
    while (events_.receive(event, timing)) {
      check_osc_event(event, stage_.find_place ? kPlaces : 0);
      const bool ends = event.kind == EventKind::kNoteOff || event.kind == EventKind::kPanic;
      must(ends || stage_.lock != io::OscLock::kAll, "who may only look ends notes, and moves nothing");
      if (!clock.running()) must(event.at == 0 && timing == EventTiming::kArrival, "before the stream runs there is no time");
      if (timing != EventTiming::kArrival) must(event.at >= 0 && double(event.at) <= clock.sample_at(double(arrived_)) + kFarthest, "nobody waits for long");
      if (timing != EventTiming::kArrival || !clock.running()) continue;
      must(event.at >= newest_, "a note-off never overtakes its note-on");
      newest_ = event.at;
    }
  }

  void take_calls() {
    io::OscCall call;
    while (receiver_.take_look(call)) {
      must(call.verb >= io::OscVerb::kGet && call.verb <= io::OscVerb::kPing, "those who answer get questions");
      check(call);
    }
    while (receiver_.take_command(call)) {
      must(call.verb > io::OscVerb::kPing && call.verb < io::OscVerb::kCount, "those who obey get commands");
      check(call);
    }
  }

  void check(const io::OscCall& call) {
    const io::OscMethod& method = io::osc_method(call.verb);
    check_receiver(call.from);
    must(io::is_free(method.reach, stage_.lock), "a lock holds");
    must(call.count() >= int(method.types.size()) && call.count() <= io::OscCall::kMaxArguments, "a call is whole");
    for (int i = 0; i < call.count(); i++) {
      const char type = i < int(method.types.size()) ? method.types[std::size_t(i)] : '?';
      if (type == 's') must(call.is_text(i) && !call.text(i).empty(), "a text is there");
      if (type == 'f' || type == 'i') must(call.is_number(i) && std::isfinite(call.number(i)), "a number is there");
      must(call.text(i).size() <= io::OscCall::kMaxText, "a text is not longer than there is room");
    }
  }

  StreamClock clock_;
  BeatMap beats_;  // 120 beats a minute from sample 0 on
  io::OscStage stage_;
  EventPort events_{clock_, 128};
  io::OscReceiver receiver_;
  io::OscPeer from_{.kind = io::OscPeer::Kind::kUdp, .port = 4711, .address = 1};
  Nanoseconds arrived_ = 0;
  SampleIndex newest_ = 0;
  double answers_ = 0;
};

}  // namespace seaglass::fuzz
