#pragma once
// One voice with the sound that follows its orders, and nothing else.

#include <algorithm>
#include <span>

#include "engine/voice/voice.h"
#include "engine/voice/voice_sound.h"
#include "tests/catch.h"

namespace seaglass::test {

class SoloVoice {
 public:
  // All outlive it; `library` where the timbre is neural.
  void prepare(const VoiceContext& context, Timbre& timbre) {
    times_ = VoiceTime::at(context.rate);
    orders_.prepare(1, times_.frame, 0);
    sound_.prepare(context, nullptr);
    voice.prepare(times_, timbre);
  }

  // Its next samples, mono; it is looked at after each piece.
  void play(const Part& part, std::span<float> out) {
    std::fill(out.begin(), out.end(), 0.0f);
    for (std::size_t done = 0; done < out.size() && voice.active();) {
      const auto n = int(std::min(out.size() - done, std::size_t(kMaxPiece)));
      orders_.clear();
      voice.order(0, part, 0, n, n, orders_);
      orders_.passed(n);
      VoiceLook look;
      const OrderView orders = orders_.view();
      for (int i = orders.chain[0].first; i >= 0; i = orders.run[i].next) {
        const RunOrder& run = orders.run[i];
        sound_.begin(run, orders, nullptr, 0);
        sound_.render(out.data() + done + run.at, run.count);
        if (run.look) look = sound_.look();
      }
      voice.see(look);
      done += std::size_t(n);
    }
  }

  Voice voice;

 private:
  VoiceTime times_;
  OrderList orders_;
  VoiceSound sound_;
};

}  // namespace seaglass::test
