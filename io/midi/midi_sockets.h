#pragma once
// Where a device that reads MIDI in a thread of its own plugs in the controllers that it finds: a source for each.

#include <span>
#include <string>

namespace seaglass::io {

class MidiSource;

// All functions [control].
class MidiSockets {
 public:
  // They last as long as this; each is fed by one thread, always the same one.
  virtual std::span<MidiSource* const> sockets() = 0;

  // That source will carry this device (io/midi/device_name.h): say so before it is fed. By an empty name: it has gone. One
  // that is there already was away and is back.
  virtual void plug(MidiSource& socket, const std::string& device) = 0;

 protected:
  ~MidiSockets() = default;
};

}  // namespace seaglass::io
