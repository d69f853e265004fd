#include "engine/voice/voice_model.h"

#include <algorithm>
#include <cmath>

#include "engine/dsp/decibels.h"
#include "engine/dsp/random.h"
#include "engine/note_key.h"
#include "engine/voice/pan.h"

namespace seaglass {
namespace {

constexpr float kReleasedBonusDb = 12;      // a note let go counts as this much quieter when a voice is needed
constexpr float kMemberBonusDb = 12;        // and so does one of many in a swarm, which the others cover
constexpr float kUnheardDb = -1000;
constexpr std::uint64_t kOfMember = std::uint64_t(1) << 40;  // what the chances of a swarm's other members are for

enum Mode { kPoly = 0, kMono = 1, kLegato = 2 };

Mode mode_of(const Part& part) { return Mode(int(std::lround(part.value(ParameterId::kMode)))); }

}  // namespace

void VoiceModel::prepare(const ModelSetup& setup) {
  setup_ = setup;
  most_ = setup.voices;
  context_ = VoiceContext::make(kernels_, setup.rate);
  gain_ramp_ = int(std::lround(kStepSeconds * setup.rate));
  const int count = setup.voices + kGhosts;
  voices_.resize(std::size_t(count));
  owners_.resize(voices_.size());
  looks_.resize(voices_.size());
  by_audibility_.resize(voices_.size());
  to_tell_.resize(voices_.size());
  times_ = VoiceTime::at(setup.rate);
  prepare_timbres(count, setup.rate);
  for (int i = 0; i < count; i++) voices_[i].prepare(times_, timbre(i));
  const NeuralLibrary* const neural = library();
  orders_.prepare(count, times_.frame, neural != nullptr ? neural->network().input_stride : 0);
  stretches_.reserve(std::size_t(kMaxPiece) * kParts);
  synth_ = make_synth_ ? make_synth_(context_, neural, count) : std::make_unique<CpuSynth>(context_, neural, count);
  // As any controller would leave them: equal power in the middle is 1 but for a rounding.
  for (int part = 0; part < kParts; part++) {
    set_place(part, 0);
    update_mix(part);
    buses_[part].shares[0].jump(1);
    buses_[part].left.jump(buses_[part].left.target());
    buses_[part].right.jump(buses_[part].right.target());
  }
}

int VoiceModel::sounding() const {
  int count = 0;
  for (const Voice& v : voices_) count += v.active() && !v.fading();
  return count;
}

void VoiceModel::report(StageReport& report) const {
  report.sounding = 0;
  report.voice_count = 0;
  for (std::size_t i = 0; i < voices_.size(); i++) {
    const Voice& v = voices_[i];
    if (!v.active() || v.fading() || v.waits()) continue;
    report.sounding++;
    if (report.voice_count == kReportedVoices) continue;
    const Owner& o = owners_[i];
    report.voices[std::size_t(report.voice_count++)] = {
        .id = o.id, .voice = std::int16_t(i), .source = o.source, .part = o.part, .held = o.key_down,
        .pitch = v.key() + buses_[o.part].part.pitch_offset() + v.cloud().aside(), .level_db = v.level_db()};
  }
  for (std::size_t p = 0; p < kParts; p++) {
    const Part& part = buses_[p].part;
    PartReport& out = report.parts[p];
    for (std::size_t i = 0; i < kParameterCount; i++) out.values[i] = part.value(ParameterId(i));
    out.bend = part.bend();
    out.pressure = part.pressure();
    out.place = std::uint8_t(part.place());
  }
}

// --- sound ---

void VoiceModel::advance(int count, int pairs) {
  if (!routed_ || pairs != pairs_) route(pairs);
  while (count > 0) {
    const auto into = int(position_ % kLookSamples);
    if (into == kLookDelay) see();
    int n = std::min(count, into < kLookDelay ? kLookDelay - into : kLookSamples + kLookDelay - into);
    if (told_ < tell_count_) {
      if (position_ == tell_at_) tell_some();
      n = std::min(n, int(tell_at_ - position_));
    }
    order_stretch(n);
    count -= n;
  }
}

// What was looked at before this piece.
void VoiceModel::see() {
  for (std::size_t i = 0; i < voices_.size(); i++)
    if (voices_[i].active()) voices_[i].see(looks_[i]);
}

std::optional<Event> VoiceModel::wish() const {
  const bool anew = synth_->wants_resume();
  const SynthCapacity capacity = synth_->capacity();
  if (capacity.sounding == handed_ && !anew) return std::nullopt;
  return Event{.kind = EventKind::kHandOver, .index = anew, .value = float(std::min(setup_.voices, capacity.sounding)),
               .value2 = float(capacity.told)};
}

void VoiceModel::order_stretch(int count) {
  const SampleIndex end = position_ + count, look = end / kLookSamples * kLookSamples;
  const int look_at = look > position_ ? int(look - position_) : 0;
  std::uint32_t sounding = 0;
  for (std::size_t i = 0; i < voices_.size(); i++) {
    if (!voices_[i].active()) continue;
    const int part = owners_[i].part;
    sounding |= std::uint32_t(1) << part;
    voices_[i].order(int(i), buses_[part].part, part, count, look_at, orders_);
  }
  for (int part = 0; part < kParts; part++) {
    PartBus& bus = buses_[part];
    if ((sounding >> part & 1) != 0)
      stretches_.push_back({.part = part, .at = orders_.count(), .count = count, .bus = bus});
    bus.advance(count);
  }
  orders_.passed(count);
  position_ = end;
}

void VoiceModel::finish(InputSpan, const AudioSpan& out) {
  for (int c = 0; c < out.channels(); c++) std::fill_n(out.channel(c), out.count, 0.0f);
  sounds_ = synth_->carry_out(orders_.view(), sums_, looks_);
  for (const BusStretch& s : stretches_) {
    if ((sums_.sounding >> s.part & 1) == 0) continue;
    const PartSums::Stereo& sum = sums_.part[std::size_t(s.part)];
    const AudioSpan to = out.part(s.at, s.count);
    if (s.bus.crossing())
      cross_over(s.bus, sum.left + s.at, sum.right + s.at, to);
    else
      play(s.bus, sum.left + s.at, sum.right + s.at, to.pair(s.bus.pair), s.count);
  }
  orders_.clear();
  stretches_.clear();
}

void VoiceModel::Bus::advance(int count) {
  left.advance(count);
  right.advance(count);
  if (crossing())
    for (Ramp& share : shares) share.advance(count);
}

void VoiceModel::play(const Bus& bus, const float* left, const float* right, const StereoPair& out, int count) {
  for (int s = 0; s < count; s++) {
    out.left[s] += bus.left.at(s) * left[s];
    out.right[s] += bus.right.at(s) * right[s];
  }
}

// In a straight line, since it is one and the same sound on both: the pairs' sum is the part as it would be on one of them.
void VoiceModel::cross_over(const Bus& bus, const float* left, const float* right, const AudioSpan& out) {
  for (int p = 0; p < out.pairs; p++) {
    const Ramp& share = bus.shares[std::size_t(p)];
    const StereoPair to = out.pair(p);
    for (int s = 0; s < out.count; s++) {
      to.left[s] += share.at(s) * (bus.left.at(s) * left[s]);
      to.right[s] += share.at(s) * (bus.right.at(s) * right[s]);
    }
  }
}

// Every part to the pair that it is set to, or to the first where that is not open. A part that sounds crosses over; one that
// does not is there at once, so that no onset is heard in the wrong place.
void VoiceModel::route(int pairs) {
  pairs_ = pairs;
  routed_ = true;
  for (int part = 0; part < kParts; part++) {
    PartBus& bus = buses_[part];
    const int wanted = int(std::lround(bus.part.value(ParameterId::kOutput))) - 1;
    const int pair = wanted < pairs ? wanted : 0;
    if (pair == bus.pair) continue;
    bus.pair = pair;
    const int samples = sounds(part) ? gain_ramp_ : 0;
    for (int p = 0; p < kMaxOutputs; p++) bus.shares[std::size_t(p)].move(p == pair ? 1.0f : 0.0f, samples);
  }
}

// --- events ---

template <class Do>
void VoiceModel::for_parts(const Event& event, Do act) {
  if (event.part == kAllParts) {
    for (int part = 0; part < kParts; part++) act(part);
  } else if (event.part < kParts) {
    act(int(event.part));
  }
}

Applied VoiceModel::apply(const Event& event) {
  switch (event.kind) {
    case EventKind::kNoteOn: return note_on(event);
    case EventKind::kNoteOff: note_off(event); break;
    case EventKind::kNoteSet: note_set(event); break;
    case EventKind::kNotePressure: note_set(event); break;
    case EventKind::kController: for_parts(event, [&](int p) { controller(event, p); }); break;
    case EventKind::kChannelPressure:
      for_parts(event, [&](int p) { buses_[p].part.set_pressure(event.value); });
      break;
    case EventKind::kBend:
      for_parts(event, [&](int p) {
        buses_[p].part.set_bend(event.value);
        retune(p);
      });
      break;
    case EventKind::kProgram: for_parts(event, [&](int p) { program(p, event.index); }); break;
    case EventKind::kControl:
      if (event.index < kParameterCount)
        for_parts(event, [&](int p) { set_parameter(p, ParameterId(event.index), event.value); });
      break;
    case EventKind::kPlace:
      if (event.index < patch_.places.size())
        for_parts(event, [&](int p) { set_place(p, event.index); });
      break;
    case EventKind::kPanic:
      for (int p = 0; p < kParts; p++) {
        all_sound_off(p);
        buses_[p].part.reset_controllers();
        update_mix(p);
      }
      break;
    case EventKind::kShed: return shed(int(std::clamp(event.value, 0.0f, float(kMaxVoices))), false);  // a voice that waits is no load
    case EventKind::kHandOver: return hand_over(event);
    case EventKind::kVoiceSet: voice_set(event); break;
    case EventKind::kFadeOut: break;
  }
  return {};
}

Applied VoiceModel::note_on(const Event& event) {
  if (event.part >= kParts) return {};
  PartBus& bus = buses_[event.part];
  if (mode_of(bus.part) != kPoly) return line_on(event, bus);
  // The same key again: its old sound is let go, pedal or not, so that repeated notes do not pile up.
  for (std::size_t i = 0; i < voices_.size(); i++) {
    const Owner& o = owners_[i];
    if (voices_[i].active() && o.part == event.part && o.source == event.source && o.id == event.id) {
      owners_[i].key_down = owners_[i].sostenuto = false;
      owners_[i].let_go = true;
      if (voices_[i].waits()) voices_[i].fade_out();
      voices_[i].damp(1);
    }
  }
  return start_voice(event, event.value, 0);
}

Applied VoiceModel::start_voice(const Event& event, float glide_from, float glide_seconds) {
  Applied applied;
  if (sounding() >= most_) {
    applied.taken = least_audible();
    if (applied.taken >= 0) voices_[applied.taken].fade_out();
  }
  const int i = free_voice();
  applied.given = i;
  const std::uint64_t serial = ++notes_;
  owners_[i] = {.source = event.source, .part = event.part, .id = event.id, .key_down = true, .sostenuto = false,
                .let_go = false, .serial = serial};
  std::array<CloudPlace, kMostMembers> places;
  const auto swarm = std::span(places).first(std::size_t(members(event.part)));
  NoteStart note{.key = event.value, .velocity = event.value2, .glide_from = glide_from, .glide_seconds = glide_seconds,
                 .seed = hash64(setup_.seed, serial)};
  place_cloud(note.seed, swarm);
  note.cloud = swarm[0];
  begin(i, note, event.part);
  start_others(i, note, swarm.subspan(1));
  return applied;
}

// How many voices a key of the part starts, now that its own has been given: as it is set, but from no other note is one taken
// for them, nor do they cut short what still fades. Those that stay out make the others louder, from the start; a member that
// is taken later does not, for nobody played that.
int VoiceModel::members(int part) const {
  const auto idle = int(std::count_if(voices_.begin(), voices_.end(), [](const Voice& v) { return !v.active(); }));
  const int wanted = int(std::lround(buses_[part].part.value(ParameterId::kCloud)));
  return std::clamp(std::min(idle, most_ - sounding()), 1, wanted);
}

// The other members, each when its time comes: on the way of a glide it enters where the first has got to.
void VoiceModel::start_others(int own, const NoteStart& first, std::span<const CloudPlace> places) {
  const Owner owner = owners_[std::size_t(own)];
  const Part& part = buses_[owner.part].part;
  std::size_t i = 0;
  for (const CloudPlace& place : places) {
    while (voices_[i].active()) i++;
    owners_[i] = owner;
    const double wait = place.time * part.value(ParameterId::kCloudTime);
    const float rest = wait < first.glide_seconds ? float(1 - wait / first.glide_seconds) : 0.0f;
    NoteStart note = first;
    note.glide_from = first.key + (first.glide_from - first.key) * rest;
    note.glide_seconds = first.glide_seconds * rest;
    note.seed = hash64(first.seed, kOfMember + std::uint64_t(place.number));
    note.wait = int(std::lround(wait * setup_.rate));
    note.cloud = place;
    begin(int(i), note, owner.part);
  }
}

// The look of the note before may still lie there, and that of this one be lost with a piece.
void VoiceModel::begin(int voice, const NoteStart& note, int part) {
  Voice& v = voices_[std::size_t(voice)];
  v.start(note, buses_[part].part);
  looks_[std::size_t(voice)] = {.level_db = v.level_db()};
}

// Mono begins every note anew, legato carries a held note over to the next pitch.
Applied VoiceModel::line_on(const Event& event, PartBus& bus) {
  const int old = find_voice(event.part);
  const float glide = bus.part.value(ParameterId::kGlide);
  bus.line.push(event);
  if (old >= 0 && mode_of(bus.part) == kLegato) {
    const std::uint64_t line = owners_[old].serial;
    for (std::size_t i = 0; i < voices_.size(); i++) {
      if (!voices_[i].active() || owners_[i].serial != line) continue;
      owners_[i].source = event.source;
      owners_[i].id = event.id;
      voices_[i].glide_to(event.value, glide);
    }
    return {.given = old, .taken = -1};
  }
  const float from = old >= 0 ? voices_[old].key() : event.value;
  for (std::size_t i = 0; i < voices_.size(); i++)
    if (voices_[i].active() && owners_[i].part == event.part) {
      owners_[i].key_down = false;
      voices_[i].fade_out();
    }
  return start_voice(event, from, from != event.value ? glide : 0);
}

// True when the line goes on with a note held before.
bool VoiceModel::line_off(const Event& event, PartBus& bus) {
  if (!bus.line.remove(event.source, event.id)) return false;
  const Event* back = bus.line.newest();
  if (back == nullptr) return false;
  line_on(Event(*back), bus);
  return true;
}

void VoiceModel::note_off(const Event& event) {
  std::array<bool, kParts> goes_on{};
  for_parts(event, [&](int p) { goes_on[std::size_t(p)] = mode_of(buses_[p].part) != kPoly && line_off(event, buses_[p]); });
  for (std::size_t i = 0; i < voices_.size(); i++)
    if (is_meant(i, event) && !goes_on[owners_[i].part]) release(int(i));
}

void VoiceModel::note_set(const Event& event) {
  for (std::size_t i = 0; i < voices_.size(); i++)
    if (is_meant(i, event)) set_note(int(i), event);
}

// Whether the voice plays the note that the event is about, and its key is down.
bool VoiceModel::is_meant(std::size_t voice, const Event& event) const {
  const Owner& o = owners_[voice];
  return voices_[voice].active() && o.key_down && o.id == event.id && o.source == event.source &&
         (o.part == event.part || event.part == kAllParts);
}

void VoiceModel::voice_set(const Event& event) {
  for (std::size_t i = 0; i < voices_.size(); i++)
    if (voices_[i].active() && (event.id == kAllVoices || event.id == int(i))) set_note(int(i), event);
}

void VoiceModel::set_note(int voice, const Event& event) {
  Voice& v = voices_[std::size_t(voice)];
  const Part& part = buses_[owners_[std::size_t(voice)].part].part;
  const bool pressed = event.kind == EventKind::kNotePressure;
  const bool at_onset = event.kind == EventKind::kNoteSet && event.value2 != 0;
  if (const auto own = pressed ? std::nullopt : own_value_of(event.index)) {
    v.set_own(*own, event.value, at_onset, part);
    return;
  }
  switch (pressed ? NoteKey::kPressure : NoteKey(event.index)) {
    case NoteKey::kPitch: v.set_key(event.value); break;
    case NoteKey::kPressure: v.set_pressure(event.value); break;
    case NoteKey::kGain: v.set_gain(event.value, at_onset); break;
    case NoteKey::kPan: v.set_pan(event.value, at_onset); break;
    case NoteKey::kBrightness: v.set_brightness(event.value); break;
  }
}

void VoiceModel::controller(const Event& event, int part) {
  PartBus& bus = buses_[part];
  const bool sostenuto_before = bus.part.sostenuto();
  switch (event.index) {  // channel mode messages
    case 120: all_sound_off(part); return;
    case 121: bus.part.reset_controllers(); break;
    case 123:
    case 124:
    case 125: all_notes_off(part); return;
    case 126:
    case 127:
      all_notes_off(part);
      bus.part.set(ParameterId::kMode, event.index == 126 ? kMono : kPoly);
      return;
    default: bus.part.controller(event.index, event.value);
  }
  if (bus.part.sostenuto() != sostenuto_before)
    for (std::size_t i = 0; i < voices_.size(); i++)
      if (owners_[i].part == part) owners_[i].sostenuto = bus.part.sostenuto() && owners_[i].key_down;
  update_damping(part);
  update_mix(part);
  retune(part);
}

void VoiceModel::set_parameter(int part, ParameterId id, float value) {
  PartBus& bus = buses_[part];
  bus.part.set(id, value);
  if (id == ParameterId::kMode) bus.line.clear();
  if (id == ParameterId::kVolume || id == ParameterId::kExpression || id == ParameterId::kPan || id == ParameterId::kOutput)
    update_mix(part);
  if (id == ParameterId::kTune || id == ParameterId::kTranspose || id == ParameterId::kBendRange) retune(part);
}

void VoiceModel::program(int part, int number) {
  for (std::size_t i = 0; i < patch_.places.size(); i++)
    if (patch_.places[i].program == number) set_place(part, int(i));
}

void VoiceModel::set_place(int part, int place) { buses_[part].part.set_place(place, patch_.places[place].map); }

void VoiceModel::all_notes_off(int part) {
  buses_[part].line.clear();
  for (std::size_t i = 0; i < voices_.size(); i++)
    if (voices_[i].active() && owners_[i].part == part && owners_[i].key_down) release(int(i));
}

void VoiceModel::all_sound_off(int part) {
  buses_[part].line.clear();
  for (std::size_t i = 0; i < voices_.size(); i++)
    if (voices_[i].active() && owners_[i].part == part) {
      owners_[i].key_down = false;
      voices_[i].fade_out();
    }
}

Applied VoiceModel::shed(int count, bool of_waiting_too) {
  Applied applied;
  int found = 0;
  for (std::size_t i = 0; i < voices_.size(); i++)
    if (voices_[i].active() && !voices_[i].fading() && (of_waiting_too || !voices_[i].waits())) by_audibility_[std::size_t(found++)] = int(i);
  count = std::min(count, found);
  if (count <= 0) return applied;
  const auto first = by_audibility_.begin();
  // All at once: a thousand looks for the quietest would take longer than a block.
  std::nth_element(first, first + count - 1, first + found, [this](int a, int b) { return less_audible(a, b); });
  std::for_each(first, first + count, [this](int i) { voices_[std::size_t(i)].fade_out(); });
  applied.taken = first[count - 1];
  return applied;
}

// --- voices ---

// A note that was let go counts as quieter than it is, and so does one of many in a swarm; of equals the older one goes first.
bool VoiceModel::less_audible(int a, int b) const {
  const auto level = [this](int i) {
    const Voice& v = voices_[std::size_t(i)];
    if (v.waits()) return kUnheardDb;
    return v.level_db() - (v.released() ? kReleasedBonusDb : 0) - (v.cloud().wanders() ? kMemberBonusDb : 0);
  };
  const float of_a = level(a), of_b = level(b);
  const std::uint64_t serial_a = owners_[std::size_t(a)].serial, serial_b = owners_[std::size_t(b)].serial;
  return of_a != of_b ? of_a < of_b : serial_a != serial_b ? serial_a < serial_b : a < b;
}

int VoiceModel::least_audible() const {
  int best = -1;
  for (std::size_t i = 0; i < voices_.size(); i++)
    if (voices_[i].active() && !voices_[i].fading() && (best < 0 || less_audible(int(i), best))) best = int(i);
  return best;
}

// Those that fade are not told to who takes over: they end with the one before, whose last sound is concealed or crosses over.
Applied VoiceModel::hand_over(const Event& event) {
  most_ = int(std::clamp(event.value, 1.0f, float(setup_.voices)));
  handed_ = synth_->capacity().sounding;
  const Applied applied = shed(sounding() - most_, true);
  if (event.index == 0) return applied;
  told_ = tell_count_ = 0;
  for (std::size_t i = 0; i < voices_.size(); i++)
    if (voices_[i].active() && !voices_[i].fading()) to_tell_[tell_count_++] = int(i);
  std::sort(to_tell_.begin(), to_tell_.begin() + std::ptrdiff_t(tell_count_), [this](int a, int b) { return less_audible(b, a); });
  tell_at_once_ = int(std::clamp(event.value2, 1.0f, float(kMaxVoices)));
  tell_at_ = position_;
  return applied;
}

// Not all at once: to begin a voice costs many times what it costs to go on with it.
void VoiceModel::tell_some() {
  for (int i = 0; i < tell_at_once_ && told_ < tell_count_; i++) voices_[std::size_t(to_tell_[told_++])].resume();
  tell_at_ += kTellStretch;
}

// There is one: sounding voices are fewer than most_ by now, and when all ghosts are still fading the one that
// is nearest to its end makes room.
int VoiceModel::free_voice() {
  int faded = 0;
  for (std::size_t i = 0; i < voices_.size(); i++) {
    if (!voices_[i].active()) return int(i);
    if (voices_[i].fade_position() > voices_[faded].fade_position()) faded = int(i);
  }
  return faded;
}

int VoiceModel::find_voice(int part) const {
  int newest = -1;
  for (std::size_t i = 0; i < voices_.size(); i++) {
    if (!voices_[i].active() || voices_[i].fading() || owners_[i].part != part || !owners_[i].key_down) continue;
    if (newest < 0 || owners_[i].serial > owners_[newest].serial) newest = int(i);
  }
  return newest;
}

void VoiceModel::release(int voice) {
  Owner& o = owners_[voice];
  o.key_down = false;
  voices_[voice].damp(o.sostenuto ? 0 : buses_[o.part].part.damping());
}

void VoiceModel::update_damping(int part) {
  const float damping = buses_[part].part.damping();
  for (std::size_t i = 0; i < voices_.size(); i++)
    if (voices_[i].active() && owners_[i].part == part && !owners_[i].key_down && !owners_[i].let_go)
      voices_[i].damp(owners_[i].sostenuto ? 0 : damping);
}

void VoiceModel::retune(int part) {
  for (std::size_t i = 0; i < voices_.size(); i++)
    if (voices_[i].active() && owners_[i].part == part) voices_[i].retune();
}

bool VoiceModel::sounds(int part) const {
  for (std::size_t i = 0; i < voices_.size(); i++)
    if (voices_[i].active() && voices_[i].begun() && owners_[i].part == part) return true;
  return false;
}

void VoiceModel::update_mix(int part) {
  routed_ = false;
  PartBus& bus = buses_[part];
  const PanGains pan = pan_gains(bus.part.value(ParameterId::kPan));
  const float gain = bus.part.gain();
  if (gain * pan.left != bus.left.target()) bus.left.move(gain * pan.left, gain_ramp_);
  if (gain * pan.right != bus.right.target()) bus.right.move(gain * pan.right, gain_ramp_);
}

}  // namespace seaglass
