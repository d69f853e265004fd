#pragma once
// A stream that runs: the audio thread's side, the worker and its thread, or the inline driver in their place. Knows no
// device; whoever owns one lets it call process().

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "engine/audio_buffer.h"
#include "engine/stream/audio_side.h"
#include "engine/stream/inline_driver.h"
#include "engine/stream/worker.h"
#include "io/audio/audio_device.h"
#include "io/file/recording_thread.h"
#include "tools/seaglass/live/backend.h"
#include "tools/seaglass/patch_file.h"

namespace seaglass {

struct LiveSetup {
  LoadedPatch patch;
  std::string place;
  double rate = 48000;
  int buffer = 64;
  int voices = kDefaultVoices;
  std::uint64_t seed = 0;
  Lead lead = Lead::kFast;
  bool run_inline = false;
  bool journal = false;
  int inputs = 0;  // channels
  int pairs = 1;   // stereo pairs of output
  Backend* backend = nullptr;  // where the voices sound, outlives the stream; null: here
};

class LiveStream final : public io::AudioClient {
 public:
  LiveStream() = default;
  ~LiveStream();

  // [control] Builds everything for the device that was opened. Before it, process() gives silence.
  void prepare(const LiveSetup& setup);

  // [control] Before run(): a source of events.
  void add_source(EventPort& port);

  // [control] Starts the worker; the device may call from now on.
  void run();

  // [control] Ends the worker. The device has stopped calling.
  void stop();

  // [control] A model of the patch, made for this stream.
  std::unique_ptr<Model> make(const LoadedPatch& patch) const;

  // [control] Stages another model, patch `number` of the journal, crossfaded over `seconds` (0: as short as can be); of
  // several that are asked for quickly the last one is heard. `opening` happens at its first sample.
  void change_model(std::unique_ptr<Model> model, std::int64_t number, double seconds, std::vector<Event> opening);

  // [control] What StageReport::model says once every change that was asked for has happened.
  std::uint32_t models_asked() const { return models_asked_; }

  // [control] The inline driver knows one lead only.
  void set_lead(Lead lead);

  // [control] Frees models that are done with.
  void collect();

  // [control] Where what is heard goes from now on, or null. The one before is no longer used when this returns.
  void record_to(io::RecordingThread* recording);

  // [audio] Wait-free with a worker, bounded inline.
  void process(const io::AudioBlock& block) noexcept override;

  // [any]
  void fade_out();
  bool ended() const;
  SampleIndex position() const { return position_.load(std::memory_order_relaxed); }
  int delay() const;
  Nanoseconds delay_ns() const { return Nanoseconds(delay() / setup_.rate * 1e9); }
  bool begun() const { return ready_.load(std::memory_order_acquire); }
  SampleIndex rendered() const { return worker_ ? worker_->counters().rendered.load(std::memory_order_relaxed) : position(); }
  const StreamClock& clock() const { return link_.clock; }
  StreamLink& link() { return link_; }
  const WorkerCounters* worker() const { return worker_ ? &worker_->counters() : nullptr; }
  const IntakeCounters& intake() const;
  rt::SpscRing<JournalRecord>& journal() { return journal_; }
  const LiveSetup& setup() const { return setup_; }
  float take_input_peak(int channel) { return input_peaks_[channel].exchange(0, std::memory_order_relaxed); }
  // [control] Once, when a thread was refused what it asked for: the sentence to show.
  std::string take_warning();

 private:
  void render(const AudioSpan& out, Nanoseconds now, double ns_per_sample) noexcept;
  void listen(const io::AudioBlock& block, int from, int n) noexcept;
  void meter_inputs(const io::AudioBlock& block) noexcept;
  void work();
  ModelChange& models();

  LiveSetup setup_;
  StreamLink link_;
  rt::SpscRing<JournalRecord> journal_{1 << 16};
  std::unique_ptr<AudioSide> side_;
  std::unique_ptr<Worker> worker_;
  std::unique_ptr<InlineDriver> inline_;
  std::atomic<io::RecordingThread*> recording_{nullptr};
  std::atomic<std::uint64_t> blocks_{0};  // written by [audio]: even between blocks, odd within
  AudioBuffer rendered_;             // [audio]
  std::vector<float> interleaved_;   // [audio]
  std::atomic<SampleIndex> position_{0};
  std::atomic<float> input_peaks_[kMaxInputs]{};
  std::atomic<bool> ready_{false}, running_{false};
  std::thread thread_;
  std::uint32_t models_asked_ = 0;   // [control]
  std::mutex warning_mutex_;  // [worker], before its first step, and [control]
  std::string warning_;
};

}  // namespace seaglass
