#include "tools/seaglass/live/remote_synth.h"

#include <cstring>

#include "engine/voice/order_list.h"
#include "engine/voice/order_packet.h"
#include "engine/voice/synth_reply.h"
#include "io/os/time.h"
#include "tools/seaglass/synth_server.h"

namespace seaglass {
namespace {

io::ChildSetup child_setup(const RemoteSetup& setup) {
  io::ChildSetup child;
  child.name = setup.backend == "cuda" ? "the GPU's process" : "the synth's process";
  child.words = {"/proc/self/exe", kSynthServerCommand};
  child.sizes = {.config = kSynthConfigBytes,
                 .request = packet_bytes(OrderList::most(setup.voices, setup.frame, setup.question_stride)),
                 .reply = reply_room(setup.voices)};
  child.config = synth_config({.patch = setup.patch, .sha256 = setup.sha256, .rate = setup.rate, .voices = setup.voices, .backend = setup.backend});
  return child;
}

}  // namespace

RemoteSynth::RemoteSynth(const RemoteSetup& setup) : supervisor_(child_setup(setup)), patience_(Nanoseconds(setup.patience * 1e9)) {}

bool RemoteSynth::post(const OrderView& orders) {
  const io::BlockRequest request = supervisor_.exchange().request();
  // A new life knows none of the voices.
  if (request.bytes.empty() || (request.sequence == 1 && orders.anew == 0)) return false;
  const std::size_t bytes = write_packet(orders, request.bytes);
  deadline_ = io::now_ns() + patience_;
  return bytes > 0 && supervisor_.exchange().post(bytes);
}

bool RemoteSynth::wait(const OrderView& orders, PartSums& sums, std::span<VoiceLook> looks) {
  const io::BlockReply reply = supervisor_.exchange().wait(deadline_);
  if (reply.answer != io::Answer::kReply) return false;
  if (read_reply(reply.bytes, orders.count, sums, looks)) return true;
  supervisor_.exchange().condemn();
  return false;
}

}  // namespace seaglass
