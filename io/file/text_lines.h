#pragma once
// A text file line by line, with numbers for the sentences about what is wrong with it.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace seaglass::io {

// [control] Lines end as on any system: line feed, carriage return, or both. A mark at the file's start that says UTF-8
// is left out.
class TextLines {
 public:
  // Both outlive the object. Lines that begin with `comment` are passed over.
  TextLines(std::string_view text, const std::string& name, char comment);

  // The next line; false at the end.
  bool next();

  std::string_view line() const { return line_; }

  // Throws FileError: file and line, and what is wrong there and what to do, which `sentence` says.
  [[noreturn]] void refuse(const std::string& sentence) const;

 private:
  std::string_view rest_, line_;
  const std::string& name_;
  char comment_;
  std::size_t number_ = 0;  // of line_, from 1
};

// [any] Without the spaces and tabs around it.
std::string_view trimmed(std::string_view text);

// [any] The words of a line; "in quotes" is one word.
std::vector<std::string> words_of(std::string_view line);

// [any] For a sentence: in quotation marks, cut short, and with nothing in it that a terminal would obey.
std::string quoted(std::string_view text);

}  // namespace seaglass::io
