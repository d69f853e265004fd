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
#include "engine/stream/stream_clock.h"

namespace seaglass {

class PresentValues {
 public:
  // [control] Everything at its standard.
  PresentValues();

  // [any] Wait-free. In the parameter's unit; NaN where nobody knows: a change of place moves x, y and morph by itself.
  // Of kAllParts: where the part stands that moved last.
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

  // [control] The opening of another patch, where parts go to places by themselves. Of kAllParts the first part counts.
  void follow_opening(std::span<const Event> events);

  // [control] How a part is set, as the rendering thread reported it at `now`, in time that goes on as long as reports
  // do (engine/stage_report.h). Asked now and then, it puts right what nobody has told of for kSettled, by when every
  // report is from after what was told: whatever a patch, a snapshot or a glide has moved.
  void settle(std::uint8_t part, std::span<const float, kParameterCount> values, Nanoseconds now);
  static constexpr Nanoseconds kSettled = 250'000'000;  // the longest delay, and the time between two reports

  // ---------------------------------------------------------------------------------------------------------------
 private:
  static constexpr int kNewest = kParts;  // the row of kAllParts
  static constexpr std::uint32_t kNothing = ~0u;

  void store(std::uint8_t part, ParameterId id, float value);
  void controller(std::uint8_t part, int number, float position);
  bool told_lately(std::size_t row, std::size_t parameter, Nanoseconds now);

  template <class T>
  using Rows = std::array<std::array<T, kParameterCount>, kParts + 1>;

  Rows<std::atomic<float>> values_;
  Rows<std::atomic<bool>> told_{};  // since [control] looked
  std::atomic<std::uint32_t> touched_{kNothing};  // part << 8 | parameter
  Rows<Nanoseconds> told_at_{};     // [control]: seen then to be told; 0: never
  static_assert(std::atomic<float>::is_always_lock_free);
};

}  // namespace seaglass
