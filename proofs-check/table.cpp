#include "proofs-check/table.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <utility>

#include "symbolic/error.hpp"

namespace softlin::check {

namespace {

constexpr std::array<std::pair<std::string_view, Format>, 5> k_formats{{{"text", Format::text},
                                                                        {"json", Format::json},
                                                                        {"csv", Format::csv},
                                                                        {"latex", Format::latex},
                                                                        {"markdown", Format::markdown}}};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

std::string one_line(std::string_view text) {
  std::string out(text);
  std::replace_if(out.begin(), out.end(), is_control, ' ');
  return out;
}

/// Number of code points.
std::size_t width(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

/// Calls heading(text) before the first row of each group and row(index) for each row.
template <class Heading, class Row>
void for_each_line(const Table& table, Heading heading, Row row) {
  auto group = table.groups.begin();
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    for (; group != table.groups.end() && group->first_row <= i; ++group) heading(group->heading);
    row(i);
  }
}

const std::string* mark_of(const Table& table, std::size_t row) {
  const auto found = table.marks.find(row);
  return found == table.marks.end() ? nullptr : &found->second;
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
  if (!table.caption.empty()) out += one_line(table.caption) + "\n\n";
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

// --- LaTeX -----------------------------------------------------------------------------------------------------------

struct Symbol {
  std::uint32_t code;
  const char* math;
};

constexpr Symbol k_symbols[] = {
    {0x00b1, "\\pm"},     {0x00b2, "^2"},       {0x00b3, "^3"},      {0x00b7, "\\cdot"},    {0x00d7, "\\times"},
    {0x0393, "\\Gamma"},  {0x0394, "\\Delta"},  {0x0398, "\\Theta"}, {0x039b, "\\Lambda"},  {0x039e, "\\Xi"},
    {0x03a0, "\\Pi"},     {0x03a3, "\\Sigma"},  {0x03a6, "\\Phi"},   {0x03a8, "\\Psi"},     {0x03a9, "\\Omega"},
    {0x03b1, "\\alpha"},  {0x03b2, "\\beta"},   {0x03b3, "\\gamma"}, {0x03b4, "\\delta"},   {0x03b5, "\\varepsilon"},
    {0x03b6, "\\zeta"},   {0x03b7, "\\eta"},    {0x03b8, "\\theta"}, {0x03b9, "\\iota"},    {0x03ba, "\\kappa"},
    {0x03bb, "\\lambda"}, {0x03bc, "\\mu"},     {0x03bd, "\\nu"},    {0x03be, "\\xi"},      {0x03c0, "\\pi"},
    {0x03c1, "\\rho"},    {0x03c3, "\\sigma"},  {0x03c4, "\\tau"},   {0x03c5, "\\upsilon"}, {0x03c6, "\\varphi"},
    {0x03c7, "\\chi"},    {0x03c8, "\\psi"},    {0x03c9, "\\omega"}, {0x2016, "\\|"},       {0x2190, "\\leftarrow"},
    {0x2192, "\\to"},     {0x2208, "\\in"},     {0x2211, "\\sum"},   {0x2212, "-"},         {0x221a, "\\surd"},
    {0x221e, "\\infty"},  {0x2248, "\\approx"}, {0x2260, "\\ne"},    {0x2264, "\\le"},      {0x2265, "\\ge"}};

/// Reads one code point at `at` and moves past it; nothing when the bytes are not UTF-8 (one byte is passed).
std::optional<std::uint32_t> next_code_point(std::string_view text, std::size_t& at) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i])); };
  const std::uint32_t lead = byte(at);
  const std::size_t length = lead < 0x80 ? 1 : (lead >> 5) == 6 ? 2 : (lead >> 4) == 14 ? 3 : (lead >> 3) == 30 ? 4 : 0;
  if (length == 0 || at + length > text.size()) {
    ++at;
    return std::nullopt;
  }
  std::uint32_t code = length == 1 ? lead : lead & (0x7fU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(at + i) >> 6) != 2) {
      ++at;
      return std::nullopt;
    }
    code = (code << 6) | (byte(at + i) & 0x3f);
  }
  at += length;
  return code;
}

