#include "tools/seaglass/commands.h"
#include "tools/seaglass/live/performance.h"

namespace seaglass {

void play(const PlayOptions& options) { Performance(options).run(); }

}  // namespace seaglass
