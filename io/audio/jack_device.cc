#include "io/audio/jack_device.h"

#include <jack/jack.h>
#include <jack/midiport.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <mutex>
#include <set>
#include <utility>

#include "io/audio/heartbeat.h"
#include "io/audio/jack_midi_devices.h"
#include "io/midi/midi_feed.h"
#include "io/midi/midi_lane.h"
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

JackMidiSender sender_of(jack_client_t* client, const std::string& name) {
  JackMidiSender sender{.port = name, .aliases = {}};
  const jack_port_t* port = jack_port_by_name(client, name.c_str());
  const int flags = port != nullptr ? jack_port_flags(port) : 0;
  sender.hardware = name.starts_with("a2j") || (flags & JackPortIsPhysical) != 0;
  if (port == nullptr) return sender;
  std::string first(std::size_t(jack_port_name_size()), '\0'), second = first;
  char* const aliases[] = {first.data(), second.data()};
  const int count = jack_port_get_aliases(port, aliases);
  for (int i = 0; i < count; i++) sender.aliases.emplace_back(aliases[i]);
  return sender;
}

// The ports that a MIDI choice means, by their names or those that are theirs too: "system:midi_capture_1" says little.
// Unless named, only hardware: other programs connect themselves, and a second connection of ours would play every note
// twice.
std::vector<JackMidiSender> midi_senders(jack_client_t* client, const std::string& choice) {
  std::vector<JackMidiSender> chosen;
  for (const auto& name : port_names(client, JACK_DEFAULT_MIDI_TYPE, JackPortIsOutput)) {
    JackMidiSender sender = sender_of(client, name);
    std::string all = name;
    for (const auto& alias : sender.aliases) all += " " + alias;
    if (midi_port_fits(choice, all, sender.hardware)) chosen.push_back(std::move(sender));
  }
  return chosen;
}

std::vector<std::string> midi_sinks(jack_client_t* client) {
  auto names = port_names(client, JACK_DEFAULT_MIDI_TYPE, JackPortIsInput);
  std::erase_if(names, [](const auto& name) { return !midi_port_fits(name, name, false); });
  return names;
}

// Whose port it is: a program's name, or a device's, which a bridge's port has before " (capture)" and " (playback)".
std::string owner_of(const std::string& port) {
  return port.substr(0, port.starts_with("a2j:") ? port.find(" (") : port.find(':'));
}

std::vector<std::string> connections_of(jack_port_t* port) {
  std::vector<std::string> names;
  const char** list = port != nullptr ? jack_port_get_connections(port) : nullptr;
  for (int i = 0; list != nullptr && list[i] != nullptr; i++) names.emplace_back(list[i]);
  if (list != nullptr) jack_free(list);
  return names;
}

}  // namespace

struct JackDevice::Impl {
  jack_client_t* client = nullptr;
  AudioClient& listener;
  AudioRequest request;
  double rate = 0;
  std::vector<jack_port_t*> out_ports, in_ports;
  jack_port_t *midi_port = nullptr, *midi_out_port = nullptr;
  JackMidiPort midi_in;           // of `midi_port`
  JackMidiDevices midi_devices;
  std::vector<float*> out;        // [audio] once started, like `in`
  std::vector<const float*> in;
  std::set<std::string> midi_connected, midi_out_connected;  // [control]
  bool active = false;                   // [control]
  std::int64_t graph_frame = 0;          // [audio]: of this period

  std::atomic<int> frames{0};
  std::atomic<std::uint64_t> xruns{0};
  std::atomic<bool> xrun_pending{false};
  std::mutex appeared_mutex;                 // [control] and JACK's thread for news
  std::set<std::string> appeared;            // ports that were registered since somebody looked
  std::atomic<bool> lost{false};
  Heartbeat heartbeat;

  Impl(const AudioRequest& r, AudioClient& l)
      : listener(l), request(r), midi_devices(r.midi != nullptr ? r.midi_sockets : nullptr) {}
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
  void give_midi(jack_nframes_t count) noexcept;

  void register_ports();
  void connect_audio();
  void follow_registration(jack_port_id_t id);
  std::set<std::string> take_appeared();
  void connect_midi(const std::set<std::string>& reborn);
  void connect_midi_out(const std::set<std::string>& reborn);
  void look_at_midi();
  void look_at(jack_port_t* port, MidiSource& midi);
  void follow_connection(jack_port_id_t a, jack_port_id_t b, bool connected);
};

