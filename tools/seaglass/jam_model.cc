#include "tools/seaglass/jam_model.h"

#include "engine/jam/style.h"
#include "io/errors.h"
#include "kernels/kernels.h"
#include "tools/seaglass/patch_file.h"

namespace seaglass {
namespace {

constexpr const char* kStandardModel = "jam";

}  // namespace

std::shared_ptr<const jam::Network> load_jam_model(const std::string& name) {
  const LoadedJam loaded = load_jam_file(name.empty() ? kStandardModel : name);
  return std::make_shared<const jam::Network>(*loaded.patch, kernels::best_jam());
}

int style_called(const std::string& name) {
  std::string all;
  for (std::size_t i = 0; i < jam::kStyleNames.size(); i++) {
    if (name == jam::kStyleNames[i]) return int(i);
    all += (i == 0 ? "" : ", ") + std::string(jam::kStyleNames[i]);
  }
  throw io::UsageError("there is no style '" + name + "'; choose one of " + all);
}

}  // namespace seaglass
