#include "io/audio/rtaudio_device.h"

#include <RtAudio.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <sstream>

#include "io/audio/heartbeat.h"
#include "io/audio/quiet_alsa.h"
#include "io/audio/stream_pace.h"
#include "io/os/realtime.h"

// RtAudio 6 has no exceptions and names devices by an id instead of an index.
#if defined(RTAUDIO_VERSION_MAJOR) && RTAUDIO_VERSION_MAJOR >= 6
#define SEAGLASS_RTAUDIO_6 1
#else
#define SEAGLASS_RTAUDIO_6 0
#endif

namespace seaglass::io {
namespace {

constexpr int kStandardRate = 48000;  // Hz

struct ApiName {
  RtAudio::Api api;
  const char* name;
};
constexpr std::array<ApiName, 2> kApis = {{{RtAudio::LINUX_PULSE, "Pulse"}, {RtAudio::LINUX_ALSA, "ALSA"}}};

std::unique_ptr<RtAudio> make_rtaudio(RtAudio::Api api) {
  quiet_alsa();
#if SEAGLASS_RTAUDIO_6
  return std::make_unique<RtAudio>(api, [](RtAudioErrorType, const std::string&) {});
#else
  auto audio = std::make_unique<RtAudio>(api);
  audio->showWarnings(false);
  return audio;
#endif
}

std::vector<unsigned> device_ids(RtAudio& audio) {
#if SEAGLASS_RTAUDIO_6
  return audio.getDeviceIds();
#else
  std::vector<unsigned> ids;
  for (unsigned i = 0; i < audio.getDeviceCount(); i++) ids.push_back(i);
  return ids;
#endif
}

RtAudio::Api api_called(const std::string& name) {
  for (const ApiName& a : kApis)
    if (name == a.name) return a.api;
  return RtAudio::UNSPECIFIED;
}

// RtAudio 5 throws and 6 returns: run `action`, get the sentence that says why not, or an empty
// one.
template <class Action>
std::string reason_of(RtAudio& audio, Action action) {
#if SEAGLASS_RTAUDIO_6
  return action() == RTAUDIO_NO_ERROR ? std::string() : audio.getErrorText();
#else
  (void)audio;
  try {
    action();
    return {};
  } catch (const RtAudioError& error) {
    return error.getMessage();
  }
#endif
}

std::string listed(const std::vector<int>& rates) {
  std::ostringstream text;
  for (std::size_t i = 0; i < rates.size(); i++) text << (i ? ", " : "") << rates[i];
  return text.str();
}

}  // namespace

struct RtAudioDevice::Impl {
  DeviceEntry entry;
  AudioClient& listener;
  AudioRequest request;
  std::unique_ptr<RtAudio> audio;
  unsigned buffer = 0;
  std::vector<float*> out;       // [audio] once started, like `in` and `pace`
  std::vector<const float*> in;
  StreamPace pace;
  bool active = false;  // [control]

  std::atomic<std::uint64_t> xruns{0};
  std::atomic<bool> lost{false};
  Heartbeat heartbeat;

  Impl(const DeviceEntry& e, const AudioRequest& r, AudioClient& c)
      : entry(e), listener(c), request(r) {}

