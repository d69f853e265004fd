#pragma once
// Where every parameter of every part stands, as far as the events that pass tell it: what soft takeover, endless
// encoders, buttons that toggle and lit controllers go by. Whoever sends an event to the instrument lets it pass here
// too.

#include <array>
#include <atomic>
#include <cstdint>
#include <optional>
#include <span>

#include "engine/config.h"
#include "engine/event.h"
#include "engine/parameter.h"

namespace seaglass {

class PresentValues {
 public:
  // [control] Everything at its standard.
  PresentValues();

  // [any] Wait-free. In the parameter's unit; NaN where nobody knows: a change of place moves x, y and morph by itself.
  // Of kAllParts: what a part, any of them, was told last.
  float value(std::uint8_t part, ParameterId id) const;

  // [any] Wait-free. An event is on its way to the instrument. When two threads tell of one parameter at the same time
  // either may be the last.
  void follow(const Event& event);

  // [net], [control]. Wait-free. The same, from someone who chose the parameter: what learning may be waiting for.
  void touch(const Event& event);

  // [control] Wait-free. What was touched last since it was asked before.
  struct Touched {
    ParameterId parameter;
    std::uint8_t part;
  };
  std::optional<Touched> take_touched();

  // [control] How a part is set, as the rendering thread reports it, at most 20 ms old: told about every 50 ms, it
  // fills in what nobody knew now and the time before.
  void settle(std::uint8_t part, std::span<const float, kParameterCount> values);

  // ---------------------------------------------------------------------------------------------------------------
 private:
  static constexpr int kNewest = kParts;  // the row of kAllParts
  static constexpr std::uint32_t kNothing = ~0u;

  void store(std::uint8_t part, ParameterId id, float value);
  void controller(std::uint8_t part, int number, float position);

  std::array<std::array<std::atomic<float>, kParameterCount>, kParts + 1> values_;
  std::atomic<std::uint32_t> touched_{kNothing};                            // part << 8 | parameter
  std::array<std::array<bool, kParameterCount>, kParts> unknown_before_{};  // [control]
  static_assert(std::atomic<float>::is_always_lock_free);
};

}  // namespace seaglass
