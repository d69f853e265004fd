// A voice's samples do not depend on which other voices sound.

#include <algorithm>
#include <cmath>
#include <vector>

#include "tests/catch.h"
#include "tests/support/play.h"
#include "tests/support/signal.h"
#include "tests/support/solo_voice.h"

using namespace seaglass;
using namespace seaglass::test;

namespace {

// A voice with its timbre.
struct Player {
  SoloVoice solo;
  TrackTimbre timbre;
};

struct Stand {
  explicit Stand(double rate) : library(small_patch(), rate), context(VoiceContext::make(kernels::best(), rate)) {}
  void start(Player& player, const NoteStart& note, const Part& part) {
    player.timbre.prepare(library, kernels::best());
    player.solo.prepare(context, player.timbre);
    player.solo.voice.start(note, part);
  }
  NoteLibrary library;
  VoiceContext context;
};

// The voice under test: played for a while, let go, in pieces of `piece` samples; `others` play in between.
std::vector<float> solo(Stand& stand, int piece, std::vector<Player>& others) {
  Part part, other_part;
  other_part.set_place(kPlucked, {0, 0});
  auto player = std::make_unique<Player>();
  for (std::size_t i = 0; i < others.size(); i++)
    stand.start(others[i], {.key = float(30 + i), .velocity = 0.5f, .glide_from = 0, .glide_seconds = 0, .seed = i}, other_part);
  stand.start(*player, {.key = 64.3f, .velocity = 0.7f, .glide_from = 60, .glide_seconds = 0.1f, .seed = 77}, part);
  std::vector<float> out(24000, 0.0f);
  for (int at = 0; at < int(out.size()); at += piece) {
    if (at == 12000) player->solo.voice.damp(1);
    player->solo.play(part, std::span(out).subspan(std::size_t(at), std::size_t(piece)));
    for (Player& other : others) {
      std::vector<float> unheard(std::size_t(piece), 0.0f);
      other.solo.play(other_part, unheard);
    }
  }
  return out;
}

}  // namespace

TEST_CASE("A voice gives the same bits alone and among 40 others") {
  Stand stand(48000);
  std::vector<Player> nobody, crowd(40);
  const auto alone = solo(stand, 60, nobody);
  REQUIRE(peak(alone) > 0.01f);
  REQUIRE(first_difference(alone, solo(stand, 60, crowd)) == -1);
  REQUIRE(first_difference(alone, solo(stand, 250, crowd)) == -1);
}

TEST_CASE("A part's contribution is the same bits beside 40 voices of another part") {
  // The other part is panned to the far right: its left gain is 0 within rounding, and 0 exactly once its volume is.
  std::vector<Event> events = plain_sound(0);
  events.push_back(control(0, ParameterId::kVolume, -80, 1));
  std::vector<Event> with_crowd = events;
  for (int i = 0; i < 40; i++) with_crowd.push_back(note_on(1000 + 31 * i, 100 + i, float(40 + i), 0.9f, 1));
  const std::vector<Event> tune{note_on(6000, 1, 60), note_on(9001, 2, 67), note_off(14003, 1)};
  // The seeds of notes follow their serial numbers, so silent ones take the crowd's place.
  std::vector<Event> without = events;
  for (int i = 0; i < 40; i++) without.push_back(note_on(1000 + 31 * i, 100 + i, float(40 + i), 0.9f, 1));
  without.push_back(controller(5500, 120, 0, 1));
  const Sound a = play(*make_small_model({.voices = 64}), with_crowd + tune, 24000, 64);
  const Sound b = play(*make_small_model({.voices = 64}), without + tune, 24000, 64);
  REQUIRE(peak(a.left) > 0.01f);
  REQUIRE(first_difference(a.left, b.left) == -1);
  REQUIRE(first_difference(a.right, b.right) == -1);
}
