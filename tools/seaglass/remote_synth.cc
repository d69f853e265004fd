#include "tools/seaglass/remote_synth.h"

#include <algorithm>
#include <utility>

#include "engine/voice/order_list.h"
#include "engine/voice/order_packet.h"
#include "engine/voice/synth_reply.h"
#include "io/os/time.h"

namespace seaglass {

io::RegionSizes remote_room(int voices, int frame_samples, int question_stride, std::size_t config) {
  return {.config = config,
          .request = packet_bytes(OrderList::most(voices, frame_samples, question_stride)),
          .reply = reply_room(voices)};
}

RemoteSynth::RemoteSynth(io::ChildSetup child, double patience)
    : supervisor_(std::move(child)), patience_(Nanoseconds(patience * 1e9)) {}

bool RemoteSynth::post(const OrderView& orders) {
  const io::BlockRequest request = supervisor_.exchange().request();
  // A new life knows none of the voices.
  if (request.bytes.empty() || (request.sequence == 1 && orders.anew == 0)) return false;
  const std::size_t bytes = write_packet(orders, request.bytes);
  return bytes > 0 && send(bytes);
}

bool RemoteSynth::post_bytes(std::span<const std::byte> bytes) {
  const io::BlockRequest request = supervisor_.exchange().request();
  if (request.bytes.size() < bytes.size()) return false;
  std::copy(bytes.begin(), bytes.end(), request.bytes.begin());
  return send(bytes.size());
}

bool RemoteSynth::send(std::size_t bytes) {
  deadline_ = io::now_ns() + patience_;
  return supervisor_.exchange().post(bytes);
}

bool RemoteSynth::wait(const OrderView& orders, PartSums& sums, std::span<VoiceLook> looks) {
  const io::BlockReply reply = supervisor_.exchange().wait(deadline_);
  if (reply.answer != io::Answer::kReply) return false;
  if (read_reply(reply.bytes, orders.count, sums, looks)) return true;
  supervisor_.exchange().condemn();
  return false;
}

}  // namespace seaglass
