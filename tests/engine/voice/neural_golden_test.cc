// The neural voice against another implementation of its format: inputs, outputs and levels of some notes, which
// tests/data/make_small_neural.py computed in double precision from the format's description.

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/catch.h"
#include "tests/support/neural_reader.h"
#include "tests/support/small_neural.h"

using namespace seaglass;
using namespace seaglass::test;

namespace {

nlohmann::json golden() {
  std::ifstream file(SEAGLASS_TEST_DATA "/small_neural.json");
  REQUIRE(file);
  return nlohmann::json::parse(file);
}

// The first frame of a note that ends `seconds` after its onset.
struct Asked {
  std::vector<float> in, out;
  LevelFrame levels;
};
void ask(const NeuralLibrary& library, const VoiceKernels& kernels, const nlohmann::json& note, Asked& asked) {
  const int place = note["place"];
  const float key = note["key"];
  Part part;
  part.set_place(place, library.place(place).map);
  part.set(ParameterId::kDrift, 0);
  NeuralTimbre timbre;
  timbre.prepare(library, kernels);
  Spectrum spectrum;
  timbre.start({.key = key, .velocity = note["velocity"], .glide_from = key, .glide_seconds = 0, .seed = 3}, part, spectrum);
  timbre.advance({.elapsed = note["seconds"], .hop = kFrameSeconds, .key = key}, part);
  REQUIRE(timbre.asks());
  NeuralReader reader(library, kernels);
  REQUIRE(reader.read(timbre, part, spectrum, asked.levels));
  asked.in.assign(reader.question(), reader.question() + kNetInputs);
  asked.out.assign(reader.answer(), reader.answer() + kNetOutputs);
}

}  // namespace

TEST_CASE("The neural voice says what another implementation of the format says") {
  const NeuralLibrary library(small_neural_patch());
  int notes = 0;
  for (const VoiceKernels* kernels : kernels::available())
    for (const auto& note : golden()) {
      auto asked = std::make_unique<Asked>();
      ask(library, *kernels, note, *asked);
      CAPTURE(kernels->name, note["place"], note["seconds"]);
      for (int i = 0; i < kNetInputs; i++) REQUIRE(asked->in[std::size_t(i)] == Approx(double(note["inputs"][i])).margin(2e-6));
      // Full scale: outputs reach from -10 to 1 or so, in units of 10 dB.
      for (int i = 0; i < kNetOutputs; i++) REQUIRE(std::abs(asked->out[std::size_t(i)] - double(note["outputs"][i])) < 1e-4);
      // Levels: 10 dB a unit, two of them added up, and the formant curve's slope times the error of log2 f.
      for (int k = 0; k < kMaxPartials; k++) REQUIRE(std::abs(asked->levels.partial_db[k] - double(note["levels"][k])) < 2e-3);
      for (int b = 0; b < kNoiseBands; b++)
        REQUIRE(std::abs(asked->levels.noise_db[b] - double(note["levels"][kMaxPartials + b])) < 2e-3);
      REQUIRE(std::abs(100 * asked->levels.semitones - double(note["levels"][kMovementValues - 1])) < 2e-3);
      notes++;
    }
  REQUIRE(notes >= 12);
}
