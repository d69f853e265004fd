// An accompanist's patch whose file is whole, but whose numbers are any. Each change is two bytes for the place and a number.

#include "tests/fuzz/least_jam.h"

namespace seaglass::fuzz {
namespace {

void change_document(nlohmann::json& document, Choices& from) {
  constexpr const char* kPaths[] = {"/format", "/model/weights", "/model/width", "/model/layers", "/model/heads", "/model/inner",
                                    "/model/head", "/model/window", "/provenance/0/seconds"};
  document[nlohmann::json::json_pointer(from.one_of(kPaths))] = from.number();
}

const Target target("jam_tables", [](Bytes input) {
  static const LeastPatch kLeast = least_jam();
  Choices from(input);
  LeastPatch least = kLeast;
  while (!from.empty()) {
    if (from.below(8) == 0)
      change_document(least.document, from);
    else
      change_table(least.tables[std::size_t(from.byte()) % least.tables.size()], from);
  }
  std::unique_ptr<const JamPatch> patch;
  try {
    patch = load_jam_patch(file_of(least));
  } catch (const PatchError&) {
    return;
  }
  read_a_little(*patch);
});

}  // namespace
}  // namespace seaglass::fuzz
