#include "io/midi/midi_outputs.h"

#include <RtMidi.h>

#include <algorithm>
#include <array>
#include <functional>
#include <mutex>

#include "io/audio/jack_device.h"
#include "io/audio/quiet_alsa.h"
#include "io/midi/midi_inputs.h"
#include "io/midi/midi_ports.h"
#include "io/midi/midi_sender.h"
#include "io/midi/midi_through.h"
#include "io/midi/port_choice.h"
#include "io/midi/port_watch.h"

namespace seaglass::io {
namespace {

constexpr const char* kClientName = "seaglass";
constexpr std::size_t kLane = 512;  // messages that may wait for one consumer

// Outputs 0 to 2 have a fixed use, the others belong to ports as they come and go.
enum FixedOutput { kJackAudio, kAlsaOwn, kJackOwn, kFirstPort };
static_assert(kJackMidiOutput == 1u << kJackAudio);

MidiOutputSet bit(std::size_t output) { return MidiOutputSet{1} << output; }

std::unique_ptr<RtMidiOut> make_output(RtMidi::Api api) {
  quiet_alsa();
  auto output = std::make_unique<RtMidiOut>(api, kClientName);
  output->setErrorCallback([](RtMidiError::Type, const std::string&, void*) {});
  return output;
}

// A program's port is as good as a device's: it was asked for by name.
bool fits(const std::string& choice, const std::string& port) {
  return choice != "all" && midi_port_fits(choice, port, false);
}

bool fits_any(const std::vector<std::string>& choices, const std::string& port) {
  return std::any_of(choices.begin(), choices.end(), [&](const auto& choice) { return fits(choice, port); });
}

}  // namespace

struct MidiOutputs::Impl {
  struct Output {
    std::string name;
    std::unique_ptr<RtMidiOut> out;
  };

  Impl(const StreamClock& clock, const rt::Seqlock<BeatMap>& beats)
      : to_jack(clock, beats), to_sender(clock, beats), sender(to_sender, [this](const MidiMessage& m) { send(m); }),
        control(open, kLane, &sender.wake()), scheduler(open, kLane, &sender.wake()) {
    add(control);
    add(scheduler);
    for (std::size_t source = 0; source < through.size(); source++) {
      // The audio thread may not make a system call.
      WakeSignal* wake = MidiInputs::of_jack_audio(source) ? nullptr : &sender.wake();
      through[source] = std::make_unique<MidiThrough>(open, wake);
      add(through[source]->lane());
    }
  }

  std::atomic<MidiOutputSet> open{0};
  MidiFeed to_jack, to_sender;
  std::mutex mutex;  // of `outputs`: [control] and the sender
  std::array<std::unique_ptr<Output>, kMaxOutputs> outputs;
  MidiSender sender;
  MidiLane control, scheduler;
  std::array<std::unique_ptr<MidiThrough>, MidiInputs::kMaxInputs> through;
  // [control]
  std::unique_ptr<RtMidiOut> looker;  // that lists ports; null where there is no sequencer
  std::unique_ptr<PortWatch> watch;   // while it is open
  MidiOutRequest request;
  MidiInputs* inputs = nullptr;

