#include "io/child/state_slices.h"

#include <algorithm>
#include <cstring>

namespace seaglass::io {
namespace {

constexpr std::size_t kWord = sizeof(std::uint64_t);

// A writer comes by once in many blocks; who meets it twice in a row has met garbage.
constexpr int kTries = 3;

struct Found {
  std::size_t copy = 0;
  std::uint32_t before = 0;
  Ticket ticket = 0;
  std::size_t bytes = 0;
};

// The newest copy that is whole and of this life. False: none.
bool find(const RegionView& view, std::size_t slice, Epoch epoch, std::uint64_t newest, std::size_t room, Found& best) {
  best = {};
  for (std::size_t copy = 0; copy < kSliceCopies; copy++) {
    const SliceHead& head = view.slice_head(slice, copy);
    Found found{.copy = copy};
    found.before = head.sequence.load(std::memory_order_acquire);
    found.bytes = head.bytes.load(std::memory_order_acquire);
    found.ticket = head.ticket.load(std::memory_order_acquire);
    const bool whole = found.before % 2 == 0 && epoch_of(found.ticket) == epoch && sequence_of(found.ticket) <= newest;
    if (whole && found.bytes <= room && found.bytes <= view.sizes().slice && found.ticket > best.ticket) best = found;
  }
  return sequence_of(best.ticket) != 0;
}

}  // namespace

void StateWriter::write(std::size_t slice, Ticket ticket, std::span<const std::byte> state) noexcept {
  if (slice >= view_.sizes().slices || state.size() > view_.sizes().slice) return;
  const std::size_t copy = next_[slice];
  next_[slice] = (copy + 1) % kSliceCopies;
  SliceHead& head = view_.slice_head(slice, copy);
  const SliceWords words = view_.slice_words(slice, copy);
  // An earlier life may have died in here, and left it odd.
  const std::uint32_t writing = head.sequence.load(std::memory_order_relaxed) | 1;
  head.sequence.store(writing, std::memory_order_relaxed);
  // Release on each word: whoever sees a new one also sees the odd number above.
  head.bytes.store(state.size(), std::memory_order_release);
  head.ticket.store(ticket, std::memory_order_release);
  for (std::size_t i = 0; i * kWord < state.size(); i++) {
    std::uint64_t word = 0;
    std::memcpy(&word, state.data() + i * kWord, std::min(kWord, state.size() - i * kWord));
    words[i].store(word, std::memory_order_release);
  }
  head.sequence.store(writing + 1, std::memory_order_release);
}

StateRead read_state(const RegionView& view, std::size_t slice, Epoch epoch, std::uint64_t newest,
                     std::span<std::byte> room) noexcept {
  if (slice >= view.sizes().slices) return {};
  Found found;
  for (int i = 0; i < kTries && find(view, slice, epoch, newest, room.size(), found); i++) {
    const SliceWords words = view.slice_words(slice, found.copy);
    for (std::size_t w = 0; w * kWord < found.bytes; w++) {
      const std::uint64_t word = words[w].load(std::memory_order_acquire);
      std::memcpy(room.data() + w * kWord, &word, std::min(kWord, found.bytes - w * kWord));
    }
    if (view.slice_head(slice, found.copy).sequence.load(std::memory_order_relaxed) == found.before)
      return {sequence_of(found.ticket), found.bytes};
  }
  return {};
}

}  // namespace seaglass::io
