#include "tools/seaglass/protocol/protocol_intro.h"

#include <cstdio>

#include "io/osc/osc_call.h"
#include "io/osc/osc_framing.h"
#include "io/osc/osc_meaning.h"
#include "io/osc/osc_receiver.h"
#include "io/osc/osc_watchers.h"
#include "io/osc/reply_limiter.h"
#include "io/osc/sender_limiter.h"
#include "io/osc/tcp_peers.h"
#include "tools/seaglass/commands.h"

namespace seaglass {
namespace {

std::string number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.10g", value);
  return text;
}

std::string reaching(const PlayOptions& standard) {
  const std::string port = std::to_string(standard.osc_port);
  return "# Playing Seaglass over OSC\n\n"
         "Every message that the instrument understands. This page is what `seaglass protocol` prints (`--json`: the same for programs); it\n"
         "is made from the tables that the instrument itself works by.\n\n"
         "Start it with `seaglass play`. Then, in another terminal, with `oscsend` from the package liblo-tools:\n\n"
         "    oscsend localhost " + port + " /note/on iff 1 60 0.8\n"
         "    oscsend localhost " + port + " /note/off i 1\n\n"
         "The letters behind the address are the types of what follows: `i` a whole number, `f` a number, `s` a text. In Max and Pd you write\n"
         "`/note/on 1 60 0.8` and the types come by themselves. Every number may be sent as any kind of number.\n\n"
         "## Reaching it\n\n"
         "- **UDP** port " + port + " (`--osc-port`), one packet a datagram.\n"
         "- **TCP**, the same port, for long answers and for networks that lose packets: each packet with its size in four bytes before it (OSC\n"
         "  1.0) or framed by SLIP (OSC 1.1); the first byte tells which. Packets have " + number(io::OscFraming::kMaxPacket) + " bytes at most; " +
         number(io::TcpPeers::kMost) + " connections at a time.\n"
         "- Only programs on the same machine are heard, unless `--osc-bind 0.0.0.0` opens it to the network: then anyone there can play.\n"
         "- Answers go to where the question came from: over UDP to the port that it was sent from, over TCP back on the connection.\n";
}

std::string timing() {
  const std::string minute = number(double(io::OscReceiver::kMaxAhead) * 1e-9);
  return "\n## When it happens\n\n"
         "At once means: after the instrument's delay, which is always the same, so that rhythm does not jitter. `/status/delay` tells it.\n\n"
         "- A **bundle with a time tag** takes effect at that very sample, " + minute + " s ahead at most. Send it further ahead than the delay: one\n"
         "  that comes late takes effect at once and is counted in `/status/late`.\n"
         "- **`at SECONDS`** at a message's end: so long after what comes with it sounds, or after its bundle's time. For Max, which has no\n"
         "  time tags in the future.\n"
         "- **`beat BEAT`** at a message's end: on that beat of the transport, while it runs.\n\n"
         "These go for what plays: notes, voices, parameters, places. The rest is done as soon as it is possible.\n\n"
         "    oscsend localhost 9123 /note/on iffsf 1 60 0.8 at 0.5\n";
}

std::string patterns() {
  return "\n## Many at once\n\n"
         "Parts, voices and parameters in an address, and all that can be read, may be OSC patterns: `?` is any character, `*` any characters,\n"
         "`[1-4]` one of these, `[!1-4]` none of these, `{vibrato,noise}` one of these words; never across a slash. One message may mean\n" +
         number(io::OscMeaning::kMaxEvents) + " things at most, but `*` for the part or the voice is one.\n\n"
         "    oscsend localhost 9123 '/part/{1,2}/dim_[1-4]' f 0.5\n";
}

std::string answers(const PlayOptions& standard) {
  return "\n## Answers and limits\n\n"
         "- What takes time is answered when it is over: `/done ADDRESS ...`, or `/fail ADDRESS REASON`.\n"
         "- A message that is wrong is counted in `/status/osc/rejected` and answered with `/fail ADDRESS REASON`, " +
         number(io::ReplyLimiter::kPerSecond) + " times a second at most\n  (" + number(io::ReplyLimiter::kBurst) + " at once).\n"
         "- One sender may send " + number(standard.osc_limit) + " messages a second (`--osc-limit`), a quarter of that at once. What ends notes is never refused.\n"
         "- A message has " + number(io::kMaxOscArguments) + " arguments at most; one that is no note and no parameter " + number(io::OscCall::kMaxArguments) +
         ", with " + number(io::OscCall::kMaxText) + " bytes of text together.\n"
         "- " + number(io::OscWatchers::kMostSubscribers) + " programs may subscribe, to " + number(io::OscWatchers::kMostValues) + " values each.\n"
         "- Files are named, never given as paths that lead out of the performer's folder: `$SEAGLASS_FOLDER`, else `~/.local/share/seaglass`.\n";
}

}  // namespace

std::string protocol_intro() {
  const PlayOptions standard;
  return reaching(standard) + timing() + patterns() + answers(standard);
}

}  // namespace seaglass
