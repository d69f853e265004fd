#include "tools/seaglass/jam.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <map>

#include "engine/jam/bars.h"
#include "engine/jam/composer.h"
#include "io/errors.h"
#include "io/file/midi_part.h"
#include "io/file/midi_writer.h"
#include "io/os/cpu_time.h"
#include "tools/seaglass/jam_model.h"

namespace seaglass {
namespace {

using namespace jam;

constexpr int kDivision = 480;
constexpr int kFileTicks = kDivision / kTicksPerQuarter;  // of the file, a tick of ours
constexpr int kDrumChannel = 9;
constexpr std::array<int, kRoles> kChannel{1, 2, 3, kDrumChannel};
constexpr int kBarFrames = 16;

Tick tick_at(double quarters) { return Tick(std::llround(quarters * kTicksPerQuarter)); }

// What is told at one tick; ends come before onsets.
struct Heard {
  Tick tick;
  bool begins;
  const io::PartNote* note;
};

std::vector<Heard> heard_of(const io::MidiPart& part) {
  std::vector<Heard> all;
  for (const io::PartNote& n : part.notes) {
    all.push_back({tick_at(n.onset), true, &n});
    all.push_back({std::max(tick_at(n.end), tick_at(n.onset) + 1), false, &n});
  }
  std::stable_sort(all.begin(), all.end(), [](const Heard& a, const Heard& b) {
    return a.tick != b.tick ? a.tick < b.tick : a.begins < b.begins;
  });
  return all;
}

// Bars and tempo of the file, frame by frame.
class Course {
 public:
  // Where there is no part, bars of 4/4.
  Course(const io::MidiPart& part, double bpm) : part_(part), bpm_(bpm) {}

  Setting at(Frame frame) const {
    const double quarter = double(frame) / kFramesPerQuarter;
    Setting s = part_.notes.empty() ? in_bar(frame, {}) : without_bar(frame);
    for (const io::PartMeter& m : part_.meters)
      if (m.at <= quarter + 1e-6) s = in_bar(frame, {frame_of(tick_at(m.at)), m.numerator, m.denominator});
    double bpm = bpm_;
    for (const io::PartTempo& t : part_.tempos)
      if (t.at <= quarter + 1e-6) bpm = t.bpm;
    s.tempo = tempo_step(bpm);
    return s;
  }

 private:
  const io::MidiPart& part_;
  double bpm_;
};

// The accompaniment as it takes shape: what ends early is cut.
class Record {
 public:
  struct Note {
    Tick onset, end;
    int pitch, velocity;
  };
  struct Harmony {
    Frame frame;
    Chord chord;
  };

  void add(const FramePlan& plan) {
    for (const NoteEnd& e : plan.ends) cut(e.role, e.pitch, tick_of(plan.frame));
    if (plan.changes) harmony.push_back({plan.frame, plan.chord});
    for (const PlannedNote& n : plan.notes) {
      const Tick onset = std::max<Tick>(0, n.onset(plan.frame));
      cut(n.role, n.pitch, onset);
      auto& list = notes[std::size_t(n.role)];
      last_[{int(n.role), n.pitch}] = list.size();
      list.push_back({onset, onset + n.length(), n.pitch, n.velocity});
    }
  }

  std::array<std::vector<Note>, kRoles> notes;
  std::vector<Harmony> harmony;

 private:
  void cut(Role role, int pitch, Tick at) {
    const auto found = last_.find({int(role), pitch});
    if (found == last_.end()) return;
    Note& n = notes[std::size_t(role)][found->second];
    if (n.end > at && n.onset < at) n.end = at;
  }

  std::map<std::pair<int, int>, std::size_t> last_;
};

// What it was like, for whoever measures.
class Summary {
 public:
  void add(const FramePlan& plan, double seconds) {
    frames_++;
    changes_ += plan.changes ? 1 : 0;
    notes_ += int(plan.notes.size());
    chord_nats_ += plan.view.chord_nats;
    note_nats_ += plan.view.note_nats;
    plan_us_.push_back(seconds * 1e6);
    // A frame is at least one event: the step that begins it.
    event_us_.push_back(seconds * 1e6 / double(1 + plan.notes.size() + (plan.changes ? 1 : 0)));
  }

