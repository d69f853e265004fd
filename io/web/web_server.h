#pragma once
// OSCQuery: an HTTP port that describes every address of the instrument, and WebSockets that carry OSC both ways.
//
// One thread without priority serves all of it: who looks must never keep a note waiting. libwebsockets carries the
// bytes (io/web/lws/); where it was not there when we were built, io/web/without/ says so.

#include <memory>
#include <string>
#include <vector>

#include "engine/stream/event_port.h"
#include "io/osc/osc_receiver.h"
#include "io/osc/telemetry_board.h"

namespace seaglass::io {

struct WebRequest {
  int port = 9124;                    // 0, or taken: any free one
  std::string address = "127.0.0.1";  // the same as OSC's
  int osc_port = 9123;                // that HOST_INFO names
  std::string name = "Seaglass";
  std::vector<std::string> origins{};  // of pages that are welcome besides those of this machine
};

class WebServer : public OscOutlet {
 public:
  // [control] Listens. `events` is the web thread's own. All must outlive the server. Throws DeviceError where no port
  // can be had, and where web_part() says why not.
  static std::unique_ptr<WebServer> open(const WebRequest& request, OscStage& stage, EventPort& events, TelemetryBoard& board);

  // [control] stop() blocks until the thread has ended. May be called twice.
  virtual void start() = 0;
  virtual void stop() noexcept = 0;

  virtual int port() const = 0;
  virtual OscReceiver& receiver() = 0;

  // [any] WebSockets that are open.
  virtual int clients() const = 0;
};

// [any] Whether this build has a web server; if not, why.
bool has_web();
std::string web_part();

}  // namespace seaglass::io
