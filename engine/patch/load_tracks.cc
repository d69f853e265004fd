#include <set>

#include "engine/patch/kinds.h"
#include "engine/patch/tables.h"

namespace seaglass {
namespace {

void check(bool holds, const char* what) {
  if (!holds) throw PatchError(std::string("a note's ") + what + " is out of range");
}

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

void read_notes(const Safetensors& file, TrackPatch& patch) {
  const auto index = table<std::int32_t>(file, "note.index", "I32", {6});
  const auto value = table<float>(file, "note.value", "F32", {6});
  const std::size_t count = index.size() / 6;
  if (count < 1 || count > 4096 || value.size() != index.size()) throw PatchError("its note tables do not fit");
  patch.ratio_table = table<float>(file, "partial.ratio", "F32");
  patch.phase_table = table<float>(file, "partial.phase", "F32");
  patch.amplitude_table = table<std::uint8_t>(file, "frame.amplitude", "U8");
  patch.noise_table = table<std::uint8_t>(file, "frame.noise", "U8", {kNoiseBands});
  patch.cents_table = table<std::int16_t>(file, "frame.cents", "I16");
  patch.transient_table = table<std::int16_t>(file, "transient", "I16");
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

std::unique_ptr<const TrackPatch> load_tracks(const Safetensors& file, const Document& document) {
  auto patch = std::make_unique<TrackPatch>();
  if (document.whole("noise_bands", 0, 10000) != kNoiseBands) throw PatchError("it has another number of noise bands");
  document.read_common(*patch);
  read_notes(file, *patch);
  return patch;
}

}  // namespace seaglass
