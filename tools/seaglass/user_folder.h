#pragma once
// Where a performer's own things lie: $SEAGLASS_FOLDER, else $XDG_DATA_HOME/seaglass, else ~/.local/share/seaglass. All
// [control].

#include <filesystem>
#include <string>

namespace seaglass {

// The folder, and one of its sub-folders (patches, recordings, journals, setlists). Not made.
std::filesystem::path user_folder();
std::filesystem::path user_folder(const std::string& sub);

// A file as a command line names it: where it is said to be, else in the sub-folder under that name, with or without its
// suffix; as it was given where neither is there.
std::string found_file(const std::string& sub, const std::string& given, const std::string& suffix);

// A file of that name in the sub-folder, which is made; `suffix` is added where it is missing. For names that come over the
// network: nothing but a plain file name is taken. Throws io::UsageError, io::WriteError.
std::string user_file(const std::string& sub, const std::string& name, const std::string& suffix);

// The same, but a file that is not there yet: NAME, or NAME-2, NAME-3 and so on.
std::string new_user_file(const std::string& sub, const std::string& name, const std::string& suffix);

}  // namespace seaglass
