// Requests and their answers.

#include <algorithm>
#include <array>

#include "io/os/time.h"
#include "io/web/lws/lws_request.h"
#include "io/web/lws/lws_web_server.h"

namespace seaglass::io {
namespace {

constexpr std::size_t kPiece = 16 * 1024;  // of a body, written at once

}  // namespace

int LwsWebServer::serve_request(lws* wsi, Connection& connection) {
  const Nanoseconds now = now_ns();
  connection.since = now;
  char* uri = nullptr;
  int length = 0;
  const int method = lws_http_get_uri_and_method(wsi, &uri, &length);
  const std::string host = lws_header(wsi, WSI_TOKEN_HOST), origin = lws_header(wsi, WSI_TOKEN_ORIGIN);
  if (!guard_.host_is_ours(host)) return refuse(wsi, connection, HTTP_STATUS_FORBIDDEN, WebGuard::kWhyHost);
  if (!guard_.origin_is_welcome(origin, host)) return refuse(wsi, connection, HTTP_STATUS_FORBIDDEN, WebGuard::kWhyOrigin);
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

}  // namespace seaglass::io
