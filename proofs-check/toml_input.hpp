#pragma once
/// TOML read with good errors: every value knows its file, line and key, and every misuse is an InputError that names
/// them. A thin layer over toml++, which stays hidden in the source file.
///
/// Numbers are exact: an integer is itself, a float is the decimal that its shortest round-trip form shows (0.1 is one
/// tenth), a string is read by symbolic::Number::parse ("1/3", "sqrt(2)").
///
/// Keys in messages are TOML paths whose indices count from 0: tokens.covariance[1][0], claim[2].bound.

#include <cstdint>
#include <filesystem>
#include <limits>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "symbolic/error.hpp"
#include "symbolic/matrix.hpp"

namespace softlin::check {

/// Largest file that is read.
inline constexpr std::size_t k_max_file_bytes = std::size_t{16} << 20;
/// Largest length of a vector, and number of rows or columns of a matrix.
inline constexpr Eigen::Index k_max_dimension = 1024;
/// Deepest nesting of tables and arrays.
inline constexpr int k_max_toml_depth = 32;

namespace detail {
struct TomlNode;
}

class TomlTable;

/// A value and its place. Copies are cheap and keep the document alive.
/// Errors  : every getter throws InputError at place() when the value is not what it asks for.
/// Threads : a document may be read by several threads; symbolic numbers stay on the thread that made them.
class TomlValue {
 public:
  TomlValue(std::shared_ptr<const detail::TomlNode> node, Place place);

  const Place& place() const { return place_; }
  /// The value as messages show it: `0.4`, `"1/2"`, `an array of 3 values`, `a table`; long strings are cut.
  std::string text() const;

  bool is_table() const;
  bool is_array() const;
  bool is_string() const;
  /// An integer or a float; a string that reads as a number does not count.
  bool is_plain_number() const;
  /// The TOML float inf or +inf.
  bool is_infinity() const;

  bool boolean() const;
  std::string string() const;
  /// A string with something other than white space in it.
  std::string nonempty_string() const;
  /// Exact; nan and inf are refused.
  symbolic::Number number() const;
  /// A plain number as text that Formula::parse reads, or the digits of a numeric string, unquoted.
  std::string number_text() const;
  /// A whole number from `low` to `high`; 1e6 and "1e6" count as whole.
  std::uint64_t unsigned_integer(std::uint64_t low = 0,
                                 std::uint64_t high = std::numeric_limits<std::uint64_t>::max()) const;
  /// The value that belongs to the word found; the error lists the words.
  template <class T>
  T choice(const std::vector<std::pair<std::string, T>>& words) const {
    std::vector<std::string> names;
    for (const auto& word : words) names.push_back(word.first);
    return words[choice_index(names)].second;
  }
  /// The entries of an array, which may be empty.
  std::vector<TomlValue> elements() const;
  /// The table; unknown keys are rejected by its finish().
  TomlTable table() const;
  /// An array of 1 to k_max_dimension numbers; a plain number or numeric string is a vector of length 1.
  symbolic::Vector vector() const;
  /// A non-empty array of rows of equal length, at most k_max_dimension each way; a plain number or numeric string is a
  /// 1 x 1 matrix.
  symbolic::Matrix matrix() const;

  /// Throws InputError: found text(), expected `expected`.
  [[noreturn]] void fail(const std::string& expected) const;

 private:
  std::size_t choice_index(const std::vector<std::string>& names) const;

  std::shared_ptr<const detail::TomlNode> node_;
  Place place_;
};

/// A table that remembers which keys were asked for: those are the known ones when finish() looks for the rest.
class TomlTable {
 public:
  TomlTable(std::shared_ptr<const detail::TomlNode> node, Place place);

  /// The line is that of the table's header or of its key; 0 for the whole document.
  const Place& place() const { return place_; }
  /// Where `key` is, or would be: the table's own line when the key is absent.
  Place place_of(const std::string& key) const;

  /// The value of `key`, if it is there.
  std::optional<TomlValue> optional(const std::string& key);
  /// The value of `key`. Errors: InputError that lists the keys found; `expected` says what the value would be.
  TomlValue require(const std::string& key, const std::string& expected);
  /// Every key and its value, in the order of their lines; all of them become known.
  std::vector<std::pair<std::string, TomlValue>> entries();

  /// Errors : InputError for the first key never asked for, with its line and the known keys.
  void finish() const;

 private:
  TomlValue value_of(const std::string& key) const;

  std::shared_ptr<const detail::TomlNode> node_;
  Place place_;
  std::set<std::string> asked_;
};

/// Reads a document held in memory; `file_name` is what messages show.
/// Errors : InputError with line and column for a syntax error, for nesting deeper than k_max_toml_depth, and for text
///          of more than k_max_file_bytes.
TomlTable parse_toml(std::string_view text, const std::string& file_name);

/// Reads a file.
/// Errors : as parse_toml; InputError when the file is missing, unreadable or a directory.
TomlTable read_toml(const std::filesystem::path& path);

/// The whole file as bytes. Errors: as read_toml.
std::string read_text_file(const std::filesystem::path& path);

/// "a, b or c"
std::string list_text(const std::vector<std::string>& words);

/// The double-quoted text, cut at 60 characters, without control characters: for messages.
std::string quoted_text(std::string_view text);

}  // namespace softlin::check
