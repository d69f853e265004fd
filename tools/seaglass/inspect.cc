#include <algorithm>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "engine/parameter.h"
#include "engine/patch/tracks.h"
#include "tools/seaglass/commands.h"
#include "tools/seaglass/patch_file.h"

namespace seaglass {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kAuthorsShown = 12;

Json controls() {
  Json list = Json::array();
  for (const Parameter& p : parameters()) {
    const Json controller = p.controller < 0 ? Json() : Json(p.controller);
    list.push_back({{"id", int(p.id)}, {"name", p.name}, {"unit", p.unit}, {"min", p.min}, {"max", p.max},
                    {"default", p.standard}, {"curve", name_of(p.curve)}, {"timing", name_of(p.timing)},
                    {"smoothing_ms", std::round(p.smoothing_ms * 1e3) / 1e3}, {"per_note", name_of(p.per_note)},
                    {"midi_controller", controller}, {"help", p.help}});
  }
  return list;
}

Json provenance_of(const PatchLedger& patch) {
  Json list = Json::array();
  for (const Provenance& p : patch.provenance)
    list.push_back({{"file", p.file}, {"sha256", p.sha256}, {"title", p.title}, {"author", p.author},
                    {"license", p.license}, {"seconds", p.seconds}});
  return list;
}

Json describe(const LoadedPatch& loaded) {
  const Patch& patch = *loaded.patch;
  const auto* const tracks = dynamic_cast<const TrackPatch*>(&patch);
  const Json document = Json::parse(patch.document);  // it was parsed once already, when the patch was checked
  Json places = Json::array();
  for (std::size_t i = 0; i < patch.places.size(); i++) {
    const Place& p = patch.places[i];
    places.push_back({{"name", p.name}, {"program", p.program}, {"pitched", p.pitched}, {"sustained", p.sustained},
                      {"low", p.low}, {"high", p.high}});
    if (tracks != nullptr)
      places.back()["notes"] = std::count_if(tracks->notes.begin(), tracks->notes.end(),
                                             [i](const TrackNote& n) { return n.place == int(i); });
    else
      places.back()["map"] = {std::round(p.map[0] * 1e6) / 1e6, std::round(p.map[1] * 1e6) / 1e6};
  }
  return {{"path", loaded.identity.path}, {"sha256", loaded.identity.sha256}, {"name", patch.name}, {"format", patch.format},
          {"model", document.at("model")}, {"places", places}, {"controls", controls()},
          {"provenance", provenance_of(patch)}, {"license", patch.license}, {"attribution", patch.attribution},
          {"training", document.contains("training") ? document["training"] : Json()}};
}

// `what` they are: recordings, or what else was learnt from.
void print_sources(const PatchLedger& patch, const char* what) {
  double seconds = 0;
  for (const Provenance& p : patch.provenance) seconds += p.seconds;
  std::printf("\n%zu %s, %.0f s. License: %s\n", patch.provenance.size(), what, seconds, patch.license.c_str());
  std::set<std::string> authors;
  for (const Provenance& p : patch.provenance) authors.insert(p.author.substr(0, p.author.find(" (")) + ", " + p.license);
  std::size_t shown = 0;
  for (const std::string& author : authors) {
    if (shown++ == kAuthorsShown) break;
    std::printf("  %s\n", author.c_str());
  }
  if (authors.size() > kAuthorsShown) std::printf("  and %zu more\n", authors.size() - kAuthorsShown);
  std::printf("(--json lists each with its author, license and hash)\n");
}

void print_text(const LoadedPatch& loaded) {
  const Patch& patch = *loaded.patch;
  std::printf("%s: %s\n\n", patch.name.c_str(), loaded.identity.path.c_str());
  std::printf("  program  place                     keys      kind\n");
  for (const Place& p : patch.places)
    std::printf("  %7d  %-24s  %3d-%-3d   %s%s\n", p.program, p.name.c_str(), p.low, p.high,
                p.pitched ? "pitched" : "unpitched", p.sustained ? ", sustained" : "");
  print_sources(patch, "recordings");
}

// --- accompanists ---

Json describe(const LoadedJam& loaded) {
  const JamPatch& patch = *loaded.patch;
  const Json document = Json::parse(patch.document);
  return {{"path", loaded.identity.path}, {"sha256", loaded.identity.sha256}, {"name", patch.name}, {"format", patch.format},
          {"model", document.at("model")}, {"provenance", provenance_of(patch)}, {"license", patch.license},
          {"attribution", patch.attribution}, {"training", document.contains("training") ? document["training"] : Json()}};
}

void print_text(const LoadedJam& loaded) {
  const JamPatch& patch = *loaded.patch;
  const JamShape& shape = patch.shape;
  const Json model = Json::parse(patch.document).at("model");
  std::printf("%s: %s\n\n", patch.name.c_str(), loaded.identity.path.c_str());
  std::printf("  An accompanist: it plays along with an instrument.\n");
  std::printf("  %d weights: %d layers of width %d, %d heads that look back over %d steps\n", model.at("weights").get<int>(), shape.layers,
              shape.width, shape.heads, shape.window);
  print_sources(patch, "sources");
}

template <class Loaded>
void print(const Loaded& loaded, bool json) {
  if (!json) return print_text(loaded);
  std::printf("%s\n", describe(loaded).dump(2, ' ', false, Json::error_handler_t::replace).c_str());
}

}  // namespace

void inspect(const std::string& patch, bool json) {
  if (is_jam_file(patch)) return print(load_jam_file(patch), json);
  print(load_patch_file(patch), json);
}

}  // namespace seaglass
