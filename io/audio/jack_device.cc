#include "io/audio/jack_device.h"

#include <jack/jack.h>
#include <jack/midiport.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <set>

#include "io/audio/heartbeat.h"
#include "io/midi/midi_source.h"
#include "io/midi/port_choice.h"
#include "io/os/time.h"

namespace seaglass::io {
namespace {

constexpr const char* kClientName = "seaglass";

// libjack reports every failed attempt to reach a server on stderr; the exceptions say what
// matters.
void silence() {
  jack_set_error_function([](const char*) {});
  jack_set_info_function([](const char*) {});
}

jack_client_t* open_client(const char* name) {
  silence();
  jack_status_t status{};
  return jack_client_open(name, JackNoStartServer, &status);
}

std::vector<std::string> port_names(jack_client_t* client, const char* type, unsigned long flags) {
  std::vector<std::string> names;
  const char** list = jack_get_ports(client, nullptr, type, flags);
  for (int i = 0; list != nullptr && list[i] != nullptr; i++) names.emplace_back(list[i]);
  if (list != nullptr) jack_free(list);
  return names;
}

// The ports that a MIDI choice means. Unless named, only hardware: other programs connect
// themselves, and a second connection of ours would play every note twice.
std::vector<std::string> midi_sources(jack_client_t* client, const std::string& choice) {
  std::vector<std::string> chosen;
  const auto physical =
      port_names(client, JACK_DEFAULT_MIDI_TYPE, JackPortIsOutput | JackPortIsPhysical);
  for (const auto& name : port_names(client, JACK_DEFAULT_MIDI_TYPE, JackPortIsOutput)) {
    const bool hardware = std::find(physical.begin(), physical.end(), name) != physical.end() ||
                          name.starts_with("a2j");
    if (midi_port_fits(choice, name, hardware)) chosen.push_back(name);
  }
  return chosen;
}

}  // namespace

struct JackDevice::Impl {
  jack_client_t* client = nullptr;
  AudioClient& listener;
  AudioRequest request;
  double rate = 0;
  std::vector<jack_port_t*> out_ports, in_ports;
  jack_port_t* midi_port = nullptr;
  std::vector<float*> out;        // [audio] once started, like `in`
  std::vector<const float*> in;
  std::set<std::string> midi_connected;  // [control]
  bool active = false;                   // [control]

  std::atomic<int> frames{0};
  std::atomic<std::uint64_t> xruns{0};
  std::atomic<bool> xrun_pending{false};
  std::atomic<bool> release_pending{false};  // a MIDI port has gone
  std::atomic<bool> lost{false};
  Heartbeat heartbeat;

  Impl(const AudioRequest& r, AudioClient& l) : listener(l), request(r) {}
  ~Impl() {
    if (client != nullptr) jack_client_close(client);
  }

  // [audio] Wait-free, as far as libjack is.
  int process(jack_nframes_t count) noexcept;
  struct Period {
    Nanoseconds began;
    double ns_per_sample;  // 0 when JACK does not say
  };
  Period period(jack_nframes_t count) const noexcept;
  void take_midi(jack_nframes_t count, Nanoseconds began) noexcept;

