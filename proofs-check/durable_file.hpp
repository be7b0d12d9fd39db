#pragma once
/// A file that only grows, and whose bytes survive the end of the process at once and of the machine after sync().

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace softlin::check {

/// Threads : append() and truncate() one call at a time; sync() beside them from any thread
/// Checked by : tests/proofs-check/results_file_test.cpp
class DurableFile {
 public:
  /// Opens the file for appending, and makes it where there is none.
  /// Errors : InputError that names the file when it cannot be opened.
  explicit DurableFile(const std::filesystem::path& path);
  ~DurableFile();
  DurableFile(const DurableFile&) = delete;
  DurableFile& operator=(const DurableFile&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::uint64_t size() const;

  /// Keeps other processes from locking it until this object is gone. False when one of them still holds it after
  /// `patience`: a process that was killed may take a moment to go. A file system without locks answers true.
  bool try_lock(std::chrono::milliseconds patience);

  /// Appends all of it or, when there is no room, nothing of it.
  /// Errors : InputError when the write fails.
  void append(std::string_view bytes);

  /// Cuts what lies beyond `size`. Errors: InputError.
  void truncate(std::uint64_t size);

  /// Returns when all that was appended is on the disk. Errors: InputError.
  void sync();

 private:
  [[noreturn]] void fail(const std::string& what) const;

  std::filesystem::path path_;
  int descriptor_ = -1;
};

/// Does another process hold the lock of the file (DurableFile::try_lock)?
bool is_locked(const std::filesystem::path& path);

/// write_file() whose text, and name in its folder, are on the disk when it returns. Errors: as write_file().
void write_durably(const std::filesystem::path& path, const std::string& text);

/// Puts the names in a folder on the disk, where the file system knows how to.
void sync_folder(const std::filesystem::path& folder);

}  // namespace softlin::check
