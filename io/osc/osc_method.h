#pragma once
// The protocol in one table: every address that the instrument obeys. The decoder looks messages up in it, the protocol
// page, OSCQuery and the client packages derive from it.

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace seaglass::io {

enum class OscVerb : std::uint8_t {
  // Become events.
  kNoteOn, kNoteOff, kNoteSet, kControl, kPlace, kPanic,
  kControlNamed, kPartPlace, kPartBend, kPartPressure, kPartNamed, kVoiceNamed,
  // Answered by the watchers' thread.
  kGet, kSubscribe, kUnsubscribe, kPing,
  // Kept by the receiver.
  kReply,
  // Carried out by [control].
  kPatch, kPatchLoad, kPatchSwap, kPatchMorph, kPatchSave, kLead,
  kSnapshotStore, kSnapshotRecall, kSnapshotDelete, kSnapshotList,
  kSetlistLoad, kSetlistNext, kSetlistPrevious, kSetlistGo,
  kRecordStart, kRecordStop, kJournalSave,
  kTransportStart, kTransportStop, kTransportContinue, kTransportTempo, kTransportTap, kTransportLocate,
  kLearn, kLearnCancel, kUnlearn, kLearnSet, kLearnList, kMidiMonitor, kRigLoad, kRigAdd, kRigRemove, kRigShow, kRigSave, kTuning, kVelocitySoft, kVelocityHard, kVelocityFind, kLock, kCount,
};

// What a lock leaves free (/lock).
enum class OscReach : std::uint8_t {
  kLook,   // changes nothing: always free
  kPlay,   // plays: stopped by "all"
  kSetUp,  // changes files, patches or mappings: stopped by "files" and "all"
};

struct OscMethod {
  OscVerb verb;
  std::string_view address;    // {part}, {voice}, {parameter} and {key} stand for what varies
  std::string_view arguments;  // as people read them; [in brackets] what may be left out
  std::string_view types;      // OSC type tags of those that must be there; S: a name, which may be a number, too
  OscReach reach;
  bool answered;               // with /done or /fail, when it is over
  std::string_view help;
};

// [any] All methods, in the order of OscVerb.
std::span<const OscMethod> osc_methods();

// [any]
const OscMethod& osc_method(OscVerb verb);

// [any] The method of an address without anything that varies, if there is one.
std::optional<OscVerb> find_osc_method(std::string_view address);

}  // namespace seaglass::io
