#include "io/child/block_service.h"

#include <algorithm>

namespace seaglass::io {
namespace {

std::size_t slot_of(std::uint64_t sequence) { return sequence % kBlockSlots; }

}  // namespace

BlockService::BlockService(const SharedRegion& region)
    : view_(region.view()), states_(view_), epoch_(view_.words().epoch.load(std::memory_order_acquire)) {}

std::span<const std::byte> BlockService::config() const noexcept {
  const std::size_t bytes = view_.words().config_bytes.load(std::memory_order_acquire);
  return view_.config().first(std::min(bytes, view_.sizes().config));
}

void BlockService::say(ChildState state, int code) noexcept {
  view_.words().state.store(make_state(epoch_, state, code), std::memory_order_release);
}

void BlockService::beat() noexcept { view_.words().heartbeat.fetch_add(1, std::memory_order_relaxed); }

Taken BlockService::look() noexcept {
  SharedWords& words = view_.words();
  if (words.stop.load(std::memory_order_acquire) == epoch_) return Taken::kStop;
  const std::size_t slot = slot_of(sequence_ + 1);
  const BlockHead& head = words.requests[slot];
  if (head.ticket.load(std::memory_order_acquire) != make_ticket(epoch_, sequence_ + 1)) return Taken::kNothing;
  sequence_++;
  const std::size_t bytes = head.bytes.load(std::memory_order_relaxed);
  request_ = view_.request(slot).first(std::min(bytes, view_.sizes().request));
  return Taken::kRequest;
}

Taken BlockService::take(Nanoseconds expected) noexcept {
  Bell& bell = view_.words().request_bell;
  beat();
  const Nanoseconds end = now_ns() + kHeartbeat;
  for (;;) {
    const std::uint32_t heard = bell.rings();
    const Taken taken = look();
    const Nanoseconds now = now_ns();
    if (taken != Taken::kNothing || now >= end) return taken;
    if (now < expected - kTakeEarly)
      bell.wait(heard, std::min(end, expected - kTakeEarly));
    else if (now < expected + kTakeSpin)
      spin_pause();
    else
      bell.wait(heard, end);
  }
}

std::span<std::byte> BlockService::reply_room() const noexcept { return view_.reply(slot_of(sequence_)); }

void BlockService::reply(std::size_t bytes) noexcept {
  BlockHead& head = view_.words().replies[slot_of(sequence_)];
  head.bytes.store(bytes, std::memory_order_relaxed);
  head.ticket.store(make_ticket(epoch_, sequence_), std::memory_order_release);
  view_.words().reply_bell.ring();
  beat();
}

void BlockService::copy_state(std::size_t slice, std::span<const std::byte> state) noexcept {
  states_.write(slice, make_ticket(epoch_, sequence_), state);
}

}  // namespace seaglass::io
