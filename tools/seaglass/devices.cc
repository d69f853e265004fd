#include <cstdio>

#include "io/audio/device_list.h"
#include "io/audio/jack_device.h"
#include "io/midi/midi_inputs.h"
#include "io/midi/midi_outputs.h"
#include "tools/seaglass/commands.h"
#include "tools/seaglass/device_memory.h"

namespace seaglass {
namespace {

double in_ms(double samples, int rate) { return rate > 0 ? 1000 * samples / rate : 0; }

}  // namespace

void list_devices() {
  std::printf("audio devices (--device NUMBER or part of the name):\n");
  const auto devices = io::list_audio_devices();
  for (const auto& d : devices) {
    std::printf("  %2d  %-6s %s%s, %d out, %d in", d.index, d.api.c_str(), d.name.c_str(),
                d.standard ? " (default)" : "", d.outputs, d.inputs);
    for (std::size_t i = 0; i < d.rates.size(); i++) std::printf("%s%d", i == 0 ? ", " : "/", d.rates[i]);
    std::printf("%s\n", d.rates.empty() ? "" : " Hz");
  }
  if (devices.empty()) std::printf("  none: play runs on its built-in clock, as with --device none\n");

  std::printf("calibrated (seaglass calibrate; --forget part of the name):\n");
  const auto kept = all_remembered();
  for (const RememberedDevice& d : kept)
    std::printf("      %s, %d Hz, %d frames: round trip %.2f ms, heard %.2f ms later than the device tells%s%s\n",
                d.key.c_str(), d.rate, d.buffer, in_ms(d.latency.round_trip, d.rate),
                in_ms(d.latency.unreported_output(), d.rate), d.latency.date.empty() ? "" : ", ",
                d.latency.date.c_str());
  if (kept.empty()) std::printf("  none; play takes each device at its word for how late it is heard\n");

  std::printf("MIDI inputs (--midi part of the name):\n");
  auto inputs = io::list_midi_inputs();
  for (const auto& name : io::list_jack_midi()) inputs.push_back(name);
  for (const auto& name : inputs) std::printf("      %s\n", name.c_str());
  if (inputs.empty()) std::printf("  none; seaglass still offers a port of its own while it plays on JACK or ALSA\n");

  std::printf("MIDI outputs (--midi-out part of the name):\n");
  const auto outputs = io::list_midi_outputs();
  for (const auto& name : outputs) std::printf("      %s\n", name.c_str());
  if (outputs.empty()) std::printf("  none; seaglass still offers a port of its own while it plays on JACK or ALSA\n");
}

}  // namespace seaglass
