#pragma once
// An accompanist's patch with random weights, small but whole (tests/data/make_small_jam.py), steps, and what PyTorch says of
// some of them.

#include <cstddef>
#include <memory>
#include <nlohmann/json.hpp>
#include <vector>

#include "engine/jam/reader.h"
#include "engine/patch/jam.h"
#include "kernels/kernels.h"
#include "tests/support/glass_parts.h"

namespace seaglass::test {

// [any] Read once.
const std::vector<std::byte>& small_jam_bytes();
const JamPatch& small_jam_patch();
const std::vector<jam::Step>& small_jam_steps();

// Entries as make_small_jam.py writes them.
const nlohmann::json& small_jam_said();
const nlohmann::json& small_jam_heard();

std::shared_ptr<const jam::Network> small_jam(const jam::Kernels& kernels = kernels::best_jam());

// Every prediction there is, one behind the other, told what the small patch's steps have after the step `at`.
std::vector<float> all_said(jam::Reader& reader, std::size_t at);

}  // namespace seaglass::test
