#include "engine/voice/neural_model.h"

#include <algorithm>

namespace seaglass {

void NeuralModel::prepare_timbres(int count, double) {
  timbres_.resize(std::size_t(count));
  for (NeuralTimbre& timbre : timbres_) timbre.prepare(library_, kernels());
  asking_.reserve(timbres_.size());
  const Network& net = library_.network();
  inputs_.resize(std::size_t(kNetBatch * net.input_stride / kUnitPanel));
  outputs_.resize(std::size_t(kNetBatch * net.output_stride / kUnitPanel));
  scratch_.resize(std::size_t(2 * kNetBatch * net.width / kUnitPanel));
}

void NeuralModel::compute(std::span<const int> voices) {
  asking_.clear();
  for (const int i : voices)
    if (timbres_[std::size_t(i)].asks()) asking_.push_back(&timbres_[std::size_t(i)]);
  for (std::size_t at = 0; at < asking_.size(); at += kNetBatch)
    ask(std::span(asking_).subspan(at, std::min(asking_.size() - at, std::size_t(kNetBatch))));
}

void NeuralModel::ask(std::span<NeuralTimbre* const> asking) {
  const Network& net = library_.network();
  float *input = inputs_.data()->value, *output = outputs_.data()->value;
  for (std::size_t i = 0; i < asking.size(); i++) asking[i]->question(input + std::ptrdiff_t(i) * net.input_stride);
  kernels().evaluate(net, input, output, scratch_.data()->value, int(asking.size()));
  for (std::size_t i = 0; i < asking.size(); i++) asking[i]->answer(output + std::ptrdiff_t(i) * net.output_stride);
}

}  // namespace seaglass
