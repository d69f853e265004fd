#include "tests/support/small_patch.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "engine/dsp/decibels.h"
#include "engine/dsp/random.h"
#include "engine/patch/load.h"
#include "tests/support/glass_file.h"

namespace seaglass::test {
namespace {

constexpr int kAttackFrames = 32;

struct Shape {
  int place, partials, frames;
  bool sustained;
  double stretch;         // of the partials' ratios
  double decay_db_per_s;  // of the first partial
  float noise_db, tail;
  int transient;
};

std::uint8_t level(double db) { return std::uint8_t(std::clamp(std::lround(-db / kLevelStepDb), 0l, 254l)); }

double seconds_of_frame(int f) {
  return f < kAttackFrames ? f * kFrameSeconds : (kAttackFrames + (f - kAttackFrames) * 4) * kFrameSeconds;
}

void add_note(GlassFile& file, const Shape& s, float key, float dynamic, int take) {
  const std::uint64_t seed = hash64(std::uint64_t(s.place * 1000) + std::uint64_t(key * 8),
                                    std::uint64_t(dynamic * 100) + std::uint64_t(take));
  const int begin = s.sustained ? kAttackFrames : 0, end = s.sustained ? s.frames - 4 : 0;
  for (const int n : {s.place, s.frames, s.partials, begin, end, s.transient}) file.index.push_back(n);
  for (const double x : {double(key), hz_of_key(key), double(dynamic), 6.0, double(s.tail), -12.0})
    file.value.push_back(float(x));
  for (int k = 0; k < s.partials; k++) {
    file.ratio.push_back(float((k + 1) * std::sqrt(1 + s.stretch * k * k)));
    file.phase.push_back(s.sustained ? 0.0f : signed_random(hash64(seed, k)));
  }
  for (int f = 0; f < s.frames; f++) {
    const double t = seconds_of_frame(f), attack = s.sustained ? 20 * std::log10(std::min(1.0, 0.02 + t / 0.03)) : 0;
    const auto moved = [&](int k) { return 1.5 * signed_random(hash64(seed + f / 3, 500 + k)); };
    for (int k = 0; k < s.partials; k++) {
      const double tilt = (20 - 8 * dynamic) * std::log10(1.0 + k);
      file.amplitude.push_back(level(-16 - tilt + attack - s.decay_db_per_s * t * (1 + 0.2 * k) + moved(k)));
    }
    for (int b = 0; b < kNoiseBands; b++)
      file.noise.push_back(level(s.noise_db + attack - 0.2 * b - s.decay_db_per_s * t + 0.5 * moved(200 + b)));
    file.cents.push_back(std::int16_t(s.sustained ? 30 * signed_random(hash64(seed, 900 + f / 5)) : 0));
  }
  for (int i = 0; i < s.transient; i++)
    file.transient.push_back(
        std::int16_t(20000 * std::exp(-6.0 * i / s.transient) * signed_random(hash64(seed, 5000 + i))));
}

nlohmann::json place(const char* name, int program, bool pitched, bool sustained, bool one_shot) {
  return {{"name", name}, {"program", program}, {"pitched", pitched}, {"sustained", sustained},
          {"one_shot", one_shot}, {"low", 36}, {"high", 84}, {"release_db_per_s", {120.0, 400.0}}};
}

template <class T>
void append(std::vector<std::byte>& data, nlohmann::json& header, const char* name, const char* type,
            const std::vector<T>& values, int columns) {
  const std::size_t begin = data.size(), bytes = values.size() * sizeof(T);
  data.resize(begin + bytes);
  if (bytes > 0) std::memcpy(data.data() + begin, values.data(), bytes);
  nlohmann::json shape = nlohmann::json::array({values.size() / std::size_t(columns)});
  if (columns > 1) shape.push_back(columns);
  header[name] = {{"dtype", type}, {"shape", shape}, {"data_offsets", {begin, begin + bytes}}};
}

}  // namespace

GlassFile small_glass() {
  GlassFile file;
  file.document = {
      {"format", 1},
      {"name", "small"},
      {"license", "CC0-1.0"},
      {"attribution", "nobody"},
      {"model", {{"kind", "tracks"}, {"partials", 96}, {"noise_bands", kNoiseBands}, {"weights", 0},
                 {"attack_frames", kAttackFrames}, {"attack_hop_s", kFrameSeconds}, {"sustain_hop_s", 4 * kFrameSeconds}}},
      {"places", {place("bowed", 0, true, true, false), place("plucked", 1, true, false, false),
                  place("drum", 5, false, false, true)}},
      {"provenance", {{{"file", "a.flac"}, {"sha256", std::string(64, 'a')}, {"title", "A"}, {"author", "B"},
                       {"license", "CC0-1.0"}, {"seconds", 1.5}}}}};
  const Shape bowed{kBowed, 24, 150, true, 0, 0, -52, 0, 0};
  const Shape plucked{kPlucked, 16, 60, false, 2e-4, 30, -60, 60, 200};
  const Shape drum{kDrum, 6, 48, false, 0.05, 60, -34, 90, 480};
  for (const float dynamic : {0.3f, 0.8f})
    for (int take = 0; take < 2; take++) {
      for (const float key : {48.0f, 60.0f}) {
        add_note(file, bowed, key, dynamic, take);
        add_note(file, plucked, key, dynamic, take);
      }
      for (const float key : {36.0f, 38.0f}) add_note(file, drum, key, dynamic, take);
    }
  return file;
}

std::vector<std::byte> with_header(const std::string& header, const std::vector<std::byte>& data) {
  const std::uint64_t size = header.size();
  std::vector<std::byte> bytes(sizeof size + header.size());
  std::memcpy(bytes.data(), &size, sizeof size);
  std::memcpy(bytes.data() + sizeof size, header.data(), header.size());
  bytes.insert(bytes.end(), data.begin(), data.end());
  return bytes;
}

std::vector<std::byte> to_bytes(const GlassFile& file) {
  nlohmann::json header{{"__metadata__", {{"seaglass", file.document.dump()}}}};
  std::vector<std::byte> data;
  append(data, header, "note.index", "I32", file.index, 6);
  append(data, header, "note.value", "F32", file.value, 6);
  append(data, header, "partial.ratio", "F32", file.ratio, 1);
  append(data, header, "partial.phase", "F32", file.phase, 1);
  append(data, header, "frame.amplitude", "U8", file.amplitude, 1);
  append(data, header, "frame.noise", "U8", file.noise, kNoiseBands);
  append(data, header, "frame.cents", "I16", file.cents, 1);
  append(data, header, "transient", "I16", file.transient, 1);
  return with_header(header.dump(), data);
}

const std::vector<std::byte>& small_patch_bytes() {
  static const std::vector<std::byte> bytes = to_bytes(small_glass());
  return bytes;
}

std::shared_ptr<const TrackPatch> small_patch() {
  static const std::shared_ptr<const TrackPatch> patch =
      std::dynamic_pointer_cast<const TrackPatch>(std::shared_ptr<const Patch>(load_patch(small_patch_bytes())));
  return patch;
}

}  // namespace seaglass::test
