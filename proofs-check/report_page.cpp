#include "proofs-check/report_page.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <set>
#include <string_view>

#include "proofs-check/html_escape.hpp"
#include "proofs-check/results_table.hpp"

namespace softlin::check {

namespace {

constexpr std::array k_verdicts{Verdict::proved, Verdict::violated, Verdict::consistent, Verdict::undecided};

constexpr std::string_view k_style = R"css(
:root { color-scheme: light dark; --page: #ffffff; --text: #1a1a1a; --soft: #57606a; --line: #c8ccd1; --band: #f4f5f7;
  --proved: #0a5c29; --violated: #9b1414; --consistent: #124a8c; --undecided: #6b4a00; }
@media (prefers-color-scheme: dark) {
  :root { --page: #15171a; --text: #e6e6e6; --soft: #a8b0b8; --line: #454b52; --band: #1f2226;
    --proved: #7fdc9c; --violated: #ff9d94; --consistent: #93c2ff; --undecided: #f0c674; }
}
body { margin: 0 auto; padding: 1.5rem; max-width: 76rem; background: var(--page); color: var(--text);
  font: 1rem/1.5 system-ui, sans-serif; }
h1, h2 { line-height: 1.25; overflow-wrap: anywhere; }
h2 { margin: 2.5rem 0 0.25rem; }
.soft { color: var(--soft); }
form { display: flex; flex-wrap: wrap; gap: 0.5rem 1.5rem; align-items: end; padding: 0.75rem;
  background: var(--band); }
form[hidden] { display: none; }
fieldset { border: 0; margin: 0; padding: 0; }
legend, .legend { font-weight: 600; padding: 0; }
label { margin-right: 0.75rem; }
select { max-width: 20rem; font: inherit; }
:focus-visible { outline: 3px solid var(--consistent); outline-offset: 2px; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { padding: 0.3rem 0.6rem; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
thead th { border-bottom: 2px solid var(--text); }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.verdict { font-weight: 700; }
.proved { color: var(--proved); }
.violated { color: var(--violated); }
.consistent { color: var(--consistent); }
.undecided { color: var(--undecided); }
tr.surprise { background: var(--band); }
tr.surprise td:first-child { box-shadow: inset 0.25rem 0 var(--violated); }
code, dd { overflow-wrap: anywhere; }
dl { margin: 0.25rem 0; display: grid; grid-template-columns: max-content minmax(12rem, 1fr); gap: 0 0.75rem; }
dd { margin: 0; font-family: ui-monospace, monospace; font-size: 0.85em; }
@media print {
  form { display: none; }
  body { max-width: none; padding: 0; font-size: 9pt; background: #fff; color: #000; }
  .scroll { overflow: visible; }
  h2, tr { break-inside: avoid; }
  h2 { break-after: avoid; }
  thead { display: table-header-group; }
}
)css";

constexpr std::string_view k_script = R"js(
const form = document.querySelector("form");
const update = () => {
  const verdicts = new Set([...form.querySelectorAll("[name=verdict]:checked")].map(box => box.value));
  const claim = form.elements.claim.value;
  const surprises = form.elements.surprises.checked;
  let shown = 0;
  for (const section of document.querySelectorAll("section")) {
    const chosen = claim === "" || section.id === claim;
    let here = 0;
    for (const row of section.querySelectorAll("tbody tr")) {
      row.hidden = !(chosen && verdicts.has(row.dataset.verdict) &&
                     (!surprises || row.classList.contains("surprise")));
      if (!row.hidden) ++here;
    }
    section.hidden = !chosen || (here === 0 && section.querySelector("tbody") !== null);
    shown += here;
  }
  document.querySelector("output").textContent = shown + (shown === 1 ? " row shown" : " rows shown");
};
form.addEventListener("input", update);
form.addEventListener("reset", () => setTimeout(update));
form.addEventListener("submit", event => event.preventDefault());
form.hidden = false;
update();
)js";

std::string shortest(double value) {
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
  return {text.data(), end};
}

struct Section {
  ClaimText text;
  std::vector<const ResultRow*> rows;
};

std::vector<Section> sections_of(const std::vector<ResultRow>& rows, const std::vector<ClaimText>& claims) {
  std::vector<Section> out;
  for (const auto& claim : claims) out.push_back({claim, {}});
  for (const auto& group : rows_by_claim(rows)) {
    auto found =
        std::find_if(out.begin(), out.end(), [&](const Section& section) { return section.text.id == group.claim; });
    if (found == out.end()) {
      found = out.insert(out.end(), Section{ClaimText{group.claim, "", group.rows.front()->source}, {}});
    }
    found->rows = group.rows;
  }
  return out;
}

std::string details_of(const ResultRow& row) {
  std::string list;
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) list += std::string("<dt>") + name + "</dt><dd>" + html_escape(value) + "</dd>";
  };
  const auto add_ends = [&](const char* name, const std::string& lower, const std::string& upper) {
    if (!lower.empty() || !upper.empty()) add(name, "[" + lower + ", " + upper + "]");
  };
  const auto add_number = [&](const char* name, const std::optional<double>& value) {
    if (value) add(name, shortest(*value));
  };
  add("witness", row.witness);
  if (row.identity) {
    add("steps", std::to_string(row.identity->steps));
    if (row.identity->failed_step > 0) {
      add("fails", "step " + std::to_string(row.identity->failed_step) + " (" + row.identity->rule +
                       "): " + row.identity->reason);
    }
    add("setting", row.inputs);
  }
  add_ends("deviation", row.deviation_lower, row.deviation_upper);
  add_ends("exactly", row.deviation_lower_hex, row.deviation_upper_hex);
  add_number("mean", row.mean);
  add_number("standard error", row.std_error);
  add_number("predicted", row.predicted_std_error);
  add_number("e-value", row.e_value);
  add_ends("bound", row.bound_lower, row.bound_upper);
  add_ends("exactly", row.bound_lower_hex, row.bound_upper_hex);
  if (row.method != Method::exact) {
    add("prompts", std::to_string(row.prompts));
    add("seed", std::to_string(row.seed));
    add("confidence", shortest(row.confidence));
  }
  add("softlin", row.version);
  if (list.empty()) return {};
  return "<details><summary>more</summary><dl>" + list + "</dl></details>";
}

std::string row_of(const ResultRow& row, bool scaled) {
  const std::string verdict = name_of(row.verdict);
  std::string out = "<tr data-verdict=\"" + verdict + "\"" + (row.as_expected ? "" : " class=\"surprise\"") + ">";
  const auto cell = [&](const std::string& text, const char* kind = "") {
    out += std::string("<td") + kind + ">" + html_escape(text) + "</td>";
  };
  constexpr const char* number = " class=\"number\"";
  cell(row.model);
  if (scaled) cell(row.scale);
  cell(row.identity ? "-" : to_text(row.length), number);
  cell(method_cell(row));
  cell(row.deviation_shown, number);
  cell(row.bound_shown, number);
  cell(row.ratio_shown, number);
  out += "<td class=\"verdict " + verdict + "\">" + verdict + "</td>";
  cell(expected_text(row) + (row.as_expected ? "" : ": not as expected"));
  return out + "<td>" + details_of(row) + "</td></tr>\n";
}

std::string section_of(const Section& section, const std::string& id) {
  const std::string claim = html_escape(section.text.id);
  std::string out =
      "<section id=\"" + id + "\" aria-labelledby=\"" + id + "-h\">\n<h2 id=\"" + id + "-h\">" + claim + "</h2>\n";
  if (!section.text.statement.empty()) out += "<p>" + html_escape(section.text.statement) + "</p>\n";
  if (!section.text.source.empty()) out += "<p class=\"soft\">Source: " + html_escape(section.text.source) + "</p>\n";
  if (section.rows.empty()) return out + "<p>No rows.</p>\n</section>\n";
  out += "<p><code>" + html_escape(comparison_text(*section.rows.front())) + "</code></p>\n";

  const bool scaled =
      std::any_of(section.rows.begin(), section.rows.end(), [](const ResultRow* row) { return row->scale != "1"; });
  out += "<div class=\"scroll\" role=\"region\" aria-labelledby=\"" + id + "-h\" tabindex=\"0\">\n<table>\n<thead><tr>";
  const auto heading = [&](const char* text, const char* kind = "") {
    out += std::string("<th scope=\"col\"") + kind + ">" + text + "</th>";
  };
  heading("model");
  if (scaled) heading("scale");
  heading("L", " class=\"number\"");
  heading("method");
  heading("deviation", " class=\"number\"");
  heading("bound", " class=\"number\"");
  heading("ratio", " class=\"number\"");
  heading("verdict");
  heading("expected");
  heading("details");
  out += "</tr></thead>\n<tbody>\n";
  for (const ResultRow* row : section.rows) out += row_of(*row, scaled);
  return out + "</tbody>\n</table>\n</div>\n</section>\n";
}

}  // namespace

std::string report_page(const std::vector<ResultRow>& rows, const std::vector<ClaimText>& claims,
                        const std::string& title, const std::string& version) {
  const std::vector<Section> sections = sections_of(rows, claims);
  const std::string heading = html_escape(title);
  std::string out =
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
      "script-src 'unsafe-inline'\">\n<title>";
  out += heading + "</title>\n<style>";
  out += k_style;
  out += "</style>\n</head>\n<body>\n<header>\n<h1>" + heading + "</h1>\n<p>" + html_escape(results_summary(rows)) +
         ".</p>\n<p class=\"soft\">Made by softlin " + html_escape(version) +
         ". A proved or violated row shows the ends of the two enclosures that are closest to each other, rounded "
         "towards each other.</p>\n</header>\n";

  out += "<form hidden autocomplete=\"off\">\n<fieldset><legend>Verdict</legend>";
  for (const Verdict verdict : k_verdicts) {
    const std::string name = name_of(verdict);
    out += "<label><input type=\"checkbox\" name=\"verdict\" value=\"" + name + "\" checked> <span class=\"" + name +
           "\">" + name + "</span></label>";
  }
  out +=
      "</fieldset>\n<label><span class=\"legend\">Claim</span><br><select name=\"claim\"><option "
      "value=\"\">all</option>";
  for (std::size_t i = 0; i < sections.size(); ++i) {
    out += "<option value=\"claim-" + std::to_string(i + 1) + "\">" + html_escape(sections[i].text.id) + "</option>";
  }
  out +=
      "</select></label>\n<label><input type=\"checkbox\" name=\"surprises\"> only what was not expected</label>\n"
      "<button type=\"reset\">Show all</button>\n<output aria-live=\"polite\"></output>\n</form>\n<main>\n";
  for (std::size_t i = 0; i < sections.size(); ++i) out += section_of(sections[i], "claim-" + std::to_string(i + 1));
  out += "</main>\n<script>";
  out += k_script;
  return out + "</script>\n</body>\n</html>\n";
}

}  // namespace softlin::check
