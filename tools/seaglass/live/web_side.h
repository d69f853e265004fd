#pragma once
// The instrument as web clients see it: OSCQuery on a port of its own, announced on the network when it is open to it.

#include <memory>
#include <string>

#include "io/osc/osc_watchers.h"
#include "io/web/web_server.h"
#include "io/web/zeroconf.h"
#include "tools/seaglass/commands.h"
#include "tools/seaglass/live/live_stream.h"
#include "tools/seaglass/live/osc_hub.h"
#include "tools/seaglass/live/telemetry_source.h"

namespace seaglass {

// All functions [control].
class WebSide {
 public:
  // Opens the port that the options ask for, if they do. `osc_port` is OSC's. All must outlive it.
  WebSide(const PlayOptions& options, int osc_port, const StreamClock& clock, io::OscStage& stage, io::TelemetryBoard& board);
  ~WebSide() { stop(); }

  // What its clients say goes where other OSC goes, and they are answered.
  void plug_into(OscHub& hub, TelemetrySource& telemetry, io::OscWatchers& watchers);
  EventPort& events() { return events_; }

  void start();
  void stop() noexcept;

  [[nodiscard]] bool take_command(io::OscCall& call) { return server_ && server_->receiver().take_command(call); }

  int port() const { return server_ ? server_->port() : 0; }
  std::uint64_t messages() const { return server_ ? server_->receiver().messages() : 0; }
  std::uint64_t rejected() const { return server_ ? server_->receiver().rejected() : 0; }

  // What to say when it begins: "OSCQuery: port 9124", or why there is none.
  std::string sentence() const;

 private:
  EventPort events_;
  std::unique_ptr<io::WebServer> server_;
  std::unique_ptr<io::Zeroconf> zeroconf_;
  std::string why_not_, note_;
  int osc_port_;
  bool open_to_network_;
};

}  // namespace seaglass
