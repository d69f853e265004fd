#pragma once
// The web server on libwebsockets. Everything private runs in the web thread, below lws_service(). Callbacks return 0, or -1
// where the connection is to be closed.

#include <libwebsockets.h>

#include <atomic>
#include <thread>
#include <unordered_map>

#include "io/web/query_service.h"
#include "io/web/web_guard.h"
#include "io/web/web_server.h"

namespace seaglass::io {

class LwsWebServer final : public WebServer {
 public:
  LwsWebServer(const WebRequest& request, OscStage& stage, EventPort& events, TelemetryBoard& board);
  ~LwsWebServer() override;

  void start() override;
  void stop() noexcept override;
  int port() const override { return port_; }
  OscReceiver& receiver() override { return service_.receiver(); }
  int clients() const override { return clients_.count(); }
  void send(const OscPeer& to, std::span<const std::uint8_t> packet) noexcept override;

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

  // lws_http.cc
  int serve_request(lws* wsi, Connection& connection);
  int refuse(lws* wsi, Connection& connection, int status, const char* why);
  int send_body(lws* wsi, Connection& connection);

  // lws_websocket.cc
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

}  // namespace seaglass::io
