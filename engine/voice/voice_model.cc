#include "engine/voice/voice_model.h"

#include <algorithm>
#include <cmath>

namespace seaglass {

void VoiceModel::prepare(const ModelSetup& setup) {
  setup_ = setup;
  context_ = VoiceContext::make(kernels_, setup.rate);
  times_ = VoiceTime::at(setup.rate);
  gain_ramp_ = int(std::lround(kStepSeconds * setup.rate));
  pool_.prepare(setup.voices);
  const int count = pool_.size();
  telling_.prepare(count);
  notes_.prepare(setup.rate, setup.seed);
  prepare_timbres(count, setup.rate);
  for (int i = 0; i < count; i++) pool_[i].prepare(times_, timbre(i));
  const NeuralLibrary* const neural = library();
  orders_.prepare(count, times_.frame, neural != nullptr ? neural->network().input_stride : 0);
  stretches_.reserve(std::size_t(kMaxPiece) * kParts);
  synth_ = make_synth_ ? make_synth_(context_, neural, count) : std::make_unique<CpuSynth>(context_, neural, count);
  for (int p = 0; p < kParts; p++) {
    set_place(p, 0);
    buses_[std::size_t(p)].open(part(p));
  }
}

void VoiceModel::report(StageReport& report) const {
  report.sounding = 0;
  report.voice_count = 0;
  pool_.for_active([&](int i) {
    const Voice& v = pool_[i];
    if (v.fading() || v.waits()) return;
    report.sounding++;
    if (report.voice_count == kReportedVoices) return;
    const VoiceOwner& o = pool_.owner(i);
    report.voices[std::size_t(report.voice_count++)] = {
        .id = o.id, .voice = std::int16_t(i), .source = o.source, .part = o.part, .held = o.key_down,
        .pitch = v.key() + part(o.part).pitch_offset() + v.cloud().aside(), .level_db = v.level_db()};
  });
  for (int p = 0; p < kParts; p++) {
    PartReport& out = report.parts[std::size_t(p)];
    for (std::size_t i = 0; i < kParameterCount; i++) out.values[i] = part(p).value(ParameterId(i));
    out.bend = part(p).bend();
    out.pressure = part(p).pressure();
    out.place = std::uint8_t(part(p).place());
  }
}

// --- sound ---

void VoiceModel::advance(int count, int pairs) {
  if (!routed_ || pairs != pairs_) route(pairs);
  while (count > 0) {
    const auto into = int(position_ % kLookSamples);
    if (into == kLookDelay) pool_.see();  // what was looked at before this piece
    int n = std::min(count, into < kLookDelay ? kLookDelay - into : kLookSamples + kLookDelay - into);
    n = telling_.follow(pool_, position_, n);
    order_stretch(n);
    count -= n;
  }
}

void VoiceModel::order_stretch(int count) {
  const SampleIndex end = position_ + count, look = end / kLookSamples * kLookSamples;
  const int look_at = look > position_ ? int(look - position_) : 0;
  std::uint32_t sounding = 0;
  pool_.for_active([&](int i) {
    const int p = pool_.owner(i).part;
    sounding |= std::uint32_t(1) << p;
    pool_[i].order(i, part(p), p, count, look_at, orders_);
  });
  for (int p = 0; p < kParts; p++) {
    Bus& bus = buses_[std::size_t(p)];
    if ((sounding >> p & 1) != 0) stretches_.push_back({.part = p, .at = orders_.count(), .count = count, .bus = bus});
    bus.advance(count);
  }
  orders_.passed(count);
  notes_.advance(count);
  position_ = end;
}

void VoiceModel::finish(InputSpan, const AudioSpan& out) {
  for (int c = 0; c < out.channels(); c++) std::fill_n(out.channel(c), out.count, 0.0f);
  sounds_ = synth_->carry_out(orders_.view(), sums_, pool_.looks());
  for (const BusStretch& s : stretches_) {
    if ((sums_.sounding >> s.part & 1) == 0) continue;
    const PartSums::Stereo& sum = sums_.part[std::size_t(s.part)];
    s.bus.play(sum.left + s.at, sum.right + s.at, out.part(s.at, s.count));
  }
  orders_.clear();
  stretches_.clear();
}

// Every part to the pair that it is set to, or to the first where that is not open. A part that sounds crosses over; one that
// does not is there at once, so that no onset is heard in the wrong place.
void VoiceModel::route(int pairs) {
  pairs_ = pairs;
  routed_ = true;
  for (int p = 0; p < kParts; p++) {
    Bus& bus = buses_[std::size_t(p)];
    const int wanted = int(std::lround(part(p).value(ParameterId::kOutput))) - 1;
    const int pair = wanted < pairs ? wanted : 0;
    if (pair != bus.pair()) bus.route(pair, pool_.sounds(p) ? gain_ramp_ : 0);
  }
}

// --- events ---

Applied VoiceModel::apply(const Event& event) {
  switch (event.kind) {
    case EventKind::kNoteOn: return notes_.on(event);
    case EventKind::kNoteOff: notes_.off(event); break;
    case EventKind::kNoteSet:
    case EventKind::kNotePressure: notes_.set(event); break;
    case EventKind::kVoiceSet: notes_.set_voice(event); break;
    case EventKind::kController: for_parts(event, [&](int p) { controller(event, p); }); break;
    case EventKind::kChannelPressure: for_parts(event, [&](int p) { part(p).set_pressure(event.value); }); break;
    case EventKind::kBend:
      for_parts(event, [&](int p) {
        part(p).set_bend(event.value);
        notes_.retune(p);
      });
      break;
    case EventKind::kProgram: for_parts(event, [&](int p) { program(p, event.index); }); break;
    case EventKind::kControl:
      if (event.index < kParameterCount)
        for_parts(event, [&](int p) { set_parameter(p, ParameterId(event.index), event.value); });
      break;
    case EventKind::kPlace:
      if (event.index < patch_.places.size()) for_parts(event, [&](int p) { set_place(p, event.index); });
      break;
    case EventKind::kPanic: panic(); break;
    case EventKind::kShed:  // a voice that waits is no load
      return {.taken = pool_.shed(int(std::clamp(event.value, 0.0f, float(kMaxVoices))), false)};
    case EventKind::kHandOver: return hand_over(event);
    case EventKind::kFadeOut: break;
  }
  return {};
}

void VoiceModel::controller(const Event& event, int p) {
  const bool sostenuto_before = part(p).sostenuto();
  switch (event.index) {  // channel mode messages
    case 120: notes_.all_sound_off(p); return;
    case 121: part(p).reset_controllers(); break;
    case 123:
    case 124:
    case 125: notes_.all_off(p); return;
    case 126:
    case 127:
      notes_.all_off(p);
      part(p).set(ParameterId::kMode, float(event.index == 126 ? Mode::kMono : Mode::kPoly));
      return;
    default: part(p).controller(event.index, event.value);
  }
  if (part(p).sostenuto() != sostenuto_before) notes_.hold_sostenuto(p);
  notes_.damp(p);
  update_mix(p);
  notes_.retune(p);
}

void VoiceModel::set_parameter(int p, ParameterId id, float value) {
  part(p).set(id, value);
  if (id == ParameterId::kMode) parts_[std::size_t(p)].line.clear();
  if (id == ParameterId::kVolume || id == ParameterId::kExpression || id == ParameterId::kPan || id == ParameterId::kOutput)
    update_mix(p);
  if (id == ParameterId::kTune || id == ParameterId::kTranspose || id == ParameterId::kBendRange) notes_.retune(p);
}

void VoiceModel::program(int p, int number) {
  for (std::size_t i = 0; i < patch_.places.size(); i++)
    if (patch_.places[i].program == number) set_place(p, int(i));
}

void VoiceModel::set_place(int p, int place) { part(p).set_place(place, patch_.places[std::size_t(place)].map); }

void VoiceModel::update_mix(int p) {
  routed_ = false;
  buses_[std::size_t(p)].set(part(p), gain_ramp_);
}

void VoiceModel::panic() {
  for (int p = 0; p < kParts; p++) {
    notes_.all_sound_off(p);
    part(p).reset_controllers();
    update_mix(p);
  }
}

// --- who makes the sound ---

std::optional<Event> VoiceModel::wish() const {
  const bool anew = synth_->wants_resume();
  const SynthCapacity capacity = synth_->capacity();
  if (capacity.sounding == handed_ && !anew) return std::nullopt;
  return Event{.kind = EventKind::kHandOver, .index = anew, .value = float(std::min(setup_.voices, capacity.sounding)),
               .value2 = float(capacity.told)};
}

// Those that fade are not told to who takes over: they end with the one before, whose last sound is concealed or crosses over.
Applied VoiceModel::hand_over(const Event& event) {
  const int most = int(std::clamp(event.value, 1.0f, float(setup_.voices)));
  pool_.set_most(most);
  handed_ = synth_->capacity().sounding;
  const Applied applied{.taken = pool_.shed(pool_.sounding() - most, true)};
  if (event.index != 0)
    telling_.begin(pool_.by_audibility(), int(std::clamp(event.value2, 1.0f, float(kMaxVoices))), position_);
  return applied;
}

}  // namespace seaglass