  void register_ports();
  void connect_audio();
  void connect_midi();
};

int JackDevice::Impl::process(jack_nframes_t count) noexcept {
  const int length = int(count);
  for (std::size_t c = 0; c < out.size(); c++) {
    out[c] = static_cast<float*>(jack_port_get_buffer(out_ports[c], count));
    std::fill_n(out[c], count, 0.0f);
  }
  for (std::size_t c = 0; c < in.size(); c++)
    in[c] = static_cast<const float*>(jack_port_get_buffer(in_ports[c], count));
  const Period now = period(count);
  heartbeat.beat(now_ns());
  if (length > kMaxPeriod) return 0;  // silence: nobody has room for it
  const bool xrun = xrun_pending.exchange(false, std::memory_order_relaxed);
  listener.process({.out = out, .in = in, .frames = length, .now = now.began,
                    .ns_per_sample = now.ns_per_sample, .xrun = xrun});
  // After the audio, which has a deadline; and the client has ticked the clock for this period by
  // now.
  if (midi_port != nullptr) take_midi(count, now.began);
  return 0;
}

// JACK times the start of each period with a loop of its own, in microseconds of a clock that need
// not be ours.
JackDevice::Impl::Period JackDevice::Impl::period(jack_nframes_t count) const noexcept {
  const Nanoseconds now = now_ns();
  jack_nframes_t frames_then = 0;
  jack_time_t began = 0, next = 0;
  float period_us = 0;
  if (jack_get_cycle_times(client, &frames_then, &began, &next, &period_us) != 0) return {now, 0};
  const Nanoseconds ago = (Nanoseconds(jack_get_time()) - Nanoseconds(began)) * 1000;
  if (ago < 0 || ago >= kSecond) return {now, 0};
  return {now - ago, double(period_us) * 1000 / count};
}

void JackDevice::Impl::take_midi(jack_nframes_t count, Nanoseconds began) noexcept {
  MidiSource& midi = *request.midi;
  if (release_pending.exchange(false, std::memory_order_relaxed)) midi.release_all(began);
  void* buffer = jack_port_get_buffer(midi_port, count);
  const jack_nframes_t events = jack_midi_get_event_count(buffer);
  for (jack_nframes_t i = 0; i < events; i++) {
    jack_midi_event_t event;
    if (jack_midi_event_get(&event, buffer, i) != 0) continue;
    midi.receive_in_block({event.buffer, event.size}, int(event.time));
  }
}

void JackDevice::Impl::register_ports() {
  const auto add = [this](const std::string& name, const char* type, unsigned long flags) {
    jack_port_t* port = jack_port_register(client, name.c_str(), type, flags, 0);
    if (port == nullptr)
      throw DeviceError("the JACK server gives no more ports; close other clients");
    return port;
  };
  for (int c = 1; c <= request.outputs; c++)
    out_ports.push_back(add("out_" + std::to_string(c), JACK_DEFAULT_AUDIO_TYPE,
                            JackPortIsOutput | JackPortIsTerminal));
  for (int c = 1; c <= request.inputs; c++)
    in_ports.push_back(add("in_" + std::to_string(c), JACK_DEFAULT_AUDIO_TYPE,
                           JackPortIsInput | JackPortIsTerminal));
  if (request.midi != nullptr) midi_port = add("midi_in", JACK_DEFAULT_MIDI_TYPE, JackPortIsInput);
  out.resize(out_ports.size());
  in.resize(in_ports.size());
}

void JackDevice::Impl::connect_audio() {
  const auto sinks =
      port_names(client, JACK_DEFAULT_AUDIO_TYPE, JackPortIsInput | JackPortIsPhysical);
  for (std::size_t c = 0; c < out_ports.size(); c++) {
    const std::size_t at = c + std::size_t(request.first_output);
    if (at < sinks.size()) jack_connect(client, jack_port_name(out_ports[c]), sinks[at].c_str());
  }
  const auto sources =
      port_names(client, JACK_DEFAULT_AUDIO_TYPE, JackPortIsOutput | JackPortIsPhysical);
  for (std::size_t c = 0; c < in_ports.size(); c++) {
    const std::size_t at = c + std::size_t(request.first_input);
    if (at < sources.size()) jack_connect(client, sources[at].c_str(), jack_port_name(in_ports[c]));
  }
}

// A port is connected once, when it appears: whoever takes the connection away in a patch bay wants
// it so.
void JackDevice::Impl::connect_midi() {
  if (midi_port == nullptr) return;
  std::set<std::string> present;
  for (const auto& name : midi_sources(client, request.midi_choice)) {
    present.insert(name);
    if (!midi_connected.contains(name))
      jack_connect(client, name.c_str(), jack_port_name(midi_port));
  }
  for (const auto& name : midi_connected)
    if (!present.contains(name)) release_pending.store(true, std::memory_order_relaxed);
  midi_connected = std::move(present);
}

// -------------------------------------------------------------------------------------------------

JackDevice::JackDevice(const AudioRequest& request, AudioClient& client)
    : impl_(std::make_unique<Impl>(request, client)) {
  Impl& self = *impl_;
  self.client = open_client(kClientName);
  if (self.client == nullptr)
    throw DeviceError("no JACK server answers; start one, or choose another --device");
  self.rate = double(jack_get_sample_rate(self.client));
  if (request.rate > 0 && std::abs(self.rate - request.rate) > 0.5)
    throw DeviceError("the JACK server runs at " + std::to_string(std::lround(self.rate)) +
                      " Hz; use --rate " + std::to_string(std::lround(self.rate)));
  self.frames = int(jack_get_buffer_size(self.client));

  jack_set_process_callback(
      self.client,
      [](jack_nframes_t n, void* p) { return static_cast<Impl*>(p)->process(n); }, &self);
  jack_set_buffer_size_callback(
      self.client,
      [](jack_nframes_t n, void* p) {
        static_cast<Impl*>(p)->frames.store(int(n), std::memory_order_relaxed);
        return 0;
      },
      &self);
  jack_set_xrun_callback(
      self.client,
      [](void* p) {
        auto* impl = static_cast<Impl*>(p);
        impl->xruns.fetch_add(1, std::memory_order_relaxed);
        impl->xrun_pending.store(true, std::memory_order_relaxed);
        return 0;
      },
      &self);
  jack_on_info_shutdown(
      self.client,
      [](jack_status_t, const char*, void* p) {
        static_cast<Impl*>(p)->lost.store(true, std::memory_order_release);
      },
      &self);
  self.register_ports();
}

JackDevice::~JackDevice() { stop(); }

void JackDevice::start() {
  Impl& self = *impl_;
  if (self.active) return;
  self.heartbeat.start(self.rate, self.frames);
  if (jack_activate(self.client) != 0)
    throw DeviceError("the JACK server does not let us play; restart it, or choose another --device");
  self.active = true;
  self.connect_audio();
  self.connect_midi();
}

void JackDevice::stop() noexcept {
  Impl& self = *impl_;
  if (!self.active) return;
  self.active = false;
  self.heartbeat.stop();
  jack_deactivate(self.client);  // returns at once when the server is gone
}

bool JackDevice::alive() const noexcept {
  return !impl_->lost.load(std::memory_order_acquire) && impl_->heartbeat.alive();
}

void JackDevice::rescan() {
  if (impl_->active && alive()) impl_->connect_midi();
}

std::string JackDevice::name() const { return jack_get_client_name(impl_->client); }
double JackDevice::rate() const { return impl_->rate; }
int JackDevice::buffer() const { return impl_->frames.load(std::memory_order_relaxed); }
int JackDevice::outputs() const { return int(impl_->out_ports.size()); }
int JackDevice::inputs() const { return int(impl_->in_ports.size()); }

int JackDevice::latency_frames() const {
  if (impl_->out_ports.empty() || impl_->lost) return 0;
  jack_latency_range_t range{};
  jack_port_get_latency_range(impl_->out_ports[0], JackPlaybackLatency, &range);
  return int(range.max);
}

std::uint64_t JackDevice::xruns() const noexcept {
  return impl_->xruns.load(std::memory_order_relaxed);
}

std::string JackDevice::warning() const {
  if (jack_is_realtime(impl_->client) != 0) return {};
  return "the JACK server runs without real-time priority: start jackd with -R";
}

bool jack_answers() { return !list_jack_devices().empty(); }

std::vector<DeviceEntry> list_jack_devices() {
  jack_client_t* client = open_client("seaglass-probe");
  if (client == nullptr) return {};
  DeviceEntry entry{.api = "JACK", .name = "JACK server", .standard = true};
  const auto count = [client](unsigned long flags) {
    return int(port_names(client, JACK_DEFAULT_AUDIO_TYPE, flags | JackPortIsPhysical).size());
  };
  entry.outputs = count(JackPortIsInput);  // what we write to is an input of the server
  entry.inputs = count(JackPortIsOutput);
  entry.rates = {int(jack_get_sample_rate(client))};
  jack_client_close(client);
  return {entry};
}

std::vector<std::string> list_jack_midi(const std::string& choice) {
  jack_client_t* client = open_client("seaglass-probe");
  if (client == nullptr) return {};
  const auto names = midi_sources(client, choice);
  jack_client_close(client);
  return names;
}

}  // namespace seaglass::io
