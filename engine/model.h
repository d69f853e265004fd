#pragma once
// What the stream plays: events, controls and optional input audio in, audio out. A model need not be a set of voices; a
// codec for live audio or a generator that plays by itself fits the same three calls.

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
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
  int given = -1;  // voice that a note-on got; of a swarm, the key's own
  int taken = -1;  // voice that it was taken from, or that an overload shed
};

// Input audio of the same samples, one pointer per opened input channel; empty when there is none.
using InputSpan = std::span<const float* const>;

class Model {
 public:
  virtual ~Model() = default;

  // [control] Takes all memory that the model will ever need. Called once, before anything else.
  virtual void prepare(const ModelSetup& setup) = 0;

  // Sound is made in two steps, so that all of a piece can be handed over at once, to another processor say: the model goes on
  // through the piece, events between the stretches, and then gives the piece's samples.

  // [worker] Bounded. The event takes effect at the next sample.
  virtual Applied apply(const Event& event) = 0;

  // [worker] Bounded. Goes on by `count` samples, of a stream of so many output pairs, the same in all calls. A piece has
  // kMaxSpan samples at most.
  virtual void advance(int count, int pairs) = 0;

  // [worker] The piece must end here.
  virtual bool full() const { return false; }

  // [worker] Bounded, waits for nobody. The piece ends here: who makes its sound elsewhere is asked for it, so that several can be
  // before the first is waited for. finish() does it where it has not been done.
  virtual void post() {}

  // [worker] Bounded. Gives the out.count samples that were gone through since the last time, of every pair; what they
  // held before is overwritten. The samples do not depend on how a stream is cut into stretches and pieces.
  virtual void finish(InputSpan in, const AudioSpan& out) = 0;

  // [worker] False: the last finish() had nothing to give, and the piece is to be concealed. Only where sound is made
  // elsewhere.
  virtual bool sounds() const { return true; }

  // [worker] Whether finish() may wait for another process, which is not for the audio thread. The same for all of its life.
  virtual bool elsewhere() const { return false; }

  // [worker] What the model is to be told before it goes on: a kHandOver event, which the journal keeps, so that a replay
  // hands over at the same sample. To be asked before every piece; only where sound is made elsewhere.
  virtual std::optional<Event> wish() const { return std::nullopt; }

  // [worker] Both steps, and the wish: a piece of one stretch.
  void process(InputSpan in, const AudioSpan& out) {
    if (const auto wanted = wish()) (void)apply(*wanted);
    advance(out.count, out.pairs);
    finish(in, out);
  }

  // [worker] Voices, or whatever the model counts, that sound at this sample, or wait to without being told more.
  virtual int sounding() const = 0;

  // [worker] Bounded, at most a few microseconds. Fills what the model knows of itself; the rest stays as it was.
  virtual void report(StageReport& report) const { report.sounding = sounding(); }
};

}  // namespace seaglass
