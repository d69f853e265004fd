#include "io/web/query_value.h"

#include <lo/lo.h>

#include <algorithm>
#include <charconv>
#include <cmath>
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

Json json_of(char type, const lo_arg& value) {
  switch (type) {
    case LO_INT32: return value.i;
    case LO_INT64: return value.h;
    case LO_FLOAT: return decimal(value.f);
    case LO_DOUBLE: return value.d;
    case LO_STRING: return &value.s;
    default: return nullptr;
  }
}

void add(lo_message to, char type, const lo_arg& value) {
  switch (type) {
    case LO_INT64: lo_message_add_int32(to, std::int32_t(value.h & 0x7fffffff)); break;
    case LO_DOUBLE: lo_message_add_float(to, float(value.d)); break;
    case LO_INT32: lo_message_add_int32(to, value.i); break;
    case LO_FLOAT: lo_message_add_float(to, value.f); break;
    default: lo_message_add_string(to, &value.s);
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
  std::replace(out.begin(), out.end(), 'd', 'f');
  std::replace(out.begin(), out.end(), 'h', 'i');
  return out;
}

std::string value_json(const OscValue& v, const Telemetry& now) {
  const LoMessage message = message_of(v, now);
  if (!message) return {};
  Json list = Json::array();
  const char* types = lo_message_get_types(message.get());
  lo_arg** values = lo_message_get_argv(message.get());
  for (int i = 0; i < lo_message_get_argc(message.get()); i++) list.push_back(json_of(types[i], *values[i]));
  return list.empty() ? std::string() : list.dump(-1, ' ', false, Json::error_handler_t::replace);
}

OscPacket value_packet(const OscValue& v, const Telemetry& now) {
  const LoMessage message = message_of(v, now);
  const LoMessage plain(lo_message_new());
  if (!message || !plain) return {};
  const char* types = lo_message_get_types(message.get());
  lo_arg** values = lo_message_get_argv(message.get());
  const int count = lo_message_get_argc(message.get());
  for (int i = 0; i < count; i++) add(plain.get(), types[i], *values[i]);
  return count == 0 ? OscPacket() : osc_bytes_of(osc_address_of(v), plain);
}

}  // namespace seaglass::io
