// What stands behind the host in a URL, "/part/1/volume?VALUE&RANGE", and the answer to it.

#include <nlohmann/json.hpp>

#include "io/web/query_answer.h"
#include "tests/fuzz/fuzz.h"

namespace seaglass::fuzz {
namespace {

using io::QueryRequest;
using Json = nlohmann::json;

constexpr int kVoices = 2;

const Target target("web_request", [](Bytes input) {
  static const io::QueryTree tree(kVoices, {"cello", "flute"});
  static const io::Telemetry now = [] {
    io::Telemetry t;
    t.places = tree.places();
    return t;
  }();
  const std::string_view text = text_of(input);
  const std::string_view path = text.substr(0, text.find('?'));
  const std::string_view query = text.substr(std::min(text.size(), path.size() + 1));
  const QueryRequest request = io::parse_query_request(path, query);
  must(!request.path.empty() && request.path[0] == '/' && request.path.size() <= QueryRequest::kMaxPath, "a path is an address");
  must(std::ranges::all_of(request.path, [](char c) { return c > ' ' && c <= '~'; }), "an address is printable");
  must(request.attributes.size() <= std::size(io::kQueryAttributes), "each attribute is asked for once");

  const io::QueryAnswer answer = io::answer_query(tree, now, request, "{}");
  must(answer.status == 200 || answer.body.empty(), "only an answer has a body");
  must(request.kind != QueryRequest::Kind::kWrong || answer.status == 400, "nonsense is told apart");
  if (answer.status != 200) return;
  const Json object = Json::parse(answer.body, nullptr, false);
  must(object.is_object(), "an answer is JSON");
  if (request.kind != QueryRequest::Kind::kNode) return;
  if (request.attributes.empty()) return must(object.value("FULL_PATH", "") == request.path, "it tells of what was asked for");
  for (const auto& [name, value] : object.items())
    must(std::ranges::find(request.attributes, name) != request.attributes.end(), "nothing else is told");
});

}  // namespace
}  // namespace seaglass::fuzz
