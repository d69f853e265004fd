#include "io/midi/midi_ports.h"

#include <RtMidi.h>
#include <unistd.h>

namespace seaglass::io {

bool alsa_sequencer_exists() { return access("/dev/snd/seq", R_OK | W_OK) == 0; }

std::vector<std::string> port_names(RtMidi& midi) {
  std::vector<std::string> names;
  for (unsigned i = 0; i < midi.getPortCount(); i++) names.push_back(midi.getPortName(i));
  return names;
}

std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (const auto& name : names) text += (text.empty() ? "'" : ", '") + name + "'";
  return text.empty() ? "none" : text;
}

}  // namespace seaglass::io
