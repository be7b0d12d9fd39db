#include "proofs-check/results_file.hpp"

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>

#include "proofs-check/toml_input.hpp"
#include "symbolic/error.hpp"

namespace softlin::check {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr std::chrono::seconds k_lock_patience(3);

std::string option(const RunFolder& folder) { return "--out " + folder.path.string(); }

fs::path made_folder(const RunFolder& folder) {
  std::error_code failure;
  fs::create_directories(folder.path, failure);
  if (failure) throw InputError(option(folder), failure.message(), "a folder that can be written");
  return folder.path / "results.jsonl";
}

/// " (shard: found "1/2", expected "2/2")" for the first key that differs; keys whose values mean nothing to a reader
/// stay unnamed.
std::string difference(const std::string& found, const std::string& expected) {
  const Json a = Json::parse(found, nullptr, false);
  const Json b = Json::parse(expected, nullptr, false);
  if (!a.is_object() || !b.is_object()) return {};
  for (const auto& [key, value] : b.items()) {
    if (key == "fingerprint" || !a.contains(key) || a[key] == value) continue;
    return " (" + key + ": found " + a[key].dump() + ", expected " + value.dump() + ")";
  }
  return {};
}

/// Errors : InputError when the folder holds results of another run.
void require_same_run(const RunFolder& folder) {
  const fs::path run = folder.path / "run.json";
  const std::string found = fs::exists(run) ? read_text_file(run) : std::string();
  if (found == folder.state) return;
  throw InputError(option(folder), "results of a different " + folder.differs + difference(found, folder.state),
                   "those that --resume is to continue");
}

}  // namespace

std::uint64_t for_each_line(const fs::path& path, const std::function<void(std::size_t, std::string_view)>& see) {
  std::ifstream in(path, std::ios::binary);
  std::string line;
  std::uint64_t whole = 0;
  for (std::size_t index = 0; std::getline(in, line) && !in.eof();
       ++index) {  // at the end without a break: a torn line
    see(index, line);
    whole += line.size() + 1;
  }
  if (in.bad() || (!in.eof() && in.fail())) throw InputError(path.string(), "an unreadable file", "a readable one");
  return whole;
}

ResultsFile::ResultsFile(const RunFolder& folder, const std::function<void(std::size_t, std::string_view)>& accept)
    : file_(made_folder(folder)) {
  if (!file_.try_lock(k_lock_patience)) {
    throw InputError(option(folder), "a folder that another process is writing", "one of its own for each process");
  }
  if (const std::uint64_t size = file_.size(); size > 0) {
    if (!folder.resume) {
      throw InputError(option(folder), "results of an earlier run", "an empty folder, or --resume");
    }
    require_same_run(folder);
    const std::uint64_t whole = for_each_line(file_.path(), [&](std::size_t index, std::string_view line) {
      accept(index, line);
      rows_ = index + 1;
    });
    if (whole < size) file_.truncate(whole);
  }
  write_durably(folder.path / "run.json", folder.state);
}

ResultsFile::~ResultsFile() {
  {
    const std::lock_guard lock(guard_);
    closing_ = true;
  }
  changed_.notify_all();
  if (syncer_.joinable()) syncer_.join();
}

void ResultsFile::put(std::size_t first, const std::vector<std::string>& lines) {
  std::string text;
  for (std::size_t i = rows_ - std::min(rows_, first); i < lines.size(); ++i) {
    text += lines[i];
    text += '\n';
  }
  if (text.empty()) return;
  file_.append(text);
  rows_ = first + lines.size();
  {
    const std::lock_guard lock(guard_);
    if (failure_) std::rethrow_exception(failure_);
    unsynced_ = true;
    if (!syncer_.joinable()) syncer_ = std::thread([this] { keep_synced(); });
  }
  changed_.notify_all();
}

void ResultsFile::sync() {
  file_.sync();
  const std::lock_guard lock(guard_);
  if (failure_) std::rethrow_exception(failure_);
}

void ResultsFile::keep_synced() {
  std::unique_lock lock(guard_);
  for (;;) {
    changed_.wait(lock, [this] { return unsynced_ || closing_; });
    if (!unsynced_) return;
    unsynced_ = false;
    lock.unlock();
    std::exception_ptr failure;
    try {
      file_.sync();
    } catch (...) {
      failure = std::current_exception();
    }
    lock.lock();
    if (failure) failure_ = failure;
  }
}

}  // namespace softlin::check
