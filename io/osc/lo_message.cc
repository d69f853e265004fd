#include "io/osc/lo_message.h"

#include <lo/lo.h>

namespace seaglass::io {

void LoFree::operator()(void* message) const noexcept {
  lo_message_free(static_cast<lo_message>(message));
}

}  // namespace seaglass::io
