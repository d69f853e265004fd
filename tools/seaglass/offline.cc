#include "tools/seaglass/offline.h"

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "engine/audio_buffer.h"
#include "engine/stream/concealer.h"
#include "engine/voice/make_model.h"
#include "io/errors.h"
#include "io/file/byte_file.h"
#include "io/file/midi_file.h"
#include "io/file/score_player.h"
#include "io/file/wav_writer.h"
#include "io/os/stop_signal.h"
#include "kernels/kernels.h"
#include "tools/seaglass/progress.h"

namespace seaglass {
namespace {

constexpr float kSilence = 1e-5f;          // -100 dBFS: below it for kSilentSeconds, a tail is over
constexpr double kSilentSeconds = 1.0;
constexpr double kLongestScore = 24 * 3600.0;
constexpr std::size_t kMaxJournal = std::size_t(4) << 30;

// Renders block after block and writes them.
class Output {
 public:
  Output(Renderer& renderer, const std::string& path, double rate, int buffer, int pairs)
      : renderer_(renderer), path_(path), wav_(path, kChannels * pairs, rate), rendered_(pairs, buffer),
        interleaved_(std::size_t(kChannels * pairs * buffer)) {}

  // The next n samples, n up to the buffer; returns how many of them, at their end, are silent.
  int render(int n, const std::function<void(const AudioSpan&)>& alter = {}) {
    if (stop_.stopped()) throw io::WriteError("stopped before the end, so nothing was written to " + path_ + "; run it again");
    const AudioSpan out = rendered_.span(n);
    renderer_.render({}, out);
    if (alter) alter(out);
    interleave(out, interleaved_.data());
    const std::size_t channels = std::size_t(out.channels()), count = channels * std::size_t(n);
    wav_.write({interleaved_.data(), count});
    std::size_t quiet = 0;
    while (quiet < count && std::fabs(interleaved_[count - 1 - quiet]) < kSilence) quiet++;
    return int(quiet / channels);
  }
  void finish() { wav_.finish(); }

 private:
  Renderer& renderer_;
  std::string path_;
  io::StopSignal stop_;
  io::WavWriter wav_;
  AudioBuffer rendered_;
  std::vector<float> interleaved_;
};

// Feeds events to the renderer in order, as far as its queue has room.
class Feeder {
 public:
  explicit Feeder(std::vector<Event> events) : events_(std::move(events)) {}

  // Schedules all events before sample `until`, or as many as the queue holds; returns the sample up to which the
  // renderer may go before it needs more.
  SampleIndex feed(Renderer& renderer, SampleIndex until) {
    while (next_ < events_.size() && events_[next_].at < until)
      if (renderer.schedule(events_[next_]))
        next_++;
      else
        return events_[next_].at;
    return until;
  }

