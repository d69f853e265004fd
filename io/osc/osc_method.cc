#include "io/osc/osc_method.h"

#include <array>

namespace seaglass::io {
namespace {

using enum OscVerb;
using enum OscReach;

constexpr bool kQuiet = false, kAnswered = true;

constexpr std::array<OscMethod, std::size_t(kCount)> kTable{{
    {kNoteOn, "/note/on", "id pitch velocity [part] [key value ...]", "iff", kPlay, kQuiet,
     "begin a note: any id, pitch in MIDI keys with fraction, velocity 0 to 1"},
    {kNoteOff, "/note/off", "id [part]", "i", kPlay, kQuiet, "let a note go"},
    {kNoteSet, "/note/set", "id key value ...", "isf", kPlay, kQuiet, "shape a note that sounds"},
    {kControl, "/control", "name value [part]", "sf", kPlay, kQuiet, "set a parameter of one part or of all"},
    {kPlace, "/place", "name [part]", "s", kPlay, kQuiet, "choose the place that one part or all parts play"},
    {kPanic, "/panic", "", "", kPlay, kQuiet, "silence everything, reset controllers"},
    {kControlNamed, "/control/{parameter}", "value [part]", "f", kPlay, kQuiet, "set a parameter of one part or of all"},
    {kPartPlace, "/part/{part}/place", "name", "s", kPlay, kQuiet, "choose the place that the part plays"},
    {kPartBend, "/part/{part}/bend", "value", "f", kPlay, kQuiet, "the part's pitch wheel, -1 to 1 of its bend_range"},
    {kPartPressure, "/part/{part}/pressure", "value", "f", kPlay, kQuiet, "the part's pressure, 0 to 1"},
    {kPartNamed, "/part/{part}/{parameter}", "value", "f", kPlay, kQuiet, "set a parameter of the part"},
    {kVoiceNamed, "/voice/{voice}/{key}", "value", "f", kPlay, kQuiet, "shape whatever that voice is playing"},
    {kGet, "/get", "address ...", "s", kLook, kQuiet, "ask for values; patterns ask for many"},
    {kSubscribe, "/subscribe", "rate address ...", "fs", kLook, kQuiet,
     "have values sent, so many times a second; say it again, or /ping, within a minute to keep it"},
    {kUnsubscribe, "/unsubscribe", "[address ...]", "", kLook, kQuiet, "end subscriptions: these, or all of yours"},
    {kPing, "/ping", "[anything]", "", kLook, kQuiet, "answered by /pong with the same arguments"},
    {kReply, "/reply", "port", "i", kLook, kQuiet,
     "send answers to another port of your machine, where you cannot hear on the one you send from (Max); 0: no more"},
    {kPatch, "/patch", "path", "s", kSetUp, kAnswered, "load a patch and cross over to it"},
    {kPatchLoad, "/patch/load", "path", "s", kSetUp, kAnswered, "load a patch and keep it ready"},
    {kPatchSwap, "/patch/swap", "", "", kPlay, kAnswered, "cross over to the patch that is ready"},
    {kPatchMorph, "/patch/morph", "path seconds", "sf", kSetUp, kAnswered, "load a patch and cross over to it slowly"},
    {kPatchSave, "/patch/save", "name", "s", kSetUp, kAnswered,
     "write the patch as it is set now, places and parameters of all parts, under this name; one of yours that has it is kept as name-2"},
    {kLead, "/lead", "fast|safe", "s", kSetUp, kAnswered, "the shortest delay, or 20 ms more for a busy machine"},
    {kSnapshotStore, "/snapshot/store", "name", "S", kSetUp, kAnswered, "keep the state of all parts and the patch; what is sent before the answer comes may be in it, too"},
    {kSnapshotRecall, "/snapshot/recall", "name [seconds]", "S", kPlay, kAnswered,
     "go back to a state, at once or gliding"},
    {kSnapshotDelete, "/snapshot/delete", "name", "S", kSetUp, kAnswered, "forget a state"},
    {kSnapshotList, "/snapshot/list", "", "", kLook, kAnswered, "the names of the states that are kept"},
    {kSetlistLoad, "/setlist/load", "path", "s", kSetUp, kAnswered, "open a setlist and go to its first entry"},
    {kSetlistNext, "/setlist/next", "", "", kPlay, kAnswered, "the next entry"},
    {kSetlistPrevious, "/setlist/previous", "", "", kPlay, kAnswered, "the entry before"},
    {kSetlistGo, "/setlist/go", "number", "i", kPlay, kAnswered, "the entry of that number, from 1"},
    {kRecordStart, "/record/start", "[file]", "", kSetUp, kAnswered, "record what is heard; where there is such a file the next is file-2"},
    {kRecordStop, "/record/stop", "", "", kSetUp, kAnswered, "end the recording"},
    {kJournalSave, "/journal/save", "file", "s", kSetUp, kAnswered, "write the performance so far, for seaglass replay; where there is such a file the next is file-2"},
    {kTransportStart, "/transport/start", "", "", kPlay, kAnswered, "play from beat 0"},
    {kTransportStop, "/transport/stop", "", "", kPlay, kAnswered, "stop the beat"},
    {kTransportContinue, "/transport/continue", "", "", kPlay, kAnswered, "play on from where the beat stands"},
    {kTransportTempo, "/transport/tempo", "bpm", "f", kPlay, kAnswered, "beats per minute, 20 to 400"},
    {kTransportTap, "/transport/tap", "", "", kPlay, kAnswered, "tap the tempo"},
    {kTransportLocate, "/transport/locate", "beat", "f", kPlay, kAnswered, "go to a beat"},
    {kLearn, "/learn", "[parameter [part]] | [action [number]]", "", kSetUp, kAnswered,
     "the next MIDI control that moves will move this parameter, or do this action; without one, the next that is set"},
    {kLearnCancel, "/learn/cancel", "", "", kSetUp, kAnswered, "stop waiting for a MIDI control"},
    {kUnlearn, "/unlearn", "parameter [part] | action [number]", "s", kSetUp, kAnswered, "free the MIDI controls of a parameter"},
    {kLearnSet, "/learn/set", "name key value [part]", "ss", kSetUp, kAnswered,
     "how a learned control moves its parameter: low, high, curve, inverted, takeover, button, step, acceleration, lit"},
    {kLearnList, "/learn/list", "", "", kLook, kAnswered, "what every MIDI control does"},
    {kMidiMonitor, "/midi/monitor", "0|1", "i", kSetUp, kAnswered, "show on the terminal what controllers send and what it does"},
    {kRigLoad, "/rig/load", "file", "s", kSetUp, kAnswered,
     "how keyboards play: tuning, velocity curve, MPE, splits and layers, from a file in the rigs folder"},
    {kRigAdd, "/rig/add", "line ...", "s", kSetUp, kAnswered,
     "say one thing about how keyboards play, as a line of a rig: `layer part 2 keys 0 59`, `a4 442`, `mpe lower 15`, `part 2 place flute`"},
    {kRigRemove, "/rig/remove", "line ...", "s", kSetUp, kAnswered, "take back the lines that begin so"},
    {kRigShow, "/rig/show", "", "", kLook, kAnswered, "the lines that hold"},
    {kRigSave, "/rig/save", "file", "s", kSetUp, kAnswered, "write them to a file in the rigs folder"},
    {kTuning, "/tuning", "scale|equal [keyboard]", "s", kSetUp, kAnswered, "tune MIDI keys by Scala files in the tunings folder"},
    {kVelocitySoft, "/velocity/soft", "", "", kSetUp, kAnswered,
     "calibrate a keyboard: from now on twelve notes or more, as softly as you mean to play"},
    {kVelocityHard, "/velocity/hard", "", "", kSetUp, kAnswered, "and from now on twelve or more, as hard"},
    {kVelocityFind, "/velocity/find", "", "", kSetUp, kAnswered, "find the velocity curve, use it, and keep it in the rig"},
    {kLock, "/lock", "none|files|all", "s", kLook, kAnswered,
     "stop changes to files and set-up, or all but looking; obeyed from this machine only"},
}};

constexpr bool in_order() {
  for (std::size_t i = 0; i < kTable.size(); i++)
    if (std::size_t(kTable[i].verb) != i) return false;
  return true;
}
static_assert(in_order());

}  // namespace

std::span<const OscMethod> osc_methods() { return kTable; }

const OscMethod& osc_method(OscVerb verb) { return kTable[std::size_t(verb)]; }

std::optional<OscVerb> find_osc_method(std::string_view address) {
  const bool varies = address.find('{') != address.npos;  // a pattern, whatever the table calls its methods
  for (const OscMethod& m : kTable)
    if (!varies && m.address == address) return m.verb;
  return std::nullopt;
}

}  // namespace seaglass::io
