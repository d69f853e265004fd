#pragma once

#include "tests/kernels/cuda/gpu/suites.h"

namespace seaglass::gpu_check {

// Faults in a child that plays, and what a performer must not hear of them (faults.cc): 0 when all holds, else 1.
int check_faults(const Options&, const Report&);

}  // namespace seaglass::gpu_check
