#include "io/child/block_exchange.h"

#include <algorithm>
#include <cstring>

namespace seaglass::io {
namespace {

std::size_t slot_of(std::uint64_t sequence) { return sequence % kBlockSlots; }

// Each counter has one writer.
void count(std::atomic<std::uint64_t>& counter) {
  counter.store(counter.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
}

}  // namespace

BlockExchange::BlockExchange(const SharedRegion& region) : view_(region.view()), reply_(view_.sizes().reply) {}

BlockRequest BlockExchange::request() noexcept {
  granted_ = false;
  const Epoch usable = usable_.load(std::memory_order_acquire);
  if (usable == 0) return {};
  if (usable != epoch_) {
    epoch_ = usable;
    sequence_ = 0;
    late_ = {};
    awaited_ = false;
  }
  const std::uint64_t next = sequence_ + 1;
  const std::size_t slot = slot_of(next);
  if (next > kBlockSlots) {
    const Ticket last = view_.words().replies[slot].ticket.load(std::memory_order_acquire);
    if (last != make_ticket(epoch_, next - kBlockSlots)) {
      count(counts_.behind);
      return {};
    }
    if (late_[slot]) count(counts_.dropped);
    late_[slot] = false;
  }
  granted_ = true;
  return {.bytes = view_.request(slot), .epoch = epoch_, .sequence = next};
}

bool BlockExchange::post(std::size_t bytes) noexcept {
  if (!granted_ || bytes > view_.sizes().request) return false;
  granted_ = false;
  awaited_ = true;
  sequence_++;
  const Ticket ticket = make_ticket(epoch_, sequence_);
  BlockHead& head = view_.words().requests[slot_of(sequence_)];
  head.bytes.store(bytes, std::memory_order_relaxed);
  head.ticket.store(ticket, std::memory_order_release);
  posted_.store(ticket, std::memory_order_release);
  view_.words().request_bell.ring();
  count(counts_.posted);
  return true;
}

BlockReply BlockExchange::wait(Nanoseconds deadline) noexcept {
  if (!awaited_) return {};
  const std::size_t slot = slot_of(sequence_);
  const Ticket ticket = make_ticket(epoch_, sequence_);
  SharedWords& words = view_.words();
  const Nanoseconds spin_until = std::min(deadline, now_ns() + kReplySpin);
  for (;;) {
    const std::uint32_t heard = words.reply_bell.rings();
    // Asked before looking: nothing that comes by then is missed.
    const Nanoseconds now = now_ns();
    const bool gone = usable_.load(std::memory_order_acquire) != epoch_;
    if (words.replies[slot].ticket.load(std::memory_order_acquire) == ticket) return take(slot);
    if (gone) return {};
    if (now >= deadline) {
      note_late(slot);
      return {.answer = Answer::kLate};
    }
    if (now < spin_until)
      spin_pause();
    else
      words.reply_bell.wait(heard, deadline);
  }
}

StateRead BlockExchange::state(std::size_t slice, std::span<std::byte> room) const noexcept {
  return read_state(view_, slice, epoch_, sequence_, room);
}

void BlockExchange::condemn() noexcept {
  if (condemned() != epoch_) count(counts_.broken);
  condemned_.store(epoch_, std::memory_order_release);
}

void BlockExchange::close() noexcept {
  usable_.store(0, std::memory_order_release);
  view_.words().reply_bell.ring();
}

BlockReply BlockExchange::take(std::size_t slot) noexcept {
  const std::uint64_t bytes = view_.words().replies[slot].bytes.load(std::memory_order_relaxed);
  if (bytes > reply_.size()) {
    condemn();
    return {.answer = Answer::kBroken};
  }
  std::memcpy(reply_.data(), view_.reply(slot).data(), bytes);
  late_[slot] = false;  // where it was waited for twice
  awaited_ = false;
  count(counts_.replies);
  return {.answer = Answer::kReply, .bytes = {reply_.data(), std::size_t(bytes)}};
}

void BlockExchange::note_late(std::size_t slot) noexcept {
  if (!late_[slot]) count(counts_.late);
  late_[slot] = true;
}

}  // namespace seaglass::io
