// Of a build with SEAGLASS_LINK. The only file that includes Link.

#include <ableton/Link.hpp>
#include <chrono>

#include "io/link/link_session.h"

namespace seaglass::io {
namespace {

using std::chrono::microseconds;

// The clock that now_ns() reads; Link's own choice would drift against it.
using Session = ableton::BasicLink<ableton::platforms::linux::ClockMonotonic>;

microseconds micros(Nanoseconds when) { return microseconds((when + 500) / 1000); }
Nanoseconds nanos(microseconds when) { return Nanoseconds(when.count()) * 1000; }

class AbletonLink final : public LinkSession {
 public:
  explicit AbletonLink(double bpm) : link_(bpm) {
    link_.enableStartStopSync(true);
    link_.enable(true);
  }

  LinkReading read(Nanoseconds when) override {
    auto state = link_.captureAppSessionState();
    if (state.isPlaying() != playing_) {
      // A peer began or stopped; our own changes have been noted already.
      playing_ = state.isPlaying();
      take_++;
      if (playing_) {
        start_ = 0;
        state.requestBeatAtStartPlayingTime(0, kQuantum);
        link_.commitAppSessionState(state);
      } else {
        position_ = state.beatAtTime(state.timeForIsPlaying(), kQuantum);
      }
    }
    return {.tempo = state.tempo(), .beat = playing_ ? state.beatAtTime(micros(when), kQuantum) : position_,
            .playing = playing_, .since = nanos(state.timeForIsPlaying()), .start = start_, .take = take_,
            .peers = link_.numPeers()};
  }

  void start(double beat, Nanoseconds when) override {
    auto state = link_.captureAppSessionState();
    state.setIsPlayingAndRequestBeatAtTime(true, micros(when), beat, kQuantum);
    link_.commitAppSessionState(state);
    begin(beat);
  }

  void stop(Nanoseconds when) override {
    auto state = link_.captureAppSessionState();
    if (!playing_) return;
    position_ = state.beatAtTime(micros(when), kQuantum);
    state.setIsPlaying(false, micros(when));
    link_.commitAppSessionState(state);
    playing_ = false;
    take_++;
  }

  void locate(double beat, Nanoseconds when) override {
    position_ = beat;
    take_++;
    if (!playing_) return;
    align(beat, when);
    start_ = beat;
  }

  void set_tempo(double bpm, Nanoseconds when) override {
    auto state = link_.captureAppSessionState();
    state.setTempo(bpm, micros(when));
    link_.commitAppSessionState(state);
  }

  void align(double beat, Nanoseconds when) override {
    auto state = link_.captureAppSessionState();
    state.requestBeatAtTime(beat, micros(when), kQuantum);
    link_.commitAppSessionState(state);
  }

 private:
  void begin(double beat) {
    playing_ = true;
    start_ = beat;
    take_++;
  }

  Session link_;
  bool playing_ = false;
  double position_ = 0, start_ = 0;
  std::uint32_t take_ = 0;
};

}  // namespace

bool link_available() { return true; }

std::unique_ptr<LinkSession> open_link(double bpm) { return std::make_unique<AbletonLink>(bpm); }

}  // namespace seaglass::io
