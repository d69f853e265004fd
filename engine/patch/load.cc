#include "engine/patch/load.h"

#include <cmath>
#include <cstring>
#include <nlohmann/json.hpp>
#include <set>

#include "engine/patch/safetensors.h"

namespace seaglass {
namespace {

using Json = nlohmann::json;

// --- numbers and texts of the document, each held to its limit in FORMAT.md ---

double number(const Json& object, const char* key, double low, double high) {
  if (!object.is_object() || !object.contains(key) || !object[key].is_number())
    throw PatchError(std::string("its document lacks the number '") + key + "'");
  const double value = object[key].get<double>();
  if (!(value >= low && value <= high)) throw PatchError(std::string("'") + key + "' is out of range");
  return value;
}

int whole(const Json& object, const char* key, int low, int high) {
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

Place read_place(const Json& entry) {
  Place place;
  place.name = text(entry, "name", 64);
  place.program = whole(entry, "program", 0, 127);
  place.pitched = flag(entry, "pitched", true);
  place.sustained = flag(entry, "sustained", false);
  place.one_shot = flag(entry, "one_shot", false);
  place.low = whole(entry, "low", 0, 127);
  place.high = whole(entry, "high", place.low, 127);
  const Json& release = list(entry, "release_db_per_s", 2);
  if (release.size() != 2) throw PatchError("'release_db_per_s' needs two numbers");
  for (int i = 0; i < 2; i++) {
    if (!release[i].is_number() || !(release[i].get<double>() >= 1 && release[i].get<double>() <= 1e4))
      throw PatchError("'release_db_per_s' is out of range");
    place.release_db_per_s[i] = release[i].get<float>();
  }
  return place;
}

void read_document(const std::string& document, TrackPatch& patch) {
  const Json root = Json::parse(document, nullptr, false);
  if (!root.is_object()) throw PatchError("its document is damaged");
  const int format = whole(root, "format", 0, 1000000);
  if (format != 1)
    throw PatchError("it has format " + std::to_string(format) +
                     ", this version plays format 1: use the seaglass that made it, or make it anew");
  if (!root.contains("model")) throw PatchError("its document lacks the model");
  const Json& model = root["model"];
  if (const auto kind = text(model, "kind", 64); kind != "tracks")
    throw PatchError("it is for a model of kind '" + kind.substr(0, 32) + "', which this version does not play");
  if (whole(model, "noise_bands", 0, 10000) != kNoiseBands) throw PatchError("it has another number of noise bands");
  patch.name = text(root, "name", 64);
  patch.license = text(root, "license", 4096, false);
  patch.attribution = text(root, "attribution", 65536, false);
  patch.attack_frames = whole(model, "attack_frames", 1, 8192);
  patch.attack_hop_s = number(model, "attack_hop_s", 1e-4, 0.1);
  patch.sustain_hop_s = number(model, "sustain_hop_s", 1e-4, 0.1);
  std::set<int> programs;
  for (const Json& entry : list(root, "places", 128)) {
    patch.places.push_back(read_place(entry));
    if (!programs.insert(patch.places.back().program).second)
      throw PatchError("two places have one program number");
  }
  if (patch.places.empty()) throw PatchError("it has no places");
  for (const Json& entry : list(root, "provenance", 100000))
    patch.provenance.push_back({.file = text(entry, "file", 4096),
                                .sha256 = text(entry, "sha256", 64),
                                .title = text(entry, "title", 4096, false),
                                .author = text(entry, "author", 4096, false),
                                .license = text(entry, "license", 4096),
                                .seconds = number(entry, "seconds", 0, 1e9)});
}

// --- tensors ---

template <class T>
std::vector<T> table(const Safetensors& file, const char* name, const char* type, std::int64_t columns) {
  const auto found = file.tensors.find(name);
  if (found == file.tensors.end()) throw PatchError(std::string("it lacks the tensor '") + name + "'");
  const Tensor& tensor = found->second;
  const bool fits = tensor.type == type && (columns == 1 ? tensor.shape.size() == 1
                                                         : tensor.shape.size() == 2 && tensor.shape[1] == columns);
  if (!fits) throw PatchError(std::string("the tensor '") + name + "' has another type or shape");
  std::vector<T> values(tensor.bytes.size() / sizeof(T));
  if (!values.empty()) std::memcpy(values.data(), tensor.bytes.data(), tensor.bytes.size());
  return values;
}

void check(bool holds, const char* what) {
  if (!holds) throw PatchError(std::string("a note's ") + what + " is out of range");
}

bool within(float x, float low, float high) { return x >= low && x <= high; }  // false for NaN

TrackNote read_note(std::span<const std::int32_t> index, std::span<const float> value, const TrackPatch& patch) {
  TrackNote n{.place = index[0], .frames = index[1], .partials = index[2], .sustain_begin = index[3],
              .sustain_end = index[4], .key = value[0], .hz = value[1], .dynamic = value[2],
              .gain_db = value[3], .tail_db_per_s = value[4], .transient_gain_db = value[5],
              .ratio = {}, .phase = {}, .amplitude = {}, .noise = {}, .cents = {}, .transient = {}};
  check(n.place >= 0 && n.place < int(patch.places.size()), "place");
  check(n.frames >= 2 && n.frames <= 8192, "number of frames");
  check(n.partials >= 0 && n.partials <= kMaxPartials, "number of partials");
  check(n.sustain_begin >= 0 && n.sustain_begin <= n.sustain_end && n.sustain_end <= n.frames, "sustain");
  check(index[5] >= 0 && index[5] <= 12000, "transient");
  check(within(n.key, -12, 140), "key");
  check(within(n.hz, 8, 20000), "frequency");
  check(within(n.dynamic, 0, 1), "dynamic");
  check(within(n.gain_db, -120, 80) && within(n.transient_gain_db, -120, 80), "gain");
  check(within(n.tail_db_per_s, 0, 10000), "tail");
  return n;
}

// Hands out consecutive slices of a table; the tables must be used up exactly.
template <class T>
class Slicer {
 public:
  explicit Slicer(std::span<const T> table) : rest_(table) {}
  std::span<const T> take(std::size_t count) {
    if (count > rest_.size()) throw PatchError("its tables are too short for its notes");
    const auto slice = rest_.first(count);
    rest_ = rest_.subspan(count);
    return slice;
  }
  bool empty() const { return rest_.empty(); }

 private:
  std::span<const T> rest_;
};

void read_notes(const Safetensors& file, TrackPatch& patch) {
  const auto index = table<std::int32_t>(file, "note.index", "I32", 6);
  const auto value = table<float>(file, "note.value", "F32", 6);
  const std::size_t count = index.size() / 6;
  if (count < 1 || count > 4096 || value.size() != index.size()) throw PatchError("its note tables do not fit");
  patch.ratio_table = table<float>(file, "partial.ratio", "F32", 1);
  patch.phase_table = table<float>(file, "partial.phase", "F32", 1);
  patch.amplitude_table = table<std::uint8_t>(file, "frame.amplitude", "U8", 1);
  patch.noise_table = table<std::uint8_t>(file, "frame.noise", "U8", kNoiseBands);
  patch.cents_table = table<std::int16_t>(file, "frame.cents", "I16", 1);
  patch.transient_table = table<std::int16_t>(file, "transient", "I16", 1);
  for (const float ratio : patch.ratio_table) check(within(ratio, 0.01f, 4096), "partial ratio");
  for (const float phase : patch.phase_table) check(within(phase, -4, 4), "partial phase");

  Slicer<float> ratio(patch.ratio_table), phase(patch.phase_table);
  Slicer<std::uint8_t> amplitude(patch.amplitude_table), noise(patch.noise_table);
  Slicer<std::int16_t> cents(patch.cents_table), transient(patch.transient_table);
  for (std::size_t i = 0; i < count; i++) {
    TrackNote n = read_note(std::span(index).subspan(6 * i, 6), std::span(value).subspan(6 * i, 6), patch);
    n.ratio = ratio.take(n.partials);
    n.phase = phase.take(n.partials);
    n.amplitude = amplitude.take(std::size_t(n.frames) * n.partials);
    n.noise = noise.take(std::size_t(n.frames) * kNoiseBands);
    n.cents = cents.take(n.frames);
    n.transient = transient.take(index[6 * i + 5]);
    patch.notes.push_back(n);
  }
  if (!(ratio.empty() && phase.empty() && amplitude.empty() && noise.empty() && cents.empty() && transient.empty()))
    throw PatchError("its tables are too long for its notes");
  std::set<int> filled;
  for (const TrackNote& n : patch.notes) filled.insert(n.place);
  if (filled.size() != patch.places.size()) throw PatchError("a place has no notes");
}

}  // namespace

std::unique_ptr<const TrackPatch> load_patch(std::span<const std::byte> file) {
  auto patch = std::make_unique<TrackPatch>();
  const Safetensors container = read_safetensors(file);
  if (container.metadata.empty()) throw PatchError("it is a safetensors file, but not a Seaglass patch");
  patch->document = container.metadata;
  read_document(container.metadata, *patch);
  read_notes(container, *patch);
  return patch;
}

}  // namespace seaglass