 private:
  std::vector<Event> events_;
  std::size_t next_ = 0;
};

void check_crowd(const std::vector<Event>& events, const std::string& path) {
  for (std::size_t i = Renderer::kMaxPending; i < events.size(); i++)
    if (events[i].at == events[i - Renderer::kMaxPending].at)
      throw io::FileError(path + ": more than " + std::to_string(Renderer::kMaxPending) + " events fall on one moment");
}

}  // namespace

std::unique_ptr<Model> make_model(const LoadedPatch& patch, const ModelSetup& setup, MakeSynth make_synth) {
  auto model = make_model(patch.patch, kernels::best(), std::move(make_synth));
  model->prepare(setup);
  return model;
}

void render_score(const RenderJob& job) {
  const auto score = io::play_score(io::read_midi_file(job.midi_path), {}, job.midi_path);
  if (!score.empty() && score.back().seconds > kLongestScore)
    throw io::FileError(job.midi_path + ": it is longer than a day; check its tempo");
  auto model = make_model(job.patch, {.rate = job.rate, .voices = job.voices, .seed = job.seed});
  const int place = job.place.empty() ? -1 : place_called(*job.patch.patch, job.place);
  if (place >= 0) (void)model->apply({.kind = EventKind::kPlace, .part = kAllParts, .index = std::uint8_t(place)});
  std::vector<Event> events = opening_events(*job.patch.patch, place);
  events.reserve(events.size() + job.settings.size() + score.size());
  events.insert(events.end(), job.settings.begin(), job.settings.end());
  for (const auto& entry : score) {
    events.push_back(entry.event);
    events.back().at = SampleIndex(std::llround(entry.seconds * job.rate));
  }
  check_crowd(events, job.midi_path);
  const SampleIndex last = events.empty() ? 0 : events.back().at + 1;
  const auto tail = SampleIndex(job.tail_s * job.rate), quiet_enough = SampleIndex(kSilentSeconds * job.rate);

  Renderer renderer(job.rate, std::move(model));
  Output output(renderer, job.out_path, job.rate, job.buffer, job.outputs / kChannels);
  Feeder feeder(std::move(events));
  Progress progress("rendering", job.progress);
  SampleIndex quiet = 0;
  while (true) {
    const SampleIndex at = renderer.position();
    if (at >= last && (at - last >= tail || quiet >= quiet_enough)) break;
    // In the tail no further than silence may reach, so that the file's length does not depend on the buffer.
    const SampleIndex end = at < last ? last : std::min(last + tail, at + quiet_enough - quiet);
    const int n = int(feeder.feed(renderer, std::min(at + job.buffer, end)) - at);
    const int silent = output.render(n);
    quiet = at < last ? 0 : silent == n ? quiet + n : silent;
    progress.set(double(at) / double(last + tail / 2));
  }
  output.finish();
}

// --- replay ---

namespace {

// The patch that was played: where it lay then, or, when it has moved, wherever one with the same content lies in the
// patch folders or beside the journal.
LoadedPatch patch_of(const JournalPatch& wanted, const std::string& journal) {
  namespace fs = std::filesystem;
  std::error_code none;
  std::vector<fs::path> candidates{wanted.path};
  std::vector<std::string> folders = patch_folders();
  folders.push_back(fs::absolute(journal, none).parent_path().string());
  for (const std::string& folder : folders)
    for (const auto& entry : fs::directory_iterator(folder, none))
      if (entry.path().extension() == ".glass") candidates.push_back(entry.path());
  for (const fs::path& candidate : candidates)
    if (fs::is_regular_file(candidate, none) && patch_hash(candidate.string()) == wanted.sha256)
      return load_patch_file(candidate.string());
  throw io::FileError(journal + ": the patch that was played, " + wanted.path +
                      ", is gone or has changed; put it beside the journal");
}

struct Replay {
  std::vector<Event> events;
  std::vector<JournalRecord> changes, misses;  // changes: of patch
  SampleIndex end = 0;
  SampleIndex fade_at = INT64_MAX;  // where the audio thread began to fade out
  std::int64_t lost = 0;
  bool ended = false;  // not when the program was killed
};

Replay sort_records(const Journal& journal, bool as_heard) {
  Replay replay;
  for (const JournalRecord& r : journal.records) {
    replay.end = std::max(replay.end, r.at);
    switch (r.kind) {
      case RecordKind::kEvent:
        if (as_heard && r.event.kind == EventKind::kFadeOut)
          replay.fade_at = r.at;
        else
          replay.events.push_back(r.event);
        break;
      case RecordKind::kPatch:
      case RecordKind::kHasten: replay.changes.push_back(r); break;
      case RecordKind::kMiss: replay.misses.push_back(r); break;
      case RecordKind::kGap: replay.lost += r.value; break;
      case RecordKind::kEnd: replay.ended = true; break;
      case RecordKind::kDelay: break;
    }
  }
  const auto earlier = [](const auto& a, const auto& b) { return a.at < b.at; };
  std::stable_sort(replay.events.begin(), replay.events.end(), earlier);
  std::stable_sort(replay.misses.begin(), replay.misses.end(), earlier);
  return replay;
}

// Puts the concealer behind the render, with the misses as they were, and the final fade behind that: live, the audio
// thread does both, in this order.
class AsHeard {
 public:
  AsHeard(double rate, int pairs, std::vector<JournalRecord> misses, SampleIndex fade_at)
      : misses_(std::move(misses)), fade_at_(fade_at), fade_samples_(Master::fade_out_samples(rate)) {
    concealer_.prepare(rate, pairs);
  }

