#include "engine/patch/load.h"
#include "engine/patch/tracks.h"

#include <cmath>
#include <cstring>
#include <functional>
#include <limits>
#include <random>

#include "engine/patch/safetensors.h"
#include "tests/catch.h"
#include "tests/support/glass_file.h"
#include "tests/support/small_patch.h"

using namespace seaglass;
using namespace seaglass::test;

namespace {

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

void refuse(const std::string& what, const std::function<void(GlassFile&)>& spoil) {
  GlassFile file = small_glass();
  spoil(file);
  CAPTURE(what);
  try {
    (void)load_patch(to_bytes(file));
    FAIL("it was loaded");
  } catch (const PatchError& error) {
    REQUIRE(std::string(error.what()).size() > 8);
  }
}

void accept(const std::string& what, const std::function<void(GlassFile&)>& change) {
  GlassFile file = small_glass();
  change(file);
  CAPTURE(what);
  REQUIRE_NOTHROW(load_patch(to_bytes(file)));
}

}  // namespace

TEST_CASE("A patch comes back as it was written") {
  const GlassFile file = small_glass();
  const auto loaded = load_patch(to_bytes(file));
  const auto* const patch = dynamic_cast<const TrackPatch*>(loaded.get());
  REQUIRE(patch != nullptr);
  REQUIRE(patch->name == "small");
  REQUIRE(patch->license == "CC0-1.0");
  REQUIRE(patch->places.size() == 3);
  REQUIRE(patch->places[0].name == "bowed");
  REQUIRE(patch->places[1].sustained == false);
  REQUIRE(patch->places[2].program == 5);
  REQUIRE(patch->places[2].one_shot);
  REQUIRE_FALSE(patch->places[2].pitched);
  REQUIRE(patch->provenance.at(0).sha256 == std::string(64, 'a'));
  REQUIRE(nlohmann::json::parse(patch->document) == file.document);
  REQUIRE(patch->notes.size() == kSmallNotes);
  std::size_t ratio = 0, amplitude = 0, frame = 0, transient = 0;
  for (std::size_t i = 0; i < patch->notes.size(); i++) {
    const TrackNote& n = patch->notes[i];
    REQUIRE(n.place == file.index[6 * i]);
    REQUIRE(n.frames == file.index[6 * i + 1]);
    REQUIRE(n.key == file.value[6 * i]);
    REQUIRE(n.tail_db_per_s == file.value[6 * i + 4]);
    REQUIRE(n.ratio.size() == std::size_t(n.partials));
    REQUIRE(n.ratio.front() == file.ratio[ratio]);
    REQUIRE(n.amplitude.back() == file.amplitude[amplitude + std::size_t(n.frames) * n.partials - 1]);
    REQUIRE(n.noise.back() == file.noise[(frame + std::size_t(n.frames)) * kNoiseBands - 1]);
    REQUIRE(n.cents.front() == file.cents[frame]);
    REQUIRE(n.transient.size() == std::size_t(file.index[6 * i + 5]));
    if (!n.transient.empty()) REQUIRE(n.transient.back() == file.transient[transient + n.transient.size() - 1]);
    ratio += n.ratio.size();
    amplitude += n.amplitude.size();
    frame += std::size_t(n.frames);
    transient += n.transient.size();
  }
}

TEST_CASE("Each limit of the format is held: the document") {
  using Json = nlohmann::json;
  refuse("format", [](GlassFile& f) { f.document["format"] = 2; });
  refuse("no format", [](GlassFile& f) { f.document.erase("format"); });
  refuse("kind", [](GlassFile& f) { f.document["model"]["kind"] = "neural"; });
  refuse("no model", [](GlassFile& f) { f.document.erase("model"); });
  refuse("bands", [](GlassFile& f) { f.document["model"]["noise_bands"] = 64; });
  refuse("empty name", [](GlassFile& f) { f.document["name"] = ""; });
  refuse("long name", [](GlassFile& f) { f.document["name"] = std::string(65, 'x'); });
  refuse("long place", [](GlassFile& f) { f.document["places"][0]["name"] = std::string(65, 'x'); });
  refuse("program", [](GlassFile& f) { f.document["places"][0]["program"] = 128; });
  refuse("program -1", [](GlassFile& f) { f.document["places"][0]["program"] = -1; });
  refuse("program 1.5", [](GlassFile& f) { f.document["places"][0]["program"] = 1.5; });
  refuse("same program", [](GlassFile& f) { f.document["places"][0]["program"] = 1; });
  refuse("low over high", [](GlassFile& f) { f.document["places"][0]["low"] = 90; });
  refuse("release", [](GlassFile& f) { f.document["places"][0]["release_db_per_s"] = Json::array({0, 100}); });
  refuse("one release", [](GlassFile& f) { f.document["places"][0]["release_db_per_s"] = Json::array({100}); });
  refuse("no places", [](GlassFile& f) { f.document["places"] = Json::array(); });
  refuse("places not a list", [](GlassFile& f) { f.document["places"] = 7; });
  refuse("a place without notes", [](GlassFile& f) {
    Json more = f.document["places"][0];
    more["program"] = 99;
    f.document["places"].push_back(more);
  });
  refuse("129 places", [](GlassFile& f) {
    for (int i = 0; i < 126; i++) f.document["places"].push_back(f.document["places"][0]);
  });
  refuse("hop", [](GlassFile& f) { f.document["model"]["attack_hop_s"] = 0; });
  refuse("hop", [](GlassFile& f) { f.document["model"]["sustain_hop_s"] = 1; });
  refuse("attack frames", [](GlassFile& f) { f.document["model"]["attack_frames"] = 0; });
  refuse("provenance", [](GlassFile& f) { f.document.erase("provenance"); });
  refuse("provenance license", [](GlassFile& f) { f.document["provenance"][0].erase("license"); });
  accept("longest name", [](GlassFile& f) { f.document["name"] = std::string(64, 'x'); });
}

