#include "io/child/life_watch.h"

#include <algorithm>

namespace seaglass::io {

void LifeWatch::begin(Epoch epoch, std::span<const std::byte> config, Nanoseconds now) noexcept {
  epoch_ = epoch;
  posted_ = answered_ = heartbeat_ = 0;
  moved_ = beat_ = now;
  // The header and the config too: an earlier life may have written over them.
  view_.header() = view_.layout().header();
  std::copy(config.begin(), config.end(), view_.config().begin());
  SharedWords& words = view_.words();
  words.config_bytes.store(config.size(), std::memory_order_relaxed);
  words.stop.store(0, std::memory_order_relaxed);
  words.heartbeat.store(0, std::memory_order_relaxed);
  words.state.store(make_state(epoch, ChildState::kStarting), std::memory_order_relaxed);
  for (BlockHead& reply : words.replies) reply.ticket.store(0, std::memory_order_relaxed);
  words.epoch.store(epoch, std::memory_order_release);
}

LifeSign LifeWatch::sign() const noexcept {
  if (exchange_.condemned() == epoch_) return LifeSign::kBroken;
  const StateWord word = view_.words().state.load(std::memory_order_acquire);
  if (word == make_state(epoch_, ChildState::kStarting)) return LifeSign::kStarting;
  if (word == make_state(epoch_, ChildState::kReady)) return LifeSign::kReady;
  return word >> 32 == make_state(epoch_, ChildState::kFailed) >> 32 ? LifeSign::kFailed : LifeSign::kBroken;
}

int LifeWatch::failure() const noexcept {
  return int(std::uint32_t(view_.words().state.load(std::memory_order_acquire)) & 0xff);  // as the kernel passes it on
}

bool LifeWatch::hangs(Nanoseconds now, Nanoseconds limit) noexcept {
  const Ticket posted = exchange_.posted();
  const std::uint64_t answered = this->answered();
  const std::uint64_t heartbeat = view_.words().heartbeat.load(std::memory_order_relaxed);
  const bool pending = epoch_of(posted) == epoch_ && sequence_of(posted) != answered;
  // A new request counts as well: whoever looks may not have been able to for a while, and it may just have been
  // posted.
  if (!pending || answered != answered_ || posted != posted_) moved_ = now;
  if (!pending || heartbeat != heartbeat_) beat_ = now;
  posted_ = posted;
  answered_ = answered;
  heartbeat_ = heartbeat;
  return now - std::max(moved_, beat_) > limit || now - moved_ > kBeatingPatience * limit;
}

void LifeWatch::ask_to_stop() noexcept {
  view_.words().stop.store(epoch_, std::memory_order_release);
  view_.words().request_bell.ring();
}

// The newest request that has its reply, of those that were posted.
std::uint64_t LifeWatch::answered() const noexcept {
  const std::uint64_t posted = sequence_of(exchange_.posted());
  std::uint64_t newest = 0;
  for (const BlockHead& reply : view_.words().replies) {
    const Ticket ticket = reply.ticket.load(std::memory_order_relaxed);
    if (epoch_of(ticket) == epoch_ && sequence_of(ticket) <= posted) newest = std::max(newest, sequence_of(ticket));
  }
  return newest;
}

}  // namespace seaglass::io
