#include "proofs-check/row_condition.hpp"

#include <algorithm>

#include "symbolic/error.hpp"

namespace softlin::check {

namespace {

constexpr const char* k_option = "--rows";

std::string_view without_blanks(std::string_view text) {
  const auto first = text.find_first_not_of(' ');
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

InputError unreadable(std::string_view found) {
  return {k_option, "'" + std::string(found) + "'",
          "conditions such as L=16,256 or L=16..1e6 or verdict!=proved or model~gaussian, with ; between them"};
}

/// An end of a range: a number, or no end.
std::optional<Rational> end_of(std::string_view text) {
  const std::string_view number = without_blanks(text);
  if (number.empty() || number == "inf" || number == "-inf") return std::nullopt;
  const auto value = symbolic::parse_rational(number);
  if (!value) throw unreadable(text);
  return value;
}

struct Wanted {
  std::string text;                 ///< as written, without quotes
  std::optional<CellNumber> range;  ///< of numbers
};

Wanted wanted_of(std::string_view item) {
  item = without_blanks(item);
  if (item.empty()) throw unreadable(item);
  if (item.front() == '"') {
    if (item.size() < 2 || item.back() != '"') throw unreadable(item);
    return {std::string(item.substr(1, item.size() - 2)), std::nullopt};
  }
  Wanted out{std::string(item), std::nullopt};
  if (const auto dots = item.find(".."); dots != std::string_view::npos) {
    out.range = CellNumber{end_of(item.substr(0, dots)), end_of(item.substr(dots + 2)), 0};
    if (out.range->low && out.range->high && *out.range->low > *out.range->high) throw unreadable(item);
  } else if (const auto value = symbolic::parse_rational(item)) {
    out.range = CellNumber{value, value, 0};
  }
  return out;
}

bool lies_in(const CellNumber& cell, const CellNumber& range) {
  if (cell.infinity > 0) return !range.high;
  if (cell.infinity < 0) return !range.low;
  if (range.low && *cell.low < *range.low) return false;
  return !range.high || *cell.high <= *range.high;
}

bool matches(const std::string& cell, const Wanted& wanted) {
  if (wanted.range) {
    if (const auto number = cell_number(cell)) return lies_in(*number, *wanted.range);
  }
  return cell == wanted.text;
}

enum class Operator { one_of, none_of, part };

struct RowCondition {
  std::size_t column = 0;
  Operator relation = Operator::one_of;
  std::vector<Wanted> wanted;

  bool holds(const std::vector<std::string>& row) const {
    const std::string& cell = row[column];
    const bool found = std::any_of(wanted.begin(), wanted.end(), [&](const Wanted& item) {
      return relation == Operator::part ? cell.find(item.text) != std::string::npos : matches(cell, item);
    });
    return found != (relation == Operator::none_of);
  }
};

RowCondition condition_of(const Table& table, std::string_view text) {
  const std::size_t at = text.find_first_of("=~");
  if (at == std::string_view::npos || at == 0) throw unreadable(text);
  const bool negated = text[at] == '=' && text[at - 1] == '!';
  RowCondition out;
  out.relation = text[at] == '~' ? Operator::part : negated ? Operator::none_of : Operator::one_of;
  out.column = column_of(table, k_option, std::string(without_blanks(text.substr(0, negated ? at - 1 : at))));
  for (const std::string_view item : quoted_split(k_option, text.substr(at + 1), ','))
    out.wanted.push_back(wanted_of(item));
  return out;
}

}  // namespace

std::optional<CellNumber> cell_number(std::string_view cell) {
  if (cell == "inf") return CellNumber{std::nullopt, std::nullopt, 1};
  if (cell == "-inf") return CellNumber{std::nullopt, std::nullopt, -1};
  if (const auto value = symbolic::parse_rational(cell)) return CellNumber{value, value, 0};
  if (const auto dots = cell.find(".."); dots != std::string_view::npos) {
    const auto low = symbolic::parse_rational(cell.substr(0, dots));
    const auto high = symbolic::parse_rational(cell.substr(dots + 2));
    if (low && high) return CellNumber{low, high, 0};
    return std::nullopt;
  }
  constexpr std::string_view between = " +/- ";
  const auto sign = cell.find(between);
  if (sign == std::string_view::npos || cell.front() != '[' || cell.back() != ']') return std::nullopt;
  const auto middle = symbolic::parse_rational(cell.substr(1, sign - 1));
  const auto start = sign + between.size();
  const auto radius = symbolic::parse_rational(cell.substr(start, cell.size() - 1 - start));
  if (!middle || !radius) return std::nullopt;
  return CellNumber{Rational(*middle - *radius), Rational(*middle + *radius), 0};
}

std::vector<std::string_view> quoted_split(const std::string& option, std::string_view text, char separator) {
  std::vector<std::string_view> out;
  bool quoted = false;
  std::size_t start = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '"') quoted = !quoted;
    if (text[at] != separator || quoted) continue;
    out.push_back(text.substr(start, at - start));
    start = at + 1;
  }
  if (quoted) throw InputError(option, "'" + std::string(text) + "'", "a second double quote");
  out.push_back(text.substr(start));
  return out;
}

std::size_t column_of(const Table& table, const std::string& option, const std::string& name) {
  std::string keys;
  std::optional<std::size_t> by_heading;
  std::size_t headings = 0;
  for (std::size_t j = 0; j < table.columns.size(); ++j) {
    if (table.columns[j].key == name) return j;
    keys += (keys.empty() ? "" : ", ") + table.columns[j].key;
    if (table.columns[j].heading == name) {
      by_heading = j;
      ++headings;
    }
  }
  if (headings == 1) return *by_heading;
  throw InputError(option, "the column '" + name + "'", "one of " + keys);
}

std::vector<bool> matching_rows(const Table& table, const std::string& conditions) {
  std::vector<RowCondition> all;
  for (const std::string_view part : quoted_split(k_option, conditions, ';')) all.push_back(condition_of(table, part));
  std::vector<bool> out;
  for (const auto& row : table.rows) {
    out.push_back(std::all_of(all.begin(), all.end(), [&](const RowCondition& each) { return each.holds(row); }));
  }
  return out;
}

}  // namespace softlin::check
