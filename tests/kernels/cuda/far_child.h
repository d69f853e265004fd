#pragma once
// A synth in a child process, as RemoteSynth (tools/seaglass/live/remote_synth.h), of whatever program and with whatever
// patience; counts what came of each piece, for those who hold a guard's counters to it.

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

#include "engine/voice/guarded_synth.h"
#include "engine/voice/order_list.h"
#include "engine/voice/order_packet.h"
#include "engine/voice/synth_reply.h"
#include "io/child/supervisor.h"
#include "io/os/time.h"

namespace seaglass::test {

// Room in the shared memory for the pieces of a model with so many voices, ghosts included.
inline io::RegionSizes room_for(int voices, int frame_samples, int question_stride, std::size_t config) {
  return {.config = config,
          .request = packet_bytes(OrderList::most(voices, frame_samples, question_stride)),
          .reply = reply_room(voices)};
}

class FarChild final : public FarSynth {
 public:
  FarChild(io::ChildSetup setup, Nanoseconds patience) : supervisor_(std::move(setup)), patience_(patience) {}

  bool ready() override { return supervisor_.exchange().ready(); }

  bool post(const OrderView& orders) override {
    const io::BlockRequest request = supervisor_.exchange().request();
    if (request.bytes.empty() || (request.sequence == 1 && orders.anew == 0)) return note(false);
    began_ = io::now_ns();
    std::size_t bytes = write_packet(orders, request.bytes);
    if (!say_next_.empty()) {
      bytes = say_next_.size();
      std::memcpy(request.bytes.data(), say_next_.data(), bytes);
      say_next_ = {};
    }
    return note(bytes > 0 && supervisor_.exchange().post(bytes));
  }

  bool wait(const OrderView& orders, PartSums& sums, std::span<VoiceLook> looks) override {
    const io::BlockReply reply = supervisor_.exchange().wait(began_ + patience_);
    const bool read = reply.answer == io::Answer::kReply && read_reply(reply.bytes, orders.count, sums, looks);
    took = io::now_ns() - began_;
    if (reply.answer == io::Answer::kReply && !read) supervisor_.exchange().condemn();
    return note(read);
  }

  // [worker] The next piece's orders are not posted, but this is.
  void say_next(std::string_view word) { say_next_ = word; }

  io::Supervisor& supervisor() { return supervisor_; }

  std::uint64_t failed = 0;  // pieces that were not taken or not answered in time
  Nanoseconds took = 0;      // from before the newest was written until after its reply was read

 private:
  bool note(bool well) {
    failed += !well;
    return well;
  }

  io::Supervisor supervisor_;
  Nanoseconds patience_, began_ = 0;
  std::string_view say_next_;
};

}  // namespace seaglass::test
