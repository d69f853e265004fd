// No parser: it breaks on purpose, so that a replay that notices nothing is noticed.

#include "tests/fuzz/fuzz.h"

namespace seaglass::fuzz {
namespace {

const Target target("control", [](Bytes input) { must(text_of(input) != "break\n", "nobody says break"); });

}  // namespace
}  // namespace seaglass::fuzz
