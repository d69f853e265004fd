// Neural patches: what is read is what was written, and nothing else is read.

#include <cmath>
#include <functional>
#include <limits>

#include "engine/patch/load.h"
#include "tests/catch.h"
#include "tests/support/small_neural.h"

using namespace seaglass;
using namespace seaglass::test;

namespace {

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

void refuse(const std::string& what, const std::function<void(NeuralGlass&)>& spoil) {
  NeuralGlass file = small_neural_glass();
  spoil(file);
  CAPTURE(what);
  try {
    (void)load_patch(to_bytes(file));
    FAIL("it was loaded");
  } catch (const PatchError& error) {
    REQUIRE(std::string(error.what()).size() > 8);
  }
}

void accept(const std::string& what, const std::function<void(NeuralGlass&)>& change) {
  NeuralGlass file = small_neural_glass();
  change(file);
  CAPTURE(what);
  REQUIRE_NOTHROW(load_patch(to_bytes(file)));
}

void refuse_float(const std::string& table, int at, std::initializer_list<float> values) {
  for (const float x : values) refuse(table + " " + std::to_string(x), [&](NeuralGlass& f) { f.tables[table].as<float>()[at] = x; });
}

void refuse_whole(const std::string& table, int at, std::initializer_list<std::int32_t> values) {
  for (const int x : values)
    refuse(table + " " + std::to_string(x), [&](NeuralGlass& f) { f.tables[table].as<std::int32_t>()[at] = x; });
}

}  // namespace

TEST_CASE("A neural patch is read as it was written") {
  NeuralGlass file = small_neural_glass();
  const auto loaded = load_patch(to_bytes(file));
  const auto* const patch = dynamic_cast<const NeuralPatch*>(loaded.get());
  REQUIRE(patch != nullptr);
  REQUIRE(patch->format == 2);
  REQUIRE(patch->places.size() == 7);
  REQUIRE(patch->places[1].map == std::array{0.8f, 0.2f});
  REQUIRE(patch->points.size() == 8);
  REQUIRE(patch->net.size() == 4);
  REQUIRE(patch->movements.size() == 16);
  for (std::size_t q = 0; q < patch->points.size(); q++) {
    const TimbrePoint& p = patch->points[q];
    REQUIRE(p.place == file.tables["point.index"].as<std::int32_t>()[2 * q]);
    REQUIRE(p.position[11] == file.tables["point.position"].as<float>()[12 * q + 11]);
    REQUIRE(p.limit_s == file.tables["point.value"].as<float>()[4 * q + 1]);
    REQUIRE(p.cents[95] == file.tables["point.cents"].as<float>()[96 * q + 95]);
    REQUIRE(p.curve[18].tail_db_per_s == file.tables["point.curve"].as<float>()[(19 * q + 18) * 4 + 2]);
    REQUIRE(p.beat_growth == file.tables["point.beat"].as<float>()[3 * q + 2]);
    REQUIRE(p.basis.back() == file.tables["movement.basis"].as<float>()[(q + 1) * 16 * 162 - 1]);
  }
  const std::int32_t* const owner = file.tables["shade.point"].as<std::int32_t>();
  const float* const shade = file.tables["shade.value"].as<float>();
  std::size_t shades = 0;
  for (std::size_t q = 0; q < patch->points.size(); q++)
    for (const KeyShade& s : patch->points[q].shades) {
      REQUIRE(owner[shades] == int(q));
      REQUIRE(s.key == shade[13 * shades]);
      REQUIRE(s.position[11] == shade[13 * shades + 12]);
      shades++;
    }
  REQUIRE(shades == 24);
  for (std::size_t e = 0; e < patch->movements.size(); e++) {
    const MovementEntry& m = patch->movements[e];
    const std::int32_t* const index = file.tables["movement.index"].as<std::int32_t>() + 4 * e;
    REQUIRE(m.point == index[0]);
    REQUIRE(m.track.size() == std::size_t(index[2]) * 16);
    REQUIRE(m.track.front() == file.tables["movement.track"].as<std::int8_t>()[index[1] * 16]);
    REQUIRE(m.aligned == (index[3] == 1));
    REQUIRE(m.shade[11] == file.tables["movement.shade"].as<float>()[e * 12 + 11]);
    REQUIRE(m.still[161] == file.tables["movement.still"].as<std::int8_t>()[e * 162 + 161]);
  }
  REQUIRE(patch->net[3].weight.back() == file.tables["net.3.weight"].as<float>()[210 * 40 - 1]);
}

TEST_CASE("Each limit of a neural patch is held: the document") {
  refuse("format 1", [](NeuralGlass& f) { f.document["format"] = 1; });
  refuse("kind", [](NeuralGlass& f) { f.document["model"]["kind"] = "tracks"; });
  for (const char* key : {"partials", "noise_bands", "dimensions", "formants", "width", "layers", "weights"}) {
    refuse(key, [key](NeuralGlass& f) { f.document["model"].erase(key); });
    refuse(key, [key](NeuralGlass& f) { f.document["model"][key] = f.document["model"][key].get<int>() + 1; });
    refuse(key, [key](NeuralGlass& f) { f.document["model"][key] = 0; });
    refuse(key, [key](NeuralGlass& f) { f.document["model"][key] = 1e9; });
  }
  refuse("map", [](NeuralGlass& f) { f.document["places"][0]["map"] = {0.5, 1.5}; });
  refuse("map", [](NeuralGlass& f) { f.document["places"][0]["map"] = {0.5}; });
  refuse("map", [](NeuralGlass& f) { f.document["places"][0]["map"] = "here"; });
  accept("no map", [](NeuralGlass& f) { f.document["places"][0].erase("map"); });
  refuse("a pitched place with two points", [](NeuralGlass& f) { f.document["places"][5]["pitched"] = true; });
  refuse("an unpitched place with none", [](NeuralGlass& f) { f.document["places"][0]["pitched"] = false; });
  refuse("a place without a point", [](NeuralGlass& f) {
    f.document["places"].push_back(f.document["places"][0]);
    f.document["places"][7]["program"] = 99;
  });
}

