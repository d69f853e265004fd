#pragma once
// What a model's control tells the sound of its voices: the seam between who plays and what sounds. Control knows events,
// notes and where everything stands; it writes orders for a piece of the stream. A synth (engine/voice/synth.h) carries them out,
// in this process or in another one, on whatever processor. All is plain data, so that it can be copied there whole.
//
// Nothing in an order depends on what a synth made of earlier ones, but for the looks (VoiceLook), which are taken at fixed
// samples and come back at fixed samples: so the sound does not depend on how the stream is cut into pieces.

#include <cstdint>

#include "engine/config.h"
#include "engine/dsp/ramp.h"
#include "engine/patch/neural.h"

namespace seaglass {

// At most so many samples are ordered at once.
inline constexpr int kMaxPiece = kMaxSpan;

// How loud voices are is looked at so often, and known to control a piece's length later: whichever piece the looked-at sample
// lies in has been carried out by then, and no later look has.
inline constexpr int kLookSamples = 2 * kMaxPiece, kLookDelay = kMaxPiece;

// What the partials of a note are, whenever that changes. Ratios are what phases add up from: they are computed once, here.
struct PartialTable {
  float ratio[kMaxPartials];         // f_k / f_0, stretched
  float octave[kMaxPartials];        // log2 of the partial's frequency against 1 kHz, within -4..4
  float ratio_octave[kMaxPartials];  // log2 of the ratio before it was stretched
  float release_rate[kMaxPartials];  // dB per second
  float noise_release_rate[kNoiseBands];
  float hz;                          // unpitched: what the ratios refer to
};

// What comes back: how a voice stood at the last sample that was a multiple of kLookSamples.
struct VoiceLook {
  float level_db = -200;            // about how loud it was, for choosing whom to take
  bool over = false;                // it had ended
  // What a synth that takes the voice over cannot know otherwise.
  float grip = 1;                   // share of the release that damping has
  float loudest_db = -200, fallen_db = 0;  // while it was held, and how far below
  float contour = 0;                // semitones from its key
  double released_s = 0, let_go_s = 0;     // damped time, and time since a hand let go
};

// A note begins in this voice. Its table comes with it. Or it goes on (`resumes`): a synth that has it already does as if it
// had not been told, another one takes it over from what is known of it; phases differ then.
struct StrikeOrder {
  std::uint64_t note = 0;        // that no other note shares
  bool resumes = false;
  VoiceLook past;                // of one that resumes
  float phase[kMaxPartials];     // cycles
  std::int32_t partials = 0;
  bool pitched = true;
  bool sustained = false;        // sounds on at its level while it is held
  float base_key = 60;           // unpitched: the key that the table's hz belongs to
  float level_db = -20;          // to be looked at until it is known
  const float* transient = nullptr;  // waveform at the stream's rate, from the onset; null: it has none
  std::int32_t transient_count = 0;
  float transient_gain = 0;
};

// Levels at the end of a frame: of a note at full velocity, before pressure, release and the part's parameters.
struct LevelFrame {
  float partial_db[kMaxPartials], noise_db[kNoiseBands];
  float semitones = 0;  // pitch against the key's
};

// Beating of paired strings: how fast each pair beats.
struct BeatTable {
  float hz[kMaxPartials];
  std::uint32_t phase[kMaxPartials];  // full circle 2^32
  bool begins = true;                 // else the phases go on as they are
  bool resumes = false;               // they begin only where the note itself is taken over
};

// One recorded movement's share in a frame.
struct Mover {
  std::int32_t point = 0, entry = 0;  // of the patch's lists
  std::int32_t row = 0, next = 0;     // between which it stands
  float fraction = 0;
  float gain = 0;                     // of the movement, 0: it stands still
  float still = 0;                    // dB or cents in a step of what is the take's own
};

inline constexpr int kMostMovers = 5;

// Levels from the patch's network and recorded movements.
struct NeuralOrder {
  std::int32_t question = -1;  // row of the network's answers to go to; -1: on in the straight line
  std::int32_t stride = 1;     // frames until there
  float level_db = 0;          // added to the answer
  float base_octave = 0;       // log2 of the fundamental against 1 kHz
  std::int32_t move_stride = 0;  // frames until the movement below is reached; 0: on in the straight line
  std::int32_t movers = 0;
  Mover mover[kMostMovers];
  std::int32_t beat_table = -1;  // a new one, or -1
  float beat_depth = 0;          // 0: no beating
  float beat_circle = 0;         // full circle 2^32 times the seconds that pass
};

// The next frame begins. Levels and pitch are those of its end.
struct FrameOrder {
  std::int32_t strike = -1, table = -1;   // rows, or -1
  std::int32_t given = -1, neural = -1;   // where the levels come from: one of them
  std::int32_t elapsed = 0;               // samples since the last frame began
  std::uint64_t noise_key = 0;
  float damping = 0;                      // 0 held, 1 let go
  bool let_go = false;                    // since the last frame a hand let go of it
  bool level_known = false;               // from here on it is looked at as it is
  bool may_end = false;                   // it is over when it is silent
  float level_db = 0;                     // velocity and pressure, added to all
  float pressure_db = 0;                  // of it what the player may take back
  float noise_db = 0;                     // added to the noise besides
  float tilt = 0;                         // dB per octave from 1 kHz
  float odd_db = 0;                       // of odd partials against even
  float release = 1;                      // divides the released time
  float cycles = 0;                       // fundamental in cycles per sample, for what fades below half the rate
  float vibrato = 0, glide = 0;           // semitones besides the levels' own
  bool first = false;
  bool glides = false;                    // first: the pitch begins at glide_from instead of at once
  float glide_from = 0;                   // semitones from the key
};

// What else changes from this sample on.
struct ChangeOrder {
  float key = 60, offset = 0;                  // semitones: the note's and the part's
  bool retune = false;                         // heard from the next sample on, else with the next stretch
  float contour = 0, contour_from = 0, contour_to = 0;  // added where the pitch is on its way
  Ramp level{1}, pan{0};
  std::int32_t fade_at = -1;                   // samples into the last fade, or -1
};

// Some samples of one voice, all within a frame. In this order: the change, the frame, the samples, the look.
struct RunOrder {
  std::int32_t voice = 0;
  std::int32_t next = -1;     // of the same voice, or -1
  std::int32_t change = -1, frame = -1;
  std::int16_t at = 0, count = 0;  // samples of the piece
  std::uint8_t part = 0;
  bool look = false;
};

// Which runs are a voice's, from its first to its last; -1: it has none.
struct RunChain {
  std::int32_t first = -1, last = -1;
};

// The orders of one piece, wherever they lie. Plain pointers, since not every processor knows more.
struct OrderView {
  std::int32_t count = 0;            // samples
  std::int32_t anew = 0;             // 1: the synth forgets what it has of these voices first, and is told by and by
  std::int32_t voices = 0, runs = 0, frames = 0, changes = 0, strikes = 0, tables = 0, givens = 0, neurals = 0, beats = 0;
  std::int32_t questions = 0, question_stride = 0;  // floats from one to the next
  const RunChain* chain = nullptr;   // [voices]
  const RunOrder* run = nullptr;     // [runs], and so on
  const FrameOrder* frame = nullptr;
  const ChangeOrder* change = nullptr;
  const StrikeOrder* strike = nullptr;
  const PartialTable* table = nullptr;
  const LevelFrame* given = nullptr;
  const NeuralOrder* neural = nullptr;
  const BeatTable* beat = nullptr;
  const float* question = nullptr;   // on cache lines
};

}  // namespace seaglass
