#include "proofs-check/html_table.hpp"

#include "proofs-check/html_escape.hpp"
#include "proofs-check/symbol_text.hpp"
#include "proofs-check/table_parts.hpp"

namespace softlin::check {

namespace {

constexpr const char* k_right = " style=\"text-align: right; font-variant-numeric: tabular-nums\"";
constexpr const char* k_left = " style=\"text-align: left\"";

std::string caption_element(const Table& table) {
  const std::string origin = origin_text(table);
  std::string out = html_escape(one_line(table.caption));
  if (!origin.empty()) out += (out.empty() ? "<small>" : " <small>") + ("(" + html_escape(origin) + ")</small>");
  if (!table.origin.command.empty())
    out += (out.empty() ? "<code>" : " <code>") + html_escape(one_line(table.origin.command)) + "</code>";
  return out.empty() ? "" : "<caption>" + out + "</caption>\n";
}

std::string head_element(const Table& table) {
  std::string out = "<thead>\n<tr>";
  for (std::size_t j = 0; j < table.columns.size(); ++j) {
    const std::string unit = unit_of(table, j);
    const bool right = table.columns[j].align == Align::number;
    out += std::string("<th scope=\"col\"") + (right ? k_right : k_left) + ">" +
           symbols_in_html(one_line(table.columns[j].heading));
    if (!unit.empty()) out += "<br><small>(" + html_escape(unit) + ")</small>";
    out += "</th>";
  }
  return out + "</tr>\n</thead>\n";
}

std::string row_element(const Table& table, std::size_t i) {
  std::string out = "<tr>";
  for (std::size_t j = 0; j < table.columns.size(); ++j) {
    const Column& column = table.columns[j];
    const std::string cell = one_line(table.rows[i][j]);
    std::string text = column.symbols ? symbols_in_html(cell) : html_escape(cell);
    if (const auto* mark = j + 1 == table.columns.size() ? mark_of(table, i) : nullptr)
      text += (text.empty() ? "<strong>" : " <strong>") + html_escape(one_line(*mark)) + "</strong>";
    const std::string tag = j == 0 ? "th" : "td";
    out += "<" + tag + (j == 0 ? " scope=\"row\"" : "") + (column.align == Align::number ? k_right : k_left) + ">" +
           text + "</" + tag + ">";
  }
  return out + "</tr>\n";
}

}  // namespace

std::string html_table(const Table& table) {
  const std::string span = std::to_string(table.columns.size());
  std::string out = "<div style=\"overflow-x: auto\">\n<table";
  if (!table.label.empty()) out += " id=\"" + html_escape(one_line(table.label)) + "\"";
  out += ">\n" + caption_element(table) + head_element(table);
  bool open = false;
  for_each_line(
      table,
      [&](const std::string& heading) {
        out += (open ? "</tbody>\n<tbody>\n" : "<tbody>\n") + ("<tr><th scope=\"rowgroup\" colspan=\"" + span + "\"") +
               k_left + ">" + html_escape(one_line(heading)) + "</th></tr>\n";
        open = true;
      },
      [&](std::size_t i) {
        if (!open) out += "<tbody>\n";
        open = true;
        out += row_element(table, i);
      });
  if (open) out += "</tbody>\n";
  if (!table.notes.empty()) {
    out += "<tfoot>\n";
    for (const auto& note : table.notes)
      out += "<tr><td colspan=\"" + span + "\"" + k_left + ">" + html_escape(one_line(note)) + "</td></tr>\n";
    out += "</tfoot>\n";
  }
  return out + "</table>\n</div>\n";
}

}  // namespace softlin::check
