#include "engine/voice/note_library.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "engine/dsp/random.h"

namespace seaglass {
namespace {

// Recordings closer than this are takes of one pitch: players are not that exact, keys are further apart.
constexpr float kSamePitch = 0.6f;
constexpr float kSameDynamic = 0.02f;

constexpr double kTransientRate = 48000;

// Windowed-sinc resampling, 24 zero crossings a side; for a few thousand samples at loading time.
std::vector<float> resample(std::span<const std::int16_t> in, double rate) {
  std::vector<float> out;
  const double step = kTransientRate / rate, cutoff = std::min(1.0, 1.0 / step);
  constexpr int kReach = 24;
  const auto length = std::size_t(std::ceil(double(in.size()) / step));
  for (std::size_t i = 0; i < length; i++) {
    if (step == 1.0) {
      out.push_back(float(in[i]) / 32767.0f);
      continue;
    }
    const double centre = double(i) * step;
    const auto reach = std::int64_t(kReach / cutoff);
    double sum = 0;
    for (std::int64_t j = std::int64_t(centre) - reach; j <= std::int64_t(centre) + reach; j++) {
      if (j < 0 || j >= std::int64_t(in.size())) continue;
      const double x = (double(j) - centre) * cutoff, y = std::numbers::pi * x;
      const double window = 0.5 + 0.5 * std::cos(std::numbers::pi * x / (kReach + 1));
      sum += in[std::size_t(j)] * cutoff * window * (y == 0 ? 1.0 : std::sin(y) / y);
    }
    out.push_back(float(sum / 32767.0));
  }
  return out;
}

// Mean level of column k over the sustained frames (over all, where nothing is sustained).
void append_means(const TrackNote& note, std::vector<float>& means) {
  const int begin = note.sustain_end > note.sustain_begin ? note.sustain_begin : 0;
  const int end = note.sustain_end > note.sustain_begin ? note.sustain_end : note.frames;
  const auto column = [&](std::span<const std::uint8_t> table, int columns, int k) {
    double sum = 0;
    for (int f = begin; f < end; f++) sum += table[std::size_t(f) * columns + k];
    return float(-double(kLevelStepDb) * sum / (end - begin));
  };
  for (int k = 0; k < note.partials; k++) means.push_back(column(note.amplitude, note.partials, k));
  for (int b = 0; b < kNoiseBands; b++) means.push_back(column(note.noise, kNoiseBands, b));
}

// Where x lies between sorted neighbours: index of the lower one, and the weight of the upper.
struct Between {
  std::size_t low, high;
  float upper;
};

template <class Items, class Value>
Between between(const Items& items, float x, Value value) {
  std::size_t high = 0;
  while (high < items.size() && value(items[high]) < x) high++;
  if (high == 0) return {0, 0, 0.0f};
  if (high == items.size()) return {high - 1, high - 1, 0.0f};
  const float a = value(items[high - 1]), b = value(items[high]);
  return {high - 1, high, (x - a) / (b - a)};
}

}  // namespace

NoteLibrary::NoteLibrary(std::shared_ptr<const TrackPatch> patch, double rate)
    : patch_(std::move(patch)), ranges_(patch_->places.size()) {
  std::vector<int> order(patch_->notes.size());
  for (std::size_t i = 0; i < order.size(); i++) order[i] = int(i);
  const auto& notes = patch_->notes;
  std::stable_sort(order.begin(), order.end(), [&](int a, int b) { return notes[a].key < notes[b].key; });
  for (const int i : order) {
    Range& range = ranges_[notes[i].place];
    const float same = patch_->places[notes[i].place].pitched ? kSamePitch : 0.5f;
    if (range.empty() || notes[i].key - range.back().key >= same) range.push_back({notes[i].key, {}});
    auto& layers = range.back().layers;
    const auto layer = std::find_if(layers.begin(), layers.end(), [&](const Layer& l) {
      return std::abs(l.dynamic - notes[i].dynamic) < kSameDynamic;
    });
    if (layer == layers.end())
      layers.push_back({notes[i].dynamic, {i}});
    else
      layer->takes.push_back(i);
  }
  for (Range& range : ranges_)
    for (Pitch& pitch : range)
      std::stable_sort(pitch.layers.begin(), pitch.layers.end(),
                       [](const Layer& a, const Layer& b) { return a.dynamic < b.dynamic; });
  for (const TrackNote& note : notes) {
    mean_at_.push_back(means_.size());
    append_means(note, means_);
    transients_.push_back(resample(note.transient, rate));
  }
  for (const float ratio : patch_->ratio_table) octaves_.push_back(std::log2(ratio));
}

SourceNote NoteLibrary::source(int note, float weight) const {
  const TrackNote& n = patch_->notes[note];
  const auto first_partial = n.ratio.data() - patch_->ratio_table.data();
  return {&n, means_.data() + mean_at_[note], octaves_.data() + first_partial, transients_[note], weight};
}

NoteLibrary::Share NoteLibrary::pick(const Layer& layer, float weight, std::uint64_t choice) const {
  const auto take = std::size_t(unit_random(choice) * float(layer.takes.size()));
  return {layer.takes[std::min(take, layer.takes.size() - 1)], weight};
}

void NoteLibrary::add_pitch(const Pitch& pitch, float weight, float velocity, std::uint64_t choice,
                            NoteMix& mix) const {
  const Between at = between(pitch.layers, velocity, [](const Layer& l) { return l.dynamic; });
  for (const auto& [layer, share] : {std::pair{at.low, 1.0f - at.upper}, std::pair{at.high, at.upper}}) {
    if (share * weight < 0.02f) continue;  // not worth its reading
    const Share taken = pick(pitch.layers[layer], share * weight, hash64(choice, layer));
    mix.sources[mix.count++] = source(taken.note, taken.weight);
  }
}

NoteMix NoteLibrary::select(int place, float key, float velocity, std::uint64_t choice) const {
  const Range& range = ranges_[place];
  NoteMix mix;
  const Between at = between(range, key, [](const Pitch& p) { return p.key; });
  if (!patch_->places[place].pitched) {
    // A mixture of two hits is a third, duller one: choose one, the nearer dynamic more often.
    const Pitch& pitch = range[at.upper < 0.5f ? at.low : at.high];
    const Between layer = between(pitch.layers, velocity, [](const Layer& l) { return l.dynamic; });
    const bool louder = unit_random(hash64(choice, 7)) < layer.upper;
    const Share taken = pick(pitch.layers[louder ? layer.high : layer.low], 1.0f, choice);
    mix.sources[mix.count++] = source(taken.note, 1.0f);
    return mix;
  }
  add_pitch(range[at.low], 1.0f - at.upper, velocity, choice, mix);
  if (at.high != at.low) add_pitch(range[at.high], at.upper, velocity, hash64(choice, 1), mix);

  float sum = 0;
  for (int i = 0; i < mix.count; i++) sum += mix.sources[i].weight;
  for (int i = 0; i < mix.count; i++) mix.sources[i].weight /= sum;
  const auto heaviest = std::max_element(
      mix.sources.begin(), mix.sources.begin() + mix.count,
      [](const SourceNote& a, const SourceNote& b) { return a.weight < b.weight; });
  std::swap(mix.sources[0], *heaviest);
  return mix;
}

}  // namespace seaglass
