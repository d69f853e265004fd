#include <algorithm>
#include <cmath>

#include "engine/patch/kinds.h"
#include "engine/patch/tables.h"

namespace seaglass {
namespace {

constexpr int kMostPoints = 1024, kMostShades = 1 << 16, kMostMovements = 4096, kMostRows = 1 << 20;
constexpr int kWidestLayer = 1024, kMostHidden = 8;
constexpr std::int64_t kMostWeights = 4 << 20;

void check(bool holds, const char* what) {
  if (!holds) throw PatchError(std::string(what) + " is out of range");
}

void check_all(std::span<const float> values, float low, float high, const char* what) {
  check(std::all_of(values.begin(), values.end(), [=](float x) { return within(x, low, high); }), what);
}

// --- network ---

DenseLayer read_layer(const Safetensors& file, int number, int inputs, int outputs) {
  const std::string name = "net." + std::to_string(number);
  DenseLayer layer{.inputs = inputs, .outputs = outputs, .weight = table<float>(file, name + ".weight", "F32", {inputs}),
                   .bias = table<float>(file, name + ".bias", "F32")};
  if (layer.weight.size() != std::size_t(inputs) * std::size_t(outputs) || layer.bias.size() != std::size_t(outputs))
    throw PatchError("layer " + std::to_string(number) + " of its network has another size");
  check_all(layer.weight, -1e4f, 1e4f, "a weight of its network");
  check_all(layer.bias, -1e4f, 1e4f, "a weight of its network");
  return layer;
}

void read_network(const Safetensors& file, const Document& document, NeuralPatch& patch) {
  const int width = document.whole("width", 1, kWidestLayer), hidden = document.whole("layers", 1, kMostHidden);
  std::int64_t weights = 0;
  for (int i = 0; i <= hidden; i++) {
    patch.net.push_back(read_layer(file, i, i == 0 ? kNetInputs : width, i == hidden ? kNetOutputs : width));
    weights += std::int64_t(patch.net.back().weight.size() + patch.net.back().bias.size());
  }
  check(weights <= kMostWeights, "its network's size");
  if (document.whole("weights", 0, 1 << 30) != weights) throw PatchError("'weights' is not what its network has");
}

// --- points ---

void read_points(const Safetensors& file, NeuralPatch& patch) {
  const auto index = table<std::int32_t>(file, "point.index", "I32", {2});
  const auto position = table<float>(file, "point.position", "F32", {kTimbreDims});
  const auto value = table<float>(file, "point.value", "F32", {4});
  const auto cents = table<float>(file, "point.cents", "F32", {kMaxPartials});
  const auto curve = table<float>(file, "point.curve", "F32", {kCurveKeys, 4});
  const auto beat = table<float>(file, "point.beat", "F32", {3});
  patch.basis_table = table<float>(file, "movement.basis", "F32", {kMovementRank, kMovementValues});
  const std::size_t count = index.size() / 2;
  if (count < 1 || count > kMostPoints || position.size() != kTimbreDims * count || value.size() != 4 * count ||
      cents.size() != kMaxPartials * count || curve.size() != kCurveKeys * 4 * count || beat.size() != 3 * count ||
      patch.basis_table.size() != kMovementRank * kMovementValues * count)
    throw PatchError("its point tables do not fit");
  check_all(position, -100, 100, "a point's position");
  check_all(cents, -12000, 12000, "a partial's deviation");
  check_all(patch.basis_table, -1000, 1000, "a movement's basis");

  Slicer<float> basis(patch.basis_table);
  for (std::size_t q = 0; q < count; q++) {
    TimbrePoint p;
    p.place = index[2 * q], p.key = index[2 * q + 1];
    check(p.place >= 0 && p.place < int(patch.places.size()), "a point's place");
    const bool pitched = patch.places[std::size_t(p.place)].pitched;
    check(pitched ? p.key == -1 : p.key >= 0 && p.key <= 127, "a point's key");
    const float* const v = value.data() + 4 * q;
    p.hz = v[0], p.limit_s = v[1], p.movement_gain = v[2], p.take_gain = v[3];
    check(pitched || within(p.hz, 8, 20000), "a point's frequency");
    check(within(p.limit_s, 0.01f, 600), "a point's time limit");
    check(within(p.movement_gain, 0, 8) && within(p.take_gain, 0, 8), "a point's movement gain");
    std::copy_n(position.data() + kTimbreDims * q, kTimbreDims, p.position.begin());
    std::copy_n(cents.data() + kMaxPartials * q, kMaxPartials, p.cents.begin());
    for (int i = 0; i < kCurveKeys; i++) {
      const float* const c = curve.data() + (q * kCurveKeys + std::size_t(i)) * 4;
      p.curve[std::size_t(i)] = {c[0], c[1], c[2], c[3]};
      check(within(c[0], -60, 0), "a point's inharmonicity");
      check(within(c[1], -120, 80), "a point's gain");
      check(within(c[2], 0, 10000), "a point's tail");
    }
    p.beat_depth = beat[3 * q], p.beat_hz = beat[3 * q + 1], p.beat_growth = beat[3 * q + 2];
    check(within(p.beat_depth, 0, 1) && within(p.beat_hz, 0, 50) && within(p.beat_growth, -4, 4), "a point's beating");
    p.basis = basis.take(kMovementRank * kMovementValues);
    patch.points.push_back(p);
  }
  // Each place has its points, in the places' order; a pitched one has one.
  std::vector<int> of_place(patch.places.size());
  for (std::size_t q = 0; q < count; q++) {
    if (q > 0 && patch.points[q].place < patch.points[q - 1].place) throw PatchError("its points are not in order");
    of_place[std::size_t(patch.points[q].place)]++;
  }
  for (std::size_t i = 0; i < of_place.size(); i++)
    if (of_place[i] < 1 || (patch.places[i].pitched && of_place[i] != 1))
      throw PatchError("a place lacks its point or has too many");
}

// --- shades ---

void read_shades(const Safetensors& file, NeuralPatch& patch) {
  const auto owner = table<std::int32_t>(file, "shade.point", "I32", {1});
  const auto value = table<float>(file, "shade.value", "F32", {1 + kTimbreDims});
  const std::size_t count = owner.size();
  if (count > kMostShades || value.size() != (1 + kTimbreDims) * count) throw PatchError("its shade tables do not fit");
  for (std::size_t i = 0; i < count; i++) {
    const float* const row = value.data() + (1 + kTimbreDims) * i;
    check(owner[i] >= 0 && owner[i] < int(patch.points.size()), "a shade's point");
    check(within(row[0], -12, 140), "a shade's key");
    check_all(std::span(row + 1, kTimbreDims), -100, 100, "a shade");
    const bool goes_on = i > 0 && owner[i] == owner[i - 1];
    if (i > 0 && (owner[i] < owner[i - 1] || (goes_on && row[0] <= patch.shade_table.back().key)))
      throw PatchError("its shades are not in order");
    KeyShade& shade = patch.shade_table.emplace_back();
    shade.key = row[0];
    std::copy_n(row + 1, kTimbreDims, shade.position.begin());
  }
  for (std::size_t begin = 0, end = 0; begin < count; begin = end) {
    while (end < count && owner[end] == owner[begin]) end++;
    patch.points[std::size_t(owner[begin])].shades = std::span(patch.shade_table).subspan(begin, end - begin);
  }
}

// --- movement ---

void read_movements(const Safetensors& file, NeuralPatch& patch) {
  const auto index = table<std::int32_t>(file, "movement.index", "I32", {4});
  const auto value = table<float>(file, "movement.value", "F32", {2});
  const auto scale = table<float>(file, "movement.scale", "F32", {kMovementRank});
  const auto shade = table<float>(file, "movement.shade", "F32", {kTimbreDims});
  patch.still_table = table<std::int8_t>(file, "movement.still", "I8", {kMovementValues});
  patch.track_table = table<std::int8_t>(file, "movement.track", "I8", {kMovementRank});
  const std::size_t count = index.size() / 4, rows = patch.track_table.size() / kMovementRank;
  if (count > kMostMovements || rows > kMostRows || value.size() != 2 * count || scale.size() != kMovementRank * count ||
      shade.size() != kTimbreDims * count || patch.still_table.size() != kMovementValues * count)
    throw PatchError("its movement tables do not fit");
  check_all(scale, -1000, 1000, "a movement's scale");
  check_all(shade, -100, 100, "a movement's shade");
  Slicer<std::int8_t> still(patch.still_table);
  for (std::size_t e = 0; e < count; e++) {
    const std::int32_t first = index[4 * e + 1], length = index[4 * e + 2];
    MovementEntry m{.point = index[4 * e], .rows = length, .aligned = index[4 * e + 3] != 0, .key = value[2 * e],
                    .dynamic = value[2 * e + 1], .scale = {}, .shade = {},
                    .still = still.take(kMovementValues), .track = {}};
    check(m.point >= 0 && m.point < int(patch.points.size()), "a movement's point");
    check(length >= 1 && first >= 0 && std::size_t(first) + std::size_t(length) <= rows, "a movement's rows");
    check(index[4 * e + 3] == 0 || index[4 * e + 3] == 1, "a movement's alignment");
    check(within(m.key, -12, 140), "a movement's key");
    check(within(m.dynamic, 0, 1), "a movement's dynamic");
    std::copy_n(scale.data() + kMovementRank * e, kMovementRank, m.scale.begin());
    std::copy_n(shade.data() + kTimbreDims * e, kTimbreDims, m.shade.begin());
    m.track = std::span<const std::int8_t>(patch.track_table)
                  .subspan(std::size_t(first) * kMovementRank, std::size_t(length) * kMovementRank);
    patch.movements.push_back(m);
  }
}

}  // namespace

std::unique_ptr<const NeuralPatch> load_neural(const Safetensors& file, const Document& document) {
  auto patch = std::make_unique<NeuralPatch>();
  if (document.whole("noise_bands", 0, 10000) != kNoiseBands) throw PatchError("it has another number of noise bands");
  if (document.whole("partials", 0, 10000) != kMaxPartials) throw PatchError("it has another number of partials");
  if (document.whole("dimensions", 0, 10000) != kTimbreDims) throw PatchError("it has another number of dimensions");
  if (document.whole("formants", 0, 10000) != kFormants) throw PatchError("it has another number of formants");
  document.read_common(*patch);
  read_network(file, document, *patch);
  read_points(file, *patch);
  read_shades(file, *patch);
  read_movements(file, *patch);
  return patch;
}

}  // namespace seaglass