int JackDevice::Impl::process(jack_nframes_t count) noexcept {
  const int length = int(count);
  // The inputs first: JACK mixes them now, and where an output of ours is connected to one, it is last period's that is heard.
  for (std::size_t c = 0; c < in.size(); c++)
    in[c] = static_cast<const float*>(jack_port_get_buffer(in_ports[c], count));
  for (std::size_t c = 0; c < out.size(); c++) {
    out[c] = static_cast<float*>(jack_port_get_buffer(out_ports[c], count));
    std::fill_n(out[c], count, 0.0f);
  }
  const Period now = period(count);
  heartbeat.beat(now_ns());
  if (length > kMaxPeriod) return 0;  // silence: nobody has room for it
  const bool xrun = xrun_pending.exchange(false, std::memory_order_relaxed);
  listener.process({.out = out, .in = in, .frames = length, .now = now.began,
                    .ns_per_sample = now.ns_per_sample, .xrun = xrun});
  // After the audio, which has a deadline; and the client has ticked the clock for this period by
  // now.
  if (midi_port != nullptr) take_midi(count, now.began);
  if (midi_out_port != nullptr) give_midi(count);  // last, so that what passes through does so at once
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
  // The server counts its frames in 32 bits, a day of them.
  graph_frame += std::uint32_t(jack_last_frame_time(client) - std::uint32_t(graph_frame));
  midi_in.take(count, graph_frame, began);
  midi_devices.take(count, graph_frame, began);
}

