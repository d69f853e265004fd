#include "io/web/lws/lws_web_server.h"

#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <system_error>

#include "io/errors.h"
#include "io/os/time.h"

namespace seaglass::io {
namespace {

constexpr std::size_t kMostConnections = 32;        // beyond WebSockets: requests come and go
constexpr Nanoseconds kPatience = 10 * kSecond;     // with a connection that asks nothing, or takes none of its answer
constexpr Nanoseconds kLookInterval = kSecond / 4;  // while nobody listens to values
constexpr unsigned kAskSeconds = 3;                 // libwebsockets' own patience with half a request
constexpr int kNice = 10;  // where there are no real-time priorities, the sound still comes first

// A phone that was carried away is noticed by its silence.
constexpr lws_retry_bo_t kPing{.retry_ms_table = nullptr, .retry_ms_table_count = 0, .conceal_count = 0,
                               .secs_since_valid_ping = 30, .secs_since_valid_hangup = 75, .jitter_percent = 0};

std::string own_name() {
  char name[256] = {};
  return gethostname(name, sizeof name - 1) == 0 ? name : "";
}

}  // namespace

LwsWebServer::LwsWebServer(const WebRequest& request, OscStage& stage, EventPort& events, TelemetryBoard& board)
    : guard_(request.address, own_name(), request.origins), service_(stage, events, board, clients_) {
  open_port(request);
  service_.introduce(host_info(request.name, request.osc_port, port_));
}

LwsWebServer::~LwsWebServer() {
  stop();
  lws_context_destroy(context_);
}

void LwsWebServer::start() {
  if (thread_.joinable()) return;
  running_ = true;
  try {
    thread_ = std::thread([this] { run(); });
  } catch (const std::system_error&) {
    throw ResourceError("no thread is left for OSCQuery; close other programs");
  }
}

void LwsWebServer::stop() noexcept {
  running_ = false;
  if (!thread_.joinable()) return;
  lws_cancel_service(context_);
  thread_.join();
}

void LwsWebServer::send(const OscPeer& to, std::span<const std::uint8_t> packet) noexcept {
  try {
    if (!running_ || !clients_.put(to, packet, now_ns())) return;
  } catch (const std::bad_alloc&) {
    return;  // an answer that is lost
  }
  if (!woken_.exchange(true)) lws_cancel_service(context_);
}

const lws_protocols LwsWebServer::kProtocols[] = {
    {.name = "osc", .callback = on_event, .per_session_data_size = 0, .rx_buffer_size = 4096, .id = 0, .user = nullptr,
     .tx_packet_size = 0},
    {},
};

// The port that was asked for, else any.
void LwsWebServer::open_port(const WebRequest& request) {
  lws_set_log_level(0, nullptr);  // it would write to the terminal
  lws_context_creation_info info{};
  info.protocols = kProtocols;
  info.user = this;
  info.iface = request.address == "localhost" ? "127.0.0.1" : request.address.c_str();
  info.options = LWS_SERVER_OPTION_EXPLICIT_VHOSTS | LWS_SERVER_OPTION_FAIL_UPON_UNABLE_TO_BIND | LWS_SERVER_OPTION_DISABLE_IPV6;
  info.server_string = "seaglass";
  info.gid = gid_t(-1);
  info.uid = uid_t(-1);
  info.fd_limit_per_thread = kMostConnections + 16;  // and the library's own
  info.timeout_secs = info.timeout_secs_ah_idle = kAskSeconds;
  info.keepalive_timeout = int(kPatience / kSecond);
  info.retry_and_idle_policy = &kPing;
  context_ = lws_create_context(&info);
  if (context_ == nullptr) throw ResourceError("no memory is left for OSCQuery; close other programs");
  for (const int port : {request.port, 0}) {
    info.port = port;
    if (lws_vhost* vhost = lws_create_vhost(context_, &info)) {
      port_ = lws_get_vhost_listen_port(vhost);
      return;
    }
  }
  lws_context_destroy(context_);
  throw DeviceError("no port can be opened for OSCQuery on " + request.address);
}

void LwsWebServer::run() {
  setpriority(PRIO_PROCESS, id_t(syscall(SYS_gettid)), kNice);
  while (running_.load(std::memory_order_relaxed))
    if (lws_service(context_, 0) < 0) return;
}

// C calls it: nothing may be thrown.
int LwsWebServer::on_event(lws* wsi, lws_callback_reasons reason, void*, void* in, std::size_t size) {
  auto* server = static_cast<LwsWebServer*>(wsi != nullptr ? lws_context_user(lws_get_context(wsi)) : nullptr);
  if (server == nullptr) return 0;
  try {
    return server->handle(wsi, reason, in, size);
  } catch (const std::exception&) {
    return -1;  // no memory: this connection is closed
  }
}

int LwsWebServer::handle(lws* wsi, lws_callback_reasons reason, void* in, std::size_t size) {
  switch (reason) {
    case LWS_CALLBACK_FILTER_NETWORK_CONNECTION: return connections_.size() < kMostConnections ? 0 : -1;
    case LWS_CALLBACK_SERVER_NEW_CLIENT_INSTANTIATED:
      connections_[wsi].since = now_ns();
      look_at(now_ns() + kLookInterval);
      return 0;
    case LWS_CALLBACK_HTTP: return serve_request(wsi, connections_[wsi]);
    case LWS_CALLBACK_HTTP_WRITEABLE: return send_body(wsi, connections_[wsi]);
    case LWS_CALLBACK_HTTP_CONFIRM_UPGRADE: return admit(wsi, static_cast<const char*>(in));
    case LWS_CALLBACK_ESTABLISHED: return open_client(wsi, connections_[wsi]);
    case LWS_CALLBACK_RECEIVE: return hear(wsi, connections_[wsi], static_cast<const std::uint8_t*>(in), size);
    case LWS_CALLBACK_SERVER_WRITEABLE: return send_frames(wsi, connections_[wsi]);
    case LWS_CALLBACK_WSI_DESTROY: forget(wsi); return 0;
    case LWS_CALLBACK_EVENT_WAIT_CANCELLED: send_soon(); return 0;
    default: return 0;
  }
}

// Looks after everything at that time, or earlier where that was said already.
void LwsWebServer::look_at(Nanoseconds when) {
  if (due_ != 0 && due_ <= when) return;
  due_ = when;
  timer_.server = this;
  lws_sul_schedule(
      context_, 0, &timer_.list, [](lws_sorted_usec_list_t* list) { reinterpret_cast<Timer*>(list)->server->tick(); },
      std::max<lws_usec_t>(1, (when - now_ns()) / 1000));
}

void LwsWebServer::tick() {
  const Nanoseconds now = now_ns();
  due_ = 0;
  looked_ = now;
  try {
    if (clients_.count() > 0) service_.look(now);
  } catch (const std::bad_alloc&) {
    // What cannot be said now is said later.
  }
  send_soon();
  for (const auto& [wsi, connection] : connections_) {
    const bool gone = connection.client >= 0 ? clients_.hopeless(connection.client, now) : now - connection.since > kPatience;
    if (gone) lws_set_timeout(wsi, pending_timeout(PENDING_TIMEOUT_USER_REASON_BASE), LWS_TO_KILL_ASYNC);
  }
  if (!connections_.empty()) look_at(now + (service_.listened_to() ? QueryService::kListenInterval : kLookInterval));
}

bool has_web() { return true; }

std::string web_part() { return std::string("OSCQuery by libwebsockets ") + lws_get_library_version(); }

std::unique_ptr<WebServer> WebServer::open(const WebRequest& request, OscStage& stage, EventPort& events, TelemetryBoard& board) {
  return std::make_unique<LwsWebServer>(request, stage, events, board);
}

}  // namespace seaglass::io
