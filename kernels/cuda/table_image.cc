#include "kernels/cuda/table_image.h"

#include <cstring>
#include <span>
#include <stdexcept>

#include "engine/voice/timbre.h"
#include "kernels/cuda/voice_state.h"

namespace seaglass::cuda {

// Puts arrays one behind the other, or only counts what they take.
class TableImage::Writer {
 public:
  Writer(const void* base, std::byte* memory) : base_(static_cast<const std::byte*>(base)), memory_(memory) {}

  template <class T>
  const T* put(std::span<const T> array) {
    const std::size_t at = used_;
    if (memory_ != nullptr && !array.empty()) std::memcpy(memory_ + at, array.data(), array.size_bytes());
    used_ = (at + array.size_bytes() + kCacheLine - 1) / kCacheLine * kCacheLine;
    return reinterpret_cast<const T*>(base_ + at);
  }
  template <class T>
  const T* put(const std::vector<T>& array) {
    return put(std::span<const T>(array));
  }

  std::size_t used() const { return used_; }

 private:
  const std::byte* base_;
  std::byte* memory_;
  std::size_t used_ = 0;
};

TableImage::TableImage(const VoiceContext& context, const NeuralLibrary& library) : context_(context), library_(library) {
  const NoisePlan& noise = context.noise;
  if (noise.size > kMaxNoiseSize || 2 * noise.hop > noise.size || noise.hop < 1)
    throw std::length_error("a control frame at this rate is longer than voices on the GPU have room for");
  Writer counter(nullptr, nullptr);
  (void)write(counter);
  bytes_ = counter.used();
}

std::vector<std::byte> TableImage::at(const void* base) const {
  std::vector<std::byte> memory(bytes_);
  Writer writer(base, memory.data());
  (void)write(writer);
  return memory;
}

VoiceTables TableImage::tables(const void* base) const {
  Writer writer(base, nullptr);
  return write(writer);
}

VoiceTables TableImage::write(Writer& to) const {
  const NoisePlan& noise = context_.noise;
  VoiceTables t{};
  t.rate = context_.rate;
  t.noise = {.hop = noise.hop,
             .size = noise.size,
             .band = to.put(noise.band),
             .fraction = to.put(noise.fraction),
             .scale_log2 = to.put(noise.scale_log2),
             .window = to.put(noise.window),
             .twiddle_re = to.put(noise.twiddle_re),
             .twiddle_im = to.put(noise.twiddle_im),
             .half_re = to.put(noise.half_re),
             .half_im = to.put(noise.half_im),
             .phasor_re = to.put(noise.phasor_re),
             .phasor_im = to.put(noise.phasor_im)};
  t.noise_octave = to.put(std::span<const float>(kNoiseOctaves.octave));
  t.fade = to.put(context_.fade);
  t.fade_samples = int(context_.fade.size());
  std::vector<const float*> bases;
  for (const TimbrePoint& point : library_.points()) bases.push_back(to.put(point.basis));
  t.basis = to.put(bases);
  std::vector<MovementTable> movements;
  for (const MovementEntry& entry : library_.movements()) {
    MovementTable movement{};
    std::memcpy(movement.scale, entry.scale.data(), sizeof movement.scale);
    movement.still = to.put(entry.still);
    movement.track = to.put(entry.track);
    movements.push_back(movement);
  }
  t.movements = to.put(movements);
  t.answer_stride = library_.network().output_stride;
  return t;
}

}  // namespace seaglass::cuda
