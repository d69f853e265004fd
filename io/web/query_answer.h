#pragma once
// What a client of OSCQuery gets for its request, as JSON with an HTTP status.

#include <memory>
#include <string>
#include <string_view>

#include "io/web/query_request.h"
#include "io/web/query_tree.h"

namespace seaglass::io {

struct QueryAnswer {
  int status = 200;  // or 204: there is no such thing here, 400: malformed, 404: no such address
  std::string body;  // JSON; empty where the status is not 200
};

// [any] but real-time threads, both.
QueryAnswer answer_query(const QueryTree& tree, const Telemetry& now, const QueryRequest& request, std::string_view host_info);

// What `?HOST_INFO` tells: where OSC is taken and what of the proposal is supported.
std::string host_info(std::string_view name, int osc_port, int web_port);

}  // namespace seaglass::io
