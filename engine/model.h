#pragma once
// What the stream plays: events, controls and optional input audio in, audio out. A model need not be a set of voices; a
// codec for live audio or a generator that plays by itself fits the same three calls.

#include <array>
#include <cstdint>
#include <memory>
#include <span>

#include "engine/audio_span.h"
#include "engine/config.h"
#include "engine/event.h"
#include "engine/stage_report.h"

namespace seaglass {

struct ModelSetup {
  double rate = 48000;         // Hz
  int voices = kDefaultVoices; // sounding at once, ghosts not counted; models without voices ignore it
  std::uint64_t seed = 0;      // all that looks random follows from this and the events
};

// What an event did, for the journal.
struct Applied {
  int given = -1;  // voice that a note-on got
  int taken = -1;  // voice that it was taken from, or that an overload shed
};

// Input audio of the same samples, one pointer per opened input channel; empty when there is none.
using InputSpan = std::span<const float* const>;

class Model {
 public:
  virtual ~Model() = default;

  // [control] Takes all memory that the model will ever need. Called once, before anything else.
  virtual void prepare(const ModelSetup& setup) = 0;

  // [worker] Bounded. The event takes effect at the next sample that process() gives.
  virtual Applied apply(const Event& event) = 0;

  // [worker] Bounded. Gives the next out.count samples, out.count <= kMaxSpan, of every pair; what they held before is
  // overwritten. A stream has the same number of pairs in all calls. The samples do not depend on how a stretch is cut
  // into calls.
  virtual void process(InputSpan in, const AudioSpan& out) = 0;

  // [worker] Voices, or whatever the model counts, that sound at this sample.
  virtual int sounding() const = 0;

  // [worker] Bounded, at most a few microseconds. Fills what the model knows of itself; the rest stays as it was.
  virtual void report(StageReport& report) const { report.sounding = sounding(); }
};

}  // namespace seaglass
