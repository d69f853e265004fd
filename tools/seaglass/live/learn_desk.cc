#include "tools/seaglass/live/learn_desk.h"

#include "io/os/time.h"
#include "io/osc/osc_encoder.h"

namespace seaglass {
namespace {

// A press as it would be typed.
std::string line_of(const ControlPress& press) {
  const std::string number = std::to_string(press.number);
  switch (press.action) {
    case ControlAction::kPanic: return "panic";
    case ControlAction::kSetlistNext: return "setlist next";
    case ControlAction::kSetlistPrevious: return "setlist previous";
    case ControlAction::kSetlistGo: return "setlist go " + number;
    case ControlAction::kSnapshotRecall: return "snapshot recall " + number;
    case ControlAction::kSnapshotStore: return "snapshot store " + number;
    case ControlAction::kTapTempo: return "transport tap";
    case ControlAction::kTransportStart: return "transport start";
    case ControlAction::kTransportStop: return "transport stop";
    case ControlAction::kTransportContinue: return "transport continue";
    case ControlAction::kRecordStart: return "record start";
    case ControlAction::kRecordStop: return "record stop";
    case ControlAction::kLearn:
    case ControlAction::kLearnCancel: break;  // the desk has seen to it
  }
  return {};
}

}  // namespace

LearnDesk::LearnDesk(const std::string& path, PresentValues& present, io::MidiInputs& inputs, io::MidiOutputs& outputs,
                     LiveStream& stream, io::OscOutlet& outlet, Act act, Line say)
    : present_(present), inputs_(inputs), outputs_(outputs), stream_(stream), outlet_(outlet), act_(std::move(act)), say_(std::move(say)),
      desk_(present, path) {
  desk_.load();
  inputs.on_plug([this](io::MidiSource& source, const std::string& device) {
    ControlInput& input = source.controls();
    if (const auto before = devices_.find(&input); before != devices_.end()) {
      desk_.unplug(input);
      if (telling_plugs_) say_(before->second + " is gone");
      devices_.erase(before);
    }
    if (device.empty()) return;
    if (telling_plugs_) say_(device + " is here");
    desk_.plug(input, device);
    devices_[&input] = device;
  });
}

// Ports that close after this tell nobody.
LearnDesk::~LearnDesk() { inputs_.on_plug({}); }

void LearnDesk::add_to(CommandDesk& desk) {
  using io::OscCall;
  using io::OscVerb;
  desk.on(OscVerb::kLearn, [this](const OscCall& call) -> CommandDesk::Texts {
    learn(call);
    throw CommandLater();
  });
  desk.on(OscVerb::kLearnCancel, [this](const OscCall&) -> CommandDesk::Texts {
    const io::DeskAnswer answer = desk_.cancel();
    if (answer.done) tell_waiting({false, answer.sentence});
    return {answer.sentence};
  });
  desk.on(OscVerb::kUnlearn, [this](const OscCall& call) -> CommandDesk::Texts {
    const io::DeskAnswer answer = desk_.unlearn(target_of(call));
    if (!answer.done) throw CommandError(answer.sentence);
    return {answer.sentence};
  });
  desk.on(OscVerb::kLearnSet, [this](const OscCall& call) -> CommandDesk::Texts {
    at_most_arguments(call, 4);
    if (call.count() < 3) throw CommandError("expects name key value [part]");
    std::variant<double, std::string> value;
    if (call.is_text(2)) value = std::string(call.text(2));
    else value = call.number(2);
    const io::DeskAnswer answer = desk_.change(target_of(call, 3), text_argument(call, 1), value);
    if (!answer.done) throw CommandError(answer.sentence);
    return {answer.sentence};
  });
  desk.on(OscVerb::kLearnList, [this](const OscCall&) { return desk_.list(); });
  desk.on(OscVerb::kMidiMonitor, [this](const OscCall& call) -> CommandDesk::Texts {
    const bool on = number_argument(call, 0, 0, 1) != 0;
    monitor(on);
    return {on ? "on" : "off"};
  });
}

// `parameter [part]`, or an action: `setlist next`, `snapshot recall 3`. The part or number stands at `which`.
Target LearnDesk::target_of(const io::OscCall& call, int which) const {
  const std::string name = text_argument(call, 0);
  at_most_arguments(call, which + 1);
  if (const auto id = find_parameter(name)) {
    const int part = call.count() > which ? int(number_argument(call, which, 1, kParts)) - 1 : int(kAllParts);
    return seaglass::target_of(*id, std::uint8_t(part));
  }
  const auto action = find_action(name);
  if (!action) throw CommandError("no parameter or action is called " + name);
  at_most_arguments(call, is_numbered(*action) ? which + 1 : which);
  Target target{.kind = Target::Kind::kAction, .action = *action};
  if (is_numbered(*action)) target.number = std::uint16_t(number_argument(call, which, 1, 999));
  return target;
}

void LearnDesk::learn(const io::OscCall& call) {
  const Nanoseconds now = io::now_ns();
  const io::DeskAnswer answer = call.count() == 0 ? desk_.learn(now) : desk_.learn(target_of(call), now);
  if (!answer.done) throw CommandError(answer.sentence);
  tell_waiting({false, "something else is being learned now"});
  waiting_ = call.from;
  say_(answer.sentence);
}

void LearnDesk::tick(Nanoseconds now) {
  look_at_stage();
  const io::DeskNews news = desk_.tick(now);
  for (const auto& sentence : news.sentences) say_(sentence);
  for (const auto& move : news.moves) say_(move);
  for (const auto& p : news.presses) press(p);
  for (const auto& lights : news.lights) light(lights);
  if (news.learned) tell_waiting(news.learned->answer);
}

// Where every parameter stands; of all parts' the first comes last and so counts most.
void LearnDesk::look_at_stage() {
  const StageReport report = stream_.link().report.load();
  if (report.at == 0) return;
  const auto heard = Nanoseconds(double(report.at) * 1e9 / stream_.clock().rate());
  for (std::size_t part = kParts; part-- > 0;)
    present_.settle(std::uint8_t(part), std::span<const float, kParameterCount>(report.parts[part].values), heard);
}

void LearnDesk::press(const ControlPress& press) {
  const std::string line = line_of(press);
  if (line.empty()) return;
  // A tap counts from when the foot came down. What becomes an event would only be late.
  act_(line, line.starts_with("transport") ? press.when : io::now_ns());
}

void LearnDesk::tell_waiting(const io::DeskAnswer& answer) {
  if (!waiting_) return;
  const std::string texts[] = {answer.sentence};
  if (waiting_->kind != io::OscPeer::Kind::kTerminal)
    outlet_.send(*waiting_, answer.done ? io::osc_done("/learn", texts) : io::osc_fail("/learn", answer.sentence));
  waiting_.reset();
}

void LearnDesk::light(const io::DeskNews::Lights& lights) {
  const auto device = devices_.find(lights.input);
  if (device == devices_.end()) return;
  const io::MidiOutputSet outputs = outputs_.find(device->second);
  if (outputs == 0) return;
  for (const MidiBytes& bytes : lights.messages) (void)outputs_.send(io::MidiMessage(bytes, 0, outputs));
}

}  // namespace seaglass
