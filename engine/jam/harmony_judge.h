#pragma once
// Chooses the harmony: what the model expects to follow, re-ranked by how well each chord would carry what the model
// expects the player to play.

#include <array>
#include <cstdint>
#include <span>

#include "engine/jam/chord.h"
#include "engine/jam/knobs.h"
#include "engine/jam/plan.h"

namespace seaglass::jam {

// What each part of the choice is worth. The parts can be switched off, to measure what they bring.
struct HarmonyWeights {
  float model = 1.0f;   // of ln p(chord)
  float fit = 1.0f;     // of the player's notes to come that would be in the chord
  float change = 1.0f;  // of the model's wish to change; 0: every two quarter notes
};

// Shares of the player's pitch classes in what is to come: adds up to one.
using Outlook = std::array<float, 12>;

// The share of an outlook that a chord carries.
float carried(const Outlook& outlook, PitchClasses chord);

struct HarmonyQuestion {
  std::span<const float> logits;  // [kChords]: of each chord
  Outlook outlook{};
  Chord now;                      // the harmony so far
  float draw = 0;                 // in [0, 1)
};

struct HarmonyAnswer {
  Chord chord;
  float nats = 0;  // -ln p(chord) of the model alone
  std::array<ChordCandidate, 3> candidates{};
};

// [accompanist] A chord other than `now`.
HarmonyAnswer choose_chord(const HarmonyQuestion& question, const Knobs& knobs, const HarmonyWeights& weights);

struct ChangeQuestion {
  std::array<float, 8> kinds{};  // logits of what comes first in the frame
  Outlook outlook{};
  Chord now;
  int age = 0;        // frames since the last change
  int place = 0;      // in the bar or, from 24 on, in a quarter note of an unknown bar
  int beat_frames = 4;
};

// [accompanist] How likely the harmony should change in this frame, 0 to 1.
float change_share(const ChangeQuestion& question, const Knobs& knobs, const HarmonyWeights& weights);

}  // namespace seaglass::jam
