#include "engine/voice/order_packet.h"

#include <array>
#include <cstring>

namespace seaglass {
namespace {

constexpr std::size_t lines(std::size_t bytes) { return (bytes + kCacheLine - 1) / kCacheLine * kCacheLine; }

struct List {
  const void* data;
  std::size_t bytes;
};

template <class T>
List list(const T* data, std::int32_t count) {
  return {data, std::size_t(count) * sizeof(T)};
}

std::array<List, 9> lists_of(const OrderView& o) {
  return {list(o.chain, o.voices),   list(o.run, o.runs),     list(o.frame, o.frames),
          list(o.change, o.changes), list(o.strike, o.strikes), list(o.table, o.tables),
          list(o.given, o.givens),   list(o.neural, o.neurals), list(o.beat, o.beats)};
}

std::size_t question_bytes(const OrderView& o) {
  return std::size_t(o.questions) * std::size_t(o.question_stride) * sizeof(float);
}

}  // namespace

std::size_t packet_bytes(const OrderView& orders) {
  std::size_t bytes = kPacketQuestions + lines(question_bytes(orders));
  for (const List& l : lists_of(orders)) bytes += lines(l.bytes);
  return bytes;
}

std::size_t write_packet(const OrderView& orders, std::span<std::byte> to) {
  const std::size_t bytes = packet_bytes(orders);
  if (bytes > to.size()) return 0;
  const PacketHeader header{.orders = orders, .bytes = bytes};
  if (orders.questions > 0) std::memcpy(to.data() + kPacketQuestions, orders.question, question_bytes(orders));
  std::size_t at = kPacketQuestions + lines(question_bytes(orders));
  for (const List& l : lists_of(orders)) {
    if (l.bytes > 0) std::memcpy(to.data() + at, l.data, l.bytes);
    at += lines(l.bytes);
  }
  std::memcpy(to.data(), &header, sizeof header);
  return bytes;
}

OrderView orders_in_packet(const PacketHeader& header, const void* base) {
  const auto* const from = static_cast<const std::byte*>(base);
  OrderView o = header.orders;
  o.question = reinterpret_cast<const float*>(from + kPacketQuestions);
  std::size_t at = kPacketQuestions + lines(question_bytes(o)), i = 0;
  const auto sizes = lists_of(o);
  const auto place = [&]<class T>(const T*& list) {
    list = reinterpret_cast<const T*>(from + at);
    at += lines(sizes[i++].bytes);
  };
  place(o.chain);
  place(o.run);
  place(o.frame);
  place(o.change);
  place(o.strike);
  place(o.table);
  place(o.given);
  place(o.neural);
  place(o.beat);
  return o;
}

namespace {

bool counts_make_sense(const OrderView& o) {
  for (const std::int32_t n : {o.count, o.voices, o.runs, o.frames, o.changes, o.strikes, o.tables, o.givens, o.neurals, o.beats,
                               o.questions, o.question_stride})
    if (n < 0) return false;
  return o.count <= kMaxPiece;
}

bool row(std::int32_t index, std::int32_t count) { return index >= -1 && index < count; }

bool makes_sense(const RunOrder& run, std::int32_t number, const OrderView& o) {
  return run.at >= 0 && run.count >= 0 && run.at + run.count <= o.count && run.part < kParts && row(run.change, o.changes) &&
         row(run.frame, o.frames) && (run.next == -1 || (run.next > number && run.next < o.runs));
}

bool makes_sense(const FrameOrder& f, const OrderView& o) {
  return row(f.strike, o.strikes) && row(f.table, o.tables) && row(f.given, o.givens) && row(f.neural, o.neurals) &&
         (f.given >= 0) != (f.neural >= 0) && f.elapsed >= 0;
}

bool makes_sense(const OrderView& o) {
  for (std::int32_t v = 0; v < o.voices; v++)
    if (!row(o.chain[v].first, o.runs)) return false;
  for (std::int32_t i = 0; i < o.runs; i++)
    if (!makes_sense(o.run[i], i, o)) return false;
  for (std::int32_t i = 0; i < o.frames; i++)
    if (!makes_sense(o.frame[i], o)) return false;
  for (std::int32_t i = 0; i < o.strikes; i++)
    if (o.strike[i].partials < 0 || o.strike[i].partials > kMaxPartials) return false;
  for (std::int32_t i = 0; i < o.neurals; i++) {
    const NeuralOrder& n = o.neural[i];
    if (!row(n.question, o.questions) || !row(n.beat_table, o.beats) || n.movers < 0 || n.movers > kMostMovers) return false;
  }
  return true;
}

}  // namespace

bool read_packet(std::span<const std::byte> packet, OrderView& orders) {
  PacketHeader header;
  if (packet.size() < sizeof header) return false;
  std::memcpy(&header, packet.data(), sizeof header);
  if (header.bytes > packet.size() || !counts_make_sense(header.orders) || packet_bytes(header.orders) != header.bytes)
    return false;
  orders = orders_in_packet(header, packet.data());
  return makes_sense(orders);
}

}  // namespace seaglass
