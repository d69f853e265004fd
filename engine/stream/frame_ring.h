#pragma once
// Rendered audio on its way from the worker to the audio thread. Every block says which samples it holds and in which epoch
// it was made: a block that comes too late is known by its number and dropped, never played in a wrong place.

#include <array>
#include <atomic>
#include <vector>

#include "engine/audio_span.h"
#include "engine/config.h"
#include "engine/rt/spsc_ring.h"

namespace seaglass {

struct FrameBlock {
  SampleIndex first = 0;
  std::int32_t count = 0;
  std::uint32_t epoch = 0;       // of the render state that made it; older epochs are void
  std::int32_t splice_lag = 0;   // samples: where a loop over the sound so far joins best
};

class FrameRing {
 public:
  // [control] Room for at least `samples` samples ahead.
  explicit FrameRing(int samples);

  // [control] Before the stream runs: of how many stereo pairs; one without it.
  void prepare(int pairs);

  // [any]
  int pairs() const { return pairs_; }

  // [worker] Wait-free. False when the reader is too far behind for it to fit. Blocks follow one another without gaps.
  // `from` holds block.count samples of every pair.
  [[nodiscard]] bool write(const FrameBlock& block, const AudioSpan& from);

  struct Taken {
    int available = 0;      // leading samples of the request that were there
    int late_blocks = 0;    // blocks dropped because their time had passed
    int splice_lag = 0;     // of the newest block seen so far
  };
  // [audio] Wait-free. Takes samples [first, first + out.count) of `epoch`, which must not run backwards.
  Taken read(SampleIndex first, std::uint32_t epoch, const AudioSpan& out);

 private:
  rt::SpscRing<FrameBlock> blocks_;
  std::int64_t mask_;
  int pairs_ = 1;
  // Written by the worker before it pushes the block that names the samples.
  std::array<std::vector<float>, std::size_t(kChannels * kMaxOutputs)> channels_;
  alignas(kCacheLine) std::atomic<SampleIndex> played_{0};  // written by the reader: everything below is free
  int splice_lag_ = 0;               // reader only
};

}  // namespace seaglass
