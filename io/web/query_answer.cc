#include "io/web/query_answer.h"

#include <nlohmann/json.hpp>

#include "io/web/query_value.h"

namespace seaglass::io {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kOk = 200, kNoContent = 204, kBadRequest = 400, kNotFound = 404;

void add_contents(const QueryNode& node, const Telemetry& now, std::string& out);

// The node and all below it. Put together from text that is there already: the whole tree has thousands of nodes.
void add_node(const QueryNode& node, const Telemetry& now, std::string& out) {
  out += '{';
  out += node.described;
  if (node.readable)
    if (const std::string value = value_json(node.value, now); !value.empty()) out.append(",\"VALUE\":").append(value);
  if (!node.contents.empty()) {
    out += ",\"CONTENTS\":";
    add_contents(node, now, out);
  }
  out += '}';
}

void add_contents(const QueryNode& node, const Telemetry& now, std::string& out) {
  out += '{';
  for (const QueryNode* child : node.contents) {
    if (child != node.contents.front()) out += ',';
    out.append("\"").append(child->name).append("\":");  // a segment of an address: nothing in it needs escaping
    add_node(*child, now, out);
  }
  out += '}';
}

// The attributes that were asked for: those that the node does not have are left out.
QueryAnswer some_of(const QueryNode& node, const Telemetry& now, const QueryRequest& request) {
  const Json described = Json::parse("{" + node.described + "}");
  std::string body;
  const auto add = [&](std::string_view name, const std::string& text) {
    if (!text.empty()) body.append(body.empty() ? "\"" : ",\"").append(name).append("\":").append(text);
  };
  for (const std::string_view name : request.attributes) {
    if (name == "VALUE") {
      if (!node.readable) return {kNoContent, {}};
      add(name, value_json(node.value, now));
    } else if (name == "CONTENTS") {
      std::string contents;
      if (!node.contents.empty()) add_contents(node, now, contents);
      add(name, contents);
    } else if (const auto found = described.find(name); found != described.end()) {
      add(name, found->dump(-1, ' ', false, Json::error_handler_t::replace));
    }
  }
  return {kOk, "{" + body + "}"};
}

}  // namespace

QueryAnswer answer_query(const QueryTree& tree, const Telemetry& now, const QueryRequest& request, std::string_view host_info) {
  if (request.kind == QueryRequest::Kind::kHostInfo) return {kOk, std::string(host_info)};
  if (request.kind == QueryRequest::Kind::kWrong) return {kBadRequest, {}};
  const QueryNode* node = tree.find(request.path);
  if (node == nullptr) return {kNotFound, {}};
  if (request.kind == QueryRequest::Kind::kUnsupported) return {kNoContent, {}};
  if (!request.attributes.empty()) return some_of(*node, now, request);
  QueryAnswer answer;
  add_node(*node, now, answer.body);
  return answer;
}

std::string host_info(std::string_view name, int osc_port, int web_port) {
  Json extensions = Json::object();
  for (const char* one : {"ACCESS", "VALUE", "RANGE", "DESCRIPTION", "TAGS", "UNIT", "CLIPMODE", "LISTEN", "PATH_CHANGED"})
    extensions[one] = true;
  // Without OSC_IP and WS_IP: where the client has found us, whatever address that is for it.
  return Json{{"NAME", name}, {"EXTENSIONS", extensions}, {"OSC_PORT", osc_port}, {"OSC_TRANSPORT", "UDP"},
              {"WS_PORT", web_port}}.dump();
}

}  // namespace seaglass::io
