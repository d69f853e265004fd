#include "io/midi/midi_inputs.h"

#include <RtMidi.h>

#include <algorithm>
#include <array>
#include <utility>

#include "io/audio/jack_device.h"
#include "io/audio/quiet_alsa.h"
#include "io/midi/clock_choice.h"
#include "io/midi/device_name.h"
#include "io/midi/midi_ports.h"
#include "io/midi/port_choice.h"
#include "io/midi/port_watch.h"
#include "io/os/realtime.h"
#include "io/os/time.h"

namespace seaglass::io {
namespace {

constexpr const char* kClientName = "seaglass";
// Whatever is connected to the audio client's shared port: JACK does not tell it apart.
constexpr const char* kJackDevice = "JACK";
constexpr const char* kJackPort = "seaglass:midi_in";

// Sources 0 to 2 have a fixed use, the next are JACK's sockets, the others belong to ports as they come and go.
enum FixedSource { kJackAudio, kAlsaOwn, kJackOwn, kFirstSocket, kFirstPort = kFirstSocket + int(MidiInputs::kMostJackSockets) };
static_assert(kJackAudio == MidiInputs::kJackSource && kAlsaOwn == MidiInputs::kAlsaSource &&
              kJackOwn == MidiInputs::kJackOwnSource && kFirstSocket == MidiInputs::kJackSockets);

std::unique_ptr<RtMidiIn> make_input(RtMidi::Api api) {
  quiet_alsa();
  auto input = std::make_unique<RtMidiIn>(api, kClientName);
  input->setErrorCallback([](RtMidiError::Type, const std::string&, void*) {});
  input->ignoreTypes(true, false, true);  // clock is wanted, sysex and active sensing are not
  return input;
}

// Ports of the sequencer that "all" means: RtMidi cannot tell devices from programs, but these
// bridges carry the devices a second time.
bool fits_on_alsa(const std::string& choice, const std::string& port) {
  const bool bridge = contains_ignoring_case(port, "PipeWire") || contains_ignoring_case(port, "a2jmidid");
  return midi_port_fits(choice, port, !bridge);
}

}  // namespace

struct MidiInputs::Impl {
  // For as long as a device may send through a source.
  struct Plug {
    Plug(const PlugListener& told, MidiSource& of, const std::string& device) : listener(told), source(of) {
      if (listener) listener(source, device);
    }
    ~Plug() {
      if (listener) listener(source, {});
    }
    Plug(const Plug&) = delete;
    Plug& operator=(const Plug&) = delete;
    const PlugListener& listener;
    MidiSource& source;
  };

  struct Input {
    std::string name;
    std::unique_ptr<Plug> plug;  // before `in`: its thread ends first
    std::unique_ptr<RtMidiIn> in;
    MidiSource* source = nullptr;
    bool asks_priority = false;  // the input's own thread: RtMidi's ALSA thread starts without one

    static void receive(double, std::vector<unsigned char>* message, void* user) {
      auto* self = static_cast<Input*>(user);
      const Nanoseconds now = now_ns();
      if (self->asks_priority) {
        self->asks_priority = false;
        ask_realtime_quietly(kMidiPriority);
      }
      if (message != nullptr) self->source->receive(*message, now);
    }
  };

  Impl(const StreamClock& clock, PresentValues* present) {
    static_assert(kMaxInputs <= MidiPlayer::kMostKeyboards);
    for (std::size_t i = 0; i < sources.size(); i++) {
      sources[i] = std::make_unique<MidiSource>(clock, MidiSource::kCapacity, present, int(i));
      ports[i] = &sources[i]->port();
      followers[i] = &sources[i]->follower();
    }
    for (std::size_t i = 0; i < sockets.size(); i++) sockets[i] = sources[kFirstSocket + i].get();
  }

  std::array<std::unique_ptr<MidiSource>, kMaxInputs> sources;
  std::array<EventPort*, kMaxInputs> ports;
  std::array<const ClockFollower*, kMaxInputs> followers;
  ClockChoice choice;
  std::array<std::unique_ptr<Input>, kMaxInputs> inputs;  // by source; null where none is open
  MidiRequest request;
  PlugListener plug_listener;
  std::unique_ptr<Plug> jack_audio;
  struct Device {
    std::string name;  // empty where none is plugged in
    std::unique_ptr<Plug> plug;
  };
  std::array<MidiSource*, kMostJackSockets> sockets;
  std::array<Device, kMostJackSockets> on_jack;  // by socket
  std::unique_ptr<PortWatch> watch;  // while it is open

