#include "engine/patch/load.h"

#include "engine/patch/document.h"
#include "engine/patch/kinds.h"
#include "engine/patch/safetensors.h"

namespace seaglass {

namespace {

Document document_of(const Safetensors& container) {
  if (container.metadata.empty()) throw PatchError("it is a safetensors file, but not a Seaglass patch");
  return Document(container.metadata);
}

}  // namespace

std::unique_ptr<const Patch> load_patch(std::span<const std::byte> file) {
  const Safetensors container = read_safetensors(file);
  const Document document = document_of(container);
  const int format = document.format();
  if (format == kJamFormat && document.kind() == kJamKind)
    throw PatchError("it is an accompanist's patch, which plays along with an instrument and is none itself");
  if (format != 1 && format != 2)
    throw PatchError("it has format " + std::to_string(format) +
                     ", this version plays formats 1 and 2: use the seaglass that made it, or make it anew");
  const std::string kind = document.kind();
  if (format == 1 && kind == "tracks") return load_tracks(container, document);
  if (format == 2 && kind == "neural") return load_neural(container, document);
  throw PatchError("it is for a model of kind '" + kind.substr(0, 32) + "' in format " + std::to_string(format) +
                   ", which this version does not play");
}

std::string kind_of_patch(std::span<const std::byte> file) {
  const Safetensors container = read_safetensors(file);
  return document_of(container).kind();
}

}  // namespace seaglass
