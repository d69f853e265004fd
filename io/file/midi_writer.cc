#include "io/file/midi_writer.h"

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <fstream>

#include "io/errors.h"
#include "io/file/midi_track.h"
#include "io/file/part_file.h"

namespace seaglass::io {
namespace {

using Bytes = std::vector<std::uint8_t>;

void put_big(Bytes& out, std::uint32_t value, int bytes) {
  for (int i = bytes - 1; i >= 0; i--) out.push_back(std::uint8_t(value >> (8 * i)));
}

// A variable-length quantity.
void put_length(Bytes& out, std::uint32_t value) {
  for (int shift = 21; shift > 0; shift -= 7)
    if (value >> shift) out.push_back(std::uint8_t(0x80 | ((value >> shift) & 0x7f)));
  out.push_back(std::uint8_t(value & 0x7f));
}

void put_chunk(Bytes& out, const char* type, const Bytes& data) {
  out.insert(out.end(), type, type + 4);
  put_big(out, std::uint32_t(data.size()), 4);
  out.insert(out.end(), data.begin(), data.end());
}

}  // namespace

void MidiWriter::track(const std::string& name) {
  tracks_.emplace_back();
  put_meta(0, kMetaTrackName, Bytes(name.begin(), name.end()));
}

void MidiWriter::program(std::int64_t tick, int channel, int program) {
  put(tick, Rank::kMeta, {std::uint8_t(0xc0 | channel), std::uint8_t(program)});
}

void MidiWriter::note(std::int64_t onset, std::int64_t end, int channel, int pitch, int velocity) {
  put(onset, Rank::kBegin, {std::uint8_t(0x90 | channel), std::uint8_t(pitch), std::uint8_t(velocity)});
  put(std::max(end, onset + 1), Rank::kEnd, {std::uint8_t(0x80 | channel), std::uint8_t(pitch), 64});
}

void MidiWriter::tempo(std::int64_t tick, double bpm) {
  Bytes data;
  put_big(data, std::uint32_t(std::lround(60e6 / bpm)), 3);
  put_meta(tick, kMetaTempo, data);
}

void MidiWriter::meter(std::int64_t tick, int numerator, int denominator) {
  const int power = std::countr_zero(unsigned(denominator));
  put_meta(tick, kMetaMeter, {std::uint8_t(numerator), std::uint8_t(power), 24, 8});
}

void MidiWriter::text(std::int64_t tick, const std::string& text) { put_meta(tick, kMetaText, Bytes(text.begin(), text.end())); }

void MidiWriter::put(std::int64_t tick, Rank rank, Bytes bytes) { tracks_.back().push_back({tick, rank, std::move(bytes)}); }

void MidiWriter::put_meta(std::int64_t tick, int type, const Bytes& bytes) {
  Bytes event{0xff, std::uint8_t(type)};
  put_length(event, std::uint32_t(bytes.size()));
  event.insert(event.end(), bytes.begin(), bytes.end());
  put(tick, Rank::kMeta, std::move(event));
}

std::vector<std::uint8_t> MidiWriter::bytes() const {
  Bytes out, header;
  put_big(header, 1, 2);
  put_big(header, std::uint32_t(tracks_.size()), 2);
  put_big(header, std::uint32_t(division_), 2);
  put_chunk(out, "MThd", header);
  for (std::vector<Item> items : tracks_) {
    std::stable_sort(items.begin(), items.end(), [](const Item& a, const Item& b) {
      return a.tick != b.tick ? a.tick < b.tick : a.rank < b.rank;
    });
    Bytes data;
    std::int64_t now = 0;
    for (const Item& i : items) {
      put_length(data, std::uint32_t(i.tick - now));
      data.insert(data.end(), i.bytes.begin(), i.bytes.end());
      now = i.tick;
    }
    data.insert(data.end(), {0, 0xff, std::uint8_t(kMetaEndOfTrack), 0});
    put_chunk(out, "MTrk", data);
  }
  return out;
}

void MidiWriter::write(const std::string& path) const {
  PartFile part(path);
  const Bytes data = bytes();
  std::ofstream file(part.path(), std::ios::binary | std::ios::trunc);
  file.write(reinterpret_cast<const char*>(data.data()), std::streamsize(data.size()));
  file.close();
  if (!file) throw WriteError(part.refusal(std::strerror(errno)));
  part.keep();
}

}  // namespace seaglass::io
