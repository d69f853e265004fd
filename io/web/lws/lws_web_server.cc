// The web server on libwebsockets. Everything below lws_service() runs in the web thread.

#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <system_error>
#include <thread>
#include <unordered_map>

#include "io/errors.h"
#include "io/os/time.h"
#include "io/web/lws/lws_request.h"
#include "io/web/query_service.h"
#include "io/web/web_command.h"
#include "io/web/web_guard.h"
#include "io/web/web_server.h"

namespace seaglass::io {
namespace {

constexpr std::size_t kMostConnections = 32;  // beyond WebSockets: requests come and go
constexpr Nanoseconds kPatience = 10 * kSecond;  // with a connection that asks nothing, or takes none of its answer
constexpr Nanoseconds kLookInterval = kSecond / 4;  // while nobody listens to values
constexpr std::size_t kMostMessage = 65536;     // of a WebSocket: as long as a UDP datagram
constexpr std::size_t kPiece = 16 * 1024;       // of a body, written at once
constexpr int kFramesAtOnce = 64;               // to one client, before the others get their turn
constexpr unsigned kAskSeconds = 3;             // libwebsockets' own patience with half a request
constexpr int kNice = 10;  // where there are no real-time priorities, the sound still comes first

// A phone that was carried away is noticed by its silence.
constexpr lws_retry_bo_t kPing{.retry_ms_table = nullptr, .retry_ms_table_count = 0, .conceal_count = 0,
                               .secs_since_valid_ping = 30, .secs_since_valid_hangup = 75, .jitter_percent = 0};

constexpr const char* kWhyHost = "this name is not ours\n";
constexpr const char* kWhyOrigin = "pages from there are not welcome; seaglass play --web-origin lets them in\n";

std::string own_name() {
  char name[256] = {};
  return gethostname(name, sizeof name - 1) == 0 ? name : "";
}

class LwsWebServer final : public WebServer {
 public:
  LwsWebServer(const WebRequest& request, OscStage& stage, EventPort& events, TelemetryBoard& board)
      : guard_(request.address, own_name(), request.origins), service_(stage, events, board, clients_) {
    open_port(request);
    service_.introduce(host_info(request.name, request.osc_port, port_));
  }
  ~LwsWebServer() override {
    stop();
    lws_context_destroy(context_);
  }

  void start() override {
    if (thread_.joinable()) return;
    running_ = true;
    try {
      thread_ = std::thread([this] { run(); });
    } catch (const std::system_error&) {
      throw ResourceError("no thread is left for OSCQuery; close other programs");
    }
  }
  void stop() noexcept override {
    running_ = false;
    if (!thread_.joinable()) return;
    lws_cancel_service(context_);
    thread_.join();
  }

  int port() const override { return port_; }
  OscReceiver& receiver() override { return service_.receiver(); }
  int clients() const override { return clients_.count(); }

  void send(const OscPeer& to, std::span<const std::uint8_t> packet) noexcept override {
    try {
      if (!running_ || !clients_.put(to, packet, now_ns())) return;
    } catch (const std::bad_alloc&) {
      return;  // an answer that is lost
    }
    if (!woken_.exchange(true)) lws_cancel_service(context_);
  }

 private:
  struct Connection {
    Nanoseconds since = 0;                    // it last asked for something, or took some of its answer
    std::shared_ptr<const std::string> body;  // that is being sent
    std::size_t sent = 0;
    int client = -1;                          // of the WebSockets
    std::vector<std::uint8_t> message;        // of a WebSocket, as far as it has come
  };
  struct Timer {
    lws_sorted_usec_list_t list;  // first: libwebsockets hands us its address
    LwsWebServer* server;
  };

  static int on_event(lws* wsi, lws_callback_reasons reason, void* user, void* in, std::size_t size);
  int handle(lws* wsi, lws_callback_reasons reason, void* in, std::size_t size);
  void open_port(const WebRequest& request);
  void run();
  void tick();
  void look_at(Nanoseconds when);

