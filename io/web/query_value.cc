#include "io/web/query_value.h"

#include <lo/lo.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <nlohmann/json.hpp>

namespace seaglass::io {
namespace {

constexpr float kSilentDb = -120;  // as the meters' floor

// Lamps and meters must go out: a silent voice still has a level, and is not held.
LoMessage message_of(const OscValue& v, const Telemetry& now) {
  if (!is_silent(v, now)) return osc_message_of(v, now);
  LoMessage message(lo_message_new());
  if (!message) return message;
  if (v.b == OscValue::kVoiceLevel) lo_message_add_float(message.get(), kSilentDb);
  else if (v.b == OscValue::kVoiceHeld) lo_message_add_int32(message.get(), 0);
  else message = nullptr;
  return message;
}

using Json = nlohmann::json;

// liblo's arguments lie where they come to lie: at 4 mod 8, too.
template <class T>
T read(const lo_arg* value) {
  T out;
  std::memcpy(&out, static_cast<const void*>(value), sizeof out);
  return out;
}
const char* text_of(const lo_arg* value) { return reinterpret_cast<const char*>(value); }

Json json_of(char type, const lo_arg* value) {
  switch (type) {
    case LO_INT32: return read<std::int32_t>(value);
    case LO_FLOAT: return decimal(read<float>(value));
    case LO_STRING: return text_of(value);
    default: return nullptr;
  }
}

}  // namespace

double decimal(float value) {
  if (!std::isfinite(value)) return value;
  char text[32];
  const char* end = std::to_chars(text, text + sizeof text, value).ptr;
  double out = value;
  std::from_chars(text, end, out);
  return out;
}

std::string web_types(std::string_view types) {
  std::string out(types);
  std::replace(out.begin(), out.end(), 'S', 's');  // a name is a text
  return out;
}

std::string value_json(const OscValue& v, const Telemetry& now) {
  const LoMessage message = message_of(v, now);
  if (!message) return {};
  Json list = Json::array();
  const char* types = lo_message_get_types(message.get());
  lo_arg** values = lo_message_get_argv(message.get());
  for (int i = 0; i < lo_message_get_argc(message.get()); i++) list.push_back(json_of(types[i], values[i]));
  return list.empty() ? std::string() : list.dump(-1, ' ', false, Json::error_handler_t::replace);
}

OscPacket value_packet(const OscValue& v, const Telemetry& now) {
  const LoMessage message = message_of(v, now);
  if (!message || lo_message_get_argc(message.get()) == 0) return {};
  return osc_bytes_of(osc_address_of(v), message);
}

}  // namespace seaglass::io
