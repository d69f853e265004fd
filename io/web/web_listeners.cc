#include "io/web/web_listeners.h"

#include <algorithm>
#include <optional>

namespace seaglass::io {
namespace {

// What can be compared without encoding it: most of what people listen to.
std::optional<double> number_of(const OscValue& v, const Telemetry& now) {
  if (v.family == OscValue::Family::kControl) return now.stage.parts[0].values[v.a];
  if (v.family != OscValue::Family::kPart || v.b >= kParameterCount) return std::nullopt;
  return now.stage.parts[v.a].values[v.b];
}

}  // namespace

bool WebListeners::listen(int client, std::string_view address) {
  const auto bit = Clients(1u << client);
  int& count = counts_[std::size_t(client)];
  bool room = true;
  const bool found = find_osc_values(address, voices_, [&](OscValue value) {
    const auto known = values_.find(value.key());
    if (known != values_.end() && (known->second.clients & bit) != 0) return true;
    if (count == kMostPerClient) return room = false;
    Listened& listened = values_[value.key()];
    listened.value = value;
    listened.clients |= bit;
    listened.fresh |= bit;
    count++;
    return true;
  });
  return found && room;
}

void WebListeners::ignore(int client, std::string_view address) {
  const auto bit = Clients(1u << client);
  (void)find_osc_values(address, voices_, [&](OscValue value) {
    const auto known = values_.find(value.key());
    if (known == values_.end() || (known->second.clients & bit) == 0) return true;
    counts_[std::size_t(client)]--;
    known->second.fresh &= Clients(~bit);
    if ((known->second.clients &= Clients(~bit)) == 0) values_.erase(known);
    return true;
  });
}

void WebListeners::forget(int client) {
  const auto bit = Clients(1u << client);
  counts_[std::size_t(client)] = 0;
  for (auto it = values_.begin(); it != values_.end();) {
    it->second.fresh &= Clients(~bit);
    it->second.clients &= Clients(~bit);
    it = it->second.clients == 0 ? values_.erase(it) : std::next(it);
  }
}

// Whether it has changed.
bool WebListeners::refresh(Listened& listened, const Telemetry& now) {
  const auto number = number_of(listened.value, now);
  if (number && *number == listened.number && !listened.packet.empty()) return false;
  if (number) listened.number = *number;
  OscPacket packet = value_packet(listened.value, now);
  if (packet == listened.packet) return false;
  listened.packet = std::move(packet);
  return true;
}

void WebListeners::publish(const Telemetry& now, const Send& send) {
  for (auto& [key, listened] : values_) {
    const Clients to = refresh(listened, now) ? listened.clients : listened.fresh;
    listened.fresh = 0;
    if (listened.packet.empty()) continue;
    for (int client = 0; client < kMostClients; client++)
      if ((to >> client & 1) != 0) send(client, listened.packet);
  }
}

}  // namespace seaglass::io
