#include "io/web/query_request.h"

#include <algorithm>
#include <iterator>

namespace seaglass::io {
namespace {

constexpr std::string_view kUnsupported[] = {"EXTENDED_TYPE", "CRITICAL", "OVERLOADS", "HTML"};

template <std::size_t N>
const std::string_view* find(const std::string_view (&list)[N], std::string_view name) {
  const auto found = std::find(std::begin(list), std::end(list), name);
  return found == std::end(list) ? nullptr : found;
}

bool is_address(std::string_view path) {
  return !path.empty() && path.size() <= QueryRequest::kMaxPath && path[0] == '/' &&
         std::all_of(path.begin(), path.end(), [](char c) { return c > ' ' && c <= '~'; });
}

// One of the query's pieces. Some programs write an equals sign behind a name without a value.
void take(std::string_view piece, QueryRequest& request) {
  using Kind = QueryRequest::Kind;
  const std::string_view name = piece.substr(0, piece.find('='));
  if (name.empty() || request.kind == Kind::kWrong) return;
  if (name == "HOST_INFO") {
    request.kind = Kind::kHostInfo;
  } else if (const auto* known = find(kQueryAttributes, name)) {
    if (std::find(request.attributes.begin(), request.attributes.end(), name) == request.attributes.end())
      request.attributes.push_back(*known);
  } else if (request.kind != Kind::kHostInfo) {
    request.kind = find(kUnsupported, name) != nullptr ? Kind::kUnsupported : Kind::kWrong;
  }
}

}  // namespace

QueryRequest parse_query_request(std::string_view path, std::string_view query) {
  QueryRequest request;
  if (!is_address(path) || query.size() > QueryRequest::kMaxQuery) {
    request.kind = QueryRequest::Kind::kWrong;
    return request;
  }
  while (path.size() > 1 && path.back() == '/') path.remove_suffix(1);
  request.path = path;
  while (!query.empty()) {
    const std::size_t end = std::min(query.find('&'), query.size());
    take(query.substr(0, end), request);
    query.remove_prefix(std::min(end + 1, query.size()));
  }
  return request;
}

}  // namespace seaglass::io
