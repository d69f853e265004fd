#pragma once
// What a performer recorded is not lost because a file's name is used again.

#include <string>

namespace seaglass {

// [control] A file of this name becomes NAME~, in the place of an older NAME~; an empty one, and what is no plain file, stays
// where it is. Returns a sentence about it, or nothing. Throws io::WriteError.
std::string put_aside(const std::string& path);

}  // namespace seaglass
