#include "engine/jam/listener.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace seaglass::jam {
namespace {

bool covers(const HeardNote& n, Frame frame) {
  return frame_of(n.onset) <= frame && (n.held() || std::max(frame_of(n.end), frame_of(n.onset) + 1) > frame);
}

}  // namespace

void Listener::reset() {
  notes_.clear();
  changed_.reset();
  last_onset_ = kNever;
}

void Listener::note_on(Tick tick, int pitch, int velocity, bool drum) {
  note_off(tick, pitch, drum);
  if (notes_.size() == kMost) notes_.erase(notes_.begin(), notes_.begin() + kMost / 4);
  notes_.push_back({.onset = tick, .pitch = std::int16_t(pitch), .velocity = std::int16_t(velocity), .drum = drum});
  note_change(frame_of(tick));
  last_onset_ = std::max(last_onset_, frame_of(tick));
}

void Listener::note_off(Tick tick, int pitch, bool drum) {
  for (HeardNote& n : notes_)
    if (n.held() && n.pitch == pitch && n.drum == drum) end_note(n, tick);
}

void Listener::all_off(Tick tick) {
  for (HeardNote& n : notes_)
    if (n.held()) end_note(n, tick);
}

void Listener::end_note(HeardNote& note, Tick tick) {
  note.end = std::max(tick, note.onset + 1);
  // Until now it was taken to sound on: what began after its end has been told otherwise.
  note_change(std::max(frame_of(note.end), frame_of(note.onset) + 1));
}

void Listener::notes_of(Frame frame, std::vector<HeardNote>& out) const {
  out.clear();
  for (const HeardNote& n : notes_)
    if (frame_of(n.onset) == frame) out.push_back(n);
  const auto order = [](const HeardNote& n) { return std::tuple(n.drum, n.pitch, n.onset); };
  std::sort(out.begin(), out.end(), [&](const HeardNote& a, const HeardNote& b) { return order(a) < order(b); });
  const auto same = [](const HeardNote& a, const HeardNote& b) { return a.drum == b.drum && a.pitch == b.pitch; };
  out.erase(std::unique(out.begin(), out.end(), same), out.end());
}

PitchClasses Listener::held_at(Frame frame) const {
  unsigned set = 0;
  for (const HeardNote& n : notes_)
    if (!n.drum && frame_of(n.onset) < frame && (n.held() || frame_of(n.end) > frame)) set |= 1u << (n.pitch % 12);
  return PitchClasses(set);
}

PitchClasses Listener::sounding_in(Frame frame) const {
  unsigned set = 0;
  for (const HeardNote& n : notes_)
    if (!n.drum && covers(n, frame)) set |= 1u << (n.pitch % 12);
  return PitchClasses(set);
}

bool Listener::sounds_in(Frame frame) const {
  return std::any_of(notes_.begin(), notes_.end(), [frame](const HeardNote& n) { return covers(n, frame); });
}

std::optional<Frame> Listener::take_changed() { return std::exchange(changed_, std::nullopt); }

void Listener::forget(Frame before) {
  std::erase_if(notes_, [before](const HeardNote& n) { return !n.held() && frame_of(n.end) < before; });
}

}  // namespace seaglass::jam