TEST_CASE("Patches nested deeper than any stack are refused") {
  const auto nested = [](int levels) {
    nlohmann::json deep = 1;
    for (int i = 0; i < levels; i++) deep = nlohmann::json::array({std::move(deep)});
    return deep;
  };
  accept("a training report of its own", [&](GlassFile& f) { f.document["training"] = nested(20); });
  accept("brackets in a text", [](GlassFile& f) { f.document["attribution"] = std::string(1000, '[') + "\\\"{"; });
  refuse("deep settings", [&](GlassFile& f) { f.document["settings"] = nested(40); });
  refuse("a deep document", [&](GlassFile& f) { f.document["training"] = nested(40); });

  const std::string abyss = std::string(1'000'000, '[') + std::string(1'000'000, ']');
  GlassFile file = small_glass();
  nlohmann::json document = file.document;
  document["settings"] = "abyss";
  std::string text = document.dump();
  text.replace(text.find("\"abyss\""), 7, abyss);
  const nlohmann::json header{{"__metadata__", {{"seaglass", text}}}};
  REQUIRE_THROWS_AS(load_patch(with_header(header.dump(), {})), PatchError);
  REQUIRE_THROWS_AS(load_patch(with_header("{\"__metadata__\": {\"other\": " + abyss + "}}", {})), PatchError);
}

TEST_CASE("Each limit of the format is held: the notes") {
  const auto index = [](int column, int value) {
    refuse("index " + std::to_string(column), [=](GlassFile& f) { f.index[std::size_t(column)] = value; });
  };
  for (const int place : {-1, 3, 1 << 30}) index(0, place);
  for (const int frames : {-1, 0, 1, 8193, 149, 151, 1 << 30}) index(1, frames);
  for (const int partials : {-1, 97, 23, 25, 1 << 30}) index(2, partials);
  for (const int begin : {-1, 147, 1 << 30}) index(3, begin);
  for (const int end : {-1, 31, 151, 1 << 30}) index(4, end);
  for (const int transient : {-1, 12001, 1, 1 << 30}) index(5, transient);
  const auto value = [](int column, float x) {
    refuse("value " + std::to_string(column) + " " + std::to_string(x),
           [=](GlassFile& f) { f.value[std::size_t(column)] = x; });
  };
  for (const float key : {-12.1f, 140.1f, kNaN, INFINITY}) value(0, key);
  for (const float hz : {7.9f, 20001.0f, kNaN, -1.0f}) value(1, hz);
  for (const float dynamic : {-0.01f, 1.01f, kNaN}) value(2, dynamic);
  for (const float gain : {-121.0f, 81.0f, kNaN}) value(3, gain);
  for (const float tail : {-1.0f, 10001.0f, kNaN}) value(4, tail);
  for (const float gain : {-121.0f, 81.0f, kNaN}) value(5, gain);
  for (const float ratio : {0.0f, 0.009f, 4097.0f, kNaN, -1.0f})
    refuse("ratio", [=](GlassFile& f) { f.ratio[5] = ratio; });
  for (const float phase : {-4.1f, 4.1f, kNaN}) refuse("phase", [=](GlassFile& f) { f.phase[5] = phase; });
  refuse("no notes", [](GlassFile& f) { f.index.clear(), f.value.clear(); });
  refuse("4097 notes", [](GlassFile& f) { f.index.resize(6 * 4097), f.value.resize(6 * 4097); });
  refuse("values for another number of notes", [](GlassFile& f) { f.value.resize(f.value.size() - 6); });
  accept("a note at every end", [](GlassFile& f) { f.value[0] = 140, f.value[1] = 20000, f.value[2] = 1, f.value[4] = 10000; });
}

