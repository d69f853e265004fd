#include <algorithm>
#include <string>
#include <utility>

#include "engine/jam/kernels.h"
#include "engine/jam/vocabulary.h"
#include "engine/patch/document.h"
#include "engine/patch/jam.h"
#include "engine/patch/load.h"
#include "engine/patch/tables.h"

namespace seaglass {
namespace {

constexpr int kWidest = 1024, kMostLayers = 8, kMostHeads = 16, kWidestInner = 4096, kWidestField = 512, kLongestWindow = 1024;
constexpr std::int64_t kMostWeights = 32 << 20;

// So bounded nothing that a network computes leaves single precision, whatever it reads: a norm gives at most root(1024) x 100
// a number, sums of 1024 products of that with 127 are at most 5e8, their products added up 2e19; sums of 4096 products of
// such with 127 are at most 3e14, those of eight blocks 5e15, and the squares of 1024 of these add up to 3e34.
constexpr float kLargestScale = 1, kLargestNorm = 100, kLargestBias = 1e4f;

std::vector<float> numbers(const Safetensors& file, const std::string& name, int count, float low, float high) {
  auto values = table<float>(file, name, "F32");
  if (values.size() != std::size_t(count)) throw PatchError("the tensor '" + name + "' has another size");
  if (!std::all_of(values.begin(), values.end(), [=](float x) { return within(x, low, high); }))
    throw PatchError("a number of the tensor '" + name + "' is out of range");
  return values;
}

// Reads the tensors of a patch and counts their weights.
class JamReader {
 public:
  explicit JamReader(const Safetensors& file) : file_(file) {}

  std::int64_t weights() const { return weights_; }

  ScaledRows rows(const std::string& name, int count, int columns) {
    ScaledRows found{.rows = count, .columns = columns, .weight = table<std::int8_t>(file_, name, "I8", {columns}), .scale = {}};
    if (found.weight.size() != std::size_t(count) * std::size_t(columns))
      throw PatchError("the tensor '" + name + "' has another size");
    if (std::find(found.weight.begin(), found.weight.end(), -128) != found.weight.end())
      throw PatchError("a number of the tensor '" + name + "' is out of range");
    found.scale = numbers(file_, name + ".scale", count, 0, kLargestScale);
    weights_ += std::int64_t(found.weight.size());
    return found;
  }

  ScaledLayer layer(const std::string& name, int inputs, int outputs, bool biased = true) {
    ScaledLayer found{.rows = rows(name, outputs, inputs), .bias = std::vector<float>(std::size_t(outputs))};
    if (!biased) return found;
    found.bias = numbers(file_, name + ".bias", outputs, -kLargestBias, kLargestBias);
    weights_ += outputs;
    return found;
  }

  std::vector<float> norm(const std::string& name, int width) {
    weights_ += width;
    return numbers(file_, name, width, -kLargestNorm, kLargestNorm);
  }

  JamField field(const std::string& name, const JamShape& shape, int told, int outputs) {
    constexpr const char* kFields[] = {"kind", "value", "micro", "duration"};
    constexpr int kCounts[] = {jam::kKinds, jam::kValues, jam::kMicros, jam::kDurations};
    JamField found{.read = layer(name + ".read", shape.width, shape.units), .out = layer(name + ".out", shape.units, outputs),
                   .told = {}};
    for (int i = 0; i < told; i++) found.told.push_back(rows(name + ".told." + kFields[i], kCounts[i], shape.units));
    return found;
  }

