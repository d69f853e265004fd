#pragma once
// Discrete Fourier transform of a power of two, for measurements: nothing here is meant for the audio thread.

#include <complex>
#include <cstddef>
#include <vector>

namespace seaglass {

// [any] In place; bounded by n log n. Forward, without a factor.
void fft(std::vector<std::complex<double>>& x);

// [any] Back, with the factor 1/n: inverse_fft(fft(x)) is x.
void inverse_fft(std::vector<std::complex<double>>& x);

}  // namespace seaglass
