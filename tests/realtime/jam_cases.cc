// The accompanist's network, held to its progress guarantee.

#include <fstream>
#include <iterator>
#include <memory>
#include <vector>

#include "engine/jam/reader.h"
#include "kernels/kernels.h"
#include "tests/realtime/realtime_case.h"

using namespace seaglass;
using seaglass::test::keep;

REALTIME_CASE(jam_reader) {
  std::ifstream file(SEAGLASS_SMALL_JAM, std::ios::binary);
  const std::vector<char> bytes{std::istreambuf_iterator<char>(file), {}};
  const auto patch = load_jam_patch(std::as_bytes(std::span(bytes)));
  jam::Reader reader(std::make_shared<const jam::Network>(*patch, kernels::best_jam()));
  rt::RealtimeScope scope;
  for (int i = 0; i < 600; i++) {
    reader.read({.kind = jam::Kind(i % jam::kKinds), .frame = i / 8, .value = std::int16_t(i % 100)});
    for (int k = 0; k < jam::kKinds; k++) keep(reader.values(jam::Kind(k), {}).data());
    keep(reader.kinds());
    keep(reader.micros(jam::Kind::kBass, 40));
    keep(reader.durations(jam::Kind::kBass, 40, 12));
    keep(reader.velocities(jam::Kind::kBass, 40, 12, 3));
    keep(reader.keys());
    keep(reader.outlook());
  }
  keep(reader.rewind(400));
  reader.reset();
}
