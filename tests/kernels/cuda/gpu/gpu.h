#pragma once

#include <cstddef>
#include <string>

namespace seaglass::gpu_check {

// JSON of the device that is played on from now on; empty, with a sentence, where there is none.
std::string open_gpu(std::string& why);

// Bytes that are free on the device.
std::size_t free_device_memory();

}  // namespace seaglass::gpu_check
