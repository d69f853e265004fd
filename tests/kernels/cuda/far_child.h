#pragma once
// A RemoteSynth that counts what came of each piece, for those who hold a guard's counters to it, and that can be made to
// ask its child for other than orders.

#include <cstdint>
#include <span>
#include <string_view>
#include <utility>

#include "io/os/time.h"
#include "tools/seaglass/remote_synth.h"

namespace seaglass::test {

class FarChild final : public FarSynth {
 public:
  // [control] `patience` in seconds.
  FarChild(io::ChildSetup setup, double patience) : remote_(std::move(setup), patience) {}

  bool ready() override { return remote_.ready(); }
  bool post(const OrderView& orders) override {
    began_ = io::now_ns();
    const bool taken = word_.empty() ? remote_.post(orders) : remote_.post_bytes(std::as_bytes(std::span(word_)));
    if (taken) word_ = {};
    return note(taken);
  }
  bool wait(const OrderView& orders, PartSums& sums, std::span<VoiceLook> looks) override {
    const bool well = remote_.wait(orders, sums, looks);
    took = io::now_ns() - began_;
    return note(well);
  }

  // [worker] The next piece's orders are not posted, but this is.
  void say_next(std::string_view word) { word_ = word; }

  // [any]
  const io::Supervisor& supervisor() const { return remote_.supervisor(); }

  std::uint64_t failed = 0;  // pieces that were not taken or not answered in time
  Nanoseconds took = 0;      // from before the newest was written until after its reply was read

 private:
  bool note(bool well) {
    failed += !well;
    return well;
  }

  RemoteSynth remote_;
  Nanoseconds began_ = 0;
  std::string_view word_;
};

}  // namespace seaglass::test
