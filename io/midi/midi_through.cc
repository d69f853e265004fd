#include "io/midi/midi_through.h"

namespace seaglass::io {
namespace {

constexpr std::uint8_t kNoteOff = 0x80, kNoteOn = 0x90, kController = 0xb0, kSystem = 0xf0;
constexpr std::uint8_t kAllSoundOff = 120, kResetControllers = 121, kAllNotesOff = 123;  // 124 to 127 end notes too

// More keys of a channel than hands reach: one message ends them all.
constexpr std::size_t kMostKeys = 12;

}  // namespace

void MidiThrough::pass(std::span<const std::uint8_t> message, SampleIndex at) noexcept {
  const MidiOutputSet outputs = outputs_.load(std::memory_order_relaxed) & ~barred_.load(std::memory_order_relaxed);
  if (outputs == 0 || message.empty()) return;
  if (message[0] >= kSystem && !clock_.load(std::memory_order_relaxed)) return;
  (void)lane_.send(MidiMessage(message, at, outputs));  // counts what it loses
  if (message.size() == 3) remember(message);
}

void MidiThrough::remember(std::span<const std::uint8_t> message) {
  const std::size_t channel = message[0] & 0x0f;
  const std::uint8_t kind = message[0] & 0xf0, number = message[1] & 0x7f, value = message[2];
  if (kind == kNoteOn || kind == kNoteOff) keys_[channel][number] = kind == kNoteOn && value > 0;
  if (kind != kController) return;
  for (std::size_t i = 0; i < kPedals.size(); i++)
    if (number == kPedals[i]) pedals_[channel][i] = value > 0;
  if (number == kResetControllers) pedals_[channel].reset();
  if (number == kAllSoundOff || number >= kAllNotesOff) keys_[channel].reset();
}

void MidiThrough::release_all() noexcept {
  const auto say = [this](std::size_t status, std::size_t number) {
    pass(std::array{std::uint8_t(status), std::uint8_t(number), std::uint8_t(0)}, 0);
  };
  for (std::size_t channel = 0; channel < kChannels; channel++) {
    if (keys_[channel].count() > kMostKeys) say(kController | channel, kAllNotesOff);
    for (std::size_t key = 0; key < kKeys; key++)
      if (keys_[channel][key]) say(kNoteOff | channel, key);
    for (std::size_t i = 0; i < kPedals.size(); i++)
      if (pedals_[channel][i]) say(kController | channel, kPedals[i]);
    keys_[channel].reset();
    pedals_[channel].reset();
  }
}

}  // namespace seaglass::io
