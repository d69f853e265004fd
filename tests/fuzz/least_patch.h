#pragma once
// The least patch of each kind that sounds, as a document and tables that may be altered before they become a file; and a
// stream that plays whatever patch there is for a moment.

#include <cmath>
#include <cstring>
#include <memory>
#include <nlohmann/json.hpp>

#include "engine/patch/load.h"
#include "engine/patch/neural.h"
#include "engine/stream/renderer.h"
#include "engine/voice/make_model.h"
#include "kernels/kernels.h"
#include "tests/fuzz/fuzz.h"

namespace seaglass::fuzz {

struct LeastPatch {
  struct Table {
    std::string name, type;
    std::vector<std::int64_t> shape;
    std::vector<std::byte> bytes;
  };
  nlohmann::json document;
  std::vector<Table> tables;

  template <class T>
  void add(const char* name, const char* type, std::vector<std::int64_t> shape, const std::vector<T>& values) {
    Table table{name, type, std::move(shape), std::vector<std::byte>(values.size() * sizeof(T))};
    if (!values.empty()) std::memcpy(table.bytes.data(), values.data(), table.bytes.size());
    tables.push_back(std::move(table));
  }
};

inline nlohmann::json least_document(int format, nlohmann::json model) {
  model.update({{"partials", kMaxPartials}, {"noise_bands", kNoiseBands}, {"attack_frames", 2}, {"attack_hop_s", 0.003}, {"sustain_hop_s", 0.01}});
  const auto place = [](const char* name, int program, bool pitched) -> nlohmann::json {
    return {{"name", name}, {"program", program}, {"pitched", pitched}, {"sustained", pitched}, {"one_shot", !pitched},
            {"low", 36}, {"high", 84}, {"release_db_per_s", {120.0, 400.0}}, {"map", {0.25 * program, 0.5}}};
  };
  return {{"format", format}, {"name", "least"}, {"license", "CC0-1.0"}, {"attribution", "nobody"}, {"model", model},
          {"places", {place("bowed", 0, true), place("drum", 1, false)}},
          {"provenance", {{{"file", "a"}, {"sha256", "b"}, {"license", "CC0-1.0"}, {"seconds", 1.5}}}},
          {"settings", {{{"part", 1}, {"place", "drum"}, {"values", {{"vibrato", 20}}}}}}};
}

// A bowed note of three frames and a drum of two, two partials each.
inline LeastPatch least_tracks() {
  LeastPatch patch{.document = least_document(1, {{"kind", "tracks"}}), .tables = {}};
  patch.add<std::int32_t>("note.index", "I32", {2, 6}, {0, 3, 2, 1, 3, 0, 1, 2, 2, 0, 0, 8});
  patch.add<float>("note.value", "F32", {2, 6}, {60, 261.6f, 0.6f, 0, 0, -12, 38, 180, 0.6f, 6, 60, -12});
  patch.add<float>("partial.ratio", "F32", {4}, {1, 2, 1, 2.4f});
  patch.add<float>("partial.phase", "F32", {4}, {0, 0, 0.25f, -0.5f});
  patch.add<std::uint8_t>("frame.amplitude", "U8", {10}, {60, 80, 20, 40, 25, 45, 20, 30, 90, 255});
  patch.add("frame.noise", "U8", {5, kNoiseBands}, std::vector<std::uint8_t>(5 * kNoiseBands, 130));
  patch.add<std::int16_t>("frame.cents", "I16", {5}, {0, 10, -10, 0, 0});
  patch.add<std::int16_t>("transient", "I16", {8}, {20000, -10000, 5000, -2500, 1200, -600, 300, -150});
  return patch;
}

// A network of one hidden unit, a point for each of the two places, a movement for each.
inline LeastPatch least_neural() {
  LeastPatch patch{.document = least_document(2, {{"kind", "neural"}, {"weights", kNetInputs + 1 + 2 * kNetOutputs}, {"dimensions", kTimbreDims},
                                                  {"width", 1}, {"layers", 1}, {"formants", kFormants}}),
                   .tables = {}};
  const auto filled = [](std::size_t count, float value) { return std::vector<float>(count, value); };
  std::vector<float> cents(2 * kMaxPartials), curve, levels(kNetOutputs, -3);
  for (int i = 0; i < 2 * kCurveKeys; i++)
    for (const float c : {-9.0f, 0.0f, 20.0f, 0.0f}) curve.push_back(c);
  levels.back() = 0;
  patch.add<std::int32_t>("point.index", "I32", {2, 2}, {0, -1, 1, 38});
  patch.add("point.position", "F32", {2, kTimbreDims}, filled(2 * kTimbreDims, 0.5f));
  patch.add<float>("point.value", "F32", {2, 4}, {0, 2, 1, 1, 180, 0.5f, 1, 1});
  patch.add("point.cents", "F32", {2, kMaxPartials}, cents);
  patch.add("point.curve", "F32", {2, kCurveKeys, 4}, curve);
  patch.add<float>("point.beat", "F32", {2, 3}, {0.3f, 1, 0.5f, 0, 0, 0});
  patch.add("net.0.weight", "F32", {1, kNetInputs}, filled(kNetInputs, 0.1f));
  patch.add("net.0.bias", "F32", {1}, filled(1, 0));
  patch.add("net.1.weight", "F32", {kNetOutputs, 1}, filled(kNetOutputs, 0.2f));
  patch.add("net.1.bias", "F32", {kNetOutputs}, levels);
  patch.add<std::int32_t>("shade.point", "I32", {2, 1}, {0, 0});
  patch.add("shade.value", "F32", {2, 1 + kTimbreDims}, [] {
    std::vector<float> rows(2 * (1 + kTimbreDims), 0.1f);
    rows[0] = 59, rows[1 + kTimbreDims] = 60;
    return rows;
  }());
  patch.add<std::int32_t>("movement.index", "I32", {2, 4}, {0, 0, 2, 0, 1, 2, 1, 1});
  patch.add<float>("movement.value", "F32", {2, 2}, {60, 0.6f, 38, 0.6f});
  patch.add("movement.scale", "F32", {2, kMovementRank}, filled(2 * kMovementRank, 0.05f));
  patch.add("movement.shade", "F32", {2, kTimbreDims}, filled(2 * kTimbreDims, 0));
  patch.add("movement.still", "I8", {2, kMovementValues}, std::vector<std::int8_t>(2 * kMovementValues, 3));
  patch.add("movement.track", "I8", {3, kMovementRank}, std::vector<std::int8_t>(3 * kMovementRank, -5));
  patch.add("movement.basis", "F32", {2, kMovementRank, kMovementValues}, filled(2 * kMovementRank * kMovementValues, 0.25f));
  return patch;
}

// As patches/FORMAT.md has it.
inline std::vector<std::byte> file_of(const LeastPatch& patch) {
  nlohmann::json header{{"__metadata__", {{"seaglass", patch.document.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)}}}};
  std::size_t at = 0;
  for (const auto& table : patch.tables) {
    header[table.name] = {{"dtype", table.type}, {"shape", table.shape}, {"data_offsets", {at, at + table.bytes.size()}}};
    at += table.bytes.size();
  }
  const std::string text = header.dump();
  const std::uint64_t size = text.size();
  std::vector<std::byte> file(sizeof size + text.size() + at);
  std::memcpy(file.data(), &size, sizeof size);
  std::memcpy(file.data() + sizeof size, text.data(), text.size());
  at = sizeof size + text.size();
  for (const auto& table : patch.tables) {
    std::copy(table.bytes.begin(), table.bytes.end(), file.begin() + std::ptrdiff_t(at));
    at += table.bytes.size();
  }
  return file;
}

