#pragma once
// What the web thread answers, says and does, whatever carries the bytes: OSCQuery's requests, and what comes over
// WebSockets.

#include <functional>
#include <memory>
#include <string>

#include "io/osc/osc_receiver.h"
#include "io/osc/telemetry_board.h"
#include "io/web/query_answer.h"
#include "io/web/web_clients.h"
#include "io/web/web_listeners.h"

namespace seaglass::io {

class QueryService {
 public:
  static constexpr Nanoseconds kListenInterval = 1'000'000'000 / 60;  // as often as a screen shows it

  // [control] `events` is the web thread's own. All must outlive it.
  QueryService(OscStage& stage, EventPort& events, TelemetryBoard& board, WebClients& clients);

  // [control] Before anything is answered: what HOST_INFO tells.
  void introduce(std::string host_info) { host_info_ = std::move(host_info); }

  // [web] The whole tree is written once for all who ask within a reading of the telemetry.
  struct Answer {
    int status = 200;
    std::shared_ptr<const std::string> body;  // JSON; null where the status is not 200
  };
  Answer answer(std::string_view path, std::string_view query, Nanoseconds now);

  // [web] What a client has said. Any bytes.
  void hear_text(int client, std::string_view text);
  void hear_packet(int client, std::span<const std::uint8_t> packet, Nanoseconds now);
  void forget(int client) { listeners_.forget(client); }

  // [web] Puts into the outboxes what is new: values that are listened to, and that another patch plays.
  void look(Nanoseconds now);
  bool listened_to() const { return listeners_.any(); }

  OscReceiver& receiver() { return receiver_; }

 private:
  void follow(const Telemetry& telemetry, Nanoseconds now);
  void tell_all(const std::string& text, Nanoseconds now);

  TelemetryBoard& board_;
  WebClients& clients_;
  OscReceiver receiver_;
  WebListeners listeners_;
  int voices_;
  std::string host_info_;
  std::unique_ptr<QueryTree> tree_;
  std::shared_ptr<const Telemetry> written_;  // what `whole_` was written from
  std::shared_ptr<const std::string> whole_;
};

}  // namespace seaglass::io
