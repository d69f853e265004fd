#pragma once
// MIDI messages of one source as moves of its controls. What a message is depends on what came before it (which NRPN
// was chosen, the other half of 14 bits) and on how the map says that a control counts: CC 33 is a control of its own,
// but where CC 1 is mapped with 14 bits.

#include <array>
#include <cstdint>
#include <span>

#include "engine/control/control_id.h"
#include "engine/control/controller_map.h"

namespace seaglass {

struct ControlReading {
  // What this message belongs to; null where that is not mapped.
  const MappedControl* mapped = nullptr;
  // Does it complete a move? The first half of 14 bits does not, nor does an encoder that says that it stands still.
  bool complete = false;
  ControlMove move{};
};

// [any] Wait-free. One whole channel message, as MIDI 1.0 has them?
bool is_channel_message(std::span<const std::uint8_t> message);

// [any] Wait-free. How many steps an endless encoder of this format means by 0 to 127.
int steps_of(ControlFormat format, int value);

// One thread: the source's own.
class ControlDecoder {
 public:
  // Wait-free. Any bytes: what is no whole channel message, and what moves no control (pressure of a key, numbers of
  // parameters, channel mode), gives an empty reading. `map` must outlive the reading.
  ControlReading receive(std::span<const std::uint8_t> message, const ControllerMap& map);

  void reset() { channels_ = {}; }

  // ---------------------------------------------------------------------------------------------------------------
 private:
  static constexpr int kFineHalf = 32;
  static constexpr std::uint8_t kNone = 127;  // both halves of a parameter number: none chosen

  // The coarse half of 14 bits, and whether its fine half is still to come.
  struct Pair {
    std::uint8_t coarse = 0;
    bool waiting = false;
  };
  enum class Chosen : std::uint8_t { kRegistered, kNrpn };
  struct Channel {
    std::array<Pair, kFineHalf> pairs{};
    Chosen chosen = Chosen::kRegistered;
    std::uint8_t number_msb = kNone, number_lsb = kNone;  // the parameter that data entry is for
    Pair data;

    bool has_number() const { return number_msb != kNone || number_lsb != kNone; }
    std::uint16_t number() const { return std::uint16_t(number_msb << 7 | number_lsb); }
  };

  ControlReading controller(std::uint8_t channel, std::uint8_t number, std::uint8_t value, const ControllerMap& map);
  ControlReading data_entry(std::uint8_t channel, std::uint8_t number, std::uint8_t value, const ControllerMap& map);
  static bool choose_number(Channel& c, std::uint8_t number, std::uint8_t value);

  std::array<Channel, 16> channels_{};
};

}  // namespace seaglass
