#pragma once
/// The folder of a run that can be continued: results.jsonl grows row by row, run.json says which run it is.

#include <condition_variable>
#include <exception>
#include <filesystem>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "proofs-check/durable_file.hpp"

namespace softlin::check {

/// What a folder is to hold.
struct RunFolder {
  std::filesystem::path path;
  std::string state;  ///< the text of run.json: one JSON object and a line break; results of another state are refused
  std::string differs;  ///< in what they would differ: "suite, version or options"
  bool resume = false;
};

/// Opens and fills the results of one run.
///
///   lock    : one process at a time (flock on results.jsonl)
///   resume  : whole lines are kept, a torn last one is cut
///   append  : a row survives the end of the process when append() returns, and that of the machine as soon as the disk
///             has it: another thread calls fsync, so that rows that come quickly share one call and wait for none
///
/// Checked by : tests/proofs-check/results_file_test.cpp; tests/golden/interrupt, tests/golden/campaign_kill
class ResultsFile {
 public:
  /// `accept` sees every line found, in order, and throws to refuse it. Nothing is written before all of them are accepted.
  /// Errors : InputError when the folder cannot be written, is being written by another process, holds results while
  ///          `resume` is off, or results of another state.
  ResultsFile(const RunFolder& folder, const std::function<void(std::size_t, std::string_view)>& accept);
  /// Waits for the disk.
  ~ResultsFile();
  ResultsFile(const ResultsFile&) = delete;
  ResultsFile& operator=(const ResultsFile&) = delete;

  /// Rows in the file.
  std::size_t rows() const { return rows_; }

  /// Lines of the rows `first`, `first` + 1, ...; those that the file has already are passed over. `first` is at most
  /// rows(). Errors: InputError when a write fails, this one or an earlier one to the disk.
  void put(std::size_t first, const std::vector<std::string>& lines);

  /// Returns when every row is on the disk. Errors: InputError.
  void sync();

 private:
  void keep_synced();

  DurableFile file_;
  std::size_t rows_ = 0;

  std::mutex guard_;
  std::condition_variable changed_;
  bool unsynced_ = false;
  bool closing_ = false;
  std::exception_ptr failure_;
  std::thread syncer_;  ///< begun with the first row
};

/// What a text file of whole lines holds, line by line, without reading all of it at once; the number of bytes up to the
/// end of the last whole line is returned.
std::uint64_t for_each_line(const std::filesystem::path& path,
                            const std::function<void(std::size_t, std::string_view)>& see);

}  // namespace softlin::check
