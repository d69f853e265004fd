#include "io/web/zeroconf.h"

namespace seaglass::io {

std::unique_ptr<Zeroconf> Zeroconf::announce(const ZeroconfNames&) { return nullptr; }

}  // namespace seaglass::io
