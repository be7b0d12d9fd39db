#include "proofs-check/table_parts.hpp"

#include "proofs-check/compact_enclosure.hpp"
#include "proofs-check/symbol_text.hpp"

namespace softlin::check {

const std::string* mark_of(const Table& table, std::size_t row) {
  const auto found = table.marks.find(row);
  return found == table.marks.end() ? nullptr : &found->second;
}

std::string origin_text(const Table& table) {
  std::string out;
  const auto add = [&](const std::string& part) { out += (out.empty() ? "" : ", ") + part; };
  if (table.digits > 0)
    add("exact values to " + std::to_string(table.digits) + (table.digits == 1 ? " digit" : " digits"));
  for (std::size_t i = 0; i < table.seeds.size(); ++i)
    add((i > 0 ? "" : table.seeds.size() == 1 ? "seed " : "seeds ") + table.seeds[i]);
  if (!table.origin.version.empty()) add("softlin " + table.origin.version);
  return out;
}

bool has_enclosures(const Table& table, std::size_t column) {
  bool found = false;
  for (const auto& row : table.rows) {
    const std::string& cell = row[column];
    if (is_enclosure(cell)) {
      found = true;
    } else if (!cell.empty() && cell != "-" && !is_plain_number(cell)) {
      return false;
    }
  }
  return found;
}

std::string unit_of(const Table& table, std::size_t column) {
  const Column& shown = table.columns[column];
  if (!shown.unit.empty()) return shown.unit;
  if (table.digits > 0 && has_enclosures(table, column))
    return std::to_string(table.digits) + (table.digits == 1 ? " digit" : " digits");
  return unit_of_symbol(shown.heading);
}

std::string rendered(Table table, TableOrigin origin, int digits, Format format) {
  table.origin = std::move(origin);
  for (std::size_t j = 0; j < table.columns.size() && table.digits == 0 && format != Format::text; ++j) {
    if (has_enclosures(table, j)) table.digits = digits;
  }
  return render(table, format);
}

}  // namespace softlin::check
