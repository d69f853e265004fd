#include "io/web/lws/lws_request.h"

#include <array>

namespace seaglass::io {
namespace {

constexpr std::size_t kHead = 2048;

using Bytes = unsigned char;

// Names are written as people write them: some programs look for "Content-Length" and no other spelling.
bool add(lws* wsi, const char* name, std::string_view value, Bytes*& at, Bytes* end) {
  return lws_add_http_header_by_name(wsi, reinterpret_cast<const Bytes*>(name), reinterpret_cast<const Bytes*>(value.data()),
                                     int(value.size()), &at, end) == 0;
}

}  // namespace

std::string lws_header(lws* wsi, lws_token_indexes token) {
  const int length = lws_hdr_total_length(wsi, token);
  if (length <= 0) return {};
  std::string text(std::size_t(length) + 1, 0);
  const int copied = lws_hdr_copy(wsi, text.data(), int(text.size()), token);
  text.resize(copied > 0 ? std::size_t(copied) : 0);
  return text;
}

std::string lws_query(lws* wsi) {
  std::string query;
  for (int i = 0;; i++) {
    const int length = lws_hdr_fragment_length(wsi, WSI_TOKEN_HTTP_URI_ARGS, i);
    if (length <= 0) return query;
    std::string piece(std::size_t(length) + 1, 0);
    const int copied = lws_hdr_copy_fragment(wsi, piece.data(), int(piece.size()), WSI_TOKEN_HTTP_URI_ARGS, i);
    if (copied < 0) return query;
    query.append(query.empty() ? "" : "&").append(piece, 0, std::size_t(copied));
  }
}

bool lws_write_head(lws* wsi, const LwsHead& head) {
  std::array<Bytes, LWS_PRE + kHead> buffer;
  Bytes* const start = buffer.data() + LWS_PRE;
  Bytes* const end = buffer.data() + buffer.size() - 1;
  Bytes* at = start;
  if (lws_add_http_header_status(wsi, unsigned(head.status), &at, end) != 0) return false;
  bool good = add(wsi, "Cache-Control:", "no-store", at, end) && add(wsi, "X-Content-Type-Options:", "nosniff", at, end) &&
              add(wsi, "Vary:", "Origin", at, end);
  if (!head.type.empty()) good = good && add(wsi, "Content-Type:", head.type, at, end);
  if (head.status != HTTP_STATUS_NO_CONTENT) good = good && add(wsi, "Content-Length:", std::to_string(head.length), at, end);
  if (!head.origin.empty()) good = good && add(wsi, "Access-Control-Allow-Origin:", head.origin, at, end);
  return good && lws_finalize_write_http_header(wsi, start, &at, end) == 0;
}

}  // namespace seaglass::io
