#include "engine/jam/harmony_judge.h"

#include <algorithm>
#include <cmath>

#include "engine/jam/choice.h"
#include "engine/jam/step.h"

namespace seaglass::jam {
namespace {

// Chosen on held-out songs for harmony that carries the player in chords as long as people's.
constexpr float kModel = 0.5f;         // of the model's ln p(chord)
constexpr float kFit = 16.0f;          // nats that carrying all of the player's notes is worth over carrying none
constexpr float kChordHeat = 0.2f;     // of the draw: chords are chosen more surely than the model would
constexpr float kTension = 9.0f;       // nats, of the tensest against the calmest

// Of the wish to change, in nats.
constexpr float kTrust = 0.5f;         // of the model's own
constexpr float kRateReach = 4.0f;     // at the ends of the knob
constexpr float kMisfit = 16.0f;       // to leave a chord that carries nothing for one that carries all
constexpr float kSlack = 0.05f;        // of the share carried, not worth a change
constexpr float kOffBeat = -6.0f;      // between beats
constexpr float kOddTime = -2.0f;      // but after a multiple of two quarter notes
constexpr float kBored = 0.25f;        // a frame beyond two quarter notes
constexpr float kLedWish = 1.2f;       // led, instead of what a chord misses
constexpr float kHurry = -4.0f;        // right after a change
constexpr int kUsualLength = 8;        // frames: what people's chords most often last

float logit(float p) { return std::log(p / (1 - p)); }

}  // namespace

float carried(const Outlook& outlook, PitchClasses chord) {
  float share = 0;
  for (int p = 0; p < 12; p++)
    if (contains(chord, p)) share += outlook[std::size_t(p)];
  return share;
}

HarmonyAnswer choose_chord(const HarmonyQuestion& q, const Knobs& knobs, const HarmonyWeights& weights) {
  const float surprise = knobs.lean(Knob::kSurprise), lead = knobs[Knob::kLead];
  // Led, the harmony is the model's alone; followed, the player's notes count twice. Surprise turns the model's
  // expectation down, and then around.
  const float expected = kModel * weights.model * (surprise > 0 ? 1 - 1.5f * surprise : 1.0f);
  const float fitting = weights.fit * kFit * 2 * (1 - lead);
  const float heat = kChordHeat * (surprise < 0 ? 1 + 0.9f * surprise : 1.0f);

  std::array<float, kChords> shares{};
  const float all = log_sum(q.logits.first(kChords));
  for (int c = 0; c < kChords; c++) {
    const Chord chord{std::uint8_t(c)};
    float score = expected * (q.logits[std::size_t(c)] - all) + fitting * carried(q.outlook, members(chord));
    score += kTension * knobs.lean(Knob::kTension) * tension_of(chord);
    shares[std::size_t(c)] = chord == q.now && weights.change > 0 ? kNever : score / heat;
  }
  to_shares(shares);
  HarmonyAnswer answer;
  answer.chord = Chord{std::uint8_t(drawn(shares, q.draw))};
  answer.nats = all - q.logits[answer.chord.id];
  for (auto& candidate : answer.candidates) {
    const auto best = std::max_element(shares.begin(), shares.end());
    candidate = {Chord{std::uint8_t(best - shares.begin())}, *best};
    *best = 0;
  }
  return answer;
}

float change_share(const ChangeQuestion& q, const Knobs& knobs, const HarmonyWeights& weights) {
  const bool on_beat = q.place < 24 ? q.place % q.beat_frames == 0 : q.place % 4 == 0;
  float wish = 0;
  if (weights.change > 0) {
    std::array<float, 8> shares = q.kinds;
    to_shares(shares);
    wish = kTrust * logit(std::clamp(shares[std::size_t(Kind::kChord)], 1e-4f, 1 - 1e-4f));
  } else {
    wish = q.age >= kUsualLength ? 8.0f : -8.0f;
  }
  wish += kRateReach * knobs.lean(Knob::kChordRate);
  if (weights.change > 0) {
    float best = 0;
    for (int c = 0; c < kChords; c++) best = std::max(best, carried(q.outlook, members(Chord{std::uint8_t(c)})));
    // Led, the harmony does not mind what it misses; it changes as often all the same.
    const float minds = std::min(1.0f, 2 * (1 - knobs[Knob::kLead]));
    wish += kMisfit * weights.fit * minds * (best - carried(q.outlook, members(q.now)) - kSlack) + kLedWish * (1 - minds);
    if (!on_beat) wish += kOffBeat;
    if (q.age < 3) wish += kHurry;
    if (q.age % kUsualLength != 0) wish += kOddTime;
    wish += kBored * float(std::max(0, q.age - kUsualLength));
  }
  return 1 / (1 + std::exp(-wish));
}

}  // namespace seaglass::jam
