#pragma once
// Whole files: read with a limit, written so that there is never half of one.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "io/errors.h"

namespace seaglass::io {

// [control] All bytes of `path`. Throws FileError when it cannot be read or is longer than `limit`.
// Memory is taken as bytes arrive, so a device or a pipe that never ends costs `limit` at most.
std::vector<std::uint8_t> read_file(const std::string& path, std::size_t limit);

// [control] Writes PATH.part and renames it, so that whoever reads `path` finds the old file or the
// new one, and a failure leaves nothing. Throws WriteError.
void write_file(const std::string& path, std::span<const std::uint8_t> bytes);
void write_file(const std::string& path, std::string_view text);

// [any] but [audio] and [worker]. In lower-case hexadecimal, 64 digits.
std::string sha256_hex(std::span<const std::uint8_t> bytes);

}  // namespace seaglass::io
