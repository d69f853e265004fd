#include "io/audio/rtaudio_device.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <sstream>

#include "io/audio/heartbeat.h"
#include "io/audio/patience.h"
#include "io/audio/rtaudio_api.h"
#include "io/audio/stream_pace.h"
#include "io/os/realtime.h"

namespace seaglass::io {
namespace {

constexpr int kStandardRate = 48000;            // Hz
constexpr Nanoseconds kStart = 3 * kSecond;
constexpr Nanoseconds kRelease = kSecond / 2;   // stop() promises a second, and closing follows
constexpr Nanoseconds kWaking = 3 * kSecond;    // a suspended card, a wireless loudspeaker
constexpr Nanoseconds kFirstCall = kSecond / 5;
constexpr std::size_t kStack = 256 << 10;       // touched before the first block

std::string listed(const std::vector<int>& rates) {
  std::ostringstream text;
  for (std::size_t i = 0; i < rates.size(); i++) text << (i ? ", " : "") << rates[i];
  return text.str();
}

}  // namespace

// Shared with the threads that open and close it, which outlive the device where a sound server
// hangs.
struct RtAudioDevice::Impl : std::enable_shared_from_this<RtAudioDevice::Impl> {
  const DeviceEntry entry;
  RtAudioApi& api;
  AudioClient& listener;  // may be gone once `gate` is shut
  const AudioRequest request;
  std::unique_ptr<RtAudio> audio;
  std::string reason;            // why the last call of RtAudio failed, or empty
  unsigned buffer = 0;
  unsigned periods = 2;          // that the device holds
  double rate = 0;
  std::vector<float*> out;       // [audio] once started, like `in`, `pace` and `met`
  std::vector<const float*> in;
  StreamPace pace;
  bool met = false;              // the thread has asked for its priority
  bool active = false;           // [control], like `stuck`
  bool stuck = false;            // a call has not come back: RtAudio is not touched any more

  std::atomic<bool> gate{false};    // open: callbacks reach the listener
  std::atomic<bool> inside{false};  // one is there now
  std::atomic<bool> refused{false};
  std::atomic<bool> called{false};
  std::atomic<std::uint64_t> xruns{0};
  std::atomic<bool> lost{false};
  Heartbeat heartbeat;

  Impl(const DeviceEntry& e, const AudioRequest& r, AudioClient& c)
      : entry(e), api(api_called(e.api)), listener(c), request(r) {}
  // The destructor of RtAudio closes what is open, and its thread uses all of the above.
  ~Impl() { audio.reset(); }

