#pragma once
// Levels of a tracks patch: reads the recordings nearest to a note's pitch and velocity.

#include "engine/voice/kernels.h"
#include "engine/voice/note_library.h"
#include "engine/voice/timbre.h"
#include "engine/voice/track_reader.h"

namespace seaglass {

class TrackTimbre final : public Timbre {
 public:
  // [control]
  void prepare(const NoteLibrary& library, const VoiceKernels& kernels) {
    library_ = &library;
    kernels_ = &kernels;
  }

  void start(const NoteStart& note, const NotePart& part, Spectrum& spectrum) override;
  void advance(const Moment& moment, const NotePart& part) override;
  bool order(const NotePart& part, Spectrum& spectrum, FrameOrder& frame, OrderList& orders) override;
  bool past_end() const override { return readers_[0].past_end(); }

 private:
  void gather_partials(const Place& place, float hz, Spectrum& spectrum);
  void gather_noise(const Place& place, Spectrum& spectrum);
  void mix_rows(bool noise, int count, float* out_db);
  float moving_db_gain(const NotePart& part) const;

  const NoteLibrary* library_ = nullptr;
  const VoiceKernels* kernels_ = nullptr;
  NoteMix mix_;
  TrackReader readers_[4];
  float mean_db_[kMaxPartials], noise_mean_db_[kNoiseBands];  // of the mix, for the size of its movements
  float take_db_[kMaxPartials];  // stroke-to-stroke differences
  float spread_gain_ = 0;        // what averaging several recordings takes from their movement, minus one
  float gain_db_ = 0;
  double time_ = 0;              // seconds since onset
  bool pitched_ = true;
  std::uint64_t seed_ = 0;
};

}  // namespace seaglass
