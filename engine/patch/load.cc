#include "engine/patch/load.h"

#include "engine/patch/document.h"
#include "engine/patch/kinds.h"
#include "engine/patch/safetensors.h"

namespace seaglass {

std::unique_ptr<const Patch> load_patch(std::span<const std::byte> file) {
  const Safetensors container = read_safetensors(file);
  if (container.metadata.empty()) throw PatchError("it is a safetensors file, but not a Seaglass patch");
  const Document document(container.metadata);
  const int format = document.format();
  if (format != 1 && format != 2)
    throw PatchError("it has format " + std::to_string(format) +
                     ", this version plays formats 1 and 2: use the seaglass that made it, or make it anew");
  const std::string kind = document.kind();
  if (format == 1 && kind == "tracks") return load_tracks(container, document);
  if (format == 2 && kind == "neural") return load_neural(container, document);
  throw PatchError("it is for a model of kind '" + kind.substr(0, 32) + "' in format " + std::to_string(format) +
                   ", which this version does not play");
}

}  // namespace seaglass