TEST_CASE("Tables that are too short or too long for the notes are refused") {
  refuse("ratio", [](GlassFile& f) { f.ratio.pop_back(); });
  refuse("ratio", [](GlassFile& f) { f.ratio.push_back(1); });
  refuse("phase", [](GlassFile& f) { f.phase.pop_back(); });
  refuse("amplitude", [](GlassFile& f) { f.amplitude.pop_back(); });
  refuse("amplitude", [](GlassFile& f) { f.amplitude.push_back(0); });
  refuse("noise", [](GlassFile& f) { f.noise.erase(f.noise.end() - kNoiseBands, f.noise.end()); });
  refuse("noise", [](GlassFile& f) { f.noise.resize(f.noise.size() + kNoiseBands); });
  refuse("cents", [](GlassFile& f) { f.cents.pop_back(); });
  refuse("transient", [](GlassFile& f) { f.transient.pop_back(); });
  refuse("transient", [](GlassFile& f) { f.transient.push_back(0); });
}

TEST_CASE("A container that says more than it holds is refused before memory is taken") {
  const auto bad = [](const std::string& header) {
    CAPTURE(header);
    REQUIRE_THROWS_AS(read_safetensors(with_header(header, std::vector<std::byte>(64))), PatchError);
  };
  const auto tensor = [](const std::string& body) { return "{\"a\":{" + body + "}}"; };
  bad(tensor("\"dtype\":\"F32\",\"shape\":[16],\"data_offsets\":[0,65]"));
  bad(tensor("\"dtype\":\"F32\",\"shape\":[17],\"data_offsets\":[0,68]"));
  bad(tensor("\"dtype\":\"F32\",\"shape\":[4611686018427387904],\"data_offsets\":[0,0]"));
  bad(tensor("\"dtype\":\"F32\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,0]"));
  bad(tensor("\"dtype\":\"F32\",\"shape\":[0,4294967296,4294967296,4294967296],\"data_offsets\":[0,4]"));
  bad(tensor("\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]"));
  bad(tensor("\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[8,4]"));
  bad(tensor("\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[-4,0]"));
  bad(tensor("\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[18446744073709551612,0]"));
  bad(tensor("\"dtype\":\"F32\",\"shape\":[1,1,1,1,1],\"data_offsets\":[0,4]"));
  bad(tensor("\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[0,8]"));
  bad(tensor("\"dtype\":3,\"shape\":[1],\"data_offsets\":[0,4]"));
  bad(tensor("\"dtype\":\"F32\",\"shape\":[1.5],\"data_offsets\":[0,6]"));
  bad("[]");
  bad("{");
  bad("");
  bad(std::string(100000, '['));
  const auto tensors = [](int count) {
    std::string many = "{";
    for (int i = 0; i < count; i++)
      many += (i > 0 ? ",\"" : "\"") + std::to_string(i) + "\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}";
    return many + "}";
  };
  bad(tensors(257));
  REQUIRE_NOTHROW(read_safetensors(with_header(tensors(256), {})));
  std::vector<std::byte> file = with_header("{}", {});
  for (const std::uint64_t size : {std::uint64_t(3), std::uint64_t(1) << 24, std::uint64_t(1) << 63, ~std::uint64_t(0)}) {
    std::memcpy(file.data(), &size, sizeof size);
    REQUIRE_THROWS_AS(read_safetensors(file), PatchError);
  }
  for (std::size_t n = 0; n < 8; n++) REQUIRE_THROWS_AS(load_patch(std::span(file).first(n)), PatchError);
  REQUIRE_THROWS_AS(load_patch(with_header("{}", {})), PatchError);  // no document
}

TEST_CASE("Two thousand damaged patches are loaded or refused, and do nothing worse") {
  const auto& whole = small_patch_bytes();
  std::uint64_t header = 0;
  std::memcpy(&header, whole.data(), sizeof header);
  int refused = 0;
  for (unsigned seed = 0; seed < 2000; seed++) {
    std::mt19937 random(seed);
    auto bytes = whole;
    for (unsigned i = 0; i < 1 + seed % 4; i++) {
      const std::size_t in_header = 8 + random() % header, anywhere = random() % bytes.size();
      switch (random() % 6) {
        case 0: bytes[std::min(in_header, bytes.size() - 1)] = std::byte("0123456789"[random() % 10]); break;
        case 1: bytes[std::min(in_header, bytes.size() - 1)] = std::byte(random()); break;
        case 2: bytes[anywhere] ^= std::byte(1u << random() % 8); break;
        case 3: bytes.resize(anywhere + 1); break;
        case 4: bytes[random() % std::min<std::size_t>(8, bytes.size())] ^= std::byte(random()); break;
        default: bytes.insert(bytes.begin() + std::ptrdiff_t(std::min(in_header, bytes.size())), std::byte('0' + random() % 10));
      }
    }
    try {
      const auto loaded = load_patch(bytes);
      const auto* const patch = dynamic_cast<const TrackPatch*>(loaded.get());
      REQUIRE(patch != nullptr);
      REQUIRE(patch->notes.size() <= 4096);
      REQUIRE(patch->amplitude_table.size() + patch->noise_table.size() <= bytes.size());
    } catch (const PatchError&) {
      refused++;
    }
  }
  REQUIRE(refused > 800);
  REQUIRE(refused < 2000);
}
