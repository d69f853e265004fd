#include "engine/control/control_decoder.h"

namespace seaglass {
namespace {

// Controller numbers of the MIDI 1.0 specification.
constexpr int kDataMsb = 6, kDataLsb = 38, kIncrement = 96, kDecrement = 97;
constexpr int kNrpnLsb = 98, kNrpnMsb = 99, kRpnLsb = 100, kRpnMsb = 101;

ControlReading stands(const MappedControl* mapped, const ControlId& id, ControlFormat format, int value) {
  return {.mapped = mapped, .complete = true, .move = {.id = id, .format = format, .value = value}};
}

// A coarse half that stands for the whole: the last one is the end.
int without_fine(int coarse) { return coarse == kCoarseEnd ? kFineEnd : coarse << 7; }

// A control that says all in one message.
ControlReading says(const ControlId& id, int value, const ControllerMap& map) {
  const MappedControl* mapped = map.find(id);
  if (mapped == nullptr || !is_relative(mapped->control.format))
    return stands(mapped, id, ControlFormat::kCoarse, value);
  const int steps = steps_of(mapped->control.format, value);
  return {.mapped = mapped,
          .complete = steps != 0,
          .move = {.id = id, .format = mapped->control.format, .relative = true, .value = steps}};
}

}  // namespace

int steps_of(ControlFormat format, int value) {
  switch (format) {
    case ControlFormat::kTwosComplement:
      return value < 64 ? value : value - 128;
    case ControlFormat::kSignMagnitude:
      return value < 64 ? value : 64 - value;
    default:
      return value - 64;
  }
}

bool is_channel_message(std::span<const std::uint8_t> message) {
  if (message.empty() || message[0] < 0x80 || message[0] >= 0xf0) return false;
  const bool one_byte = (message[0] & 0xe0) == 0xc0;  // program and pressure
  return message.size() == (one_byte ? 2u : 3u) && message[1] < 128 && (one_byte || message[2] < 128);
}

ControlReading ControlDecoder::receive(std::span<const std::uint8_t> message, const ControllerMap& map) {
  if (!is_channel_message(message)) return {};
  const int kind = message[0] >> 4;
  const std::uint8_t channel = message[0] & 0x0f, first = message[1], second = message.size() == 3 ? message[2] : 0;
  const auto id = [&](ControlKind k, int number) { return ControlId{k, channel, std::uint16_t(number)}; };
  switch (kind) {
    case 0x8:
      return says(id(ControlKind::kNote, first), 0, map);
    case 0x9:
      return says(id(ControlKind::kNote, first), second, map);
    case 0xa:
      return says(id(ControlKind::kKeyPressure, first), second, map);
    case 0xb:
      return controller(channel, first, second, map);
    case 0xc: {
      // A program is its own number; one that stands for any counts by it.
      const ControlId program = id(ControlKind::kProgram, first);
      return stands(map.find(program), program, ControlFormat::kCoarse, first);
    }
    case 0xd:
      return says(id(ControlKind::kPressure, 0), first, map);
    case 0xe: {
      const ControlId bend = id(ControlKind::kBend, 0);
      return stands(map.find(bend), bend, ControlFormat::kFine, first | second << 7);
    }
    default:
      return {};
  }
}

// True when the message only says which parameter the next ones are about.
bool ControlDecoder::choose_number(Channel& c, std::uint8_t number, std::uint8_t value) {
  if (number < kNrpnLsb || number > kRpnMsb) return false;
  const Chosen chosen = number >= kRpnLsb ? Chosen::kRegistered : Chosen::kNrpn;
  if (chosen != c.chosen) c.number_msb = c.number_lsb = kNone;
  c.chosen = chosen;
  // Many panels choose anew before every value.
  std::uint8_t& half = number == kNrpnMsb || number == kRpnMsb ? c.number_msb : c.number_lsb;
  if (half != value) c.data = {};
  half = value;
  return true;
}

ControlReading ControlDecoder::controller(std::uint8_t channel, std::uint8_t number, std::uint8_t value,
                                          const ControllerMap& map) {
  Channel& c = channels_[channel];
  const auto id = [&](int n) { return ControlId{ControlKind::kController, channel, std::uint16_t(n)}; };
  if (number >= 120 || choose_number(c, number, value)) return {};
  const bool data = number == kDataMsb || number == kDataLsb || number == kIncrement || number == kDecrement;
  if (data && c.has_number())
    return c.chosen == Chosen::kNrpn ? data_entry(channel, number, value, map) : ControlReading();
  if (number < kFineHalf) {
    const MappedControl* mapped = map.find(id(number));
    if (mapped == nullptr || mapped->control.format != ControlFormat::kFine) return says(id(number), value, map);
    // Half of the truth: 6 to come from 7.01 to 6.99 would sound as 6 for a moment. But a second one without a fine
    // half between says that none will come.
    Pair& pair = c.pairs[number];
    const bool alone = pair.waiting;
    pair = {.coarse = value, .waiting = true};
    ControlReading reading = stands(mapped, id(number), ControlFormat::kFine, without_fine(value));
    reading.complete = alone;
    return reading;
  }
  if (number < 2 * kFineHalf) {
    const int coarse = number - kFineHalf;
    const MappedControl* mapped = map.find(id(coarse));
    if (mapped != nullptr && mapped->control.format == ControlFormat::kFine) {
      c.pairs[coarse].waiting = false;
      return stands(mapped, id(coarse), ControlFormat::kFine, c.pairs[coarse].coarse << 7 | value);
    }
  }
  return says(id(number), value, map);
}

ControlReading ControlDecoder::data_entry(std::uint8_t channel, std::uint8_t number, std::uint8_t value,
                                          const ControllerMap& map) {
  Channel& c = channels_[channel];
  const ControlId id{ControlKind::kNrpn, channel, c.number()};
  const MappedControl* mapped = map.find(id);
  if (number == kIncrement || number == kDecrement)
    return {
        .mapped = mapped,
        .complete = true,
        .move = {.id = id, .format = ControlFormat::kCoarse, .relative = true, .value = number == kIncrement ? 1 : -1}};
  if (number == kDataLsb) {
    c.data.waiting = false;
    ControlReading reading = stands(mapped, id, ControlFormat::kFine, c.data.coarse << 7 | value);
    // Mapped without it, the fine half changes nothing.
    reading.complete = mapped == nullptr || mapped->control.format == ControlFormat::kFine;
    return reading;
  }
  const bool alone = c.data.waiting;
  c.data = {.coarse = value, .waiting = true};
  if (mapped == nullptr || mapped->control.format == ControlFormat::kCoarse)
    return stands(mapped, id, ControlFormat::kCoarse, value);
  ControlReading reading = stands(mapped, id, ControlFormat::kFine, without_fine(value));
  reading.complete = alone;
  return reading;
}

}  // namespace seaglass
