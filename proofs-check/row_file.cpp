#include "proofs-check/row_file.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>
#include <fstream>
#include <new>
#include <optional>
#include <utility>
#include <vector>

#include "numeric/memory.hpp"
#include "proofs-check/sha256.hpp"
#include "proofs-check/toml_input.hpp"

namespace softlin::check {

namespace {

using symbolic::RowMeaning;
using symbolic::RowTable;

constexpr std::size_t k_buffer_bytes = std::size_t{1} << 20;
const char* const k_table_expected = "a .csv or .npy file of token vectors";

std::string width_text(std::size_t n) { return std::to_string(n) + (n == 1 ? " number" : " numbers"); }

/// Bytes of a file, block by block, with their digest.
class ByteReader {
 public:
  explicit ByteReader(const std::filesystem::path& path) : path_(path), in_(path, std::ios::binary) {
    if (!in_) throw InputError(place(), "a file that cannot be opened", "a readable file");
  }

  Place place(int line = 0, std::string key = {}) const { return {path_.string(), line, std::move(key)}; }

  /// Fills `out` as far as the file goes; returns the number of bytes.
  std::size_t read(char* out, std::size_t size) {
    in_.read(out, static_cast<std::streamsize>(size));
    const auto got = static_cast<std::size_t>(in_.gcount());
    if (in_.bad()) throw InputError(place(), "a file that cannot be read to its end", "a readable file");
    hash_.add({out, got});
    bytes_ += got;
    return got;
  }

  std::uint64_t bytes() const { return bytes_; }
  std::string hash() { return hash_.finish(); }