  void print() {
    std::printf("{\"frames\": %d, \"changes\": %d, \"notes\": %d, \"chord_nats\": %.4f, \"note_nats\": %.4f, ", frames_, changes_,
                notes_, chord_nats_ / std::max(1, changes_), note_nats_ / std::max(1, notes_));
    print_times("plan_us", plan_us_);
    std::printf(", ");
    print_times("event_us", event_us_);
    std::printf("}\n");
  }

 private:
  static void print_times(const char* name, std::vector<double>& us) {
    std::sort(us.begin(), us.end());
    const auto at = [&](double part) { return us.empty() ? 0.0 : us[std::size_t(part * double(us.size() - 1))]; };
    std::printf("\"%s\": {\"p50\": %.1f, \"p99\": %.1f, \"max\": %.1f}", name, at(0.5), at(0.99), at(1));
  }

  int frames_ = 0, changes_ = 0, notes_ = 0;
  double chord_nats_ = 0, note_nats_ = 0;
  std::vector<double> plan_us_, event_us_;
};

void write(const JamJob& job, const io::MidiPart& part, const Record& record) {
  io::MidiWriter file(kDivision);
  bool taken = part.track.empty();
  for (const Role role : kAllRoles) taken = taken || part.track == name_of(role);
  file.track(taken ? "player" : part.track);
  if (part.tempos.empty()) file.tempo(0, job.tempo);
  for (const io::PartTempo& t : part.tempos) file.tempo(std::llround(t.at * kDivision), t.bpm);
  for (const io::PartMeter& m : part.meters) file.meter(std::llround(m.at * kDivision), m.numerator, m.denominator);
  for (const Record::Harmony& h : record.harmony) file.text(tick_of(h.frame) * kFileTicks, "chord " + name_of(h.chord));
  for (const io::PartNote& n : part.notes)
    file.note(std::llround(n.onset * kDivision), std::llround(n.end * kDivision), n.channel, n.pitch, n.velocity);
  for (const Role role : kAllRoles) {
    if (!has(job.knobs.roles, role)) continue;
    file.track(std::string(name_of(role)));
    for (const Record::Note& n : record.notes[std::size_t(role)])
      file.note(n.onset * kFileTicks, n.end * kFileTicks, kChannel[std::size_t(role)], n.pitch, n.velocity);
  }
  file.write(job.out_path);
}

// The answer holds the part alone of what its file has.
void refuse_to_replace_the_part(const JamJob& job) {
  std::error_code none;
  if (!job.midi_path.empty() && std::filesystem::equivalent(job.midi_path, job.out_path, none))
    throw io::UsageError("'" + job.out_path + "' is the part itself; give the answer another name");
}

}  // namespace

void jam_offline(const JamJob& job) {
  refuse_to_replace_the_part(job);
  io::MidiPart part;
  Frame last = Frame(job.dream_bars * kBarFrames);
  if (!job.midi_path.empty()) {
    part = io::read_midi_part(job.midi_path);
    for (const io::PartNote& n : part.notes) last = std::max(last, frame_of(tick_at(n.end)));
    last = (last + kBarFrames - 1) / kBarFrames * kBarFrames;
  }
  const std::vector<Heard> heard = heard_of(part);
  const Course course(part, job.tempo);
  const int style = style_called(job.style);

  Composer composer(load_jam_model(job.model), job.seed, job.weights);
  Listener listener;
  Record record;
  Summary summary;
  std::size_t told = 0;
  for (Frame frame = 0; frame < last; frame++) {
    for (; told < heard.size() && heard[told].tick < first_tick(frame); told++) {
      const Heard& h = heard[told];
      const bool drum = h.note->channel == kDrumChannel;
      if (h.begins) listener.note_on(h.tick, h.note->pitch, h.note->velocity, drum);
      else listener.note_off(h.tick, h.note->pitch, drum);
    }
    Setting setting = course.at(frame);
    setting.style = style;
    const double began = io::thread_cpu_seconds();
    const FramePlan& plan = composer.plan(listener, job.knobs, setting);
    summary.add(plan, io::thread_cpu_seconds() - began);
    record.add(plan);
    listener.forget(frame - 32);
  }
  write(job, part, record);
  if (job.json) summary.print();
}

}  // namespace seaglass
