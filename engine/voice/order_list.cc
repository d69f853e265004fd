#include "engine/voice/order_list.h"

#include <algorithm>

#include "engine/event.h"

namespace seaglass {
namespace {

// Changes of a note come one to a stretch, and a busy controller makes many stretches; a frame comes when it is due.
constexpr std::size_t kRunRoom = 8, kFrameRoom = 2;  // stretches of the longest kind

// A stretch begins within a frame, or where one was cut short.
std::size_t stretch_frames(int voices, int frame_samples) {
  return std::size_t(voices) * std::size_t(kMaxPiece / frame_samples + 2);
}

}  // namespace

std::size_t OrderList::most_frames(int voices, int frame_samples) {
  return kFrameRoom * stretch_frames(voices, frame_samples);
}

OrderView OrderList::most(int voices, int frame_samples, int question_stride) {
  // Cut for a look, and where voices are told anew.
  const std::size_t cuts = std::size_t(voices) * (2 + kMaxPiece / kTellStretch);
  const std::size_t per_stretch = stretch_frames(voices, frame_samples) + cuts;
  const auto runs = std::int32_t(kRunRoom * per_stretch), frames = std::int32_t(most_frames(voices, frame_samples));
  const bool neural = question_stride > 0;
  OrderView most;
  most.voices = voices;
  most.runs = most.changes = runs;
  most.frames = most.strikes = most.tables = frames;
  most.givens = neural ? 0 : frames;
  most.neurals = most.beats = most.questions = neural ? frames : 0;
  most.question_stride = question_stride;
  return most;
}

void OrderList::prepare(int voices, int frame_samples, int question_stride) {
  const OrderView room = room_ = most(voices, frame_samples, question_stride);
  stretch_frames_ = stretch_frames(voices, frame_samples);
  stretch_runs_ = std::size_t(room.runs) / kRunRoom;
  question_stride_ = question_stride;
  chains_.resize(std::size_t(voices));
  runs_.reserve(std::size_t(room.runs));
  changes_.reserve(std::size_t(room.changes));
  frames_.reserve(std::size_t(room.frames));
  strikes_.reserve(std::size_t(room.strikes));
  tables_.reserve(std::size_t(room.tables));
  given_.reserve(std::size_t(room.givens));
  neurals_.reserve(std::size_t(room.neurals));
  beats_.reserve(std::size_t(room.beats));
  questions_.resize(std::size_t(room.questions) * std::size_t(question_stride / kUnitPanel));
  clear();
}

void OrderList::clear() {
  std::fill(chains_.begin(), chains_.end(), RunChain());
  runs_.clear();
  frames_.clear();
  changes_.clear();
  strikes_.clear();
  tables_.clear();
  given_.clear();
  neurals_.clear();
  beats_.clear();
  question_count_ = count_ = 0;
}

bool OrderList::full() const {
  return runs_.size() + stretch_runs_ > std::size_t(room_.runs) || frames_.size() + stretch_frames_ > std::size_t(room_.frames);
}

RunOrder& OrderList::run(int voice) {
  RunChain& chain = chains_[std::size_t(voice)];
  const auto index = std::int32_t(runs_.size());
  (chain.last < 0 ? chain.first : runs_[std::size_t(chain.last)].next) = index;
  chain.last = index;
  RunOrder& run = runs_.emplace_back();
  run.voice = voice;
  return run;
}

OrderView OrderList::view() const {
  const auto size = [](const auto& list) { return std::int32_t(list.size()); };
  return {.count = count_,
          .voices = size(chains_),
          .runs = size(runs_),
          .frames = size(frames_),
          .changes = size(changes_),
          .strikes = size(strikes_),
          .tables = size(tables_),
          .givens = size(given_),
          .neurals = size(neurals_),
          .beats = size(beats_),
          .questions = question_count_,
          .question_stride = question_stride_,
          .chain = chains_.data(),
          .run = runs_.data(),
          .frame = frames_.data(),
          .change = changes_.data(),
          .strike = strikes_.data(),
          .table = tables_.data(),
          .given = given_.data(),
          .neural = neurals_.data(),
          .beat = beats_.data(),
          .question = questions_.empty() ? nullptr : questions_.data()->value};
}

float* OrderList::question(NeuralOrder& order) {
  order.question = question_count_++;
  return questions_[std::size_t(order.question * question_stride_ / kUnitPanel)].value;
}

}  // namespace seaglass
