#pragma once
// What one control has sent since somebody began to look, and what sort of control that makes it: a knob, of 7 bits or
// of 14, an endless encoder and how it counts, a button.

#include <bitset>
#include <cstdint>
#include <optional>

#include "engine/control/control_id.h"
#include "engine/control/mapping.h"
#include "engine/stream/stream_clock.h"

namespace seaglass {

struct Judgement {
  Control control;
  std::optional<Press> press{};  // it is a button, of this sort
};

// All functions [control].
class ControlMoves {
 public:
  // `stood`: where it stood before, in 7 bits, when that is known.
  ControlMoves(const ControlId& id, std::optional<int> stood) : id_(id), stood_(stood) {}

  // A move, decoded without any map.
  void follow(const ControlMove& move, Nanoseconds when);

  // The controller 32 above came right behind it.
  void follow_fine_half(Nanoseconds when);

  bool has_fine_half() const { return fine_ > 0; }
  bool was_pressed() const { return id_.kind == ControlKind::kNote && high_ > 0; }
  Nanoseconds when() const { return when_; }           // of the last one
  std::optional<int> stands() const { return last_; }  // in 7 bits

  // Empty as long as it is not plainly moved, or not plain how it counts. Some controls are known by what does not
  // follow until `now`. `pad`: a key of the same channel was pressed.
  std::optional<Judgement> judge(Nanoseconds now, bool pad) const;

  // An endless encoder was turned one way only, which fits two ways of counting.
  bool wants_both_ways() const;

  // ---------------------------------------------------------------------------------------------------------------
 private:
  std::optional<Judgement> judge_controller(Nanoseconds quiet) const;
  std::optional<Judgement> judge_nrpn(Nanoseconds quiet) const;
  Judgement is(ControlFormat format, std::optional<Press> press = {}) const;
  bool plain() const;
  bool paired() const;
  bool repeats_itself() const;

  ControlId id_;
  std::optional<int> stood_, last_;
  int messages_ = 0, repeats_ = 0, presses_ = 0;
  int low_ = 0, high_ = 0;                               // in 7 bits
  unsigned formats_ = ~0u;                               // a bit for each way of counting steps that all of it fits
  bool only_ends_ = true;                                // 0 and 127 alone
  std::bitset<128> seen_, seen_fine_;
  int fine_ = 0, steps_ = 0;  // fine halves; increments of an NRPN
  Nanoseconds when_ = 0;
};

}  // namespace seaglass
