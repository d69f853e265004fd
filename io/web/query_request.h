#pragma once
// What a client of OSCQuery asks for: the path and the query of a URL, as /part/1/volume?VALUE&RANGE.
// The protocol is the proposal at github.com/Vidvox/OSCQueryProposal.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace seaglass::io {

// What can be asked of a node by itself. Everything in one piece is asked for by no attribute at all.
inline constexpr std::string_view kQueryAttributes[] = {
    "FULL_PATH", "CONTENTS", "TYPE", "ACCESS", "VALUE", "RANGE", "DESCRIPTION", "UNIT", "TAGS", "CLIPMODE",
};

struct QueryRequest {
  static constexpr std::size_t kMaxPath = 256, kMaxQuery = 512;

  enum class Kind : std::uint8_t {
    kNode,         // of `path`: `attributes`, or all of it where there are none
    kHostInfo,     // whatever the path
    kUnsupported,  // the proposal knows the attribute, we do not: 204
    kWrong,        // 400
  };
  Kind kind = Kind::kNode;
  std::string path = "/";                    // an address; no slash at its end but the root's
  std::vector<std::string_view> attributes;  // of kQueryAttributes
};

// [any] but real-time threads. Takes any bytes: `path` begins with a slash, `query` is what stands behind the question
// mark, both with their %XX decoded.
QueryRequest parse_query_request(std::string_view path, std::string_view query);

}  // namespace seaglass::io
