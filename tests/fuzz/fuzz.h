#pragma once
// What fuzz targets share. A target feeds one parser with any bytes and says what must hold whatever they are: libFuzzer
// looks for bytes with which it does not (tools/fuzz), and every build replays those that are kept in corpus/TARGET.

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace seaglass::fuzz {

using Bytes = std::span<const std::uint8_t>;

// A file of targets/ has one of these, called like the file.
struct Target {
  Target(std::string_view its_name, void (*its_try_one)(Bytes)) : name(its_name), try_one(its_try_one) { all().push_back(*this); }

  std::string_view name;
  void (*try_one)(Bytes);

  static std::vector<Target>& all() {
    static std::vector<Target> list;
    return list;
  }
};

// Ends the process with a sentence where something does not hold: libFuzzer keeps the input, a replay fails.
inline void must(bool holds, const char* sentence) {
  if (holds) return;
  std::fprintf(stderr, "must hold, and does not: %s\n", sentence);
  std::abort();
}

inline std::string_view text_of(Bytes bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

// An input as a row of choices, for what is made of it rather than read from it. At its end there are zeros.
class Choices {
 public:
  explicit Choices(Bytes bytes) : rest_(bytes) {}

  bool empty() const { return rest_.empty(); }
  std::uint8_t byte() {
    if (rest_.empty()) return 0;
    const std::uint8_t first = rest_[0];
    rest_ = rest_.subspan(1);
    return first;
  }
  int below(int n) { return byte() % n; }  // n: 256 at most
  std::uint64_t big(int bytes) {
    std::uint64_t value = 0;
    for (int i = 0; i < bytes; i++) value = value << 8 | byte();
    return value;
  }
  Bytes some(std::size_t count) {
    const Bytes taken = rest_.first(std::min(count, rest_.size()));
    rest_ = rest_.subspan(taken.size());
    return taken;
  }
  std::string text() { return std::string(text_of(some(byte()))); }
  template <class List>
  const auto& one_of(const List& list) {
    return list[big(std::size(list) > 256 ? 2 : 1) % std::size(list)];
  }
  // A number that may be hard on whoever takes it, or any at all.
  double number();
  std::int32_t whole() {
    const double value = number();
    return std::fabs(value) <= 2147483647.0 ? std::int32_t(value) : INT32_MIN;
  }

 private:
  Bytes rest_;
};

inline double Choices::number() {
  constexpr double kHard[] = {0,    1,     -1,    0.5,  2,    16,         17,          127,   128,  140,  -12,
                              1e-9, 0.999, 1.001, 1e30, 1e38, 2147483647, -2147483648, 4.3e9, 1e19, 1e300};
  const int kind = byte();
  if (kind < 128) return kHard[std::size_t(kind) % std::size(kHard)];
  if (kind < 192) return double(std::int8_t(byte()));
  if (kind < 224) return double(std::bit_cast<float>(std::uint32_t(big(4))));  // NaN and infinities too
  return std::bit_cast<double>(big(8));
}

}  // namespace seaglass::fuzz
