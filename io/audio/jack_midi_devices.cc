#include "io/audio/jack_midi_devices.h"

#include <jack/jack.h>

#include <algorithm>

#include "io/midi/device_name.h"

namespace seaglass::io {
namespace {

// Much less than JACK allows, and more than a patch bay shows.
constexpr std::size_t kLongestName = 60;

// Called after the device, for whoever looks at a patch bay; of several with one name, and where the last one's port is not
// gone yet, with a number behind it.
jack_port_t* register_port(jack_client_t* client, const std::string& device) {
  std::string name = "midi_in " + device.substr(0, kLongestName);
  std::replace(name.begin(), name.end(), ':', ' ');
  for (std::size_t number = 1; number <= JackMidiDevices::kMost + 1; number++) {
    const std::string tried = number == 1 ? name : name + " " + std::to_string(number);
    jack_port_t* port = jack_port_register(client, tried.c_str(), JACK_DEFAULT_MIDI_TYPE, JackPortIsInput, 0);
    if (port != nullptr) return port;
  }
  return nullptr;
}

}  // namespace

JackMidiDevices::JackMidiDevices(MidiSockets* sockets) : sockets_(sockets) {
  if (sockets == nullptr) return;
  for (MidiSource* source : sockets->sockets())
    if (count_ < kMost) slots_[count_++].source = source;
}

void JackMidiDevices::unplug(Slot& slot) {
  slot.port.begin_closing();
  slot.sender.clear();
  sockets_->plug(*slot.source, {});
}

bool JackMidiDevices::plug(jack_client_t* client, Slot& slot, const JackMidiSender& sender) {
  const std::string device = jack_device_name_of(sender.port, sender.aliases);
  jack_port_t* port = register_port(client, device);
  if (port == nullptr) return false;
  slot.registered = true;
  slot.sender = sender.port;
  sockets_->plug(*slot.source, device);
  slot.port.open(port, *slot.source);
  jack_connect(client, sender.port.c_str(), jack_port_name(port));
  return true;
}

std::vector<std::string> JackMidiDevices::follow(jack_client_t* client, const std::vector<JackMidiSender>& present,
                                                 const std::set<std::string>& reborn) {
  for (Slot& slot : slots()) {
    const bool here = std::ranges::any_of(present, [&](const auto& sender) { return sender.port == slot.sender; });
    if (!slot.sender.empty() && !here) unplug(slot);
    if (!slot.registered || !slot.port.closed()) continue;
    jack_port_unregister(client, slot.port.port());
    slot.registered = false;
  }
  std::vector<std::string> left;
  for (const JackMidiSender& sender : present) {
    const auto slot = std::ranges::find(slots(), sender.port, &Slot::sender);
    if (slot == slots().end()) {
      const auto free = std::ranges::find(slots(), false, &Slot::registered);
      if (free == slots().end() || !plug(client, *free, sender)) left.push_back(sender.port);
    } else if (reborn.contains(sender.port)) {  // what it held has ended with its connection
      sockets_->plug(*slot->source, jack_device_name_of(sender.port, sender.aliases));
      jack_connect(client, sender.port.c_str(), jack_port_name(slot->port.port()));
    }
  }
  return left;
}

void JackMidiDevices::stop(jack_client_t* client, bool answers, Nanoseconds now) {
  for (Slot& slot : slots()) {
    if (!slot.sender.empty()) unplug(slot);
    slot.port.close_between(now);
    if (slot.registered && answers) jack_port_unregister(client, slot.port.port());
    slot.registered = false;
  }
}

}  // namespace seaglass::io
