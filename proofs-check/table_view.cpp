#include "proofs-check/table_view.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <numeric>
#include <set>

#include "proofs-check/row_condition.hpp"
#include "symbolic/error.hpp"

namespace softlin::check {

namespace {

std::vector<std::string> names_in(const std::string& option, const std::string& list) {
  std::vector<std::string> out;
  for (const std::string_view part : quoted_split(option, list, ',')) {
    const std::size_t first = std::min(part.find_first_not_of(' '), part.size());
    std::string name(part.substr(first));
    name.erase(name.find_last_not_of(' ') + 1);
    name.erase(std::remove(name.begin(), name.end(), '"'), name.end());
    if (name.empty() || name == "-")
      throw InputError(option, "'" + list + "'", "names of columns with commas between them");
    out.push_back(std::move(name));
  }
  return out;
}

bool is_missing(const std::string& cell) { return cell.empty() || cell == "-"; }

/// Twice the midpoint, or an infinity.
struct SortKey {
  int infinity = 0;
  Rational sum = 0;
};

bool less(const SortKey& a, const SortKey& b) {
  return a.infinity != b.infinity ? a.infinity < b.infinity : a.infinity == 0 && a.sum < b.sum;
}

/// A stable sort of `order`, row numbers of the table.
void sort_by(const Table& table, std::size_t column, bool descending, std::vector<std::size_t>& order) {
  const auto& cell = [&](std::size_t row) -> const std::string& { return table.rows[row][column]; };
  std::vector<SortKey> keys(table.rows.size());
  bool numeric = true;
  for (const std::size_t row : order) {
    if (is_missing(cell(row))) continue;
    const auto number = cell_number(cell(row));
    if (!number) {
      numeric = false;
      break;
    }
    keys[row].infinity = number->infinity;
    if (number->infinity == 0) keys[row].sum = *number->low + *number->high;
  }
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    const bool no_a = is_missing(cell(a));
    const bool no_b = is_missing(cell(b));
    if (no_a || no_b) return !no_a && no_b;
    if (descending) std::swap(a, b);
    return numeric ? less(keys[a], keys[b]) : cell(a) < cell(b);
  });
}

/// Puts the rows `order` of the table in this order, and their JSON lines.
void take_rows(StandardTable& made, const std::vector<std::size_t>& order) {
  Table& table = made.table;
  std::vector<std::vector<std::string>> rows;
  std::map<std::size_t, std::string> marks;
  std::vector<JsonLine> json;
  std::vector<std::vector<const JsonLine*>> lines(table.rows.size());
  for (const JsonLine& line : made.json) {
    if (line.row) lines[*line.row].push_back(&line);
  }
  for (const std::size_t old : order) {
    if (const auto mark = table.marks.find(old); mark != table.marks.end()) marks[rows.size()] = mark->second;
    for (const JsonLine* line : lines[old]) json.push_back({line->text, rows.size(), line->column});
    rows.push_back(table.rows[old]);
  }
  table.rows = std::move(rows);
  table.marks = std::move(marks);
  made.json = std::move(json);
}

/// Groups of the rows `kept`, which are in their old order; those without rows go.
std::vector<RowGroup> groups_of(const Table& table, const std::vector<std::size_t>& kept) {
  std::vector<RowGroup> out;
  for (std::size_t g = 0; g < table.groups.size(); ++g) {
    const std::size_t end = g + 1 < table.groups.size() ? table.groups[g + 1].first_row : table.rows.size();
    const auto first = std::lower_bound(kept.begin(), kept.end(), table.groups[g].first_row);
    if (first != kept.end() && *first < end)
      out.push_back({static_cast<std::size_t>(first - kept.begin()), table.groups[g].heading});
  }
  return out;
}

void choose_rows(StandardTable& made, const std::string& conditions) {
  const std::vector<bool> wanted = matching_rows(made.table, conditions);
  std::vector<std::size_t> kept;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (wanted[i]) kept.push_back(i);
  }
  if (kept.empty() && !made.table.rows.empty())
    throw InputError("--rows", "'" + conditions + "', which no row meets", "conditions that some row meets");
  auto groups = groups_of(made.table, kept);
  take_rows(made, kept);
  made.table.groups = std::move(groups);
}

void sort_rows(StandardTable& made, const std::string& list) {
  std::vector<std::size_t> order(made.table.rows.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  auto names = names_in("--sort", list);
  // The last key first: later sorts keep what earlier ones did among equals.
  std::reverse(names.begin(), names.end());
  for (const std::string& name : names) {
    const bool descending = name.front() == '-';
    sort_by(made.table, column_of(made.table, "--sort", descending ? name.substr(1) : name), descending, order);
  }
  take_rows(made, order);
  made.table.groups.clear();
}

const std::string& field_of(const Column& column) { return column.field.empty() ? column.key : column.field; }

void choose_columns(StandardTable& made, const std::string& list) {
  Table& table = made.table;
  std::vector<std::size_t> chosen;
  for (const std::string& name : names_in("--columns", list)) {
    const std::size_t j = column_of(table, "--columns", name);
    if (std::find(chosen.begin(), chosen.end(), j) != chosen.end())
      throw InputError("--columns", "'" + name + "' twice", "each column once");
    chosen.push_back(j);
  }
  std::set<std::string> dropped;
  std::set<std::string> keys;
  for (const Column& column : table.columns) dropped.insert(field_of(column));
  for (const std::size_t j : chosen) {
    dropped.erase(field_of(table.columns[j]));
    keys.insert(table.columns[j].key);
  }
  std::vector<JsonLine> json;
  for (JsonLine& line : made.json) {
    if (!line.column.empty() && keys.count(line.column) == 0) continue;
    auto object = nlohmann::ordered_json::parse(line.text);
    for (const std::string& field : dropped) object.erase(field);
    line.text = object.dump();
    json.push_back(std::move(line));
  }
  made.json = std::move(json);
  std::vector<Column> columns;
  for (const std::size_t j : chosen) {
    columns.push_back(table.columns[j]);
    columns.back().in_group_heading = false;  // it was asked for
  }
  for (auto& row : table.rows) {
    std::vector<std::string> cells;
    for (const std::size_t j : chosen) cells.push_back(row[j]);
    row = std::move(cells);
  }
  table.columns = std::move(columns);
}

}  // namespace

std::string StandardTable::json_text() const {
  std::string out;
  for (const JsonLine& line : json) out += line.text + "\n";
  return out;
}

StandardTable chosen(StandardTable made, const TableView& view) {
  if (!view.rows.empty()) choose_rows(made, view.rows);
  if (!view.sort.empty()) sort_rows(made, view.sort);
  if (!view.columns.empty()) choose_columns(made, view.columns);
  if (view.caption) made.table.caption = *view.caption;
  if (view.label) made.table.label = *view.label;
  return made;
}

}  // namespace softlin::check
