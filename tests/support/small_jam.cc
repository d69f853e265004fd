#include "tests/support/small_jam.h"

#include <fstream>
#include <string>

namespace seaglass::test {
namespace {

using jam::Kind;

nlohmann::json golden() {
  const auto bytes = bytes_of_file(SEAGLASS_SMALL_JAM_SAID);
  return nlohmann::json::parse(reinterpret_cast<const char*>(bytes.data()),
                               reinterpret_cast<const char*>(bytes.data()) + bytes.size());
}

std::vector<jam::Step> read_steps() {
  const nlohmann::json all = golden().at("steps");
  std::vector<jam::Step> steps(all.at("kind").size());
  for (std::size_t i = 0; i < steps.size(); i++) {
    const auto number = [&](const char* field) { return all.at(field)[i].get<int>(); };
    const auto byte = [&](const char* field) { return std::uint8_t(number(field)); };
    const Kind kind{byte("kind")};
    const int first = is_drum(kind) ? jam::kFirstDrum : kind == Kind::kChord ? jam::kFirstChord : 0;
    steps[i] = {.kind = kind, .frame = number("frame"), .place = byte("place"), .now = byte("now"),
                .value = std::int16_t(number("value") - first), .micro = byte("micro"), .duration = byte("duration"),
                .velocity = byte("velocity"), .meter = byte("meter"), .style = byte("style"), .tempo = byte("tempo"),
                .roles = byte("roles"), .held = std::uint16_t(number("held")), .chord = byte("chord"), .age = byte("age")};
  }
  return steps;
}

}  // namespace

const std::vector<std::byte>& small_jam_bytes() {
  static const std::vector<std::byte> bytes = bytes_of_file(SEAGLASS_SMALL_JAM);
  return bytes;
}

const JamPatch& small_jam_patch() {
  static const std::unique_ptr<const JamPatch> patch = load_jam_patch(small_jam_bytes());
  return *patch;
}

const std::vector<jam::Step>& small_jam_steps() {
  static const std::vector<jam::Step> steps = read_steps();
  return steps;
}

const nlohmann::json& small_jam_said() {
  static const nlohmann::json said = golden().at("said");
  return said;
}

const nlohmann::json& small_jam_heard() {
  static const nlohmann::json heard = golden().at("ear");
  return heard;
}

std::shared_ptr<const jam::Network> small_jam(const jam::Kernels& kernels) {
  return std::make_shared<const jam::Network>(small_jam_patch(), kernels);
}

std::vector<float> all_said(jam::Reader& reader, std::size_t at) {
  const jam::Step& next = small_jam_steps()[at + 1];
  std::vector<float> all;
  const auto take = [&](std::span<const float> said) { all.insert(all.end(), said.begin(), said.end()); };
  take(reader.kinds());
  for (int k = 0; k < jam::kKinds; k++)
    take(reader.values(Kind(k), {.chord = next.chord, .now = next.now, .last = {1, 2, 3, 60, 61, 36, 72, 38}}));
  take(reader.micros(next.kind, next.value));
  take(reader.durations(next.kind, next.value, next.micro));
  take(reader.velocities(next.kind, next.value, next.micro, next.duration));
  take(reader.keys());
  take(reader.outlook());
  return all;
}

}  // namespace seaglass::test
