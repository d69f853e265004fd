// Where libFuzzer comes in: its programs have one target each.

#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  seaglass::fuzz::Target::all().front().try_one({data, size});
  return 0;
}
