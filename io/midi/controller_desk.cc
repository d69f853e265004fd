#include "io/midi/controller_desk.h"

#include <algorithm>
#include <utility>

#include "io/os/time.h"

namespace seaglass::io {
namespace {

constexpr Nanoseconds kLook = kSecond;  // how often we see whether somebody wrote the file

bool is_for(const Target& mapped, const Target& asked) {
  if (mapped == asked) return true;
  return !asked.is_action() && !mapped.is_action() && asked.part == kAllParts && mapped.parameter == asked.parameter;
}

// What a performer settled about this target goes over to the control that is to move it now.
void keep_settings(const Mapping& before, Mapping& m) {
  const bool same_sort = is_relative(before.control.format) == is_relative(m.control.format) && before.press == m.press;
  m.low = before.low;
  m.high = before.high;
  m.curve = before.curve;
  m.inverted = before.inverted;
  if (!same_sort) return;
  m.takeover = before.takeover;
  m.step = before.step;
  m.acceleration = before.acceleration;
}

// A control that turns out to count otherwise than it was mapped: what else it moves follows.
void count_alike(DeviceControls& d, const Control& control) {
  for (ControllerEntry& entry : d.entries) {
    if (entry.mapping.control.id != control.id || entry.mapping.control == control) continue;
    Mapping changed = standard_mapping(control, entry.mapping.target);
    if (!is_relative(control.format)) changed.press = entry.mapping.press;
    if (!changed.target.is_action()) keep_settings(entry.mapping, changed);
    entry.mapping = changed;
  }
}

}  // namespace

ControllerDesk::ControllerDesk(PresentValues& present, std::string path) : present_(present), store_(std::move(path)) {}

void ControllerDesk::load() { use(store_.load(sentences_)); }

void ControllerDesk::save() { store_.save(file_, sentences_); }

void ControllerDesk::use(ControllerFile file) {
  file_ = std::move(file);
  for (auto& source : sources_) give_map(*source);
}

void ControllerDesk::give_map(Source& source) {
  const DeviceControls* device = file_.find(source.device);
  source.map = device == nullptr ? ControllerMap() : ControllerMap(device->mappings());
  source.lights.set_map(source.map);
  source.input->set_map(source.map);
}

void ControllerDesk::plug(ControlInput& input, std::string_view device) {
  unplug(input);
  sources_.push_back(std::make_unique<Source>(
      Source{.input = &input, .device = std::string(device), .number = next_number_++, .map = {}, .lights = {}}));
  sources_.back()->lost = input.lost();
  give_map(*sources_.back());
  set_learning();
}

void ControllerDesk::unplug(ControlInput& input) {
  for (const auto& source : sources_)
    if (source->input == &input) learn_.forget(source->number);
  if (std::erase_if(sources_, [&](const auto& source) { return source->input == &input; }) == 0) return;
  input.set_map({});
  input.set_learning(false);
}

void ControllerDesk::set_learning() {
  for (auto& source : sources_) source->input->set_learning(learn_.state() == Learn::State::kAwaitsControl);
}

DeskAnswer ControllerDesk::learn(const Target& target, Nanoseconds now) {
  learn_.arm(target, now);
  hinted_ = false;
  set_learning();
  return {true, "move the control that is to be for " + text_of(target)};
}

DeskAnswer ControllerDesk::learn(Nanoseconds now) {
  learn_.arm(now);
  hinted_ = false;
  (void)present_.take_touched();  // what was touched before does not count
  set_learning();
  return {true, "touch the parameter that a control is to move"};
}

DeskAnswer ControllerDesk::cancel() {
  if (learn_.state() == Learn::State::kIdle) return {false, "nothing is being learned"};
  learn_.cancel();
  set_learning();
  return {true, "learning is called off"};
}

// Another hand may have written the file since: its changes come first.
void ControllerDesk::begin_change() {
  if (auto file = store_.reload(false, sentences_)) use(std::move(*file));
}

void ControllerDesk::end_change() {
  for (auto& source : sources_) give_map(*source);
  save();
}

DeskAnswer ControllerDesk::unlearn(const Target& target) {
  begin_change();
  std::size_t erased = 0;
  for (DeviceControls& d : file_.devices)
    erased += std::erase_if(d.entries, [&](const auto& entry) { return is_for(entry.mapping.target, target); });
  if (erased == 0) return {false, "no control is for " + text_of(target)};
  end_change();
  return {true, "no control is for " + text_of(target) + " any more"};
}

DeskAnswer ControllerDesk::change(const Target& target, const std::string& key, const std::variant<double, std::string>& value) {
  begin_change();
  ControllerFile file = file_;  // all of it changes, or nothing
  std::string sentence;
  try {
    for (DeviceControls& d : file.devices)
      for (ControllerEntry& entry : d.entries) {
        if (!is_for(entry.mapping.target, target)) continue;
        entry = changed(entry, key, value);
        sentence += (sentence.empty() ? "" : "; ") + d.device + ": " + text_of(entry.mapping);
      }
  } catch (const FileError& error) {
    return {false, error.what()};
  }
  if (sentence.empty()) return {false, "no control is for " + text_of(target) + "; learn one first"};
  file_ = std::move(file);
  end_change();
  return {true, sentence};
}

DeskAnswer ControllerDesk::bind(const Learned& learned) {
  const auto source = std::ranges::find_if(sources_, [&](const auto& s) { return s->number == learned.device; });
  if (source == sources_.end()) return {false, "its controller was unplugged"};
  begin_change();
  DeviceControls changed = file_.of((*source)->device);
  Mapping mapping = standard_mapping(learned.control, learn_.target());
  if (learned.press && !mapping.target.is_action()) mapping.press = *learned.press;
  const auto before =
      std::ranges::find_if(changed.entries, [&](const auto& e) { return e.mapping.target == mapping.target; });
  std::string comment;
  if (before != changed.entries.end()) {
    if (!mapping.target.is_action()) keep_settings(before->mapping, mapping);
    comment = before->comment;
    changed.entries.erase(before);
  }
  count_alike(changed, learned.control);
  if (const std::string why = what_conflicts(changed.mappings(), mapping); !why.empty())
    return {false, text_of(mapping.control.id) + " was not learned: " + why};
  changed.entries.push_back({mapping, comment});
  file_.of((*source)->device) = std::move(changed);
  end_change();
  return {true, (*source)->device + ": " + text_of(mapping)};
}

std::vector<std::string> ControllerDesk::list() const {
  std::vector<std::string> lines;
  for (const DeviceControls& d : file_.devices)
    for (const ControllerEntry& entry : d.entries) lines.push_back(d.device + ": " + text_of(entry.mapping));
  return lines;
}

void ControllerDesk::obey(const ControlPress& press, DeskNews& news) {
  if (press.action == ControlAction::kLearn) {
    if (learn_.state() != Learn::State::kIdle) news.learned = {.target = {}, .answer = {false, "something else is being learned now"}};
    news.sentences.push_back(learn(press.when).sentence);
  } else if (press.action == ControlAction::kLearnCancel) {
    news.sentences.push_back(cancel().sentence);
    news.learned = {.target = {}, .answer = {false, news.sentences.back()}};
  } else {
    news.presses.push_back(press);
  }
}

// All that a source has sent since the last time.
void ControllerDesk::follow(Source& source, DeskNews& news) {
  ControlReport report;
  while (source.input->take(report)) {
    const MappedControl* mapped = report.mapped ? source.map.find(report.move.id) : nullptr;
    const bool awake = mapped != nullptr && source.map.stays_awake(*mapped);
    if (!awake && !shown_) shown_ = learn_.receive(source.number, report.bytes(), report.when);
    if (report.complete) source.lights.moved(report.move, report.when);
    if (monitoring_) monitor_.add(source.device, report, source.map, present_, news.moves);
  }
  ControlPress press;
  while (source.input->take(press)) obey(press, news);
  if (const std::uint64_t lost = source.input->lost(); lost != source.lost) {
    news.sentences.push_back(source.device + ": " + std::to_string(lost - source.lost) +
                             " moves were not shown, since more came than can be");
    source.lost = lost;
  }
}

void ControllerDesk::follow_learning(Nanoseconds now, DeskNews& news) {
  if (learn_.state() == Learn::State::kAwaitsTarget)
    if (const auto touched = present_.take_touched())
      if (learn_.touch(target_of(touched->parameter, touched->part), now))
        news.sentences.push_back("move the control that is to be for " + text_of(learn_.target()));
  const bool with_target = learn_.state() == Learn::State::kAwaitsControl;
  if (!shown_) shown_ = learn_.tick(now);
  if (const auto learned = std::exchange(shown_, std::nullopt))
    news.learned = {learn_.target(), bind(*learned)};
  else if (learn_.expired(now))
    news.learned = {with_target ? std::optional(learn_.target()) : std::nullopt,
                    {false, with_target ? "no control was moved for half a minute, so nothing was learned"
                                        : "no parameter was touched for half a minute, so nothing was learned"}};
  if (news.learned) news.sentences.push_back(news.learned->answer.sentence);
  if (!hinted_ && learn_.wants_both_ways()) {
    hinted_ = true;
    news.sentences.push_back("turn it the other way too, so that it is plain how it counts");
  }
  set_learning();
}

DeskNews ControllerDesk::tick(Nanoseconds now) {
  DeskNews news;
  if (now >= next_look_) {
    next_look_ = now + kLook;
    if (auto file = store_.reload(true, sentences_)) use(std::move(*file));
  }
  for (auto& source : sources_) follow(*source, news);
  follow_learning(now, news);
  for (auto& source : sources_) {
    std::vector<MidiBytes> messages;
    source->lights.show(present_, now, messages);
    if (!messages.empty()) news.lights.push_back({source->input, std::move(messages)});
  }
  monitor_.flush(now, news.moves);
  news.sentences.insert(news.sentences.end(), sentences_.begin(), sentences_.end());
  sentences_.clear();
  return news;
}

}  // namespace seaglass::io