  void open();
  int process(float* output, const float* input, unsigned count, RtAudioStreamStatus status) noexcept;
};

int RtAudioDevice::Impl::process(float* output, const float* input, unsigned count,
                                 RtAudioStreamStatus status) noexcept {
  const Nanoseconds now = now_ns();
  std::fill_n(output, count * out.size(), 0.0f);
  // The device is gone and this loop would take a whole core. To end the stream from here would
  // have RtAudio 5 throw in its own thread.
  if (pace.runaway(int(count), now)) {
    lost.store(true, std::memory_order_release);
    sleep_until(now + 20 * kMillisecond);
    return 0;
  }
  heartbeat.beat(now);
  for (std::size_t c = 0; c < out.size(); c++) out[c] = output + c * count;
  for (std::size_t c = 0; c < in.size(); c++) in[c] = input + c * count;
  const bool xrun = status != 0;
  if (xrun) xruns.fetch_add(1, std::memory_order_relaxed);
  if (count <= unsigned(kMaxPeriod))
    listener.process({.out = out, .in = in, .frames = int(count), .now = now, .xrun = xrun});
  return 0;
}

void RtAudioDevice::Impl::open() {
  const auto& rates = entry.rates;
  const auto has = [&rates](int rate) {
    return rates.empty() || std::find(rates.begin(), rates.end(), rate) != rates.end();
  };
  int wanted = int(std::lround(request.rate));
  if (wanted <= 0) wanted = has(kStandardRate) ? kStandardRate : rates.back();
  if (!has(wanted))
    throw DeviceError("'" + entry.name + "' does not run at " + std::to_string(wanted) +
                      " Hz; choose --rate from " + listed(rates));
  if (request.first_output + request.outputs > entry.outputs)
    throw DeviceError("'" + entry.name + "' has " + std::to_string(entry.outputs) +
                      " outputs, which is too few; choose another --device");
  if (request.first_input + request.inputs > entry.inputs)
    throw DeviceError("'" + entry.name + "' has " + std::to_string(entry.inputs) +
                      " inputs, which is too few; choose another --device");

  audio = make_rtaudio(api_called(entry.api));
  const auto stream = [this](int channels, int first) {
    RtAudio::StreamParameters parameters;
    parameters.deviceId = unsigned(entry.api_index);
    parameters.nChannels = unsigned(channels);
    parameters.firstChannel = unsigned(first);
    return parameters;
  };
  auto outputs = stream(request.outputs, request.first_output);
  auto inputs = stream(request.inputs, request.first_input);
  RtAudio::StreamOptions options;
  options.flags = RTAUDIO_NONINTERLEAVED | RTAUDIO_MINIMIZE_LATENCY | RTAUDIO_SCHEDULE_REALTIME;
  options.numberOfBuffers = 2;
  options.priority = kAudioPriority;
  options.streamName = "seaglass";
  buffer = unsigned(request.buffer);
  const auto callback = [](void* output, void* input, unsigned count, double,
                           RtAudioStreamStatus status, void* self) {
    return static_cast<Impl*>(self)->process(static_cast<float*>(output),
                                             static_cast<const float*>(input), count, status);
  };
  const std::string reason = reason_of(*audio, [&] {
    return audio->openStream(&outputs, request.inputs > 0 ? &inputs : nullptr, RTAUDIO_FLOAT32,
                             unsigned(wanted), &buffer, callback, this, &options);
  });
  if (!reason.empty() || !audio->isStreamOpen())
    throw DeviceError("'" + entry.name + "' cannot be opened, perhaps another program holds it (" +
                      reason + ")");
  out.resize(std::size_t(request.outputs));
  in.resize(std::size_t(request.inputs));
}

// -------------------------------------------------------------------------------------------------

RtAudioDevice::RtAudioDevice(const DeviceEntry& entry, const AudioRequest& request,
                             AudioClient& client)
    : impl_(std::make_unique<Impl>(entry, request, client)) {
  impl_->open();
}

RtAudioDevice::~RtAudioDevice() {
  stop();
  // The destructor of RtAudio closes what is open, but may throw (5) while doing so; this does not.
  reason_of(*impl_->audio, [this] {
    impl_->audio->closeStream();
#if SEAGLASS_RTAUDIO_6
    return RTAUDIO_NO_ERROR;
#endif
  });
}

void RtAudioDevice::start() {
  Impl& self = *impl_;
  if (self.active) return;
  self.pace.start(rate(), buffer());
  self.heartbeat.start(rate(), buffer());
  const std::string reason = reason_of(*self.audio, [&] { return self.audio->startStream(); });
  if (!reason.empty())
    throw DeviceError("'" + self.entry.name + "' does not start; choose another --device (" +
                      reason + ")");
  self.active = true;
}

void RtAudioDevice::stop() noexcept {
  Impl& self = *impl_;
  if (!self.active) return;
  self.active = false;
  self.heartbeat.stop();
  // Draining a device that is gone may wait for ever; dropping what it holds does not.
  try {
    reason_of(*self.audio, [&] { return self.audio->abortStream(); });
  } catch (...) {
  }
}

bool RtAudioDevice::alive() const noexcept {
  return !impl_->lost.load(std::memory_order_acquire) && impl_->heartbeat.alive();
}

std::string RtAudioDevice::api() const { return impl_->entry.api; }
std::string RtAudioDevice::name() const { return impl_->entry.name; }
double RtAudioDevice::rate() const { return double(impl_->audio->getStreamSampleRate()); }
int RtAudioDevice::buffer() const { return int(impl_->buffer); }
int RtAudioDevice::outputs() const { return int(impl_->out.size()); }
int RtAudioDevice::inputs() const { return int(impl_->in.size()); }
int RtAudioDevice::latency_frames() const { return int(impl_->audio->getStreamLatency()); }

std::uint64_t RtAudioDevice::xruns() const noexcept {
  return impl_->xruns.load(std::memory_order_relaxed);
}

std::vector<DeviceEntry> list_rtaudio_devices() {
  std::vector<RtAudio::Api> compiled;
  RtAudio::getCompiledApi(compiled);
  std::vector<DeviceEntry> all;
  for (const ApiName& api : kApis) {
    if (std::find(compiled.begin(), compiled.end(), api.api) == compiled.end()) continue;
    const auto audio = make_rtaudio(api.api);
    for (const unsigned id : device_ids(*audio)) {
      RtAudio::DeviceInfo info;
      const std::string reason = reason_of(*audio, [&] {
        info = audio->getDeviceInfo(id);
#if SEAGLASS_RTAUDIO_6
        return RTAUDIO_NO_ERROR;
#endif
      });
#if !SEAGLASS_RTAUDIO_6
      if (!info.probed) continue;
#endif
      if (!reason.empty() || info.name.empty() || info.outputChannels + info.inputChannels == 0)
        continue;
      DeviceEntry entry{.api = api.name,
                        .name = info.name,
                        .outputs = int(info.outputChannels),
                        .inputs = int(info.inputChannels),
                        .standard = info.isDefaultOutput,
                        .api_index = int(id)};
      for (const unsigned rate : info.sampleRates) entry.rates.push_back(int(rate));
      all.push_back(std::move(entry));
    }
  }
  return all;
}

}  // namespace seaglass::io