  void add(MidiLane& lane) {
    to_jack.add(lane.to_jack());
    to_sender.add(lane.to_sender());
  }
  void send(const MidiMessage& message);
  void put(std::size_t slot, std::unique_ptr<Output> output);
  void open_own(std::size_t slot, RtMidi::Api api, const std::string& port);
  void close_those(const std::function<bool(const std::string& name)>& gone);
  void open_new(const std::vector<std::string>& present);
  bool is_open(const std::string& name) const;
  void lead_through();
};

// The sender's thread.
void MidiOutputs::Impl::send(const MidiMessage& message) {
  const std::lock_guard lock(mutex);
  for (std::size_t i = 0; i < outputs.size(); i++) {
    if ((message.outputs & bit(i)) == 0 || !outputs[i]) continue;
    try {
      outputs[i]->out->sendMessage(message.bytes.data(), message.size);
    } catch (const RtMidiError&) {
      // It has gone; the next scan sees.
    }
  }
}

void MidiOutputs::Impl::put(std::size_t slot, std::unique_ptr<Output> output) {
  {
    const std::lock_guard lock(mutex);
    outputs[slot].swap(output);
  }
  MidiOutputSet set = request.audio_on_jack ? kJackMidiOutput : 0;
  for (std::size_t i = 0; i < outputs.size(); i++)
    if (outputs[i]) set |= bit(i);
  open.store(set, std::memory_order_relaxed);
}  // what was there before is closed here, where nobody waits for it

void MidiOutputs::Impl::open_own(std::size_t slot, RtMidi::Api api, const std::string& port) {
  try {
    auto output = std::make_unique<Output>(Output{std::string(kClientName) + ":" + port, make_output(api)});
    output->out->openVirtualPort(port);
    put(slot, std::move(output));
  } catch (const RtMidiError&) {
    // This MIDI system does not answer after all.
  }
}

bool MidiOutputs::Impl::is_open(const std::string& name) const {
  return std::any_of(outputs.begin(), outputs.end(), [&](const auto& output) { return output && output->name == name; });
}

void MidiOutputs::Impl::close_those(const std::function<bool(const std::string& name)>& gone) {
  for (std::size_t i = kFirstPort; i < outputs.size(); i++)
    if (outputs[i] && gone(outputs[i]->name)) put(i, nullptr);
}

void MidiOutputs::Impl::open_new(const std::vector<std::string>& present) {
  for (std::size_t number = 0; number < present.size(); number++) {
    const std::string& name = present[number];
    if (!fits_any(request.choices, name) || is_open(name)) continue;
    const auto free = std::find(outputs.begin() + kFirstPort, outputs.end(), nullptr);
    if (free == outputs.end()) return;
    try {
      auto output = std::make_unique<Output>(Output{name, make_output(RtMidi::LINUX_ALSA)});
      // The number may have moved since the list was made.
      if (output->out->getPortName(unsigned(number)) != name) continue;
      output->out->openPort(unsigned(number), "out");
      if (output->out->isPortOpen()) put(std::size_t(free - outputs.begin()), std::move(output));
    } catch (const RtMidiError&) {
      // It has gone again; the next scan sees.
    }
  }
}

// What comes in by a port leaves by all outputs but its own.
void MidiOutputs::Impl::lead_through() {
  if (!request.through) return;
  const MidiOutputSet all = open.load(std::memory_order_relaxed);
  for (std::size_t source = 0; source < through.size(); source++) {
    MidiOutputSet to = all;
    const std::string name = inputs->name_of(source);
    for (std::size_t i = kFirstPort; i < outputs.size(); i++)
      if (outputs[i] && outputs[i]->name == name) to &= ~bit(i);
    // Whoever is connected to both of our own ports of a system would hear itself.
    if (source == MidiInputs::kAlsaSource) to &= ~bit(kAlsaOwn);
    if (source == MidiInputs::kJackOwnSource) to &= ~bit(kJackOwn);
    through[source]->set(to, !request.clock);
  }
  sender.set_watchful(request.audio_on_jack && (all & ~kJackMidiOutput) != 0);
}

// -------------------------------------------------------------------------------------------------

MidiOutputs::MidiOutputs(const StreamClock& clock, const rt::Seqlock<BeatMap>& beats)
    : impl_(std::make_unique<Impl>(clock, beats)) {}
MidiOutputs::~MidiOutputs() { close(); }

MidiFeed& MidiOutputs::jack_feed() { return impl_->to_jack; }
MidiLane& MidiOutputs::scheduler() { return impl_->scheduler; }
void MidiOutputs::set_latency(Nanoseconds latency) { impl_->sender.set_latency(latency); }
bool MidiOutputs::send(const MidiMessage& message) noexcept { return impl_->control.send(message); }

void MidiOutputs::open(const MidiOutRequest& request, MidiInputs& inputs) {
  close();
  Impl& self = *impl_;
  self.request = request;
  self.inputs = &inputs;
  std::erase(self.request.choices, "none");
  self.watch = std::make_unique<PortWatch>();
  if (alsa_sequencer_exists()) {
    try {
      self.looker = make_output(RtMidi::LINUX_ALSA);
    } catch (const RtMidiError&) {
    }
  }
  std::vector<std::string> present = self.looker ? port_names(*self.looker) : std::vector<std::string>();
  if (request.audio_on_jack)
    for (auto& name : list_jack_midi_sinks()) present.push_back(std::move(name));
  for (const std::string& choice : self.request.choices)
    if (std::none_of(present.begin(), present.end(), [&](const auto& name) { return fits(choice, name); }))
      throw DeviceError("no MIDI output is called '" + choice + "'; there are: " + listed(present));

  self.put(kJackAudio, nullptr);  // the device has it
  if (self.looker) self.open_own(kAlsaOwn, RtMidi::LINUX_ALSA, "out");
  if (!request.audio_on_jack && jack_answers()) self.open_own(kJackOwn, RtMidi::UNIX_JACK, "midi_out");
  const MidiOutputSet clocked = request.clock ? kAllMidiOutputs : 0;
  self.to_jack.set_clock(clocked & kJackMidiOutput);
  self.to_sender.set_clock(clocked & ~kJackMidiOutput);
  for (std::size_t source = 0; source < self.through.size(); source++)
    inputs.pass_through(source, request.through ? self.through[source].get() : nullptr);
  rescan();
  self.sender.start();
}

void MidiOutputs::close() noexcept {
  impl_->sender.stop();
  for (auto& output : impl_->outputs) output.reset();
  impl_->looker.reset();
  impl_->watch.reset();
  impl_->open.store(0, std::memory_order_relaxed);
}

void MidiOutputs::rescan() {
  if (impl_->looker) {
    try {
      const VanishedPorts vanished = impl_->watch->take();
      impl_->close_those([&](const auto& name) { return vanished.has(name); });
      const auto present = port_names(*impl_->looker);
      impl_->close_those([&](const auto& name) { return std::find(present.begin(), present.end(), name) == present.end(); });
      impl_->open_new(present);
    } catch (const RtMidiError&) {
      // The sequencer is busy with a device that comes or goes.
    }
  }
  if (impl_->inputs != nullptr) impl_->lead_through();
}

MidiOutputSet MidiOutputs::find(const std::string& part) const {
  MidiOutputSet set = 0;
  for (std::size_t i = 0; i < impl_->outputs.size(); i++)
    if (impl_->outputs[i] && contains_ignoring_case(impl_->outputs[i]->name, part)) set |= bit(i);
  return set;
}

std::vector<std::string> MidiOutputs::names() const {
  std::vector<std::string> names;
  if (impl_->request.audio_on_jack) names.push_back(std::string(kClientName) + ":midi_out");
  for (const auto& output : impl_->outputs)
    if (output) names.push_back(output->name);
  return names;
}

std::uint64_t MidiOutputs::dropped() const noexcept {
  std::uint64_t sum = impl_->control.dropped() + impl_->scheduler.dropped();
  for (const auto& through : impl_->through) sum += through->lane().dropped();
  return sum;
}

std::vector<std::string> list_midi_outputs() {
  std::vector<std::string> names;
  if (alsa_sequencer_exists()) {
    try {
      for (auto& name : port_names(*make_output(RtMidi::LINUX_ALSA)))
        if (midi_port_fits(name, name, false)) names.push_back(std::move(name));
    } catch (const RtMidiError&) {
    }
  }
  for (auto& name : list_jack_midi_sinks()) names.push_back(std::move(name));
  return names;
}

}  // namespace seaglass::io
