#pragma once
// The two text formats of Scala (huygens-fokker.org/scala): a scale (.scl) and how it lies on a keyboard (.kbm). What
// they mean is engine/control/scale.h's.

#include <string>
#include <string_view>

#include "engine/control/scale.h"
#include "io/errors.h"

namespace seaglass::io {

inline constexpr int kMaxScaleNotes = 4096;
inline constexpr int kMaxKeyboardPattern = 1024;  // keys

// [control] All of them throw FileError, with the number of the line that is wrong, what is wrong with it and what
// should be there.
Scale read_scale(const std::string& path);
Keyboard read_keyboard(const std::string& path);

// The same from the text of a file that is called `name`.
Scale parse_scale(std::string_view text, const std::string& name);
Keyboard parse_keyboard(std::string_view text, const std::string& name);

}  // namespace seaglass::io