// Changes one number of a table, or how many rows it has.
inline void change_table(LeastPatch::Table& table, Choices& from) {
  if (from.byte() == 0) {  // another number of rows, and the bytes that go with it
    const std::int64_t rows = from.byte(), before = table.shape[0];
    table.bytes.resize(before > 0 ? table.bytes.size() / std::size_t(before) * std::size_t(rows) : 0);
    table.shape[0] = rows;
    return;
  }
  const std::size_t size = table.type == "F32" || table.type == "I32" ? 4 : table.type == "I16" ? 2 : 1;
  const std::size_t count = table.bytes.size() / size;
  if (count == 0) return;
  const std::size_t at = from.big(2) % count * size;
  std::int32_t bits = 0;
  if (table.type == "F32")
    bits = std::bit_cast<std::int32_t>(float(from.number()));
  else
    bits = size == 4 ? from.whole() : from.byte();
  std::memcpy(table.bytes.data() + at, &bits, size);
}

// A stream of a patch with few voices.
class Moment {
 public:
  static constexpr double kRate = 48000;

  explicit Moment(std::shared_ptr<const Patch> patch) : renderer_(kRate, model_of(std::move(patch))) {}

  bool schedule(const Event& event) { return renderer_.schedule(event); }
  SampleIndex position() const { return renderer_.position(); }

  // Whatever the patch and the events are, what leaves is sound.
  void render(int count) {
    for (std::array<float, kMaxSpan> left, right; count > 0; count -= kMaxSpan) {
      const int n = std::min(count, kMaxSpan);
      renderer_.render({}, {left.data(), right.data(), n});
      for (int i = 0; i < n; i++)
        must(std::fabs(left[std::size_t(i)]) <= 1 && std::fabs(right[std::size_t(i)]) <= 1, "a sample is a number from -1 to 1");
    }
  }

 private:
  static std::unique_ptr<Model> model_of(std::shared_ptr<const Patch> patch) {
    auto model = make_model(std::move(patch), kernels::best());
    model->prepare({.rate = kRate, .voices = 4});
    return model;
  }
  Renderer renderer_;
};

}  // namespace seaglass::fuzz
