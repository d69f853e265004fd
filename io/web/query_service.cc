#include "io/web/query_service.h"

#include "io/web/web_command.h"

namespace seaglass::io {

QueryService::QueryService(OscStage& stage, EventPort& events, TelemetryBoard& board, WebClients& clients)
    : board_(board), clients_(clients), receiver_(stage, events), listeners_(stage.voices), voices_(stage.voices) {}

QueryService::Answer QueryService::answer(std::string_view path, std::string_view query, Nanoseconds now) {
  const QueryRequest request = parse_query_request(path, query);
  const auto telemetry = board_.read(now);
  follow(*telemetry, now);
  const bool whole = request.kind == QueryRequest::Kind::kNode && request.path == "/" && request.attributes.empty();
  if (whole && written_ == telemetry) return {200, whole_};
  QueryAnswer answer = answer_query(*tree_, *telemetry, request, host_info_);
  if (answer.status != 200) return {answer.status, nullptr};
  const auto body = std::make_shared<const std::string>(std::move(answer.body));
  if (whole) written_ = telemetry, whole_ = body;
  return {200, body};
}

void QueryService::hear_text(int client, std::string_view text) {
  const auto command = parse_web_command(text);
  if (!command) return;
  if (command->kind == WebCommand::Kind::kListen) (void)listeners_.listen(client, command->path);
  else listeners_.ignore(client, command->path);
}

void QueryService::hear_packet(int client, std::span<const std::uint8_t> packet, Nanoseconds now) {
  receiver_.receive(packet, now, clients_.peer(client));
}

void QueryService::look(Nanoseconds now) {
  const auto telemetry = board_.read(now);
  follow(*telemetry, now);
  listeners_.publish(*telemetry, [&](int client, std::span<const std::uint8_t> packet) {
    clients_.put(client, packet, false, now);
  });
}

// Sees to it that the tree is that of the patch that plays; when it was another's, all clients are told.
void QueryService::follow(const Telemetry& telemetry, Nanoseconds now) {
  if (tree_ && tree_->places() == telemetry.places) return;
  const bool changed = tree_ != nullptr;
  tree_ = std::make_unique<QueryTree>(voices_, telemetry.places);
  written_.reset();
  whole_.reset();
  if (!changed) return;
  for (const std::string& address : QueryTree::of_the_patch()) tell_all(path_changed(address), now);
}

void QueryService::tell_all(const std::string& text, Nanoseconds now) {
  const std::span bytes(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
  for (int client = 0; client < WebClients::kMost; client++)
    if (clients_.is_open(client)) clients_.put(client, bytes, true, now);
}

}  // namespace seaglass::io
