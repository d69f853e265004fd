#include "engine/voice/synth_reply.h"

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstring>

namespace seaglass {
namespace {

struct ReplyHeader {
  std::int32_t count = 0;       // samples
  std::uint32_t sounding = 0;   // parts
  std::int32_t looks = 0;
  std::int32_t spare = 0;
};

struct NumberedLook {
  std::int64_t voice = 0;
  VoiceLook look;
};

std::size_t size_of(const ReplyHeader& header) {
  const auto channels = std::size_t(kChannels * std::popcount(header.sounding));
  return sizeof header + channels * std::size_t(header.count) * sizeof(float) + std::size_t(header.looks) * sizeof(NumberedLook);
}

// Whether none is infinite or not a number.
bool finite(const float* x, int count) {
  float sum = 0;
  for (int i = 0; i < count; i++) sum += x[i] * 0;
  return sum == 0;
}

// Bytes, before they are a look: a bool has two values.
bool makes_sense(const std::byte* at, std::size_t voices) {
  NumberedLook numbered;
  std::byte over{};
  std::memcpy(&over, at + offsetof(NumberedLook, look) + offsetof(VoiceLook, over), 1);
  if (over > std::byte(1)) return false;
  std::memcpy(&numbered, at, sizeof numbered);
  const VoiceLook& look = numbered.look;
  for (const double x : {double(look.level_db), double(look.grip), double(look.loudest_db), double(look.fallen_db), double(look.contour),
                         look.released_s, look.let_go_s})
    if (!std::isfinite(x)) return false;
  return numbered.voice >= 0 && std::size_t(numbered.voice) < voices;
}

class Cursor {
 public:
  explicit Cursor(std::byte* at) : at_(at) {}
  void put(const void* from, std::size_t bytes) {
    std::memcpy(at_, from, bytes);
    at_ += bytes;
  }

 private:
  std::byte* at_;
};

}  // namespace

std::size_t reply_room(int voices) {
  ReplyHeader header{.count = kMaxPiece, .sounding = (1u << kParts) - 1, .looks = voices};
  return size_of(header);
}

std::size_t write_reply(const OrderView& orders, const PartSums& sums, std::span<const VoiceLook> looks, std::span<std::byte> to) {
  ReplyHeader header{.count = orders.count, .sounding = sums.sounding};
  const auto for_looks = [&](auto act) {
    for (int v = 0; v < orders.voices; v++)
      for (int r = orders.chain[v].first; r >= 0; r = orders.run[r].next)
        if (orders.run[r].look) act(v);
  };
  for_looks([&](int) { header.looks++; });
  if (size_of(header) > to.size()) return 0;
  Cursor cursor(to.data());
  cursor.put(&header, sizeof header);
  const std::size_t channel = std::size_t(header.count) * sizeof(float);
  for (std::size_t p = 0; p < kParts; p++) {
    if ((header.sounding >> p & 1) == 0) continue;
    cursor.put(sums.part[p].left, channel);
    cursor.put(sums.part[p].right, channel);
  }
  for_looks([&](int v) {
    const NumberedLook look{.voice = v, .look = looks[std::size_t(v)]};
    cursor.put(&look, sizeof look);
  });
  return size_of(header);
}

bool read_reply(std::span<const std::byte> reply, int count, PartSums& sums, std::span<VoiceLook> looks) {
  ReplyHeader header;
  if (reply.size() < sizeof header) return false;
  std::memcpy(&header, reply.data(), sizeof header);
  if (header.count != count || header.sounding >> kParts != 0 || header.looks < 0 ||
      std::size_t(header.looks) > looks.size() || size_of(header) != reply.size())
    return false;
  const std::byte* at = reply.data() + sizeof header;
  const auto take = [&](void* to, std::size_t bytes) {
    std::memcpy(to, at, bytes);
    at += bytes;
  };
  const std::size_t channel = std::size_t(count) * sizeof(float);
  sums.sounding = header.sounding;
  for (std::size_t p = 0; p < kParts; p++) {
    if ((header.sounding >> p & 1) == 0) continue;
    take(sums.part[p].left, channel);
    take(sums.part[p].right, channel);
    if (!finite(sums.part[p].left, count) || !finite(sums.part[p].right, count)) return false;
  }
  // All of them, before one is believed.
  for (int i = 0; i < header.looks; i++)
    if (!makes_sense(at + std::size_t(i) * sizeof(NumberedLook), looks.size())) return false;
  for (int i = 0; i < header.looks; i++) {
    NumberedLook look;
    take(&look, sizeof look);
    looks[std::size_t(look.voice)] = look.look;
  }
  return true;
}

}  // namespace seaglass
