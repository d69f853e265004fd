// Accompanists' patches: what is read is what was written, and nothing else is read.

#include <cmath>
#include <functional>
#include <limits>
#include <random>

#include "engine/jam/reader.h"
#include "engine/patch/load.h"
#include "tests/catch.h"
#include "tests/support/small_jam.h"
#include "tests/support/small_neural.h"

using namespace seaglass;
using namespace seaglass::test;

namespace {

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

void refuse_bytes(const std::string& what, const std::vector<std::byte>& bytes) {
  CAPTURE(what);
  try {
    (void)load_jam_patch(bytes);
    FAIL("it was loaded");
  } catch (const PatchError& error) {
    REQUIRE(std::string(error.what()).size() > 8);
  }
}

void refuse(const std::string& what, const std::function<void(GlassParts&)>& spoil) {
  GlassParts file = parts_of(small_jam_bytes());
  spoil(file);
  refuse_bytes(what, to_bytes(file));
}

void refuse_number(const std::string& table, int at, std::initializer_list<float> values) {
  for (const float x : values)
    refuse(table + " " + std::to_string(x), [&](GlassParts& f) { f.tables.at(table).as<float>()[at] = x; });
}

void accept_number(const std::string& table, int at, std::initializer_list<float> values) {
  for (const float x : values) {
    GlassParts file = parts_of(small_jam_bytes());
    file.tables.at(table).as<float>()[at] = x;
    CAPTURE(table, x);
    REQUIRE_NOTHROW(load_jam_patch(to_bytes(file)));
  }
}

// Loaded, it must count in numbers whatever it holds.
void play(const JamPatch& patch) {
  jam::Reader reader(std::make_shared<const jam::Network>(patch, kernels::best_jam()));
  for (int i = 0; i < 40; i++) reader.read(small_jam_steps()[std::size_t(i)]);
  for (const float x : all_said(reader, 39)) REQUIRE(std::isfinite(x));
}

}  // namespace

TEST_CASE("An accompanist's patch is read as it was written") {
  GlassParts file = parts_of(small_jam_bytes());
  const auto patch = load_jam_patch(small_jam_bytes());
  REQUIRE(patch->format == kJamFormat);
  REQUIRE(patch->name == "small jam");
  REQUIRE(patch->license == "CC0-1.0");
  REQUIRE(patch->provenance.size() == 1);
  REQUIRE(patch->provenance[0].author == "B");
  REQUIRE(patch->shape.width == 32);
  REQUIRE(patch->shape.layers == 2);
  REQUIRE(patch->shape.heads == 2);
  REQUIRE(patch->shape.inner == 64);
  REQUIRE(patch->shape.units == 16);
  REQUIRE(patch->shape.ear == 32);
  REQUIRE(patch->shape.window == 512);
  const auto same = [&](const ScaledRows& rows, const std::string& name) {
    CAPTURE(name);
    REQUIRE(rows.weight.back() == file.tables.at(name).as<std::int8_t>()[rows.rows * rows.columns - 1]);
    REQUIRE(rows.scale.back() == file.tables.at(name + ".scale").as<float>()[rows.rows - 1]);
  };
  same(patch->value, "value");
  same(patch->age, "told.age");
  same(patch->held, "held");
  same(patch->blocks.at(1).qkv.rows, "blocks.1.qkv");
  same(patch->blocks.at(1).down.rows, "blocks.1.down");
  same(patch->next_velocity.told.at(3), "heads.velocity.told.duration");
  same(patch->outlook.rows, "outlook");
  same(patch->ear.chords.rows, "ear.chords");
  REQUIRE(patch->blocks[0].up.bias[63] == file.tables.at("blocks.0.up.bias").as<float>()[63]);
  REQUIRE(patch->blocks[0].out.bias == std::vector<float>(32));
  REQUIRE(patch->norm[31] == file.tables.at("norm").as<float>()[31]);
}

TEST_CASE("An accompanist is no instrument, nor the other way round") {
  REQUIRE(kind_of_patch(small_jam_bytes()) == "jam");
  REQUIRE(kind_of_patch(small_neural_bytes()) == "neural");
  REQUIRE_THROWS_WITH(load_patch(small_jam_bytes()), Catch::Contains("accompanist"));
  REQUIRE_THROWS_WITH(load_jam_patch(small_neural_bytes()), Catch::Contains("instrument"));
}

