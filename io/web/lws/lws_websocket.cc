// WebSockets: OSC packets and OSCQuery's commands, both ways.

#include "io/os/time.h"
#include "io/web/lws/lws_request.h"
#include "io/web/lws/lws_web_server.h"
#include "io/web/web_command.h"

namespace seaglass::io {
namespace {

constexpr std::size_t kMostMessage = 65536;  // as long as a UDP datagram
constexpr int kFramesAtOnce = 64;            // to one client, before the others get their turn

}  // namespace

// Before the handshake is answered: 0 lets them in, more says that an answer was sent.
int LwsWebServer::admit(lws* wsi, const char* protocol) {
  if (protocol == nullptr || std::string_view(protocol) != "websocket") return -1;
  const std::string host = lws_header(wsi, WSI_TOKEN_HOST), origin = lws_header(wsi, WSI_TOKEN_ORIGIN);
  const char* why = nullptr;
  unsigned status = HTTP_STATUS_FORBIDDEN;
  if (!guard_.host_is_ours(host)) why = WebGuard::kWhyHost;
  else if (!guard_.origin_is_welcome(origin, host)) why = WebGuard::kWhyOrigin;
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

}  // namespace seaglass::io
