#include <cstdio>

#include "tools/seaglass/commands.h"
#include "tools/seaglass/protocol/protocol_text.h"

namespace seaglass {

void protocol(bool json) { std::fputs((json ? protocol_json() : protocol_page()).c_str(), stdout); }

}  // namespace seaglass
