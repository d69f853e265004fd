#include "engine/voice/order_packet.h"

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

std::array<List, kPacketLists> lists_of(const OrderView& o) {
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
  PacketHeader header{.orders = orders, .offset = {}, .bytes = bytes};
  if (orders.questions > 0) std::memcpy(to.data() + kPacketQuestions, orders.question, question_bytes(orders));
  std::size_t at = kPacketQuestions + lines(question_bytes(orders));
  std::size_t i = 0;
  for (const List& l : lists_of(orders)) {
    if (l.bytes > 0) std::memcpy(to.data() + at, l.data, l.bytes);
    header.offset[i++] = at;
    at += lines(l.bytes);
  }
  std::memcpy(to.data(), &header, sizeof header);
  return bytes;
}

OrderView orders_in_packet(const PacketHeader& header, const void* base) {
  const auto* const from = static_cast<const std::byte*>(base);
  OrderView o = header.orders;
  o.question = reinterpret_cast<const float*>(from + kPacketQuestions);
  std::size_t i = 0;
  const auto place = [&]<class T>(const T*& list) { list = reinterpret_cast<const T*>(from + header.offset[i++]); };
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

bool read_packet(std::span<const std::byte> packet, OrderView& orders) {
  PacketHeader header;
  if (packet.size() < sizeof header) return false;
  std::memcpy(&header, packet.data(), sizeof header);
  // The writer's own counts say where everything must be.
  if (header.bytes > packet.size() || packet_bytes(header.orders) != header.bytes) return false;
  orders = orders_in_packet(header, packet.data());
  return true;
}

}  // namespace seaglass