TEST_CASE("Each limit of an accompanist's patch is held: the document") {
  for (const int format : {0, 1, 2, 4}) refuse("format", [&](GlassParts& f) { f.document["format"] = format; });
  refuse("kind", [](GlassParts& f) { f.document["model"]["kind"] = "ham"; });
  refuse("no model", [](GlassParts& f) { f.document.erase("model"); });
  refuse("no name", [](GlassParts& f) { f.document.erase("name"); });
  refuse("no provenance", [](GlassParts& f) { f.document.erase("provenance"); });
  for (const char* key : {"weights", "width", "layers", "heads", "inner", "head", "ear", "window"}) {
    refuse(key, [key](GlassParts& f) { f.document["model"].erase(key); });
    for (const double value : {0.0, -1.0, 1.5, 3.0, 17.0, 1040.0, 8192.0, 1e9, 1e300})
      refuse(key, [key, value](GlassParts& f) { f.document["model"][key] = value; });
    refuse(key, [key](GlassParts& f) { f.document["model"][key] = "many"; });
  }
  refuse("weights", [](GlassParts& f) { f.document["model"]["weights"] = f.document["model"]["weights"].get<int>() + 1; });
  refuse("heads that leave a part of a vector", [](GlassParts& f) { f.document["model"]["heads"] = 4; });
}

TEST_CASE("Each limit of an accompanist's patch is held: the numbers") {
  for (const auto& [name, table] : parts_of(small_jam_bytes()).tables) {
    const auto& n = name;
    if (table.type == "I8")
      refuse(n + " -128", [&](GlassParts& f) { f.tables.at(n).as<std::int8_t>()[3] = -128; });
    else
      refuse_number(n, 0, {kNaN, INFINITY, -INFINITY, 1e30f});
  }
  refuse_number("kind.scale", 0, {-1e-9f, 1.01f});
  refuse_number("blocks.1.qkv.scale", 95, {-1e-9f, 1.01f});
  refuse_number("heads.value.told.kind.scale", 7, {-1e-9f, 1.01f});
  refuse_number("blocks.0.norm1", 0, {-100.1f, 100.1f});
  refuse_number("norm", 31, {-100.1f, 100.1f});
  refuse_number("heads.micro.out.bias", 23, {-10001, 10001});
  refuse_number("outlook.bias", 35, {-10001, 10001});
  accept_number("kind.scale", 0, {0, 1});
  accept_number("norm", 0, {-100, 100});
  accept_number("key.bias", 0, {-10000, 10000});
}

TEST_CASE("Tables of an accompanist's patch that are missing or of another size are refused", "[alone]") {
  for (const auto& [name, table] : parts_of(small_jam_bytes()).tables) {
    const std::int64_t rows = table.shape[0];
    const auto& n = name;
    refuse(n + " missing", [&](GlassParts& f) { f.tables.erase(n); });
    refuse(n + " empty", [&](GlassParts& f) { f.tables[n].set_rows(0); });
    refuse(n + " short", [&](GlassParts& f) { f.tables[n].set_rows(rows - 1); });
    refuse(n + " long", [&](GlassParts& f) { f.tables[n].set_rows(rows + 1); });
    refuse(n + " of another type", [&](GlassParts& f) {
      GlassParts::Table& t = f.tables[n];
      t.type = t.type == "F32" ? "I32" : "U8";
    });
    refuse(n + " of another shape", [&](GlassParts& f) { f.tables[n].shape.push_back(1); });
  }
}

TEST_CASE("An accompanist's patch cut short anywhere is refused") {
  const auto& whole = small_jam_bytes();
  for (std::size_t n = 0; n < whole.size(); n += 1 + whole.size() / 199)
    refuse_bytes("cut at " + std::to_string(n), {whole.begin(), whole.begin() + std::ptrdiff_t(n)});
}

TEST_CASE("Whatever an accompanist's patch within its limits holds, what it says are numbers") {
  for (const bool least : {false, true}) {
    GlassParts file = parts_of(small_jam_bytes());
    std::mt19937 random(4);
    for (auto& [name, table] : file.tables) {
      const bool scale = name.ends_with(".scale"), norm = name.find("norm") != std::string::npos;
      for (std::size_t i = 0; i < table.bytes.size() / (table.type == "I8" ? 1 : 4); i++) {
        const float sign = least ? -1 : random() % 2 == 0 ? 1 : -1;
        if (table.type == "I8")
          table.as<std::int8_t>()[i] = std::int8_t(127 * sign);
        else
          table.as<float>()[i] = scale ? 1 : sign * (norm ? 100.0f : 10000.0f);
      }
    }
    play(*load_jam_patch(to_bytes(file)));
  }
}

TEST_CASE("A thousand damaged accompanists' patches are refused, or loaded and read without harm") {
  int refused = 0;
  for (unsigned seed = 0; seed < 1000; seed++) {
    const auto bytes = damaged(small_jam_bytes(), seed);
    std::unique_ptr<const JamPatch> patch;
    try {
      patch = load_jam_patch(bytes);
    } catch (const PatchError&) {
      refused++;
      continue;
    }
    if (seed % 8 == 0) play(*patch);
  }
  REQUIRE(refused > 300);
  REQUIRE(refused < 1000);
}