  void alter(SampleIndex first, const AudioSpan& out) {
    for (int i = 0; i < out.count;) {
      while (next_ < misses_.size() && misses_[next_].at + misses_[next_].value <= first + i) next_++;
      const bool any = next_ < misses_.size();
      const SampleIndex begin = any ? misses_[next_].at : INT64_MAX;
      const bool missing = begin <= first + i;
      const SampleIndex until = missing ? begin + misses_[next_].value : begin;
      const int m = int(std::min<SampleIndex>(out.count - i, until - first - i));
      concealer_.process(out.part(i, m), missing ? 0 : m, any ? int(misses_[next_].value2) : 0);
      i += m;
    }
    fade(first, out);
  }

 private:
  void fade(SampleIndex first, const AudioSpan& out) {
    for (int i = int(std::clamp<SampleIndex>(fade_at_ - first, 0, out.count)); i < out.count; i++) {
      if (first + i == fade_at_) ending_.move(0, fade_samples_);
      for (int c = 0; c < out.channels(); c++) out.channel(c)[i] *= ending_.at(0);
      ending_.advance(1);
    }
  }

  Concealer concealer_;
  std::vector<JournalRecord> misses_;
  std::size_t next_ = 0;
  SampleIndex fade_at_;
  int fade_samples_;
  Ramp ending_{1};
};

}  // namespace

std::string replay_journal(const ReplayJob& job) {
  const auto bytes = io::read_file(job.journal_path, kMaxJournal);
  Journal journal;
  try {
    journal = read_journal({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  } catch (const JournalError& error) {
    throw io::FileError(job.journal_path + ": " + error.what());
  }
  const JournalHeader& header = journal.header;
  const Replay replay = sort_records(journal, job.as_heard);
  check_crowd(replay.events, job.journal_path);
  if (double(replay.end) > kLongestScore * header.rate) throw io::FileError(job.journal_path + ": it is longer than a day");

  std::vector<LoadedPatch> patches;
  for (const JournalPatch& patch : journal.patches) patches.push_back(patch_of(patch, job.journal_path));
  const ModelSetup setup{.rate = header.rate, .voices = header.voices, .seed = header.seed};
  auto model = make_model(patches[0], setup);
  if (!header.place.empty()) {
    const int place = place_called(*patches[0].patch, header.place);
    (void)model->apply({.kind = EventKind::kPlace, .part = kAllParts, .index = std::uint8_t(place)});
  }

  Renderer renderer(header.rate, std::move(model));
  Output output(renderer, job.out_path, header.rate, job.buffer, header.pairs);
  AsHeard heard(header.rate, header.pairs, replay.misses, replay.fade_at);
  Feeder feeder(replay.events);
  Progress progress("replaying", job.progress);
  std::size_t changed = 0;
  while (renderer.position() < replay.end) {
    const SampleIndex at = renderer.position();
    (void)renderer.take_retired();
    if (changed < replay.changes.size() && replay.changes[changed].at <= at) {
      const JournalRecord& change = replay.changes[changed++];
      if (change.kind == RecordKind::kHasten)
        (void)renderer.hasten();
      else
        renderer.swap(make_model(patches[std::size_t(change.value)], setup), change.value2);
    }
    SampleIndex until = std::min(replay.end, at + job.buffer);
    if (changed < replay.changes.size()) until = std::min(until, std::max(replay.changes[changed].at, at + 1));
    output.render(int(feeder.feed(renderer, until) - at), [&](const AudioSpan& out) {
      if (job.as_heard) heard.alter(at, out);
    });
    progress.set(double(at) / double(replay.end));
  }
  output.finish();

  std::string warning;
  if (header.instruction_set != kernels::best().name)
    warning = "this was played with instruction set " + header.instruction_set + " and replayed with " +
              kernels::best().name + ": equal within rounding, not bit for bit";
  if (replay.lost > 0) warning += (warning.empty() ? "" : "; ") + std::to_string(replay.lost) + " events were lost from the journal";
  if (!journal.whole || !replay.ended) warning += std::string(warning.empty() ? "" : "; ") + "the journal breaks off";
  return warning;
}

}  // namespace seaglass
