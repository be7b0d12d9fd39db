#include "proofs-check/table.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <utility>

#include "proofs-check/html_table.hpp"
#include "proofs-check/latex_table.hpp"
#include "proofs-check/table_parts.hpp"
#include "symbolic/ascii.hpp"
#include "symbolic/error.hpp"

namespace softlin::check {

namespace {

constexpr std::array<std::pair<std::string_view, Format>, 6> k_formats{{{"text", Format::text},
                                                                        {"json", Format::json},
                                                                        {"csv", Format::csv},
                                                                        {"latex", Format::latex},
                                                                        {"markdown", Format::markdown},
                                                                        {"html", Format::html}}};

/// Number of code points.
std::size_t width(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

// --- Text ------------------------------------------------------------------------------------------------------------

void append_trimmed(std::string& out, std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  out += line + "\n";
}

std::string render_text(const Table& table) {
  std::vector<std::size_t> shown;
  std::vector<std::size_t> widths(table.columns.size());
  for (std::size_t j = 0; j < table.columns.size(); ++j) {
    if (!table.columns[j].in_group_heading || table.groups.empty()) shown.push_back(j);
  }
  for (std::size_t j = 0; j < table.columns.size(); ++j) {
    std::size_t widest = width(table.columns[j].heading);
    for (const auto& row : table.rows) widest = std::max(widest, width(row[j]));
    widths[j] = widest;
  }
  const auto line_of = [&](auto cell) {
    std::string line;
    for (const std::size_t j : shown) {
      const std::string text = one_line(cell(j));
      const std::string padding(widths[j] - width(text), ' ');
      if (j != shown.front()) line += "  ";
      line += table.columns[j].align == Align::number ? padding + text : text + padding;
    }
    return line;
  };

  std::string out;
  if (!table.caption.empty()) {
    const std::string origin = table.digits > 0 ? origin_text(table) : "";
    out += one_line(table.caption) + (origin.empty() ? "" : ": " + origin) + "\n\n";
  }
  append_trimmed(out, line_of([&](std::size_t j) { return table.columns[j].heading; }));
  append_trimmed(out, line_of([&](std::size_t j) { return std::string(widths[j], '-'); }));
  bool first = true;
  for_each_line(
      table,
      [&](const std::string& heading) {
        if (!first) out += "\n";
        for (std::size_t start = 0; start <= heading.size();) {
          const std::size_t end = std::min(heading.find('\n', start), heading.size());
          out += (start == 0 ? "" : "    ") + one_line(heading.substr(start, end - start)) + "\n";
          start = end + 1;
        }
      },
      [&](std::size_t i) {
        first = false;
        std::string line = line_of([&](std::size_t j) { return table.rows[i][j]; });
        if (const auto* mark = mark_of(table, i)) line += "  " + one_line(*mark);
        append_trimmed(out, std::move(line));
      });
  if (!table.notes.empty()) out += "\n";
  for (const auto& note : table.notes) out += one_line(note) + "\n";
  return out;
}

// --- CSV -------------------------------------------------------------------------------------------------------------

std::string csv_field(const std::string& text) {
  if (text.find_first_of("\",\r\n") == std::string::npos) return text;
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + "\"";
}

std::string render_csv(const Table& table) {
  std::string out;
  for (std::size_t j = 0; j < table.columns.size(); ++j) out += (j > 0 ? "," : "") + csv_field(table.columns[j].key);
  out += "\n";
  for (const auto& row : table.rows) {
    for (std::size_t j = 0; j < row.size(); ++j) out += (j > 0 ? "," : "") + csv_field(row[j]);
    out += "\n";
  }
  return out;
}

// --- Markdown --------------------------------------------------------------------------------------------------------

std::string markdown_escape(std::string_view text) {
  std::string out;
  for (const char c : one_line(text)) {
    if (std::string_view("\\`*_<>|[]~$&").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

/// Between one backtick more than the text has in a row.
std::string markdown_code(std::string_view text) {
  const std::string line = one_line(text);
  std::size_t longest = 0;
  for (std::size_t i = 0, run = 0; i < line.size(); ++i) {
    run = line[i] == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  const std::string fence(longest + 1, '`');
  return longest == 0 ? fence + line + fence : fence + " " + line + " " + fence;
}

std::string render_markdown(const Table& table) {
  std::string out;
  const std::string origin = origin_text(table);
  if (!table.caption.empty()) {
    out += "**" + markdown_escape(table.caption) + "**" + (origin.empty() ? "" : " (" + markdown_escape(origin) + ")") +
           "\n\n";
  }
  const auto row_of = [&](auto cell) {
    std::string line = "|";
    for (std::size_t j = 0; j < table.columns.size(); ++j) {
      const std::string text = cell(j);
      line += text.empty() ? " |" : " " + text + " |";
    }
    return line + "\n";
  };
  out += row_of([&](std::size_t j) {
    const std::string unit = unit_of(table, j);
    return markdown_escape(table.columns[j].heading + (unit.empty() ? "" : " (" + unit + ")"));
  });
  out += row_of([&](std::size_t j) { return std::string(table.columns[j].align == Align::number ? "---:" : "---"); });
  for_each_line(
      table,
      [&](const std::string& heading) {
        out += row_of([&](std::size_t j) { return j == 0 ? "**" + markdown_escape(heading) + "**" : std::string(); });
      },
      [&](std::size_t i) {
        out += row_of([&](std::size_t j) {
          std::string text = markdown_escape(table.rows[i][j]);
          const auto* mark = j + 1 == table.columns.size() ? mark_of(table, i) : nullptr;
          if (mark != nullptr) text += (text.empty() ? "**" : " **") + markdown_escape(*mark) + "**";
          return text;
        });
      });
  for (const auto& note : table.notes) out += "\n" + markdown_escape(note) + "\n";
  if (!table.origin.command.empty()) out += "\n" + markdown_code(table.origin.command) + "\n";
  return out;
}

}  // namespace

Format parse_format(std::string_view name) {
  for (const auto& [word, format] : k_formats) {
    if (word == name) return format;
  }
  throw InputError("--format", "\"" + std::string(name) + "\"", format_words());
}

std::string format_words() {
  std::string out;
  for (std::size_t i = 0; i < k_formats.size(); ++i) {
    if (i > 0) out += i + 1 == k_formats.size() ? " or " : ", ";
    out += k_formats[i].first;
  }
  return out;
}

bool is_plain_number(std::string_view text) {
  std::size_t at = 0;
  const auto digits = [&] {
    const std::size_t start = at;
    while (at < text.size() && is_ascii_digit(text[at])) ++at;
    return at > start;
  };
  if (at < text.size() && text[at] == '-') ++at;
  if (!digits()) return false;
  if (at < text.size() && text[at] == '.') {
    ++at;
    if (!digits()) return false;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
    if (!digits()) return false;
  }
  return at == text.size();
}

std::string render(const Table& table, Format format) {
  for ([[maybe_unused]] const auto& row : table.rows) assert(row.size() == table.columns.size());
  switch (format) {
    case Format::text: return render_text(table);
    case Format::csv: return render_csv(table);
    case Format::latex: return latex_table(table);
    case Format::markdown: return render_markdown(table);
    case Format::html: return html_table(table);
    case Format::json: break;
  }
  throw Error("a table has no JSON form: its rows are written as JSON lines by whoever made them");
}

}  // namespace softlin::check
