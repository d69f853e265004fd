#pragma once
// The transport's commands: /transport/start, stop, continue, tempo, tap, locate.

#include "tools/seaglass/live/command_desk.h"
#include "tools/seaglass/live/conductor.h"

namespace seaglass {

// [control] `conductor` must outlive the desk.
void add_transport_commands(CommandDesk& desk, Conductor& conductor);

}  // namespace seaglass