 private:
  const Safetensors& file_;
  std::int64_t weights_ = 0;
};

int granules(const Document& document, const char* key, int most) {
  const int value = document.whole(key, jam::kGranule, most);
  if (value % jam::kGranule != 0) throw PatchError(std::string("'") + key + "' is no multiple of " + std::to_string(jam::kGranule));
  return value;
}

JamShape read_shape(const Document& document) {
  JamShape shape{.width = granules(document, "width", kWidest), .layers = document.whole("layers", 1, kMostLayers),
                 .heads = document.whole("heads", 1, kMostHeads), .inner = granules(document, "inner", kWidestInner),
                 .units = granules(document, "head", kWidestField), .ear = granules(document, "ear", kWidestField), .window = granules(document, "window", kLongestWindow)};
  if (shape.width % (shape.heads * jam::kGranule) != 0)
    throw PatchError("'width' is no multiple of " + std::to_string(jam::kGranule) + " times 'heads'");
  return shape;
}

void read_step(JamReader& in, JamPatch& patch) {
  const int width = patch.shape.width;
  patch.kind = in.rows("kind", jam::kKinds, width);
  patch.value = in.rows("value", jam::kValues, width);
  patch.over_root = in.rows("over_root", 13, width);
  patch.micro = in.rows("micro", jam::kMicros, width);
  patch.duration = in.rows("duration", jam::kDurations, width);
  patch.velocity = in.rows("velocity", jam::kVelocities, width);
  patch.place = in.rows("place", jam::kPlaces, width);
  patch.meter = in.rows("told.meter", jam::kMeters, width);
  patch.style = in.rows("told.style", jam::kStyles, width);
  patch.tempo = in.rows("told.tempo", jam::kTempos, width);
  patch.roles = in.rows("told.roles", jam::kRoleSets, width);
  patch.chord = in.rows("told.chord", jam::kChordValues, width);
  patch.age = in.rows("told.age", jam::kAges, width);
  patch.held = in.rows("held", width, jam::kHeldClasses);
}

void read_blocks(JamReader& in, JamPatch& patch) {
  const auto [width, inner] = std::pair(patch.shape.width, patch.shape.inner);
  for (int i = 0; i < patch.shape.layers; i++) {
    const std::string name = "blocks." + std::to_string(i) + ".";
    JamBlock& block = patch.blocks.emplace_back();
    block.norm1 = in.norm(name + "norm1", width);
    block.qkv = in.layer(name + "qkv", width, 3 * width, false);
    block.out = in.layer(name + "out", width, width, false);
    block.norm2 = in.norm(name + "norm2", width);
    block.up = in.layer(name + "up", width, inner);
    block.down = in.layer(name + "down", inner, width);
  }
  patch.norm = in.norm("norm", width);
}

void read_heads(JamReader& in, JamPatch& patch) {
  const JamShape& shape = patch.shape;
  patch.next_kind = in.layer("kinds", shape.width, jam::kKinds);
  patch.next_value = in.field("heads.value", shape, 1, jam::kValues);
  patch.next_micro = in.field("heads.micro", shape, 2, jam::kMicros);
  patch.next_duration = in.field("heads.duration", shape, 3, jam::kDurations);
  patch.next_velocity = in.field("heads.velocity", shape, 4, jam::kVelocities);
  patch.over = in.layer("over", shape.units, 12);
  patch.interval = in.layer("interval", shape.units, jam::kIntervals);
  patch.chord_step = in.layer("chord_step", shape.units, jam::kChords);
  patch.chord_player = in.layer("chord_player", shape.units, jam::kChords);
  patch.key = in.layer("key", shape.width, jam::kKeys);
  patch.outlook = in.layer("outlook", shape.width, 12 * jam::kHorizons);
}

void read_ear(JamReader& in, JamPatch& patch) {
  const int units = patch.shape.ear;
  JamEar& ear = patch.ear;
  ear.place = in.rows("ear.place", jam::kPlaces, units);
  ear.age = in.rows("ear.age", jam::kAges, units);
  ear.chord = in.rows("ear.chord", jam::kChordValues, units);
  ear.sounds = in.rows("ear.sounds", 2, units);
  ear.read = in.layer("ear.read", 12 * jam::kDecays, units);
  ear.inner = in.layer("ear.inner", units, units);
  ear.outlook = in.layer("ear.outlook", units, 12 * jam::kHorizons);
  ear.chords = in.layer("ear.chords", units, jam::kChords);
  ear.change = in.layer("ear.change", units, 1);
}

}  // namespace

std::unique_ptr<const JamPatch> load_jam_patch(std::span<const std::byte> file) {
  const Safetensors container = read_safetensors(file);
  if (container.metadata.empty()) throw PatchError("it is a safetensors file, but not a Seaglass patch");
  const Document document(container.metadata);
  if (document.kind() != kJamKind) throw PatchError("it is an instrument's patch, not an accompanist's");
  if (const int format = document.format(); format != kJamFormat)
    throw PatchError("it has format " + std::to_string(format) + ", this version plays accompanists of format " +
                     std::to_string(kJamFormat) + ": use the seaglass that made it, or make it anew");
  auto patch = std::make_unique<JamPatch>();
  document.read_ledger(*patch);
  patch->shape = read_shape(document);
  JamReader in(container);
  read_step(in, *patch);
  read_blocks(in, *patch);
  read_heads(in, *patch);
  read_ear(in, *patch);
  if (in.weights() > kMostWeights) throw PatchError("its network's size is out of range");
  if (document.whole("weights", 0, 1 << 30) != in.weights()) throw PatchError("'weights' is not what its network has");
  return patch;
}

}  // namespace seaglass
