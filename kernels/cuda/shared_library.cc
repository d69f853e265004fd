#include "kernels/cuda/shared_library.h"

#include <dlfcn.h>

#include <cstdlib>
#include <sstream>
#include <utility>
#include <vector>

#include "kernels/cuda/network_variant.h"

#ifndef SEAGLASS_CUDA_LIBRARY_FOLDERS
#define SEAGLASS_CUDA_LIBRARY_FOLDERS ""
#endif

namespace seaglass::cuda {
namespace {

std::vector<std::string> folders() {
  std::vector<std::string> found;
  const char* asked = std::getenv("SEAGLASS_CUDA_LIBRARIES");
  for (const char* list : {asked != nullptr ? asked : "", SEAGLASS_CUDA_LIBRARY_FOLDERS}) {
    std::istringstream parts(list);
    for (std::string folder; std::getline(parts, folder, ':');)
      if (!folder.empty()) found.push_back(folder + "/");
  }
  found.push_back("");  // the system's own search
  return found;
}

}  // namespace

SharedLibrary::SharedLibrary(std::initializer_list<const char*> names) {
  for (const std::string& folder : folders())
    for (const char* name : names) {
      path_ = folder + name;
      handle_ = dlopen(path_.c_str(), RTLD_NOW | RTLD_GLOBAL);  // global: cuDNN looks for cuBLASLt among what is loaded
      if (handle_ != nullptr) return;
    }
  throw VariantMissing(std::string(*names.begin()) + " is not installed (tools/setup_cuda fetches it)");
}

SharedLibrary::SharedLibrary(SharedLibrary&& other) noexcept
    : handle_(std::exchange(other.handle_, nullptr)), path_(std::move(other.path_)) {}

void* SharedLibrary::address(const char* name) const {
  void* const found = dlsym(handle_, name);
  if (found == nullptr) throw VariantMissing(path_ + " has no " + name + ": it is of another version");
  return found;
}

}  // namespace seaglass::cuda
