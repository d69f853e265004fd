#include "io/file/score_player.h"

#include <memory>

#include "engine/control/midi_player.h"

namespace seaglass::io {

std::vector<ScoreEvent> play_score(const std::vector<ScoreEvent>& score, const MidiSetup& setup,
                                   const std::string& name) {
  const auto player = std::make_unique<MidiPlayer>();
  player->set_setup(setup);
  std::vector<ScoreEvent> played;
  played.reserve(score.size());
  const auto add = [&](double seconds, std::span<const Event> events) {
    if (played.size() + events.size() > kMaxMidiEvents)
      throw FileError("'" + name + "' makes more than 10 million events; split it");
    for (const Event& event : events) played.push_back({seconds, event});
  };
  for (const ScoreEvent& message : score) {
    add(message.seconds, player->follow_setup(message.event.source));
    add(message.seconds, player->play(message.event));
  }
  return played;
}

}  // namespace seaglass::io
