#pragma once
// Reading a request and writing an answer, the way libwebsockets wants it. [web]

#include <libwebsockets.h>

#include <string>
#include <string_view>

namespace seaglass::io {

// A header of the request that is being served; empty where it was not sent.
std::string lws_header(lws* wsi, lws_token_indexes token);

// What stands behind the question mark.
std::string lws_query(lws* wsi);

struct LwsHead {
  int status = 200;
  std::string_view type;    // of the body; empty where there is none
  std::size_t length = 0;   // of the body
  std::string_view origin;  // of the page that may read the answer; empty: none asked
};

// False when the connection is to be closed.
bool lws_write_head(lws* wsi, const LwsHead& head);

}  // namespace seaglass::io
