#pragma once
// Decides what the accompanist plays, frame by frame, from what was played before.
//
// plan(f) reads the player's notes of the frames before f as far as they are known, and then decides frame f: a change of
// harmony, then notes role by role. Notes that are told late are read where they belong when the next frame is planned; what
// was decided meanwhile stays. The same notes, knobs and seed give the same plans.

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "engine/jam/ear.h"
#include "engine/jam/harmony_judge.h"
#include "engine/jam/knobs.h"
#include "engine/jam/listener.h"
#include "engine/jam/plan.h"
#include "engine/jam/reader.h"

namespace seaglass::jam {

// Where a frame stands, and what kind of music this is, as the network is told it.
struct Setting {
  int place = 24;   // frame of the bar; 24 to 27: frame of a quarter note, the bar is not known
  int meter = 0;    // index of the trainer's METERS, 0: not known
  int beat_frames = 4;
  int style = 0;    // index of kStyleNames
  int tempo = 4;    // tempo_step()
};

// All functions [accompanist], one thread at a time. No allocation after construction but what FramePlan's vectors grow.
class Composer {
 public:
  Composer(std::shared_ptr<const Network> network, std::uint64_t seed, const HarmonyWeights& weights = {});

  // Forgets everything; the next frame to be planned is 0.
  void reset(std::uint64_t seed);

  // The next frame.
  const FramePlan& plan(Listener& player, const Knobs& knobs, const Setting& setting);

  // The frame that was planned last, once more: the player has played something else meanwhile. After plan().
  const FramePlan& plan_again(Listener& player, const Knobs& knobs);

  Frame next_frame() const { return next_; }

 private:
  static constexpr int kPast = 16;    // frames that can be read again
  static constexpr int kMostSounding = 48;

  struct Sounding {
    Role role;
    std::int16_t pitch;
    Tick end;
  };

  // What is known after a frame's own part.
  struct Own {
    Chord chord;
    int age = 31;
    std::array<std::int16_t, kKinds> last;
    std::array<Sounding, kMostSounding> sounding;
    int sounding_count = 0;
    EarMemory heard;
    int silent = 0;      // frames in which none of its parts has sounded; drums count where they play alone
    float busy = 0;      // notes a frame, of late
    std::int64_t steps = 0;
  };

  struct Past {
    Own before;  // the frame: of the frame before, after its own part
    Setting setting;
    Roles roles = 0;
    FramePlan plan;
  };

  Past& past(Frame frame) { return past_[std::size_t(frame % kPast)]; }
  void read_again(Frame first, Listener& player);
  void enter(Frame frame, Listener& player);
  void read_plan(const FramePlan& plan);
  void decide(Frame frame, const Listener& player, const Knobs& knobs);
  void decide_harmony(FramePlan& plan, const Listener& player, const Knobs& knobs);
  void decide_notes(FramePlan& plan, const Listener& player, const Knobs& knobs);
  PlannedNote decide_note(Kind kind, int above, const Knobs& knobs, FramePlan& plan, std::uint64_t key);
  void end_outsiders(FramePlan& plan);
  void play(const FramePlan& plan, const PlannedNote& note);
  void leave(const FramePlan& plan);
  void read(const Step& step);
  Outlook outlook(const EarAnswer& ear);
  Step step_of(Kind kind) const;
  float uniform(std::uint64_t what) const;

  Reader reader_;
  Ear ear_;
  HarmonyWeights weights_;
  std::uint64_t seed_;
  Frame next_ = 0;
  Own own_;
  Setting setting_;
  Frame frame_ = 0;
  int told_age_ = 0;  // of the frame at hand
  std::array<Past, kPast> past_;
  std::vector<HeardNote> heard_;
};

}  // namespace seaglass::jam
