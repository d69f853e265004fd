#include "io/osc/osc_watchers.h"
#include "tools/seaglass/protocol/protocol_text.h"

namespace seaglass {

using enum io::OscVerb;

std::vector<ProtocolGroup> protocol_groups() {
  const auto number = [](double value) { return std::to_string(int(value)); };
  return {
      {"Notes",
       "You give each note a number of your own, its *id*, and speak of it by that number until it has died away. The pitch is a "
       "MIDI key and may lie between two of them. Behind the velocity may stand the part, and then pairs of a key and a value that "
       "hold from the note's first sample; the keys are [below](#what-one-note-can-be-told).\n\n"
       "A voice is what plays a note; a cloud's note has many. Voices have numbers as well, from 1, which `/voice/*/id` tells; `/voice/*/...` shapes all that sounds.",
       {kNoteOn, kNoteOff, kNoteSet, kVoiceNamed},
       {"/note/on iff 1 60 0.8", "/note/on iffisfsf 2 67.5 0.6 3 pan -0.5 vibrato 30", "/note/set isf 1 pitch 62", "/voice/*/brightness f 6",
        "/note/off i 1", "/note/off i 2"}},
      {"Sound",
       "There are sixteen parts, as MIDI has channels: each plays a place of the patch and has parameters of its own, which are "
       "[below](#parameters). `/control/NAME` sets all parts, `/part/3/NAME` one, `/part/{1,2}/NAME` two. `gain` is the whole "
       "instrument's. A value beyond its parameter's range counts as the range's end.",
       {kControl, kControlNamed, kPartNamed, kPartPlace, kPartBend, kPartPressure, kPlace, kPanic},
       {"/part/1/place s cello", "/part/1/vibrato f 25", "/part/{1,2}/attack f 2", "/control/brightness f -3", "/control sfi volume -6 2",
        "/part/*/bend f 0.5", "/part/2/pressure f 0.4", "/place s piano", "/panic"}},
      {"Asking and being told",
       "An address that can be read, sent without arguments, is answered to whoever asks with the same address and its value; `/get` "
       "asks for many, with patterns. What can be read is [below](#what-can-be-read). Of a voice that is silent there is nothing to tell: "
       "it answers without a value, and is left out where a pattern asks for many.\n\n"
       "`/subscribe` sends values again and again, as bundles, from " + number(1 / io::OscWatchers::kMinRate) + " s apart to " +
           number(io::OscWatchers::kMaxRate) + " times a second. Say it again, or `/ping`, every " + number(double(io::OscWatchers::kSilence) * 1e-9) +
           " s: who is not heard for so long is taken to be gone.",
       {kGet, kSubscribe, kUnsubscribe, kPing, kReply},
       {"/status/load", "/part/1/vibrato", "/get ss /status/voices /transport/*", "/subscribe fss 10 /status/peak/* /voice/*/level", "/ping",
        "/unsubscribe"}},
      {"Patches",
       "A patch is named by its file's name, without `.glass`, in the performer's folder of patches or the shipped one; files elsewhere "
       "cannot be reached over OSC. Going from one patch to another never clicks: what sounds goes on in the old one while it fades.",
       {kPatch, kPatchLoad, kPatchSwap, kPatchMorph, kPatchSave},
       {"/patch s drums", "/patch/load s main", "/patch/swap", "/patch/morph sf drums 2", "/patch/save s tonight"}},
      {"Snapshots",
       "A snapshot keeps the place and the parameters of all parts, and which patch plays. Recalled over a number of seconds it glides "
       "there. Its name is a word or a number.",
       {kSnapshotStore, kSnapshotRecall, kSnapshotDelete, kSnapshotList},
       {"/snapshot/store s verse", "/snapshot/recall sf verse 4", "/snapshot/list", "/snapshot/delete s verse"}},
      {"Setlists",
       "A setlist is a text file in the performer's folder of setlists with a line for each entry: `PATCH`, `PATCH / SNAPSHOT` or "
       "`PATCH / SNAPSHOT / SECONDS`. The entry after the one that plays is made ready in advance.",
       {kSetlistLoad, kSetlistNext, kSetlistPrevious, kSetlistGo},
       {"/setlist/load s evening", "/setlist/next", "/setlist/previous", "/setlist/go i 2"}},
      {"Recording",
       "What is heard goes to a WAV file in the performer's folder of recordings, the performance itself to a journal, from which "
       "`seaglass replay` renders it again, sample for sample.",
       {kRecordStart, kRecordStop, kJournalSave},
       {"/record/start s take-1", "/record/stop", "/journal/save s evening"}},
      {"Beat",
       "The transport is what `beat` times and the beat that you can read refer to.",
       {kTransportStart, kTransportStop, kTransportContinue, kTransportTempo, kTransportTap, kTransportLocate},
       {"/transport/tempo f 96", "/transport/start", "/transport/tap", "/transport/locate f 16", "/transport/stop", "/transport/continue"}},
      {"Keyboards and controllers",
       "Name a parameter and move a knob, or the other way round: from then on the knob moves the parameter. A rig is a text file in "
       "the performer's folder of rigs that says how keyboards play: tuning, velocity curve, MPE zones, splits and layers.",
       {kLearn, kLearnCancel, kUnlearn, kLearnSet, kLearnList, kMidiMonitor, kRigLoad, kRigAdd, kRigRemove, kRigShow, kRigSave, kTuning, kVelocitySoft, kVelocityHard, kVelocityFind},
       {"/learn s vibrato", "/learn/cancel", "/learn/set ssf vibrato high 40", "/learn/set sss vibrato takeover jump", "/unlearn s vibrato", "/learn/list", "/midi/monitor i 1", "/rig/load s stage", "/rig/add ssisii layer part 2 keys 0 59", "/rig/show", "/rig/remove s layer", "/rig/save s evening", "/tuning s equal"}},
      {"Set-up and safety",
       "`--osc-lock` and `/lock` keep things as they are while you play. `files` stops what changes patches, files, mappings and "
       "set-up; `all` stops everything but looking and what ends notes. Your own keyboards, pedals and terminal are never locked out. A lock is set and freed from the instrument's own machine alone.",
       {kLead, kLock},
       {"/lead s safe", "/lead s fast", "/lock s files", "/lock s none"}},
  };
}

}  // namespace seaglass
