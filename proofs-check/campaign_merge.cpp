#include "proofs-check/campaign_merge.hpp"

#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <queue>

#include "proofs-check/durable_file.hpp"
#include "proofs-check/toml_input.hpp"

namespace softlin::check {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

/// Reads lines in pieces and keeps no file open between them, so that the number of shards is not limited by the system.
class LineReader {
 public:
  explicit LineReader(fs::path path) : path_(std::move(path)) {}

  /// The next whole line; nothing at the end, or where the last line is torn.
  std::optional<std::string_view> next() {
    std::size_t end = buffer_.find('\n', at_);
    while (end == std::string::npos) {
      const std::size_t searched = buffer_.size() - at_;
      if (!fill()) return std::nullopt;
      end = buffer_.find('\n', at_ + searched);
    }
    const std::string_view line = std::string_view(buffer_).substr(at_, end - at_);
    at_ = end + 1;
    ++number_;
    return line;
  }
  int number() const { return number_; }
  const fs::path& path() const { return path_; }

 private:
  bool fill() {
    constexpr std::size_t k_piece = std::size_t{1} << 16;
    buffer_.erase(0, at_);
    at_ = 0;
    std::ifstream in(path_, std::ios::binary);
    in.seekg(static_cast<std::streamoff>(offset_));
    const std::size_t before = buffer_.size();
    buffer_.resize(before + k_piece);
    in.read(buffer_.data() + before, k_piece);
    const auto read = static_cast<std::size_t>(std::max<std::streamsize>(in.gcount(), 0));
    buffer_.resize(before + read);
    if (in.bad()) throw InputError(path_.string(), "an unreadable file", "a readable one");
    offset_ += read;
    return read > 0;
  }

  fs::path path_;
  std::string buffer_;
  std::size_t at_ = 0;
  std::uint64_t offset_ = 0;
  int number_ = 0;
};

/// One shard's folder.
struct Part {
  fs::path folder;
  Json state;
  Shard shard;
  std::size_t rows = 0;   ///< that it should have
  std::size_t found = 0;  ///< that were seen
  LineReader lines;
  std::string line;       ///< the one that waits
  std::uint64_t row = 0;  ///< its number

  Place place() const { return {lines.path().string(), lines.number(), ""}; }
  std::string name() const { return "shard " + to_text(shard) + " (" + folder.string() + ")"; }

  /// Goes to the next row. False at the end.
  bool advance(RowCounts& counts) {
    const auto next = lines.next();
    if (!next) return false;
    line = *next;
    const std::uint64_t number = counts.add(line, place());
    if (found > 0 && number <= row) {
      throw InputError(place(), "row " + std::to_string(number) + " after row " + std::to_string(row),
                       "rows in order, each once");
    }
    row = number;
    ++found;
    return true;
  }
};

Part part_of(const fs::path& folder) {
  const fs::path run = folder / "run.json";
  const fs::path results = folder / "results.jsonl";
  std::error_code status;
  if (!fs::exists(run, status) || !fs::exists(results, status)) {
    throw InputError(folder.string(), "no run.json and results.jsonl", "the folder of a shard of a campaign");
  }
  if (is_locked(results)) {
    throw InputError(folder.string(), "a folder that another process is writing", "a shard that has ended");
  }
  Json state = Json::parse(read_text_file(run), nullptr, false);
  const char* const text_keys[] = {"campaign", "fingerprint", "version", "libraries", "shard"};
  bool sound = state.is_object();
  for (const char* key : text_keys) sound = sound && state.contains(key) && state[key].is_string();
  for (const char* key : {"rows", "shard_rows"})
    sound = sound && state.contains(key) && state[key].is_number_unsigned();
  if (!sound) throw InputError(run.string(), "something else", "the run.json of a campaign");
  const Shard shard = parse_shard(state["shard"].get<std::string>());
  const auto rows = state["shard_rows"].get<std::size_t>();
  return {.folder = folder,
          .state = std::move(state),
          .shard = shard,
          .rows = rows,
          .found = 0,
          .lines = LineReader(results),
          .line = {},
          .row = 0};
}

void require_one_campaign(const std::vector<Part>& parts) {
  const Part& first = parts.front();
  for (const Part& part : parts) {
    for (const char* key : {"campaign", "fingerprint", "version", "libraries", "rows"}) {
      if (part.state[key] == first.state[key]) continue;
      throw InputError(Place{(part.folder / "run.json").string(), 0, key}, part.state[key].dump(),
                       first.state[key].dump() + ", as in " + first.folder.string());
    }
    if (part.shard.count != first.shard.count) {
      throw InputError(Place{(part.folder / "run.json").string(), 0, "shard"}, to_text(part.shard),
                       "one of " + std::to_string(first.shard.count) + " shards, as in " + first.folder.string());
    }
  }
  std::vector<const Part*> by_index(first.shard.count + 1, nullptr);
  for (const Part& part : parts) {
    const Part*& known = by_index[part.shard.index];
    if (known != nullptr) {
      throw InputError(part.folder.string(), "shard " + to_text(part.shard) + " a second time",
                       "each shard once; " + known->folder.string() + " holds it too");
    }
    known = &part;
  }
  std::string missing;
  std::size_t count = 0;
  for (std::size_t i = 1; i < by_index.size(); ++i) {
    if (by_index[i] != nullptr) continue;
    if (++count <= 10) missing += (count == 1 ? "" : ", ") + std::to_string(i);
  }
  if (count > 10) missing += ", ... (" + std::to_string(count) + " in all)";
  if (count > 0) {
    throw InputError("merge", std::to_string(parts.size()) + " of " + std::to_string(first.shard.count) + " shards",
                     "all of them; missing: " + missing);
  }
}

void require_complete(const std::vector<Part>& parts) {
  std::string unfinished;
  std::size_t count = 0;
  for (const Part& part : parts) {
    if (part.found == part.rows) continue;
    if (++count > 10) continue;
    unfinished += (count == 1 ? "" : "; ") + part.name() + " has " + std::to_string(part.found) + " of its " +
                  std::to_string(part.rows) + " rows, " +
                  (part.found < part.rows ? std::to_string(part.rows - part.found) + " missing" : "too many");
  }
  if (count > 10) unfinished += "; ... (" + std::to_string(count) + " shards in all)";
  if (count > 0) throw InputError("merge", unfinished, "finished shards (softlin campaign ... --shard i/n --resume)");
}

/// Removes a half-written file unless it was kept.
struct Draft {
  fs::path path;
  bool kept = false;
  ~Draft() {
    std::error_code ignored;
    if (!kept) fs::remove(path, ignored);
  }
};

}  // namespace

