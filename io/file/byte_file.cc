#include "io/file/byte_file.h"

#include <fcntl.h>
#include <openssl/evp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include "io/file/part_file.h"

namespace seaglass::io {
namespace {

struct Descriptor {
  int fd;
  ~Descriptor() {
    if (fd >= 0) close(fd);
  }
};

std::string why() { return std::strerror(errno); }

std::string megabytes(std::size_t bytes) { return std::to_string(bytes >> 20) + " MB"; }

}  // namespace

std::vector<std::uint8_t> read_file(const std::string& path, std::size_t limit) {
  // Not to wait for a writer, should it be a named pipe.
  const Descriptor file{open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
  if (file.fd < 0) throw FileError("'" + path + "' cannot be opened (" + why() + "); check its name");
  struct stat status{};
  if (fstat(file.fd, &status) == 0 && S_ISDIR(status.st_mode))
    throw FileError("'" + path + "' is a folder; name a file in it");
  const std::string too_long =
      "'" + path + "' is longer than " + megabytes(limit) + ", the most that is read; is it the right file?";
  if (S_ISREG(status.st_mode) && std::uint64_t(status.st_size) > limit) throw FileError(too_long);

  std::vector<std::uint8_t> bytes;
  if (S_ISREG(status.st_mode)) bytes.reserve(std::size_t(status.st_size));
  std::array<std::uint8_t, 65536> piece;
  for (;;) {
    const ssize_t count = read(file.fd, piece.data(), piece.size());
    if (count == 0) return bytes;
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw FileError("'" + path + "' cannot be read (" + why() + "); check the disk");
    if (bytes.size() + std::size_t(count) > limit) throw FileError(too_long);
    bytes.insert(bytes.end(), piece.begin(), piece.begin() + count);
  }
}

void write_file(const std::string& path, std::span<const std::uint8_t> bytes) {
  PartFile part(path);
  Descriptor file{open(part.path().c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666)};
  if (file.fd < 0) throw WriteError(part.refusal(why()));
  while (!bytes.empty()) {
    const ssize_t count = write(file.fd, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) throw WriteError(part.refusal(why()));
    bytes = bytes.subspan(std::size_t(count));
  }
  // Network drives tell only now that they are full.
  const bool closed = close(file.fd) == 0;
  file.fd = -1;
  if (!closed) throw WriteError(part.refusal(why()));
  part.keep();
}

void write_file(const std::string& path, std::string_view text) {
  write_file(path, std::span(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
}

std::string sha256_hex(std::span<const std::uint8_t> bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
  unsigned length = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &length, EVP_sha256(), nullptr) != 1)
    throw ResourceError("libcrypto computes no SHA-256; reinstall libssl");
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  for (unsigned i = 0; i < length; i++) {
    text += kDigits[digest[i] >> 4];
    text += kDigits[digest[i] & 15];
  }
  return text;
}

}  // namespace seaglass::io