  void open();
  void open_stream(unsigned rate);
  void shut_gate() noexcept;
  // Runs `action` with RtAudio, or gives it up.
  template <class Action>
  bool within(Nanoseconds patience, Action action) noexcept;
  int process(float* output, const float* input, unsigned count, RtAudioStreamStatus status) noexcept;
  void play(float* output, const float* input, unsigned count, bool xrun, Nanoseconds now) noexcept;
};

int RtAudioDevice::Impl::process(float* output, const float* input, unsigned count,
                                 RtAudioStreamStatus status) noexcept {
  const Nanoseconds now = now_ns();
  std::fill_n(output, count * out.size(), 0.0f);
  if (!met) {
    // RtAudio would say on stderr what priority it got.
    met = true;
    refused = !ask_realtime_quietly(kAudioPriority);
    prefault_stack(kStack);
  }
  inside.store(true);  // in this order, as the gate is shut before `inside` is looked at
  if (gate.load()) play(output, input, count, status != 0, now);
  inside.store(false);
  called.store(true, std::memory_order_release);
  // The device may be gone: this loop would take a whole core, and the stream would run ahead of
  // time. To end the stream from here would have RtAudio 5 throw in its own thread.
  if (const Nanoseconds early = pace.early(int(count), now); early > 0) {
    if (pace.runaway()) lost.store(true, std::memory_order_release);
    sleep_until(now + early);
  }
  return 0;
}

void RtAudioDevice::Impl::play(float* output, const float* input, unsigned count, bool xrun,
                               Nanoseconds now) noexcept {
  if (lost.load(std::memory_order_relaxed)) return;
  heartbeat.beat(now);
  for (std::size_t c = 0; c < out.size(); c++) out[c] = output + c * count;
  for (std::size_t c = 0; c < in.size(); c++) in[c] = input + c * count;
  if (xrun) xruns.fetch_add(1, std::memory_order_relaxed);
  listener.process({.out = out, .in = in, .frames = int(count), .now = now, .xrun = xrun});
}

void RtAudioDevice::Impl::open() {
  const auto& rates = entry.rates;
  const auto has = [&rates](int hz) {
    return rates.empty() || std::find(rates.begin(), rates.end(), hz) != rates.end();
  };
  int wanted = int(std::lround(request.rate));
  if (wanted <= 0) wanted = entry.own_rate;
  if (wanted <= 0) wanted = has(kStandardRate) ? kStandardRate : rates.back();
  const auto refuse_rate = [&] {
    throw DeviceError("'" + entry.name + "' does not run at " + std::to_string(wanted) +
                      " Hz; choose --rate from " + listed(rates));
  };
  if (request.rate > 0 && !has(wanted)) refuse_rate();
  if (request.first_output + request.outputs > entry.outputs)
    throw DeviceError("'" + entry.name + "' has " + std::to_string(entry.outputs) +
                      " outputs, which is too few; use fewer --outputs or choose another --device");
  // A sound server takes channels for loudspeakers of a room, and RtAudio does not tell it otherwise: of a card with front and
  // rear, what was meant for 2 came out of 2 and 3.
  if (entry.api == "Pulse" && request.outputs > 2)
    throw DeviceError("'" + entry.name + "' is reached through PulseAudio, which mixes more than two outputs with each other; "
                      "use JACK, or --device with the card's name in ALSA");
  if (request.first_input + request.inputs > entry.inputs)
    throw DeviceError("'" + entry.name + "' has " + std::to_string(entry.inputs) +
                      " inputs, which is too few; choose another --device");

  out.resize(std::size_t(request.outputs));
  in.resize(std::size_t(request.inputs));
  if (!api.ask([self = shared_from_this(), wanted] { self->open_stream(unsigned(wanted)); })) {
    stuck = true;
    throw DeviceError("'" + entry.name + "' does not answer; restart its sound server, or choose "
                      "another --device");
  }
  if (!reason.empty() || !audio->isStreamOpen())
    throw DeviceError("'" + entry.name + "' cannot be opened, perhaps another program holds it (" +
                      reason + ")");
  rate = double(audio->getStreamSampleRate());
  if (request.rate > 0 && std::abs(rate - request.rate) > 0.5) refuse_rate();
  if (buffer < 1 || buffer > unsigned(kMaxPeriod))
    throw DeviceError("'" + entry.name + "' wants periods of " + std::to_string(buffer) +
                      " frames, and " + std::to_string(kMaxPeriod) +
                      " are possible; choose another --device");
}

void RtAudioDevice::Impl::open_stream(unsigned wanted) {
  audio = api.make();
  const auto id = id_at(*audio, entry.api_index);
  if (!id) {
    reason = "it has gone";
    return;
  }
  const auto stream = [&](int channels, int first) {
    RtAudio::StreamParameters parameters;
    parameters.deviceId = *id;
    parameters.nChannels = unsigned(channels);
    parameters.firstChannel = unsigned(first);
    return parameters;
  };
  auto outputs = stream(request.outputs, request.first_output);
  auto inputs = stream(request.inputs, request.first_input);
  RtAudio::StreamOptions options;
  options.flags = RTAUDIO_NONINTERLEAVED | RTAUDIO_MINIMIZE_LATENCY;
  options.numberOfBuffers = periods;
  options.streamName = "seaglass";
  buffer = unsigned(request.buffer);
  const auto callback = [](void* output, void* input, unsigned count, double,
                           RtAudioStreamStatus status, void* self) {
    return static_cast<Impl*>(self)->process(static_cast<float*>(output),
                                             static_cast<const float*>(input), count, status);
  };
  reason = reason_of(*audio, [&] {
    return audio->openStream(&outputs, request.inputs > 0 ? &inputs : nullptr, RTAUDIO_FLOAT32,
                             wanted, &buffer, callback, this, &options);
  });
  periods = std::max(options.numberOfBuffers, 1u);
}

void RtAudioDevice::Impl::shut_gate() noexcept {
  gate.store(false);
  while (inside.load()) sleep_until(now_ns() + kMillisecond / 4);
}

template <class Action>
bool RtAudioDevice::Impl::within(Nanoseconds patience, Action action) noexcept {
  if (stuck) return false;
  try {
    stuck = !finishes_within(patience, [self = shared_from_this(), action] { action(*self); });
  } catch (...) {
    stuck = true;  // no thread is left
  }
  return !stuck;
}

// -------------------------------------------------------------------------------------------------

RtAudioDevice::RtAudioDevice(const DeviceEntry& entry, const AudioRequest& request,
                             AudioClient& client)
    : impl_(std::make_shared<Impl>(entry, request, client)) {
  impl_->open();
}

RtAudioDevice::~RtAudioDevice() {
  stop();
  impl_->within(kRelease, [](Impl& self) { self.audio.reset(); });
}

void RtAudioDevice::start() {
  Impl& self = *impl_;
  if (self.active) return;
  self.pace.start(self.rate, int(self.buffer * self.periods));
  self.called.store(false, std::memory_order_relaxed);
  self.lost.store(false, std::memory_order_relaxed);
  self.heartbeat.start(self.rate, int(self.buffer), kWaking);
  self.gate.store(true);
  const bool answered = self.within(kStart, [](Impl& me) {
    me.reason = reason_of(*me.audio, [&me] { return me.audio->startStream(); });
  });
  if (!answered || !self.reason.empty()) {
    self.shut_gate();
    self.heartbeat.stop();
    throw DeviceError("'" + self.entry.name + "' does not start; choose another --device (" +
                      (answered ? self.reason : "it does not answer") + ")");
  }
  self.active = true;
  // The first callback knows about its priority.
  const Nanoseconds patience = now_ns() + kFirstCall;
  while (!self.called.load(std::memory_order_acquire) && now_ns() < patience)
    sleep_until(now_ns() + kMillisecond);
}

void RtAudioDevice::stop() noexcept {
  Impl& self = *impl_;
  if (!self.active) return;
  self.active = false;
  self.heartbeat.stop();
  self.shut_gate();
  // Draining a device that is gone may wait for ever; dropping what it holds does not.
  self.within(kRelease,
              [](Impl& me) { reason_of(*me.audio, [&me] { return me.audio->abortStream(); }); });
}

bool RtAudioDevice::alive() const noexcept {
  return !impl_->lost.load(std::memory_order_acquire) && impl_->heartbeat.alive();
}

std::string RtAudioDevice::api() const { return impl_->entry.api; }
std::string RtAudioDevice::name() const { return impl_->entry.name; }
double RtAudioDevice::rate() const { return impl_->rate; }
int RtAudioDevice::buffer() const { return int(impl_->buffer); }
int RtAudioDevice::outputs() const { return int(impl_->out.size()); }
int RtAudioDevice::inputs() const { return int(impl_->in.size()); }

// RtAudio tells of both ways together, and counts the same periods for each.
int RtAudioDevice::latency_frames() const {
  const int ways = int(!impl_->out.empty()) + int(!impl_->in.empty());
  return impl_->stuck || impl_->out.empty() ? 0 : int(impl_->audio->getStreamLatency()) / ways;
}

int RtAudioDevice::input_latency_frames() const { return impl_->in.empty() ? 0 : latency_frames(); }

std::uint64_t RtAudioDevice::xruns() const noexcept {
  return impl_->xruns.load(std::memory_order_relaxed);
}

std::string RtAudioDevice::warning() const {
  if (!impl_->refused) return {};
  return "the audio thread runs without real-time priority: join the group 'audio' (or 'realtime') "
         "and log in again";
}

}  // namespace seaglass::io