void JackDevice::Impl::give_midi(jack_nframes_t count) noexcept {
  void* buffer = jack_port_get_buffer(midi_out_port, count);
  jack_midi_clear_buffer(buffer);
  MidiFeed& feed = *request.midi_out;
  const ClockReading clock = feed.clock().read();  // written by this very thread
  if (!clock.running()) return;
  const SampleIndex until = clock.index + clock.frames, from = until - SampleIndex(count);
  feed.look();
  MidiMessage message;
  while (feed.next(until, message)) {
    const auto frame = jack_nframes_t(std::clamp<SampleIndex>(message.at - from, 0, SampleIndex(count) - 1));
    (void)jack_midi_event_write(buffer, frame, message.bytes.data(), message.size);  // a full buffer: JACK's largest
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
  if (request.midi != nullptr) {
    midi_port = add("midi_in", JACK_DEFAULT_MIDI_TYPE, JackPortIsInput);
    midi_in.open(midi_port, *request.midi);
  }
  if (request.midi_out != nullptr) midi_out_port = add("midi_out", JACK_DEFAULT_MIDI_TYPE, JackPortIsOutput);
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

// JACK's thread for news.
void JackDevice::Impl::follow_registration(jack_port_id_t id) {
  const jack_port_t* port = jack_port_by_id(client, id);
  const char* name = port != nullptr ? jack_port_name(port) : nullptr;
  if (name == nullptr) return;
  const std::lock_guard lock(appeared_mutex);
  appeared.insert(name);
}

std::set<std::string> JackDevice::Impl::take_appeared() {
  const std::lock_guard lock(appeared_mutex);
  return std::exchange(appeared, {});
}

// JACK's thread for news. What a new connection may loop back is held until look_at_midi() has seen it. JACK does not say
// which note came from where: what a keyboard holds that is taken away ends with all that this port holds.
void JackDevice::Impl::follow_connection(jack_port_id_t a, jack_port_id_t b, bool connected) {
  if (midi_port == nullptr) return;
  const jack_port_t *from = jack_port_by_id(client, a), *to = jack_port_by_id(client, b);
  const auto follow = [&](JackMidiPort& port, MidiSource& midi) {
    const bool ours = port.is(to) || (from != nullptr && from == midi_out_port);
    if (MidiThrough* through = midi.through(); through != nullptr && ours) through->bar(kJackMidiOutput);
    if (!connected && port.is(to)) port.release();
  };
  follow(midi_in, *request.midi);
  for (auto& slot : midi_devices.slots()) follow(slot.port, *slot.source);
}

// A port is connected once, when it appears: whoever takes the connection away in a patch bay wants
// it so. One that went and came back since the last look has appeared, whatever its name. Devices have ports of their own as
// long as there is room; one that found none stays where it is.
void JackDevice::Impl::connect_midi(const std::set<std::string>& reborn) {
  if (midi_port == nullptr) return;
  std::vector<JackMidiSender> devices;
  std::vector<std::string> sharing;
  for (auto& sender : midi_senders(client, request.midi_choice)) {
    const bool shares = midi_connected.contains(sender.port) && !reborn.contains(sender.port);
    if (sender.hardware && !shares) devices.push_back(std::move(sender));
    else sharing.push_back(sender.port);
  }
  for (auto& port : midi_devices.follow(client, devices, reborn)) sharing.push_back(std::move(port));
  std::set<std::string> present;
  for (const auto& name : sharing) {
    present.insert(name);
    if (!midi_connected.contains(name) || reborn.contains(name))
      jack_connect(client, name.c_str(), jack_port_name(midi_port));
  }
  midi_connected = std::move(present);
}

void JackDevice::Impl::connect_midi_out(const std::set<std::string>& reborn) {
  if (midi_out_port == nullptr) return;
  std::set<std::string> present;
  for (const auto& name : midi_sinks(client)) {
    const auto& choices = request.midi_out_choices;
    if (std::none_of(choices.begin(), choices.end(), [&](const auto& c) { return midi_port_fits(c, name, false); })) continue;
    present.insert(name);
    if (!midi_out_connected.contains(name) || reborn.contains(name)) jack_connect(client, jack_port_name(midi_out_port), name.c_str());
  }
  midi_out_connected = std::move(present);
}

// What the connections mean for what comes in.
void JackDevice::Impl::look_at_midi() {
  if (midi_port == nullptr) return;
  look_at(midi_port, *request.midi);
  for (auto& slot : midi_devices.slots())
    if (slot.registered) look_at(slot.port.port(), *slot.source);
}

void JackDevice::Impl::look_at(jack_port_t* port, MidiSource& midi) {
  const auto sources = connections_of(port), sinks = connections_of(midi_out_port);
  // Programs tick on frames of our own graph, devices in the room. Where both are connected, the program has the clock: a
  // keyboard seldom does.
  const bool room = !sources.empty() && std::all_of(sources.begin(), sources.end(),
                                                    [this](const auto& name) { return sender_of(client, name).hardware; });
  jack_latency_range_t range{};
  jack_port_get_latency_range(port, JackCaptureLatency, &range);
  midi.follower().set_latency(room ? int(range.max) : MidiClock::kOnFrame);
  // Whoever is on both sides would hear itself, and so would we.
  std::set<std::string> owners{jack_get_client_name(client)};
  for (const auto& name : sinks) owners.insert(owner_of(name));
  const bool loops = std::any_of(sources.begin(), sources.end(),
                                 [&](const auto& name) { return owners.contains(owner_of(name)); });
  if (MidiThrough* through = midi.through()) through->bar(loops ? kJackMidiOutput : 0);
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
  jack_set_port_registration_callback(
      self.client,
      [](jack_port_id_t id, int registered, void* p) {
        if (registered != 0) static_cast<Impl*>(p)->follow_registration(id);
      },
      &self);
  jack_set_port_connect_callback(
      self.client,
      [](jack_port_id_t a, jack_port_id_t b, int connected, void* p) {
        static_cast<Impl*>(p)->follow_connection(a, b, connected != 0);
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
  rescan();
}

void JackDevice::stop() noexcept {
  Impl& self = *impl_;
  if (!self.active) return;
  self.active = false;
  self.heartbeat.stop();
  jack_deactivate(self.client);  // returns at once when the server is gone
  self.midi_devices.stop(self.client, !self.lost, now_ns());
  self.midi_connected.clear();   // what is there at the next start is new
}

bool JackDevice::alive() const noexcept {
  return !impl_->lost.load(std::memory_order_acquire) && impl_->heartbeat.alive();
}

void JackDevice::rescan() {
  if (!impl_->active || !alive()) return;
  const auto reborn = impl_->take_appeared();
  impl_->connect_midi(reborn);
  impl_->connect_midi_out(reborn);
  impl_->look_at_midi();
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

int JackDevice::input_latency_frames() const {
  if (impl_->in_ports.empty() || impl_->lost) return 0;
  jack_latency_range_t range{};
  jack_port_get_latency_range(impl_->in_ports[0], JackCaptureLatency, &range);
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

std::vector<std::string> list_jack_midi_sinks() {
  jack_client_t* client = open_client("seaglass-probe");
  if (client == nullptr) return {};
  const auto names = midi_sinks(client);
  jack_client_close(client);
  return names;
}

std::vector<std::string> list_jack_midi(const std::string& choice) {
  jack_client_t* client = open_client("seaglass-probe");
  if (client == nullptr) return {};
  std::vector<std::string> names;
  for (auto& sender : midi_senders(client, choice)) names.push_back(std::move(sender.port));
  jack_client_close(client);
  return names;
}

}  // namespace seaglass::io