RowCounts merge_shards(const std::vector<fs::path>& folders, const fs::path& out,
                       const std::function<void(double)>& progress) {
  std::vector<Part> parts;
  parts.reserve(folders.size());
  for (const fs::path& folder : folders) parts.push_back(part_of(folder));
  if (parts.empty()) throw InputError("merge", "no folder", "the folders of all shards");
  require_one_campaign(parts);
  const std::string models = read_text_file(parts.front().folder / "models.jsonl");
  for (const Part& part : parts) {
    if (read_text_file(part.folder / "models.jsonl") == models) continue;
    throw InputError((part.folder / "models.jsonl").string(), "other models",
                     "those of " + parts.front().folder.string());
  }
  std::error_code failure;
  const fs::path results = out / "results.jsonl";
  if (fs::exists(results, failure) && fs::file_size(results, failure) > 0) {
    throw InputError("--out " + out.string(), "results of an earlier run", "an empty folder");
  }
  const bool had_folder = fs::exists(out, failure);
  fs::create_directories(out, failure);
  if (failure) throw InputError("--out " + out.string(), failure.message(), "a folder that can be written");

  Draft draft{.path = results.string() + "." + std::to_string(::getpid()) + ".part"};
  const auto all = parts.front().state["rows"].get<std::size_t>();
  RowCounts counts;
  try {
    DurableFile file(draft.path);
    file.truncate(0);
    using Waiting = std::pair<std::uint64_t, std::size_t>;  // row, part
    std::priority_queue<Waiting, std::vector<Waiting>, std::greater<>> waiting;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      if (parts[i].advance(counts)) waiting.emplace(parts[i].row, i);
    }
    std::optional<std::uint64_t> written;
    std::size_t last_part = 0;
    std::string last_line;
    std::string text;
    while (!waiting.empty()) {
      const auto [row, i] = waiting.top();
      waiting.pop();
      if (row >= all) {
        throw InputError(parts[i].place(), "row " + std::to_string(row), "rows below " + std::to_string(all));
      }
      if (written == row) {
        throw InputError(parts[i].place(),
                         "row " + std::to_string(row) + " a second time, with " +
                             (parts[i].line == last_line ? "the same" : "different") + " contents",
                         "each row once; " + parts[last_part].name() + " has it too");
      }
      written = row;
      last_part = i;
      last_line = parts[i].line;
      text += parts[i].line;
      text += '\n';
      if (text.size() >= (std::size_t{1} << 20)) {
        file.append(text);
        text.clear();
        if (progress) progress(static_cast<double>(counts.rows) / static_cast<double>(all));
      }
      if (parts[i].advance(counts)) waiting.emplace(parts[i].row, i);
    }
    require_complete(parts);
    if (counts.rows != all) {
      throw InputError("merge", std::to_string(counts.rows) + " rows", std::to_string(all) + ", those of the campaign");
    }
    file.append(text);
    file.sync();
  } catch (...) {
    if (!had_folder) fs::remove_all(out, failure);
    throw;
  }
  Json state = parts.front().state;
  state["shard"] = to_text(Shard{});
  state["shard_rows"] = all;
  write_durably(out / "models.jsonl", models);
  write_durably(out / "run.json", state.dump() + "\n");
  fs::rename(draft.path, results, failure);
  if (failure) throw InputError(results.string(), failure.message(), "a writable place");
  draft.kept = true;
  sync_folder(out);
  return counts;
}

}  // namespace softlin::check
