#pragma once
// NVIDIA's libraries are opened when they are first wanted and not linked: they are half a gigabyte each, live in a
// Python package on many machines, and the program must start where they are missing. What links them does not even
// begin there.

#include <initializer_list>
#include <string>

namespace seaglass::cuda {

// [control] All functions; may block on the disk for a second.
class SharedLibrary {
 public:
  // Looks for the first of `names` in the folders that SEAGLASS_CUDA_LIBRARIES lists (separated by colons), where the
  // build found the headers, and where the system looks. Throws VariantMissing.
  explicit SharedLibrary(std::initializer_list<const char*> names);
  SharedLibrary(SharedLibrary&& other) noexcept;
  SharedLibrary& operator=(SharedLibrary&&) = delete;
  // Stays open: the libraries keep threads and device memory of their own.
  ~SharedLibrary() = default;

  // Throws VariantMissing where the library has no such function.
  template <class Function>
  Function* find(const char* name) const {
    return reinterpret_cast<Function*>(address(name));
  }

  const std::string& path() const { return path_; }

 private:
  void* address(const char* name) const;

  void* handle_ = nullptr;
  std::string path_;
};

}  // namespace seaglass::cuda
