// Any datagram, at an instrument that is set up in any way: the first byte says how.

#include "tests/fuzz/osc_table.h"

namespace seaglass::fuzz {
namespace {

const Target target("osc_packet", [](Bytes input) {
  if (input.empty()) return;
  OscTable table(input[0]);
  table.receive(input.subspan(1));
});

}  // namespace
}  // namespace seaglass::fuzz