  std::unique_ptr<Input> prepare(std::size_t slot, RtMidi::Api api, const std::string& name) {
    auto input = std::make_unique<Input>();
    input->name = name;
    input->source = sources[slot].get();
    input->plug = std::make_unique<Plug>(plug_listener, *input->source, device_name_of(name));
    input->asks_priority = api == RtMidi::LINUX_ALSA;
    input->in = make_input(api);
    input->in->setCallback(&Input::receive, input.get());
    return input;
  }

  void open_own(std::size_t slot, RtMidi::Api api, const std::string& port);
  void close_those(const std::function<bool(const std::string& name)>& gone);
  void open_new(const std::vector<std::string>& present);
  bool is_open(const std::string& name) const;
  bool comes_by_jack(const std::string& name) const;
  void close_ports() noexcept;
};

void MidiInputs::Impl::open_own(std::size_t slot, RtMidi::Api api, const std::string& port) {
  try {
    auto input = prepare(slot, api, std::string(kClientName) + ":" + port);
    input->in->openVirtualPort(port);
    inputs[slot] = std::move(input);
  } catch (const RtMidiError&) {
    // This MIDI system does not answer after all; the instrument plays without it.
  }
}

bool MidiInputs::Impl::is_open(const std::string& name) const {
  return std::any_of(inputs.begin(), inputs.end(),
                     [&](const auto& input) { return input && input->name == name; });
}

// A bridge carries it to JACK, where it has its exact frames: once is enough.
bool MidiInputs::Impl::comes_by_jack(const std::string& name) const {
  const std::string device = device_name_of(name);
  return std::any_of(on_jack.begin(), on_jack.end(), [&](const auto& d) { return d.name == device; });
}

void MidiInputs::Impl::close_ports() noexcept {
  for (auto& input : inputs) input.reset();
  jack_audio.reset();
  watch.reset();
}

void MidiInputs::Impl::close_those(const std::function<bool(const std::string& name)>& gone) {
  for (std::size_t i = kFirstPort; i < inputs.size(); i++) {
    if (!inputs[i] || !gone(inputs[i]->name)) continue;
    MidiSource* source = inputs[i]->source;
    inputs[i].reset();  // its thread has ended: the source is ours now
    source->release_all(now_ns());
  }
}

void MidiInputs::Impl::open_new(const std::vector<std::string>& present) {
  for (std::size_t number = 0; number < present.size(); number++) {
    const std::string& name = present[number];
    if (!fits_on_alsa(request.choice, name) || is_open(name) || comes_by_jack(name)) continue;
    const auto free = std::find(inputs.begin() + kFirstPort, inputs.end(), nullptr);
    if (free == inputs.end()) return;
    const auto slot = std::size_t(free - inputs.begin());
    try {
      auto input = prepare(slot, RtMidi::LINUX_ALSA, name);
      // The number may have moved since the list was made.
      if (input->in->getPortName(unsigned(number)) != name) continue;
      input->in->openPort(unsigned(number), "in");
      if (input->in->isPortOpen()) inputs[slot] = std::move(input);
    } catch (const RtMidiError&) {
      // It has gone again; the next scan sees.
    }
  }
}

// -------------------------------------------------------------------------------------------------

MidiInputs::MidiInputs(const StreamClock& clock, PresentValues* present)
    : impl_(std::make_unique<Impl>(clock, present)) {}
MidiInputs::~MidiInputs() { close(); }

std::span<EventPort* const> MidiInputs::ports() { return impl_->ports; }
std::span<MidiSource* const> MidiInputs::sockets() { return impl_->sockets; }
MidiSource& MidiInputs::jack_source() { return source(kJackSource); }
MidiSource& MidiInputs::source(std::size_t number) { return *impl_->sources[number]; }

void MidiInputs::set_setup(const MidiSetup& setup) noexcept {
  for (auto& source : impl_->sources) source->set_setup(setup);
}

void MidiInputs::on_plug(PlugListener listener) { impl_->plug_listener = std::move(listener); }

void MidiInputs::open(const MidiRequest& request) {
  impl_->close_ports();
  impl_->request = request;
  std::vector<std::string> present = list_midi_inputs();
  bool found = std::any_of(present.begin(), present.end(),
                           [&](const auto& name) { return fits_on_alsa(request.choice, name); });
  if (request.audio_on_jack) {
    found = found || !list_jack_midi(request.choice).empty();
    for (auto& name : list_jack_midi()) present.push_back(std::move(name));
  }
  if (!found && request.choice != "all" && request.choice != "none")
    throw DeviceError("no MIDI input is called '" + request.choice + "'; there are: " +
                      listed(present));
  if (request.audio_on_jack)
    impl_->jack_audio = std::make_unique<Impl::Plug>(impl_->plug_listener, jack_source(), kJackDevice);
  impl_->watch = std::make_unique<PortWatch>();
  if (alsa_sequencer_exists()) impl_->open_own(kAlsaOwn, RtMidi::LINUX_ALSA, "in");
  if (!request.audio_on_jack && jack_answers())
    impl_->open_own(kJackOwn, RtMidi::UNIX_JACK, "midi_in");
  rescan();
}

void MidiInputs::close() noexcept {
  impl_->close_ports();
  for (auto& device : impl_->on_jack) device = {};
}

void MidiInputs::plug(MidiSource& socket, const std::string& device) {
  const auto at = std::find(impl_->sockets.begin(), impl_->sockets.end(), &socket);
  if (at == impl_->sockets.end()) return;
  Impl::Device& there = impl_->on_jack[std::size_t(at - impl_->sockets.begin())];
  there.plug.reset();
  there.name = device;
  if (device.empty()) return;
  impl_->close_those([this](const auto& name) { return impl_->comes_by_jack(name); });
  there.plug = std::make_unique<Impl::Plug>(impl_->plug_listener, socket, device);
}

void MidiInputs::rescan() {
  if (!impl_->inputs[kAlsaOwn]) return;
  try {
    const VanishedPorts vanished = impl_->watch->take();
    impl_->close_those([&](const auto& name) { return vanished.has(name); });
    const auto present = port_names(*impl_->inputs[kAlsaOwn]->in);
    impl_->close_those([&](const auto& name) { return std::find(present.begin(), present.end(), name) == present.end(); });
    impl_->open_new(present);
  } catch (const RtMidiError&) {
    // The sequencer is busy with a device that comes or goes.
  }
}

std::string MidiInputs::name_of(std::size_t source) const {
  return impl_->inputs[source] ? impl_->inputs[source]->name : std::string();
}

void MidiInputs::pass_through(std::size_t source, MidiThrough* through) { impl_->sources[source]->set_through(through); }

std::vector<std::string> MidiInputs::names() const {
  std::vector<std::string> names;
  if (impl_->jack_audio) names.push_back(kJackPort);
  for (const auto& device : impl_->on_jack)
    if (!device.name.empty()) names.push_back(device.name);
  for (const auto& input : impl_->inputs)
    if (input) names.push_back(input->name);
  return names;
}

std::uint64_t MidiInputs::events() const noexcept {
  std::uint64_t sum = 0;
  for (const auto& source : impl_->sources) sum += source->events();
  return sum;
}

VelocityCounts::Counts MidiInputs::velocities() const noexcept {
  VelocityCounts::Counts counts{};
  for (const auto& source : impl_->sources) source->velocities().add_to(counts);
  return counts;
}

std::optional<MidiClock> MidiInputs::clock(Nanoseconds now) { return impl_->choice.choose(impl_->followers, now); }

std::vector<std::string> list_midi_inputs() {
  if (!alsa_sequencer_exists()) return {};
  std::vector<std::string> names;
  try {
    for (auto& name : port_names(*make_input(RtMidi::LINUX_ALSA)))
      if (fits_on_alsa("all", name)) names.push_back(std::move(name));
  } catch (const RtMidiError&) {
  }
  return names;
}

}  // namespace seaglass::io