  int serve_request(lws* wsi, Connection& connection);
  int refuse(lws* wsi, Connection& connection, int status, const char* why);
  int send_body(lws* wsi, Connection& connection);
  int admit(lws* wsi, const char* protocol);
  int open_client(lws* wsi, Connection& connection);
  int hear(lws* wsi, Connection& connection, const std::uint8_t* bytes, std::size_t size);
  int send_frames(lws* wsi, Connection& connection);
  void send_soon();
  void forget(lws* wsi);

  static const lws_protocols kProtocols[];

  WebGuard guard_;
  WebClients clients_;
  QueryService service_;
  lws_context* context_ = nullptr;
  int port_ = 0;
  std::thread thread_;
  std::atomic<bool> running_{false}, woken_{false};
  // The thread's own.
  Timer timer_{};
  Nanoseconds due_ = 0, looked_ = 0;  // of the timer, 0: it rests; when it last went
  std::unordered_map<lws*, Connection> connections_;
};

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

// ---- HTTP

int LwsWebServer::serve_request(lws* wsi, Connection& connection) {
  const Nanoseconds now = now_ns();
  connection.since = now;
  char* uri = nullptr;
  int length = 0;
  const int method = lws_http_get_uri_and_method(wsi, &uri, &length);
  const std::string host = lws_header(wsi, WSI_TOKEN_HOST), origin = lws_header(wsi, WSI_TOKEN_ORIGIN);
  if (!guard_.host_is_ours(host)) return refuse(wsi, connection, HTTP_STATUS_FORBIDDEN, kWhyHost);
  if (!guard_.origin_is_welcome(origin, host)) return refuse(wsi, connection, HTTP_STATUS_FORBIDDEN, kWhyOrigin);
  if ((method != LWSHUMETH_GET && method != LWSHUMETH_HEAD) || uri == nullptr)
    return refuse(wsi, connection, HTTP_STATUS_METHOD_NOT_ALLOWED, "only GET\n");
  const auto answer = service_.answer({uri, std::size_t(length)}, lws_query(wsi), now);
  if (answer.status == HTTP_STATUS_BAD_REQUEST) return refuse(wsi, connection, answer.status, "no such attribute\n");
  if (answer.status == HTTP_STATUS_NOT_FOUND) return refuse(wsi, connection, answer.status, "no such address\n");
  const std::size_t size = answer.body ? answer.body->size() : 0;
  if (!lws_write_head(wsi, {.status = answer.status, .type = answer.body ? "application/json" : "", .length = size, .origin = origin}))
    return -1;
  if (method == LWSHUMETH_HEAD || !answer.body) return lws_http_transaction_completed(wsi) != 0 ? -1 : 0;
  connection.body = answer.body;
  connection.sent = 0;
  lws_callback_on_writable(wsi);
  return 0;
}

int LwsWebServer::refuse(lws* wsi, Connection& connection, int status, const char* why) {
  connection.body = std::make_shared<const std::string>(why);
  connection.sent = 0;
  if (!lws_write_head(wsi, {.status = status, .type = "text/plain", .length = connection.body->size(), .origin = {}})) return -1;
  lws_callback_on_writable(wsi);
  return 0;
}

int LwsWebServer::send_body(lws* wsi, Connection& connection) {
  std::array<unsigned char, LWS_PRE + kPiece> piece;
  while (connection.body) {
    const std::size_t size = std::min(kPiece, connection.body->size() - connection.sent);
    connection.body->copy(reinterpret_cast<char*>(piece.data()) + LWS_PRE, size, connection.sent);
    connection.sent += size;
    connection.since = now_ns();
    const bool last = connection.sent == connection.body->size();
    if (lws_write(wsi, piece.data() + LWS_PRE, size, last ? LWS_WRITE_HTTP_FINAL : LWS_WRITE_HTTP) < 0) return -1;
    if (last) {
      connection.body.reset();
      return lws_http_transaction_completed(wsi) != 0 ? -1 : 0;
    }
    if (lws_send_pipe_choked(wsi) == 0) continue;
    lws_callback_on_writable(wsi);
    return 0;
  }
  return 0;
}

// ---- WebSockets

// Before the handshake is answered: 0 lets them in, more says that an answer was sent.
int LwsWebServer::admit(lws* wsi, const char* protocol) {
  if (protocol == nullptr || std::string_view(protocol) != "websocket") return -1;
  const std::string host = lws_header(wsi, WSI_TOKEN_HOST), origin = lws_header(wsi, WSI_TOKEN_ORIGIN);
  const char* why = nullptr;
  unsigned status = HTTP_STATUS_FORBIDDEN;
  if (!guard_.host_is_ours(host)) why = kWhyHost;
  else if (!guard_.origin_is_welcome(origin, host)) why = kWhyOrigin;
  else if (clients_.count() == WebClients::kMost) why = "too many WebSockets\n", status = HTTP_STATUS_SERVICE_UNAVAILABLE;
  if (why == nullptr) return 0;
  return lws_return_http_status(wsi, status, why) != 0 ? -1 : 1;
}

int LwsWebServer::open_client(lws* wsi, Connection& connection) {
  char address[64] = {};
  lws_get_peer_simple(wsi, address, sizeof address);
  connection.client = clients_.open(is_loopback(address));
  return connection.client < 0 ? -1 : 0;
}

int LwsWebServer::hear(lws* wsi, Connection& connection, const std::uint8_t* bytes, std::size_t size) {
  if (connection.client < 0) return -1;
  auto& message = connection.message;
  const bool is_binary = lws_frame_is_binary(wsi) != 0;
  if (lws_is_first_fragment(wsi) != 0) message.clear();
  const std::size_t most = is_binary ? kMostMessage : WebCommand::kMaxText;
  if (message.size() + size > most || lws_remaining_packet_payload(wsi) > most) {
    lws_close_reason(wsi, LWS_CLOSE_STATUS_MESSAGE_TOO_LARGE, nullptr, 0);
    return -1;
  }
  message.insert(message.end(), bytes, bytes + size);
  if (lws_is_final_fragment(wsi) == 0) return 0;
  if (is_binary) {
    service_.hear_packet(connection.client, message, now_ns());
  } else {
    service_.hear_text(connection.client, {reinterpret_cast<const char*>(message.data()), message.size()});
    if (service_.listened_to()) look_at(looked_ + QueryService::kListenInterval);
  }
  return 0;
}

int LwsWebServer::send_frames(lws* wsi, Connection& connection) {
  static_assert(WebFrame::kRoom >= LWS_PRE);
  if (connection.client < 0) return -1;
  for (int i = 0; i < kFramesAtOnce && lws_send_pipe_choked(wsi) == 0; i++) {
    auto frame = clients_.next(connection.client, now_ns());
    if (!frame) return 0;
    if (lws_write(wsi, frame->bytes.data() + WebFrame::kRoom, frame->size(), frame->is_text ? LWS_WRITE_TEXT : LWS_WRITE_BINARY) < 0)
      return -1;
  }
  if (clients_.waits(connection.client)) lws_callback_on_writable(wsi);
  return 0;
}

void LwsWebServer::send_soon() {
  woken_ = false;
  for (const auto& [wsi, connection] : connections_)
    if (connection.client >= 0 && clients_.waits(connection.client)) lws_callback_on_writable(wsi);
}

void LwsWebServer::forget(lws* wsi) {
  const auto found = connections_.find(wsi);
  if (found == connections_.end()) return;
  if (found->second.client >= 0) {
    service_.forget(found->second.client);
    clients_.close(found->second.client);
  }
  connections_.erase(found);
}

// ---- Time

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

}  // namespace

bool has_web() { return true; }

std::string web_part() { return std::string("OSCQuery by libwebsockets ") + lws_get_library_version(); }

std::unique_ptr<WebServer> WebServer::open(const WebRequest& request, OscStage& stage, EventPort& events, TelemetryBoard& board) {
  return std::make_unique<LwsWebServer>(request, stage, events, board);
}

}  // namespace seaglass::io
