#include "engine/patch/document.h"

#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

#include "engine/patch/json_depth.h"
#include "engine/patch/load.h"

namespace seaglass {
namespace {

using Json = nlohmann::json;

double number(const Json& object, const char* key, double low, double high) {
  if (!object.is_object() || !object.contains(key) || !object[key].is_number())
    throw PatchError(std::string("its document lacks the number '") + key + "'");
  const double value = object[key].get<double>();
  if (!(value >= low && value <= high)) throw PatchError(std::string("'") + key + "' is out of range");
  return value;
}

int whole_number(const Json& object, const char* key, int low, int high) {
  const double value = number(object, key, low, high);
  if (value != std::floor(value)) throw PatchError(std::string("'") + key + "' is not a whole number");
  return int(value);
}

std::string text(const Json& object, const char* key, std::size_t most, bool required = true) {
  if (!object.is_object() || !object.contains(key)) {
    if (!required) return {};
    throw PatchError(std::string("its document lacks the text '") + key + "'");
  }
  if (!object[key].is_string()) throw PatchError(std::string("'") + key + "' is not a text");
  auto value = object[key].get<std::string>();
  if (value.size() > most || (required && value.empty()))
    throw PatchError(std::string("'") + key + "' is empty or too long");
  return value;
}

bool flag(const Json& object, const char* key, bool otherwise) {
  return object.contains(key) && object[key].is_boolean() ? object[key].get<bool>() : otherwise;
}

const Json& list(const Json& object, const char* key, std::size_t most) {
  if (!object.is_object() || !object.contains(key) || !object[key].is_array() || object[key].size() > most)
    throw PatchError(std::string("its document lacks the list '") + key + "'");
  return object[key];
}

std::array<float, 2> pair(const Json& object, const char* key, double low, double high) {
  const Json& two = list(object, key, 2);
  if (two.size() != 2) throw PatchError(std::string("'") + key + "' needs two numbers");
  for (const Json& entry : two)
    if (!entry.is_number() || !(entry.get<double>() >= low && entry.get<double>() <= high))
      throw PatchError(std::string("'") + key + "' is out of range");
  return {two[0].get<float>(), two[1].get<float>()};
}

Place read_place(const Json& entry) {
  Place place;
  place.name = text(entry, "name", 64);
  place.program = whole_number(entry, "program", 0, 127);
  place.pitched = flag(entry, "pitched", true);
  place.sustained = flag(entry, "sustained", false);
  place.one_shot = flag(entry, "one_shot", false);
  place.low = whole_number(entry, "low", 0, 127);
  place.high = whole_number(entry, "high", place.low, 127);
  place.release_db_per_s = pair(entry, "release_db_per_s", 1, 1e4);
  if (entry.contains("map")) place.map = pair(entry, "map", 0, 1);
  return place;
}

Json parse(const std::string& text) {
  if (!is_shallow_json(text)) throw PatchError("its document is nested too deeply");
  return Json::parse(text, nullptr, false);
}

}  // namespace

struct Document::Parsed {
  Json root;
  const Json& model() const {
    if (!root.contains("model")) throw PatchError("its document lacks the model");
    return root["model"];
  }
};

Document::Document(std::string text)
    : text_(std::move(text)), parsed_(new Parsed{parse(text_)}) {
  if (!parsed_->root.is_object()) throw PatchError("its document is damaged");
}

Document::~Document() = default;

int Document::format() const { return whole_number(parsed_->root, "format", 0, 1000000); }

std::string Document::kind() const { return text(parsed_->model(), "kind", 64); }

int Document::whole(const char* key, int low, int high) const {
  return whole_number(parsed_->model(), key, low, high);
}

void Document::read_ledger(PatchLedger& patch) const {
  const Json& root = parsed_->root;
  patch.document = text_;
  patch.format = format();
  patch.name = text(root, "name", 64);
  patch.license = text(root, "license", 4096, false);
  patch.attribution = text(root, "attribution", 65536, false);
  for (const Json& entry : list(root, "provenance", 100000))
    patch.provenance.push_back({.file = text(entry, "file", 4096),
                                .sha256 = text(entry, "sha256", 64),
                                .title = text(entry, "title", 4096, false),
                                .author = text(entry, "author", 4096, false),
                                .license = text(entry, "license", 4096),
                                .seconds = number(entry, "seconds", 0, 1e9)});
}

void Document::read_common(Patch& patch) const {
  const Json &root = parsed_->root, &model = parsed_->model();
  read_ledger(patch);
  patch.grid = {.attack_frames = whole_number(model, "attack_frames", 1, 8192),
                .attack_hop_s = number(model, "attack_hop_s", 1e-4, 0.1),
                .sustain_hop_s = number(model, "sustain_hop_s", 1e-4, 0.1)};
  std::set<int> programs;
  for (const Json& entry : list(root, "places", 128)) {
    patch.places.push_back(read_place(entry));
    if (!programs.insert(patch.places.back().program).second)
      throw PatchError("two places have one program number");
  }
  if (patch.places.empty()) throw PatchError("it has no places");
  if (root.contains("settings")) patch.settings = read_settings(root["settings"].dump());
}

}  // namespace seaglass