std::string latex_non_ascii(std::uint32_t code, std::string_view bytes) {
  if (code == 0x00a0) return "~";
  if (code == 0x2013) return "--";
  if (code == 0x2014) return "---";
  if (code == 0x2018) return "`";
  if (code == 0x2019) return "'";
  if (code == 0x201c) return "``";
  if (code == 0x201d) return "''";
  for (const auto& symbol : k_symbols) {
    if (symbol.code == code) return "\\ensuremath{" + std::string(symbol.math) + "}";
  }
  // Letters with accents that the standard OT1 fonts can build: all of Latin-1 but eth and thorn.
  const bool missing = code == 0xd0 || code == 0xde || code == 0xf0 || code == 0xfe || code == 0xf7;
  if (code >= 0xc0 && code <= 0xff && !missing) return std::string(bytes);
  std::array<char, 16> name{};
  std::snprintf(name.data(), name.size(), "U+%04X", static_cast<unsigned>(code));
  return "\\texttt{" + std::string(name.data()) + "}";
}

/// "1e+30" as "1e30"; siunitx would otherwise be asked to keep the sign.
std::string siunitx_number(const std::string& cell) {
  std::string out = cell;
  const auto plus = out.find('+');
  if (plus != std::string::npos) out.erase(plus, 1);
  return out;
}

/// The table-format that has room for all plain numbers among the cells; empty when there is none.
std::string siunitx_format(const Table& table, std::size_t column) {
  std::size_t whole = 0;
  std::size_t fraction = 0;
  std::size_t exponent = 0;
  bool negative = false;
  bool negative_exponent = false;
  for (const auto& row : table.rows) {
    if (!is_plain_number(row[column])) continue;
    const std::string number = siunitx_number(row[column]);
    const std::size_t e = std::min(number.find_first_of("eE"), number.size());
    const std::size_t point = std::min(number.find('.'), e);
    const bool minus = number.front() == '-';
    negative = negative || minus;
    whole = std::max(whole, point - (minus ? 1 : 0));
    if (point < e) fraction = std::max(fraction, e - point - 1);
    if (e < number.size()) {
      const bool below_one = number[e + 1] == '-';
      negative_exponent = negative_exponent || below_one;
      exponent = std::max(exponent, number.size() - e - 1 - (below_one ? 1 : 0));
    }
  }
  if (whole == 0) return {};
  std::string out = negative ? "-" : "";
  out += std::to_string(whole);
  if (fraction > 0) out += "." + std::to_string(fraction);
  if (exponent > 0) out += std::string("e") + (negative_exponent ? "-" : "") + std::to_string(exponent);
  return out;
}

struct LatexColumn {
  std::size_t index;
  bool aligned;  ///< an S column
  std::string specification;
};

std::vector<LatexColumn> latex_columns(const Table& table) {
  std::vector<LatexColumn> out;
  for (std::size_t j = 0; j < table.columns.size(); ++j) {
    const Column& column = table.columns[j];
    if (column.in_group_heading && !table.groups.empty()) continue;
    if (column.align == Align::left) {
      out.push_back({j, false, "l"});
      continue;
    }
    const std::string format = siunitx_format(table, j);
    out.push_back(format.empty() ? LatexColumn{j, false, "r"} : LatexColumn{j, true, "S[table-format=" + format + "]"});
  }
  return out;
}

std::string latex_label(const std::string& label) {
  std::string out = label;
  std::replace_if(
      out.begin(), out.end(),
      [](char c) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c);
        return !letter && c != ':' && c != '.' && c != '-';
      },
      '-');
  return out;
}

