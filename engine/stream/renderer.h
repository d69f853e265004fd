#pragma once
// The pure function that is all of the sound: events and a model in, samples out. No clock, no thread, no device. The worker
// drives it live, `render` and `replay` drive it offline, tests drive it anyhow; the samples are the same.

#include <array>
#include <memory>
#include <vector>

#include "engine/model.h"
#include "engine/stream/control_memory.h"
#include "engine/stream/master.h"

namespace seaglass {

// Told of every event as it is applied, in order: the journal listens here.
class AppliedSink {
 public:
  virtual ~AppliedSink() = default;
  // The renderer's thread. Wait-free. `event.at` is the sample at which it took effect.
  virtual void applied(const Event& event, const Applied& what) = 0;
};

class Renderer {
 public:
  // [control] `model` is prepared already.
  Renderer(double rate, std::unique_ptr<Model> model, AppliedSink* sink = nullptr);

  // The functions below belong to one thread, [worker] when live. All are bounded and free of locks and allocation.

  // Schedules an event for sample event.at. False when kMaxPending are waiting, or when it carries what is not a
  // number. Events for samples already rendered take effect at the next one. A panic takes back the notes that were
  // scheduled before it and have not begun.
  [[nodiscard]] bool schedule(const Event& event);

  // Samples [position(), position() + out.count), for any count; the same number of pairs in all calls. False: some of
  // them are missing and are to be concealed (Model::sounds()).
  bool render(InputSpan in, const AudioSpan& out);

  // From the next sample on the stream plays `next`, crossfaded from the old model; controllers and parameters carry
  // over, places do not. Only while swapping() is false. `crossfade` in samples; 0: as long as it takes for no click.
  void swap(std::unique_ptr<Model> next, SampleIndex crossfade = 0);

  // From the next sample on a slow crossfade goes the rest of its way as quickly as it can without a click. Returns in
  // how many samples, or 0 when there is none, or it ends as soon by itself.
  int hasten();
  bool swapping() const { return leaving_ != nullptr || retired_ != nullptr; }

  // A model that has been faded out and may go back to [control], or null.
  [[nodiscard]] std::unique_ptr<Model> take_retired();

  // Whether a model that sounds now is made elsewhere (Model::elsewhere()).
  bool elsewhere() const { return model_->elsewhere() || (leaving_ && leaving_->elsewhere()); }

  SampleIndex position() const { return position_; }
  int sounding() const { return model_->sounding(); }
  std::size_t pending() const { return queue_.size(); }
  std::uint64_t bad_samples() const { return master_.bad_samples(); }

  // What sounds and how every part is set, at position().
  void report(StageReport& report) const;

  static constexpr std::size_t kMaxPending = 16384;

 private:
  struct Scheduled {
    Event event;
    std::uint64_t order;
  };
  struct Later {
    bool operator()(const Scheduled& a, const Scheduled& b) const {
      return a.event.at != b.event.at ? a.event.at > b.event.at : a.order > b.order;
    }
  };
  struct Told {
    int at = 0;  // samples of the piece
    EventKind kind = EventKind::kControl;
    float value = 0;
  };
  void grant_wishes();
  void apply_due();
  void apply(const Event& event, std::uint64_t order);
  int go_through(int most, int pairs);
  void tell_master(const Event& event);
  bool finish_models(InputSpan in, const AudioSpan& out);
  void finish_master(const AudioSpan& piece);

  std::unique_ptr<Model> model_, leaving_, retired_;
  ControlMemory controls_;
  AppliedSink* sink_;
  Master master_;
  int piece_ = 0;  // samples gone through that have no sound yet
  int told_ = 0;
  std::array<Told, 2 * kMaxSpan> told_list_;  // a gain and a fade at each sample, at most
  int crossfade_ = 0;  // samples
  Ramp arriving_{1};
  SampleIndex position_ = 0;
  std::uint64_t order_ = 0;
  std::uint32_t models_ = 0;  // swapped in
  std::uint64_t panicked_ = 0;    // notes scheduled before this order do not begin any more
  std::vector<Scheduled> queue_;  // a heap, soonest first; its memory is taken at the start
};

}  // namespace seaglass
