#include "tests/support/both_kinds.h"
using namespace seaglass; using namespace seaglass::test;
TEST_CASE_METHOD(BothKinds, "draft cloud") {
  auto m = make({.voices=64});
  (void)m->apply(control(0, ParameterId::kCloud, 24));
  (void)m->apply(note_on(0,1,60));
  CHECK(m->sounding()==24);
}
