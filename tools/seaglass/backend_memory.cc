#include "tools/seaglass/backend_memory.h"

#include <cmath>

#include "tools/seaglass/kept_json.h"

namespace seaglass {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kFile = "backends.json";

// The file: {SHA256: {"RATE/BUFFER": {"voices": N, "helps": BOOL}}}; what is not that is as if it were not there.
std::string setting_of(const BackendCase& c) { return std::to_string(std::lround(c.rate)) + "/" + std::to_string(c.buffer); }

}  // namespace

bool gpu_helps(const BackendCase& c, int voices) {
  const Json all = read_kept(kFile);
  const auto patch = all.find(c.sha256);
  if (patch == all.end() || !patch->is_object()) return false;
  const auto entry = patch->find(setting_of(c));
  if (entry == patch->end() || !entry->is_object()) return false;
  const auto helps = entry->find("helps"), tried = entry->find("voices");
  return helps != entry->end() && helps->is_boolean() && helps->get<bool>() && tried != entry->end() && tried->is_number() &&
         tried->get<double>() >= voices;
}

void remember_gpu(const BackendCase& c, int voices, bool helps) {
  Json all = read_kept(kFile);
  if (!all[c.sha256].is_object()) all[c.sha256] = Json::object();
  all[c.sha256][setting_of(c)] = {{"voices", voices}, {"helps", helps}};
  write_kept(kFile, all, "what the GPU can do");
}

}  // namespace seaglass