 private:
  std::filesystem::path path_;
  std::ifstream in_;
  Sha256 hash_;
  std::uint64_t bytes_ = 0;
};

[[noreturn]] void refuse_size(const Place& place, double numbers) {
  throw InputError(place,
                   "a table of " + std::to_string(static_cast<long long>(numbers / (1 << 17))) + " MiB as doubles",
                   "one that fits in the free memory");
}

/// Throws when `numbers` doubles are more than the free memory holds.
void require_memory(const Place& place, double numbers) {
  const double available = static_cast<double>(numeric::available_memory());
  if (available > 0 && numbers * sizeof(double) > available) refuse_size(place, numbers);
}

// --- CSV ---------------------------------------------------------------------------------------------------------------

std::string_view trimmed(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

enum class Cell { number, not_finite, out_of_range, other };

Cell read_cell(std::string_view text, double& value) {
  if (!text.empty() && text.front() == '+') text.remove_prefix(1);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (end != text.data() + text.size() || text.empty()) return Cell::other;
  if (error == std::errc::result_out_of_range) return Cell::out_of_range;
  if (error != std::errc{}) return Cell::other;
  return std::isfinite(value) ? Cell::number : Cell::not_finite;
}

class CsvReader {
 public:
  explicit CsvReader(const std::filesystem::path& path) : bytes_(path) {}

  std::shared_ptr<const RowTable> read(const std::string& name) {
    std::vector<char> buffer(k_buffer_bytes);
    std::string line;
    while (const std::size_t got = bytes_.read(buffer.data(), buffer.size())) {
      std::string_view rest(buffer.data(), got);
      for (std::size_t end = rest.find('\n'); end != std::string_view::npos; end = rest.find('\n')) {
        line += rest.substr(0, end);
        take_line(line);
        line.clear();
        rest.remove_prefix(end + 1);
      }
      line += rest;
      if (line.size() > k_max_file_bytes) {
        throw InputError(bytes_.place(line_ + 1), "a line of more than " + std::to_string(k_max_file_bytes) + " bytes",
                         "lines of at most " + width_text(k_most_row_columns));
      }
    }
    take_line(line);
    if (values_.empty()) throw InputError(bytes_.place(), "no row of numbers", "one token a line, numbers with commas");
    const auto d = static_cast<Eigen::Index>(width_);
    const auto count = static_cast<Eigen::Index>(values_.size() / width_);
    require_memory(bytes_.place(), static_cast<double>(values_.size()));
    Eigen::MatrixXd columns = Eigen::Map<const Eigen::MatrixXd>(values_.data(), d, count);
    values_ = {};
    return std::make_shared<const RowTable>(std::move(columns), RowMeaning::decimal, name, bytes_.hash(),
                                            bytes_.bytes());
  }

 private:
  void take_line(std::string_view line) {
    ++line_;
    if (line_ == 1 && line.substr(0, 3) == "\xEF\xBB\xBF") line.remove_prefix(3);
    if (trimmed(line).empty()) return;
    const bool may_be_header = std::exchange(first_, false);
    cells_.clear();
    for (std::string_view rest = line;;) {
      const std::size_t comma = rest.find(',');
      cells_.push_back(trimmed(rest.substr(0, comma)));
      if (comma == std::string_view::npos) break;
      rest.remove_prefix(comma + 1);
    }
    double value = 0;
    if (may_be_header && std::all_of(cells_.begin(), cells_.end(), [&](std::string_view cell) {
          return !cell.empty() && read_cell(cell, value) == Cell::other;
        })) {
      set_width(cells_.size());
      return;
    }
    set_width(cells_.size());
    if (cells_.size() != width_) {
      throw InputError(bytes_.place(line_), width_text(cells_.size()),
                       std::to_string(width_) + ", as in line " + std::to_string(width_line_));
    }
    if (values_.size() == values_.capacity()) {
      require_memory(bytes_.place(line_), 2 * static_cast<double>(values_.size()));
    }
    for (std::size_t i = 0; i < cells_.size(); ++i) {
      const Cell kind = read_cell(cells_[i], value);
      if (kind == Cell::number) {
        values_.push_back(value);
        continue;
      }
      throw InputError(
          bytes_.place(line_, "column " + std::to_string(i + 1)),
          cells_[i].empty() ? "an empty cell" : quoted_text(cells_[i]),
          kind == Cell::out_of_range ? "a number within the range of a double" : "a finite decimal number");
    }
  }

  void set_width(std::size_t width) {
    if (width_ != 0) return;
    if (width > static_cast<std::size_t>(k_most_row_columns)) {
      throw InputError(bytes_.place(line_), width_text(width), "at most " + std::to_string(k_most_row_columns));
    }
    width_ = width;
    width_line_ = line_;
  }

  ByteReader bytes_;
  int line_ = 0;
  bool first_ = true;
  std::size_t width_ = 0;
  int width_line_ = 0;
  std::vector<std::string_view> cells_;
  std::vector<double> values_;
};

// --- NPY ---------------------------------------------------------------------------------------------------------------

class NpyReader {
 public:
  explicit NpyReader(const std::filesystem::path& path) : bytes_(path) {}

  std::shared_ptr<const RowTable> read(const std::string& name) {
    read_header();
    require_memory(bytes_.place(), static_cast<double>(rows_) * static_cast<double>(width_));
    Eigen::MatrixXd columns;
    try {
      columns.resize(width_, rows_);
    } catch (const std::bad_alloc&) {
      refuse_size(bytes_.place(), static_cast<double>(rows_) * static_cast<double>(width_));
    }
    read_data(columns);
    return std::make_shared<const RowTable>(std::move(columns), RowMeaning::binary, name, bytes_.hash(),
                                            bytes_.bytes());
  }

 private:
  [[noreturn]] void fail(const std::string& found, const std::string& expected) const {
    throw InputError(bytes_.place(), found, expected);
  }

  void read_header() {
    std::array<char, 8> start{};
    const std::size_t got = bytes_.read(start.data(), start.size());
    if (got < 6 || std::memcmp(start.data(), "\x93NUMPY", 6) != 0) {
      fail("a file that does not begin as an NPY file", "NPY format, as numpy.save writes it");
    }
    const int version = got == 8 ? start[6] : 0;
    if (version < 1 || version > 3) fail("NPY format version " + std::to_string(version), "version 1, 2 or 3");
    std::array<unsigned char, 4> size_bytes{};
    const std::size_t size_size = version == 1 ? 2 : 4;
    if (bytes_.read(reinterpret_cast<char*>(size_bytes.data()), size_size) != size_size) fail_torn_header();
    std::size_t size = 0;
    for (std::size_t i = 0; i < size_size; ++i) size |= static_cast<std::size_t>(size_bytes[i]) << (8 * i);
    if (size > k_buffer_bytes) fail("a header of " + std::to_string(size) + " bytes", "the header of a numeric array");
    header_.resize(size);
    if (bytes_.read(header_.data(), size) != size) fail_torn_header();
    read_type();
    const std::string order = value_of("fortran_order");
    if (order.rfind("True", 0) != 0 && order.rfind("False", 0) != 0) {
      fail("fortran_order " + quoted_text(order), "True or False");
    }
    by_columns_ = order[0] == 'T';
    read_shape();
  }

  [[noreturn]] void fail_torn_header() const { fail("the end of the file within its header", "a whole NPY file"); }

  /// What follows `'key':` in the header, which is a Python dictionary.
  std::string value_of(const std::string& key) const {
    const std::size_t at = header_.find("'" + key + "'");
    const std::size_t colon = at == std::string::npos ? at : header_.find(':', at);
    if (colon == std::string::npos) fail("a header without '" + key + "'", "'descr', 'fortran_order' and 'shape'");
    return std::string(trimmed(std::string_view(header_).substr(colon + 1)));
  }

  void read_type() {
    const std::string descr = value_of("descr");
    const std::string type = descr.substr(0, descr.find_first_of(",}"));
    if (type == "'<f4'") {
      is_single_ = true;
    } else if (type != "'<f8'") {
      fail("numbers of type " + quoted_text(type), "'<f4' or '<f8': little-endian float32 or float64");
    }
  }

  void read_shape() {
    const std::string value = value_of("shape");
    const std::string text = value.substr(0, value.find(')') + 1);
    std::vector<std::uint64_t> shape;
    const char* at = text.data();
    const char* const end = text.data() + text.size();
    bool good = at != end && *at++ == '(';
    while (good && at != end && *at != ')') {
      if (*at == ' ' || *at == ',') {
        ++at;
        continue;
      }
      std::uint64_t n = 0;
      const auto [next, error] = std::from_chars(at, end, n);
      good = error == std::errc{};
      at = next;
      shape.push_back(n);
    }
    if (!good || shape.size() != 2 || shape[0] == 0 || shape[1] == 0) {
      fail("an array of shape " + quoted_text(text), "two dimensions (tokens, coordinates), neither 0");
    }
    if (shape[1] > static_cast<std::uint64_t>(k_most_row_columns)) {
      fail("rows of " + std::to_string(shape[1]) + " numbers", "at most " + std::to_string(k_most_row_columns));
    }
    if (shape[0] > std::uint64_t{1} << 40) fail(std::to_string(shape[0]) + " rows", "a table that fits in memory");
    rows_ = static_cast<Eigen::Index>(shape[0]);
    width_ = static_cast<Eigen::Index>(shape[1]);
  }

  void read_data(Eigen::MatrixXd& columns) {
    static_assert(std::endian::native == std::endian::little, "NPY numbers are copied as they are");
    const std::size_t size = is_single_ ? sizeof(float) : sizeof(double);
    const std::uint64_t numbers = static_cast<std::uint64_t>(columns.size());
    std::vector<char> buffer(k_buffer_bytes);
    for (std::uint64_t first = 0; first < numbers;) {
      const std::size_t wanted =
          static_cast<std::size_t>(std::min<std::uint64_t>(buffer.size(), (numbers - first) * size));
      const std::size_t got = bytes_.read(buffer.data(), wanted);
      if (got != wanted) {
        fail("data that ends after " + std::to_string(first * size + got) + " bytes",
             std::to_string(numbers * size) + ", the size of " + std::to_string(rows_) + " x " +
                 std::to_string(width_) + " numbers");
      }
      for (std::size_t k = 0; k < got / size; ++k, ++first) {
        const double value = number_at(buffer.data() + k * size);
        const auto at = static_cast<Eigen::Index>(first);
        const Eigen::Index row = by_columns_ ? at % rows_ : at / width_;
        const Eigen::Index column = by_columns_ ? at / rows_ : at % width_;
        if (!std::isfinite(value)) {
          throw InputError(bytes_.place(0, "row " + std::to_string(row + 1) + ", column " + std::to_string(column + 1)),
                           std::isnan(value) ? "nan" : "inf", "a finite number");
        }
        columns(column, row) = value;
      }
    }
    if (bytes_.read(buffer.data(), 1) != 0) {
      fail("bytes beyond the " + std::to_string(rows_) + " x " + std::to_string(width_) + " numbers",
           "the end of the file");
    }
  }

  double number_at(const char* bytes) const {
    if (is_single_) {
      float single = 0;
      std::memcpy(&single, bytes, sizeof single);
      return single;
    }
    double value = 0;
    std::memcpy(&value, bytes, sizeof value);
    return value;
  }

  ByteReader bytes_;
  std::string header_;
  bool is_single_ = false;
  bool by_columns_ = false;
  Eigen::Index rows_ = 0;
  Eigen::Index width_ = 0;
};

std::string lower_case(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

}  // namespace

std::shared_ptr<const RowTable> read_rows(const std::filesystem::path& path, const std::string& name,
                                          const Place& place) {
  const std::string ending = lower_case(path.extension().string());
  if (ending != ".csv" && ending != ".npy") throw InputError(place, quoted_text(name), k_table_expected);
  std::error_code status;
  const auto type = std::filesystem::status(path, status).type();
  if (type == std::filesystem::file_type::not_found) {
    throw InputError(place, quoted_text(name) + ", but there is no file " + path.string(), k_table_expected);
  }
  if (type == std::filesystem::file_type::directory)
    throw InputError(place, "the directory " + path.string(), k_table_expected);
  try {
    return ending == ".csv" ? CsvReader(path).read(name) : NpyReader(path).read(name);
  } catch (const std::bad_alloc&) {
    throw InputError(place, "the table " + path.string() + ", too large for the memory", "a smaller one");
  }
}

}  // namespace softlin::check
