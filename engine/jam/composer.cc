#include "engine/jam/composer.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <functional>

#include "engine/dsp/random.h"
#include "engine/jam/choice.h"

namespace seaglass::jam {
namespace {

constexpr int kMostAge = kAges - 1;

// Draws within a frame, so that each has a number of its own.
enum Draw : std::uint64_t { kDrawChange = 1, kDrawChord = 2, kDrawNotes = 16 };

constexpr std::array<int, kRoles> kMostOfRole{1, 6, 1, 5};

constexpr Kind kind_of(Role role) { return Kind(int(Kind::kBass) + int(role)); }
constexpr Role role_of(Kind kind) { return Role(int(kind) - int(Kind::kBass)); }

// Nats.
constexpr float kRateReach = 2.6f;       // of the first note of a role in a frame
constexpr float kDensityReach = 4.0f;    // of each further note
// Who plays often plays fewer notes at a time, and high up fewer still: evened out, so that each knob turns one thing.
constexpr float kRateThinning = 1.1f, kRegisterThinning = 0.7f;
constexpr float kThickOutside = 1.0f;    // of the outsiders' odds below, at the end of the density knob: more notes, as clean
constexpr std::array<float, kRoles> kOutside{-3.5f, -3.5f, -1.2f, 0.0f};  // a pitch that is not in the harmony
constexpr float kRegisterShift = 14.0f;  // semitones, up or down, of the centre at the ends of the knob
constexpr float kRegisterPull = 0.012f;  // per squared semitone, at the ends of the knob

constexpr int kLongSilence = 6;      // frames
constexpr float kSilencePush = 0.7f;  // nats a frame from then on
constexpr float kBusy = 5.0f;        // notes a frame that are many
constexpr float kBusyBrake = 1.0f;   // nats for every note a frame above

constexpr std::array<float, 3> kHorizonWeight{0.5f, 0.35f, 0.15f};

bool waits(const Listener& player, const Knobs& knobs) { return !knobs.dreams && player.last_onset() == Listener::kNever; }

bool only_drums(Roles roles) { return (roles & ~with(0, Role::kDrums)) == 0; }

float center_of(Role role) {
  const Range r = range_of(role);
  return 0.5f * float(r.low + r.high);
}

}  // namespace

Composer::Composer(std::shared_ptr<const Network> network, std::uint64_t seed, const HarmonyWeights& weights)
    : reader_(network), ear_(std::move(network)), weights_(weights), seed_(seed) {
  for (Past& p : past_) {
    p.plan.notes.reserve(FramePlan::kMostNotes);
    p.plan.ends.reserve(kMostSounding);
  }
  heard_.reserve(64);
  reset(seed);
}

void Composer::reset(std::uint64_t seed) {
  seed_ = seed;
  reader_.reset();
  own_ = {};
  own_.last.fill(-1);
  next_ = 0;
}

const FramePlan& Composer::plan(Listener& player, const Knobs& knobs, const Setting& setting) {
  if (const auto changed = player.take_changed()) read_again(*changed + 1, player);
  const Frame frame = next_++;
  Past& p = past(frame);
  p.before = own_;
  p.setting = setting;
  p.roles = knobs.roles;
  enter(frame, player);
  decide(frame, player, knobs);
  return p.plan;
}

const FramePlan& Composer::plan_again(Listener& player, const Knobs& knobs) {
  assert(next_ > 0);
  const Frame frame = next_ - 1;
  if (const auto changed = player.take_changed()) read_again(*changed + 1, player);
  past(frame).roles = knobs.roles;
  own_ = past(frame).before;
  enter(frame, player);
  decide(frame, player, knobs);
  return past(frame).plan;
}

// The frames from `first` on, which follow what the player is now known to have played, with what was decided in them.
void Composer::read_again(Frame first, Listener& player) {
  first = std::max({first, next_ - kPast + 1, Frame(0)});
  while (first < next_ && reader_.steps() - past(first).before.steps > kMostRewind) first++;
  if (first >= next_) return;
  own_ = past(first).before;
  for (Frame f = first; f < next_; f++) {
    past(f).before = own_;
    enter(f, player);
    read_plan(past(f).plan);
  }
}

// Reads up to the point at which a frame is decided.
void Composer::enter(Frame frame, Listener& player) {
  const Past& p = past(frame);
  [[maybe_unused]] const bool back = reader_.rewind(own_.steps);
  assert(back);  // read_again() went no further than a reader can
  frame_ = frame - 1;
  if (frame > 0) setting_ = past(frame - 1).setting;
  player.notes_of(frame - 1, heard_);
  for (const HeardNote& n : heard_) {
    Step step = step_of(n.drum ? Kind::kPlayerDrums : Kind::kPlayer);
    step.value = n.pitch;
    step.micro = std::uint8_t(micro_of(n.onset));
    step.velocity = std::uint8_t(velocity_step(n.velocity));
    read(step);
  }
  own_.heard.pass(player.sounding_in(frame - 1));
  frame_ = frame;
  setting_ = p.setting;
  Step step = step_of(Kind::kFrame);
  step.meter = std::uint8_t(setting_.meter);
  step.style = std::uint8_t(setting_.style);
  step.tempo = std::uint8_t(setting_.tempo);
  step.roles = p.roles;
  step.held = player.held_at(frame);
  step.chord = own_.chord.id;
  step.age = std::uint8_t(own_.age);
  told_age_ = own_.age;
  read(step);
  own_.age = std::min(own_.age + 1, kMostAge);
}

void Composer::read_plan(const FramePlan& plan) {
  if (plan.changes) {
    own_.chord = plan.chord;
    own_.age = 0;
    Step step = step_of(Kind::kChord);
    step.value = plan.chord.id;
    read(step);
  }
  for (const PlannedNote& n : plan.notes) play(plan, n);
  leave(plan);
}

void Composer::decide(Frame frame, const Listener& player, const Knobs& knobs) {
  FramePlan& plan = past(frame).plan;
  plan.frame = frame;
  plan.notes.clear();
  plan.ends.clear();
  plan.view = {};
  plan.changes = false;
  const auto keys = reader_.keys();
  plan.view.key = int(std::max_element(keys.begin(), keys.end()) - keys.begin());
  decide_harmony(plan, player, knobs);
  end_outsiders(plan);
  decide_notes(plan, player, knobs);
  leave(plan);
}

void Composer::decide_harmony(FramePlan& plan, const Listener& player, const Knobs& knobs) {
  plan.chord = own_.chord;
  if (waits(player, knobs) || only_drums(knobs.roles)) return;
  const EarAnswer& ear = ear_.listen({.memory = own_.heard,
                                      .last = own_.last[std::size_t(Kind::kPlayer)],
                                      .sounds = player.held_at(plan.frame) != 0,
                                      .place = setting_.place,
                                      .age = told_age_,
                                      .chord = own_.chord.id});
  const Outlook ahead = outlook(ear);
  std::array<float, kChords> logits{};
  const auto expected = reader_.values(Kind::kChord, {.chord = own_.chord.id, .now = own_.chord.id, .last = own_.last});
  std::transform(ear.chords.begin(), ear.chords.end(), expected.begin(), logits.begin(), std::plus<>{});
  HarmonyQuestion question{.logits = logits,
                           .outlook = ahead,
                           .now = own_.chord,
                           .draw = uniform(kDrawChord)};
  HarmonyAnswer answer = choose_chord(question, knobs, weights_);
  plan.view.candidates = answer.candidates;
  float change = 1;  // where there is none yet
  if (!own_.chord.none()) {
    ChangeQuestion asked{.outlook = ahead, .now = own_.chord, .age = own_.age, .place = setting_.place, .beat_frames = setting_.beat_frames};
    const auto kinds = reader_.kinds();
    std::copy(kinds.begin(), kinds.end(), asked.kinds.begin());
    asked.kinds[std::size_t(Kind::kChord)] += ear.change;
    change = change_share(asked, knobs, weights_);
  }
  if (knobs.locked) {
    change = *knobs.locked == own_.chord ? 0.0f : 1.0f;
    answer.chord = *knobs.locked;
  }
  plan.view.change_share = change;
  plan.changes = uniform(kDrawChange) < change && !(answer.chord == own_.chord);
  if (plan.changes) {
    own_.chord = answer.chord;
    own_.age = 0;
    plan.view.chord_nats = answer.nats;
    Step step = step_of(Kind::kChord);
    step.value = own_.chord.id;
    read(step);
  }
  plan.chord = own_.chord;
}

// Where the harmony changes, what is not in it falls silent.
void Composer::end_outsiders(FramePlan& plan) {
  if (!plan.changes) return;
  const PitchClasses set = members(plan.chord);
  for (int i = 0; i < own_.sounding_count; i++) {
    const Sounding& s = own_.sounding[std::size_t(i)];
    if (s.role != Role::kDrums && s.end > tick_of(plan.frame) && !contains(set, s.pitch))
      plan.ends.push_back({s.role, s.pitch});
  }
}

void Composer::decide_notes(FramePlan& plan, const Listener& player, const Knobs& knobs) {
  if (waits(player, knobs)) return;
  if (knobs.only_in_rests && (player.sounds_in(plan.frame - 1) || player.held_at(plan.frame) != 0)) return;
  const bool attended = plan.frame - player.last_onset() < 2 * kFramesPerQuarter * 4;
  // Drums do not wait for the others, nor fill in for them.
  const float push = attended ? kSilencePush * float(std::max(0, own_.silent - kLongSilence)) : 0.0f;
  const float brake = kBusyBrake * std::max(0.0f, own_.busy - kBusy);

  Kind least = Kind::kBass;
  int above = -1;
  std::array<int, kRoles> count{};
  for (std::uint64_t i = 0; plan.notes.size() < FramePlan::kMostNotes; i++) {
    const auto kinds = reader_.kinds();
    std::array<float, kRoles + 1> shares{};  // of the roles, and of an end
    for (const Role role : kAllRoles) {
      const auto r = std::size_t(role);
      const Kind kind = kind_of(role);
      const bool may = has(knobs.roles, role) && kind >= least && count[r] < kMostOfRole[r];
      float bias = (role == Role::kDrums && !only_drums(knobs.roles) ? 0.0f : push) - brake;
      bias += count[r] == 0 ? kRateReach * knobs.lean(Knob::kRate)
                            : kDensityReach * knobs.lean(Knob::kDensity) + kRateThinning * knobs.lean(Knob::kRate) +
                                  kRegisterThinning * knobs.lean(Knob::kRegister);
      shares[r] = may ? kinds[std::size_t(kind)] + bias : kNever;
    }
    const std::array<float, 3> others{kinds[std::size_t(Kind::kFrame)], kinds[std::size_t(Kind::kPlayer)],
                                      kinds[std::size_t(Kind::kPlayerDrums)]};
    shares[kRoles] = log_sum(others);
    to_shares(shares);
    const std::uint64_t key = kDrawNotes + 8 * i;
    const std::size_t picked = drawn(shares, uniform(key));
    if (picked == kRoles) break;
    const Kind kind = kind_of(Role(picked));
    if (kind != least) above = -1;
    least = kind;
    const PlannedNote note = decide_note(kind, above, knobs, plan, key);
    if (note.pitch < 0) break;
    above = note.pitch;
    count[picked]++;
    plan.notes.push_back(note);
    play(plan, note);
  }
}

// pitch -1: there is none.
PlannedNote Composer::decide_note(Kind kind, int above, const Knobs& knobs, FramePlan& plan, std::uint64_t key) {
  const Role role = role_of(kind);
  const Range range = range_of(role);
  const PitchClasses set = members(own_.chord);
  const bool drums = role == Role::kDrums;
  const float heat = std::exp(0.9f * knobs.lean(Knob::kTemperature)) * (drums ? 1.0f : 0.9f);
  const float tension = knobs.lean(Knob::kTension), high = drums ? 0.0f : knobs.lean(Knob::kRegister);
  const float center = center_of(role) + kRegisterShift * high * (role == Role::kBass ? 0.5f : 1.0f);

  const float thick = std::max(0.0f, knobs.lean(Knob::kDensity));
  const float outside = kOutside[std::size_t(role)] * (1 - tension + kThickOutside * thick);

  std::array<float, 128> shares{};
  const auto logits = reader_.values(kind, {.chord = own_.chord.id, .now = own_.chord.id, .last = own_.last});
  for (int p = 0; p < 128; p++) {
    float score = logits[std::size_t(p)] / heat;
    if (p < range.low || p > range.high || p <= above) score = kNever;
    if (!drums && !own_.chord.none() && !contains(set, p)) score += outside;
    // Of a chord the lowest note alone is pulled: the others stand on it.
    if (high != 0 && above < 0) score -= kRegisterPull * std::fabs(high) * (float(p) - center) * (float(p) - center);
    shares[std::size_t(p)] = score;
  }
  PlannedNote note{.role = role};
  const float all = log_sum(logits);
  if (!to_shares(shares)) {
    note.pitch = -1;
    return note;
  }
  note.pitch = std::int16_t(drawn(shares, uniform(key + 1)));
  note.certainty = shares[std::size_t(note.pitch)];
  plan.view.note_nats += all - logits[std::size_t(note.pitch)];

  const auto draw = [&](auto logits_of, std::uint64_t which) {
    std::array<float, 32> held{};
    std::copy(logits_of.begin(), logits_of.end(), held.begin());
    const std::span<float> some(held.data(), logits_of.size());
    to_shares(some);
    return std::uint8_t(drawn(some, uniform(key + which)));
  };
  note.micro = draw(reader_.micros(kind, note.pitch), 2);
  if (!drums) note.duration = draw(reader_.durations(kind, note.pitch, note.micro), 3);
  const std::uint8_t loud = draw(reader_.velocities(kind, note.pitch, note.micro, note.duration), 4);
  note.velocity = std::int16_t(std::clamp(loud * 4 + int(4 * uniform(key + 5)), 1, 127));
  return note;
}

// Tells the network of a note of its own, and remembers that it sounds.
void Composer::play(const FramePlan& plan, const PlannedNote& note) {
  Step step = step_of(kind_of(note.role));
  step.value = note.pitch;
  step.micro = note.micro;
  step.duration = note.duration;
  step.velocity = std::uint8_t(velocity_step(note.velocity));
  read(step);
  const Tick end = note.onset(plan.frame) + note.length();
  for (int i = 0; i < own_.sounding_count; i++) {
    Sounding& s = own_.sounding[std::size_t(i)];
    if (s.role != note.role || s.pitch != note.pitch) continue;
    s.end = end;  // struck again
    return;
  }
  if (own_.sounding_count < kMostSounding) own_.sounding[std::size_t(own_.sounding_count++)] = {note.role, note.pitch, end};
}

void Composer::leave(const FramePlan& plan) {
  const Tick now = first_tick(plan.frame + 1);
  const auto begin = own_.sounding.begin(), end = begin + own_.sounding_count;
  const auto over = [&](const Sounding& s) {
    return s.end <= now || std::any_of(plan.ends.begin(), plan.ends.end(), [&](const NoteEnd& e) {
             return e.role == s.role && e.pitch == s.pitch;
           });
  };
  own_.sounding_count = int(std::remove_if(begin, end, over) - begin);
  const bool drums_alone = only_drums(past(plan.frame).roles);
  const auto counts = [&](const auto& n) { return drums_alone || n.role != Role::kDrums; };
  const bool heard = std::any_of(plan.notes.begin(), plan.notes.end(), counts) ||
                     std::any_of(begin, begin + own_.sounding_count, counts);
  own_.silent = heard ? 0 : own_.silent + 1;
  own_.busy += (float(plan.notes.size()) - own_.busy) / 16;
  own_.steps = reader_.steps();
}

void Composer::read(const Step& step) {
  reader_.read(step);
  if (step.kind == Kind::kFrame) return;
  own_.last[std::size_t(step.kind)] = step.value;
  own_.steps = reader_.steps();
}

Outlook Composer::outlook(const EarAnswer& ear) {
  const auto logits = reader_.outlook();
  Outlook mixed{};
  for (std::size_t h = 0; h < kHorizonWeight.size(); h++) {
    std::array<float, 12> shares{};
    for (std::size_t p = 0; p < 12; p++) shares[p] = logits[12 * h + p] + ear.outlook[12 * h + p];
    to_shares(shares);
    for (std::size_t p = 0; p < 12; p++) mixed[p] += kHorizonWeight[h] * shares[p];
  }
  return mixed;
}

Step Composer::step_of(Kind kind) const {
  Step step{};
  step.kind = kind;
  step.frame = frame_;
  step.place = std::uint8_t(setting_.place);
  step.now = own_.chord.id;
  return step;
}

float Composer::uniform(std::uint64_t what) const { return unit_random(hash64(hash64(seed_, std::uint64_t(frame_)), what)); }

}  // namespace seaglass::jam