TEST_CASE("Each limit of a neural patch is held: the numbers") {
  refuse_whole("point.index", 0, {-1, 7, 1 << 30});
  refuse_whole("point.index", 0, {3});  // out of order
  refuse_whole("point.index", 1, {0, 60, -2});
  refuse_whole("point.index", 11, {-1, 128});  // a drum's key
  refuse_float("point.position", 3, {101, -101, kNaN});
  refuse_float("point.value", 20, {0, 7.9f, 20001, kNaN});  // a drum's hz
  refuse_float("point.value", 1, {0, -1, 601, kNaN, INFINITY});
  refuse_float("point.value", 2, {-0.1f, 8.1f, kNaN});
  refuse_float("point.value", 3, {-0.1f, 8.1f, kNaN});
  refuse_float("point.cents", 95, {-12001, 12001, kNaN});
  refuse_float("point.curve", 0, {-61, 0.1f, kNaN});
  refuse_float("point.curve", 1, {-121, 81, kNaN});
  refuse_float("point.curve", 2, {-1, 10001, kNaN});
  refuse_float("point.beat", 0, {-0.1f, 1.1f, kNaN});
  refuse_float("point.beat", 1, {-1, 51, kNaN});
  refuse_float("point.beat", 2, {-5, 5, kNaN});
  refuse_float("net.1.weight", 7, {1.1e4f, -1.1e4f, kNaN, INFINITY});
  refuse_float("net.3.bias", 209, {1.1e4f, kNaN});
  refuse_whole("shade.point", 0, {-1, 8, 1 << 30});
  refuse_whole("shade.point", 1, {1});  // out of order
  refuse_float("shade.value", 0, {-13, 141, kNaN});
  refuse_float("shade.value", 13, {48, 47});  // out of order
  refuse_float("shade.value", 12, {101, -101, kNaN, INFINITY});
  refuse_float("movement.shade", 5, {101, -101, kNaN});
  refuse_whole("movement.index", 0, {-1, 8});
  refuse_whole("movement.index", 1, {-1, 1 << 30, std::numeric_limits<int>::max()});
  refuse_whole("movement.index", 2, {0, -1, 1 << 30, std::numeric_limits<int>::max()});
  refuse_whole("movement.index", 3, {-1, 2});
  refuse_float("movement.value", 0, {-13, 141, kNaN});
  refuse_float("movement.value", 1, {-0.1f, 1.1f, kNaN});
  refuse_float("movement.scale", 5, {-1001, 1001, kNaN});
  refuse_float("movement.basis", 5, {-1001, 1001, kNaN});
}

TEST_CASE("Tables of a neural patch that are missing or of another size are refused") {
  for (const auto& [name, table] : small_neural_glass().tables) {
    const std::int64_t rows = table.shape[0];
    const auto& n = name;
    refuse(n + " missing", [&](NeuralGlass& f) { f.tables.erase(n); });
    refuse(n + " empty", [&](NeuralGlass& f) { f.tables[n].set_rows(0); });
    if (n != "movement.track") refuse(n + " short", [&](NeuralGlass& f) { f.tables[n].set_rows(rows - 1); });
    if (n != "movement.track") refuse(n + " long", [&](NeuralGlass& f) { f.tables[n].set_rows(rows + 1); });
    refuse(n + " of another type", [&](NeuralGlass& f) {
      NeuralGlass::Table& t = f.tables[n];
      t.type = t.type == "F32" ? "I32" : t.type == "I32" ? "F32" : "U8";
    });
    refuse(n + " of another shape", [&](NeuralGlass& f) { f.tables[n].shape.push_back(1); });
  }
  accept("no movements", [](NeuralGlass& f) {
    for (const char* name : {"movement.index", "movement.value", "movement.scale", "movement.still", "movement.shade",
                             "movement.track"})
      f.tables[name].set_rows(0);
  });
  accept("no shades", [](NeuralGlass& f) {
    for (const char* name : {"shade.point", "shade.value"}) f.tables[name].set_rows(0);
  });
}

TEST_CASE("A neural patch cut short anywhere is refused") {
  const auto& whole = small_neural_bytes();
  for (std::size_t n = 0; n < whole.size(); n += 1 + whole.size() / 199)
    REQUIRE_THROWS_AS(load_patch(std::span(whole).first(n)), PatchError);
}

TEST_CASE("A thousand damaged neural patches are refused, or loaded and played without harm") {
  int refused = 0;
  for (unsigned seed = 0; seed < 1000; seed++) {
    const auto bytes = damaged(small_neural_bytes(), seed);
    std::shared_ptr<const Patch> loaded;
    try {
      loaded = load_patch(bytes);
    } catch (const PatchError&) {
      refused++;
      continue;
    }
    const auto patch = std::dynamic_pointer_cast<const NeuralPatch>(loaded);
    REQUIRE(patch != nullptr);
    if (seed % 8 != 0) continue;
    NeuralModel model(patch, kernels::best());
    model.prepare({.rate = 8000, .voices = 4});
    (void)model.apply({.kind = EventKind::kNoteOn, .value = 60, .value2 = 0.8f});
    float left[kMaxSpan], right[kMaxSpan];
    for (int i = 0; i < 8; i++) model.process({}, {left, right, kMaxSpan});
    for (const float x : left) REQUIRE(std::isfinite(x));
  }
  REQUIRE(refused > 300);
  REQUIRE(refused < 1000);
}
