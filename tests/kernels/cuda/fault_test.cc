// What CUDA's error codes are to a performer.

#include "kernels/cuda/fault.h"

#include <string>

#include "kernels/cuda/cuda_error.h"
#include "tests/catch.h"

using namespace seaglass::cuda;

TEST_CASE("Every error of CUDA's is one sentence, and one of three kinds") {
  for (int code = 0; code < 1000; code++) {
    const std::string sentence = meaning_of(code).sentence;
    CAPTURE(code, sentence);
    CHECK(sentence.size() > 10);
    CHECK(sentence.find('\n') == std::string::npos);
    CHECK(sentence.back() != '.');
    CHECK(meaning_of(code).code == code);
  }
  CHECK(meaning_of(2).fault == Fault::kMemory);
  for (const int missing : {35, 46, 100, 209}) CHECK(meaning_of(missing).fault == Fault::kMissing);
  for (const int lost : {0, 1, 214, 700, 719, 999}) CHECK(meaning_of(lost).fault == Fault::kLost);
  CHECK(CudaError("no", 2).fault() == Fault::kMemory);
}
