#pragma once
// OSC packets written by hand, right ones and wrong ones, for tests.

#include <bit>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace seaglass::io {

using OscBytes = std::vector<std::uint8_t>;
using WrittenValue = std::variant<int, float, double, std::int64_t, bool, const char*>;

inline void append_big(OscBytes& out, std::uint64_t value, int bytes) {
  for (int i = bytes - 1; i >= 0; i--) out.push_back(std::uint8_t(value >> (8 * i)));
}

inline void append_text(OscBytes& out, std::string_view text) {
  out.insert(out.end(), text.begin(), text.end());
  do out.push_back(0);
  while (out.size() % 4 != 0);
}

inline OscBytes osc_message(std::string_view address, std::initializer_list<WrittenValue> values = {}) {
  std::string types = ",";
  OscBytes data;
  for (const WrittenValue& v : values) {
    if (const auto* i = std::get_if<int>(&v)) types += 'i', append_big(data, std::uint32_t(*i), 4);
    if (const auto* f = std::get_if<float>(&v))
      types += 'f', append_big(data, std::bit_cast<std::uint32_t>(*f), 4);
    if (const auto* d = std::get_if<double>(&v))
      types += 'd', append_big(data, std::bit_cast<std::uint64_t>(*d), 8);
    if (const auto* h = std::get_if<std::int64_t>(&v))
      types += 'h', append_big(data, std::uint64_t(*h), 8);
    if (const auto* b = std::get_if<bool>(&v)) types += *b ? 'T' : 'F';
    if (const auto* s = std::get_if<const char*>(&v)) types += 's', append_text(data, *s);
  }
  OscBytes out;
  append_text(out, address);
  append_text(out, types);
  out.insert(out.end(), data.begin(), data.end());
  return out;
}

inline OscBytes osc_bundle(std::uint64_t time_tag, const std::vector<OscBytes>& elements) {
  OscBytes out;
  append_text(out, "#bundle");
  append_big(out, time_tag, 8);
  for (const OscBytes& e : elements) {
    append_big(out, e.size(), 4);
    out.insert(out.end(), e.begin(), e.end());
  }
  return out;
}

}  // namespace seaglass::io
