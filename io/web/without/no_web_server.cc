#include "io/errors.h"
#include "io/web/web_server.h"

namespace seaglass::io {

bool has_web() { return false; }

std::string web_part() { return "No OSCQuery: built without libwebsockets"; }

std::unique_ptr<WebServer> WebServer::open(const WebRequest&, OscStage&, EventPort&, TelemetryBoard&) {
  throw DeviceError(web_part());
}

}  // namespace seaglass::io
