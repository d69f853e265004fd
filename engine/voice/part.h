#pragma once
// What a MIDI channel knows: its place, parameters, wheel, pressure and pedals. All [worker], wait-free.

#include <array>
#include <cstdint>

#include "engine/event.h"
#include "engine/parameter.h"

namespace seaglass {

class Part {
 public:
  Part();

  float value(ParameterId id) const { return values_[std::size_t(id)]; }
  void set(ParameterId id, float value);

  // A MIDI controller that is a parameter, a pedal or part of a registered parameter number. What the change asks of the
  // voices is for the caller, who compares.
  void controller(int number, float position);
  void reset_controllers();

  void set_bend(float bend) { bend_ = bend; }
  void set_pressure(float pressure) { pressure_ = pressure; }

  // Another place, with the timbre position that is its own: x and y at its map position, no morph.
  void set_place(int place, const std::array<float, 2>& map);

  int place() const { return place_; }
  int placing() const { return placing_; }  // counts changes of place
  float bend() const { return bend_; }  // -1..1 of its range
  float pressure() const { return pressure_; }

  // Bend, tuning and transposition together, in semitones.
  float pitch_offset() const;

  // Level of volume and expression, 1 at full.
  float gain() const;

  // How much a released note is damped: 1 pedal up, 0 pedal down, between on a half pedal.
  float damping() const;
  bool sostenuto() const { return sostenuto_; }

 private:
  void data_entry();

  std::array<float, kParameterCount> values_{};
  int place_ = 0, placing_ = 0;
  float bend_ = 0, pressure_ = 0, sustain_ = 0;
  bool sostenuto_ = false;
  int number_msb_ = 127, number_lsb_ = 127;  // registered parameter number; 127 127 is none
  float data_msb_ = 0, data_lsb_ = 0;
};

// What kMode says.
enum class Mode { kPoly = 0, kMono = 1, kLegato = 2 };
Mode mode_of(const Part& part);

// Calls act(part) for each part that the event is for.
template <class Act>
void for_parts(const Event& event, Act act) {
  if (event.part == kAllParts) {
    for (int part = 0; part < kParts; part++) act(part);
  } else if (event.part < kParts) {
    act(int(event.part));
  }
}

}  // namespace seaglass
