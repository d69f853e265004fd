#include "tools/seaglass/live/transport_desk.h"

#include <cstdio>

namespace seaglass {
namespace {

constexpr double kFarthestBeat = 1e6;  // a week at 100 beats a minute

std::string short_text(double number) {
  char text[32];
  std::snprintf(text, sizeof text, "%.6g", number);
  return text;
}

}  // namespace

void add_transport_commands(CommandDesk& desk, Conductor& conductor) {
  using io::OscCall;
  using io::OscVerb;
  using Texts = CommandDesk::Texts;
  const auto plain = [&](OscVerb verb, void (Conductor::*action)(Nanoseconds)) {
    desk.on(verb, [&conductor, action](const OscCall& call) -> Texts {
      (conductor.*action)(call.arrived);
      return {};
    });
  };
  plain(OscVerb::kTransportStart, &Conductor::play);
  plain(OscVerb::kTransportStop, &Conductor::halt);
  plain(OscVerb::kTransportContinue, &Conductor::resume);
  plain(OscVerb::kTransportTap, &Conductor::tap);
  desk.on(OscVerb::kTransportTempo, [&conductor](const OscCall& call) -> Texts {
    at_most_arguments(call, 1);
    const double bpm = number_argument(call, 0, kMinTempo, kMaxTempo);
    conductor.set_tempo(bpm, call.arrived);
    return {short_text(bpm)};
  });
  desk.on(OscVerb::kTransportLocate, [&conductor](const OscCall& call) -> Texts {
    at_most_arguments(call, 1);
    const double beat = number_argument(call, 0, -kFarthestBeat, kFarthestBeat);
    conductor.locate(beat, call.arrived);
    return {short_text(beat)};
  });
}

}  // namespace seaglass
