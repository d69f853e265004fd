#include "engine/voice/note_library.h"

#include <cmath>
#include <set>

#include "tests/catch.h"
#include "tests/support/small_patch.h"

using namespace seaglass;
using namespace seaglass::test;

namespace {

float sum_of_weights(const NoteMix& mix) {
  float sum = 0;
  for (int i = 0; i < mix.count; i++) sum += mix.sources[i].weight;
  return sum;
}

// Mean of a quantity of the sources, by weight.
template <class Value>
float mean(const NoteMix& mix, Value value) {
  float sum = 0;
  for (int i = 0; i < mix.count; i++) sum += mix.sources[i].weight * value(*mix.sources[i].note);
  return sum;
}

}  // namespace

TEST_CASE("NoteLibrary's weights add up to one, the heaviest first, for any key and velocity") {
  const NoteLibrary library(small_patch(), 48000);
  for (int place = 0; place < 3; place++)
    for (float key = 0; key < 127; key += 3.7f)
      for (float velocity = 0; velocity <= 1; velocity += 0.09f) {
        const NoteMix mix = library.select(place, key, velocity, std::uint64_t(key * 100));
        REQUIRE(mix.count >= 1);
        REQUIRE(mix.count <= 4);
        REQUIRE(sum_of_weights(mix) == Approx(1).margin(1e-5));
        for (int i = 0; i < mix.count; i++) {
          REQUIRE(mix.sources[i].weight <= mix.sources[0].weight);
          REQUIRE(mix.sources[i].weight > 0);
          REQUIRE(mix.sources[i].note->place == place);
        }
      }
}

TEST_CASE("NoteLibrary mixes the two neighbouring pitches and dynamics in proportion") {
  const NoteLibrary library(small_patch(), 48000);
  const auto key = [](const TrackNote& n) { return n.key; };
  const auto dynamic = [](const TrackNote& n) { return n.dynamic; };
  for (const float wanted : {49.0f, 52.0f, 54.0f, 57.5f}) {
    const NoteMix mix = library.select(kBowed, wanted, 0.55f, 3);
    REQUIRE(mix.count == 4);
    REQUIRE(mean(mix, key) == Approx(wanted).margin(1e-3));
    REQUIRE(mean(mix, dynamic) == Approx(0.55f).margin(1e-3));
  }
  // Beyond the recordings, the outermost answer alone.
  REQUIRE(mean(library.select(kBowed, 20, 0.1f, 3), key) == 48);
  REQUIRE(mean(library.select(kBowed, 20, 0.1f, 3), dynamic) == Approx(0.3f));
  REQUIRE(mean(library.select(kBowed, 100, 1.0f, 3), key) == 60);
  // On a recording, nothing else.
  REQUIRE(library.select(kBowed, 60, 0.8f, 3).count == 1);
}

TEST_CASE("NoteLibrary chooses among the takes, all of them, and the same for the same choice") {
  const NoteLibrary library(small_patch(), 48000);
  std::set<const TrackNote*> takes;
  for (std::uint64_t choice = 0; choice < 64; choice++) {
    takes.insert(library.select(kPlucked, 60, 0.8f, choice).sources[0].note);
    REQUIRE(library.select(kPlucked, 60, 0.8f, choice).sources[0].note ==
            library.select(kPlucked, 60, 0.8f, choice).sources[0].note);
  }
  REQUIRE(takes.size() == 2);
}

TEST_CASE("NoteLibrary gives one recording of an unpitched place, the nearer dynamic more often") {
  const NoteLibrary library(small_patch(), 48000);
  int loud = 0;
  for (std::uint64_t choice = 0; choice < 1000; choice++) {
    const NoteMix mix = library.select(kDrum, 36.4f, 0.7f, choice);
    REQUIRE(mix.count == 1);
    REQUIRE(mix.sources[0].weight == 1);
    REQUIRE(mix.sources[0].note->key == 36);
    loud += mix.sources[0].note->dynamic > 0.5f;
  }
  REQUIRE(loud > 740);  // 0.8 of them
  REQUIRE(loud < 860);
}

TEST_CASE("NoteLibrary brings transients to the stream's rate") {
  for (const double rate : {44100.0, 48000.0, 96000.0, 192000.0}) {
    const NoteLibrary library(small_patch(), rate);
    const SourceNote s = library.select(kDrum, 36, 0.8f, 0).sources[0];
    REQUIRE(s.transient.size() == std::size_t(std::ceil(480 * rate / 48000)));
    double energy = 0, original = 0;
    for (const float x : s.transient) energy += double(x) * x / rate;
    for (const auto x : s.note->transient) original += double(x) * x / (32767.0 * 32767.0) / 48000;
    REQUIRE(energy == Approx(original).epsilon(rate < 48000 ? 0.12 : 0.05));  // white: the filter takes its top
  }
}