std::string render_latex(const Table& table) {
  const std::vector<LatexColumn> columns = latex_columns(table);
  const bool breaks = table.rows.size() > k_longest_single_page;
  const std::string count = std::to_string(columns.size());

  const auto row_of = [&](auto cell) {
    std::string line = "  ";
    for (std::size_t k = 0; k < columns.size(); ++k)
      line += (k > 0 ? " & " : "") + cell(columns[k], k + 1 == columns.size());
    return line + " \\\\\n";
  };
  const std::string header = row_of([&](const LatexColumn& column, bool) {
    const std::string heading = latex_escape(table.columns[column.index].heading);
    return column.aligned ? "{" + heading + "}" : heading;
  });
  std::string body;
  for_each_line(
      table,
      [&](const std::string& heading) {
        if (!body.empty()) body += "  \\addlinespace\n";
        body += "  \\multicolumn{" + count + "}{l}{\\textit{" + latex_escape(heading) + "}} \\\\";
        body += breaks ? "*\n" : "\n";  // no page break after a heading
      },
      [&](std::size_t i) {
        body += row_of([&](const LatexColumn& column, bool last) {
          const std::string& cell = table.rows[i][column.index];
          const std::string* mark = last ? mark_of(table, i) : nullptr;
          if (column.aligned && mark == nullptr && is_plain_number(cell)) return siunitx_number(cell);
          std::string text = latex_escape(cell);
          if (mark != nullptr) text += (text.empty() ? "\\textbf{" : " \\textbf{") + latex_escape(*mark) + "}";
          return column.aligned && !text.empty() ? "{" + text + "}" : text;
        });
      });

  std::string specification;
  for (const auto& column : columns) specification += column.specification;
  std::string caption = table.caption.empty() ? "" : "\\caption{" + latex_escape(table.caption) + "}";
  if (!table.label.empty()) caption += "\\label{" + latex_label(table.label) + "}";

  std::string out = "% needs \\usepackage{booktabs,longtable,siunitx}\n";
  if (!breaks) {
    out += "\\begin{table}[htbp]\n  \\centering\n  \\small\n";
    if (!caption.empty()) out += "  " + caption + "\n";
    out += "  \\begin{tabular}{" + specification + "}\n  \\toprule\n" + header + "  \\midrule\n" + body +
           "  \\bottomrule\n  \\end{tabular}\n";
    for (const auto& note : table.notes) out += "  \\par\\smallskip{\\footnotesize " + latex_escape(note) + "\\par}\n";
    return out + "\\end{table}\n";
  }
  out += "\\begingroup\n\\small\n\\begin{longtable}{" + specification + "}\n";
  if (!caption.empty()) out += "  " + caption + " \\\\\n";
  out += "  \\toprule\n" + header + "  \\midrule\n  \\endfirsthead\n";
  out += "  \\toprule\n" + header + "  \\midrule\n  \\endhead\n";
  out += "  \\midrule\n  \\multicolumn{" + count + "}{r}{\\footnotesize continued} \\\\\n  \\endfoot\n";
  out += "  \\bottomrule\n  \\endlastfoot\n" + body + "\\end{longtable}\n";
  for (const auto& note : table.notes) out += "\\noindent{\\footnotesize " + latex_escape(note) + "\\par}\n";
  return out + "\\endgroup\n";
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

std::string render_markdown(const Table& table) {
  std::string out;
  if (!table.caption.empty()) out += "**" + markdown_escape(table.caption) + "**\n\n";
  const auto row_of = [&](auto cell) {
    std::string line = "|";
    for (std::size_t j = 0; j < table.columns.size(); ++j) {
      const std::string text = cell(j);
      line += text.empty() ? " |" : " " + text + " |";
    }
    return line + "\n";
  };
  out += row_of([&](std::size_t j) { return markdown_escape(table.columns[j].heading); });
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
  return out;
}

}  // namespace

Format parse_format(std::string_view name) {
  for (const auto& [word, format] : k_formats) {
    if (word == name) return format;
  }
  throw InputError("--format", "\"" + std::string(name) + "\"", "text, json, csv, latex or markdown");
}

bool is_plain_number(std::string_view text) {
  std::size_t at = 0;
  const auto digits = [&] {
    const std::size_t start = at;
    while (at < text.size() && is_digit(text[at])) ++at;
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

std::string latex_escape(std::string_view text) {
  std::string out;
  char previous = ' ';
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t start = at;
    const auto code = next_code_point(text, at);
    if (!code) {
      out += "?";
      previous = '?';
      continue;
    }
    if (*code >= 0x80) {
      out += latex_non_ascii(*code, text.substr(start, at - start));
      previous = 'x';
      continue;
    }
    const char c = is_control(text[start]) ? ' ' : text[start];
    switch (c) {
      case '\\': out += "\\textbackslash{}"; break;
      case '~': out += "\\textasciitilde{}"; break;
      case '^': out += "\\textasciicircum{}"; break;
      case '<': out += "\\textless{}"; break;
      case '>': out += "\\textgreater{}"; break;
      case '|': out += "\\textbar{}"; break;
      case '"': out += "''"; break;
      // A row that starts with one of these would be read as an argument of the line break before it.
      case '[': out += "{[}"; break;
      case ']': out += "{]}"; break;
      case '*': out += "{*}"; break;
      case '-': out += previous == '-' ? "{}-" : "-"; break;
      case '&':
      case '%':
      case '$':
      case '#':
      case '_':
      case '{':
      case '}':
        out += '\\';
        out += c;
        break;
      default: out += c;
    }
    previous = c;
  }
  return out;
}

std::string render(const Table& table, Format format) {
  for ([[maybe_unused]] const auto& row : table.rows) assert(row.size() == table.columns.size());
  switch (format) {
    case Format::text: return render_text(table);
    case Format::csv: return render_csv(table);
    case Format::latex: return render_latex(table);
    case Format::markdown: return render_markdown(table);
    case Format::json: break;
  }
  throw Error("a table has no JSON form: its rows are written as JSON lines by whoever made them");
}

}  // namespace softlin::check
