#include "tools/seaglass/live/web_side.h"

#include "io/web/web_guard.h"

namespace seaglass {
namespace {

constexpr std::size_t kEvents = 8192;
constexpr int kLastPort = 65535;

}  // namespace

WebSide::WebSide(const PlayOptions& options, int osc_port, const StreamClock& clock, io::OscStage& stage, io::TelemetryBoard& board)
    : events_(clock, kEvents), osc_port_(osc_port), open_to_network_(!io::is_loopback(options.osc_bind)) {
  const int wanted = options.web_port.value_or(osc_port < kLastPort ? osc_port + 1 : 0);
  if (options.web_port == 0) return;
  if (!io::has_web()) {
    why_not_ = io::web_part();
    return;
  }
  const io::WebRequest request{.port = wanted, .address = options.osc_bind, .osc_port = osc_port, .origins = options.web_origins};
  try {
    server_ = io::WebServer::open(request, stage, events_, board);
  } catch (const io::DeviceError& error) {
    why_not_ = error.what();
    return;
  }
  if (port() != wanted) note_ = ", since " + std::to_string(wanted) + " is taken";
}

void WebSide::plug_into(OscHub& hub, TelemetrySource& telemetry, io::OscWatchers& watchers) {
  if (!server_) return;
  hub.set(io::OscPeer::Kind::kWeb, *server_);
  telemetry.add(server_->receiver());
  watchers.add(server_->receiver());
}

void WebSide::start() {
  if (server_) server_->start();
  if (open_to_network_) zeroconf_ = io::Zeroconf::announce({.osc_port = osc_port_, .web_port = port()});
}

void WebSide::stop() noexcept {
  zeroconf_.reset();
  if (server_) server_->stop();
}

std::string WebSide::sentence() const {
  if (server_) return "OSCQuery: port " + std::to_string(port()) + note_;
  return why_not_;
}

}  // namespace seaglass
