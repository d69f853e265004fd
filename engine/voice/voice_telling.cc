#include "engine/voice/voice_telling.h"

#include <algorithm>

#include "engine/event.h"

namespace seaglass {

void VoiceTelling::begin(std::span<const int> voices, int at_once, SampleIndex from) {
  std::copy(voices.begin(), voices.end(), voices_.begin());
  count_ = voices.size();
  told_ = 0;
  at_once_ = at_once;
  next_ = from;
}

int VoiceTelling::follow(VoicePool& pool, SampleIndex at, int most) {
  if (told_ == count_) return most;
  if (at == next_) {
    for (int i = 0; i < at_once_ && told_ < count_; i++) pool[voices_[told_++]].resume();
    next_ += kTellStretch;
  }
  return int(std::min<SampleIndex>(most, next_ - at));
}

}  // namespace seaglass
