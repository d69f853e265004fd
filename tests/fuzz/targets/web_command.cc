// What clients say over WebSockets in text, one after the other: a byte for who, one for how long, the text.

#include "io/web/web_command.h"

#include "io/web/web_listeners.h"
#include "tests/fuzz/fuzz.h"

namespace seaglass::fuzz {
namespace {

using io::WebCommand;
using io::WebListeners;

constexpr int kVoices = 3;

const Target target("web_command", [](Bytes input) {
  static const io::Telemetry now;
  WebListeners listeners(kVoices);
  int told = 0;
  for (Choices choices(input); !choices.empty();) {
    const int client = choices.below(WebListeners::kMostClients);
    const std::string text = choices.text();
    const auto command = io::parse_web_command(text);
    if (!command) continue;
    must(command->path.starts_with('/'), "a path is an address");
    const int before = listeners.count(client);
    if (command->kind == WebCommand::Kind::kListen) {
      const bool found = listeners.listen(client, command->path);
      must(!found || listeners.count(client) >= before, "who listens hears no less");
      if (found && told == 0) must(listeners.any(), "there is somebody who listens");
    } else {
      listeners.ignore(client, command->path);
      must(listeners.count(client) <= before, "who ignores hears no more");
    }
    must(listeners.count(client) >= 0 && listeners.count(client) <= WebListeners::kMostPerClient, "there is an end to it");
    listeners.publish(now, [&](int to, std::span<const std::uint8_t> packet) {
      told++;
      must(listeners.count(to) > 0 && !packet.empty() && packet[0] == '/', "only listeners are told");
    });
  }
  for (int client = 0; client < WebListeners::kMostClients; client++) listeners.forget(client);
  must(!listeners.any(), "when all are gone nobody listens");
});

}  // namespace
}  // namespace seaglass::fuzz
