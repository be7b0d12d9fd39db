#include "proofs-check/report_page.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <set>

#include "proofs-check/figure.hpp"
#include "proofs-check/html_escape.hpp"
#include "proofs-check/inline_svg.hpp"
#include "proofs-check/report_look.hpp"
#include "proofs-check/results_table.hpp"
#include "proofs-check/row_selection.hpp"
#include "proofs-check/sentence_markup.hpp"
#include "proofs-check/sha256.hpp"

namespace softlin::check {

namespace {

constexpr std::array k_verdicts{Verdict::proved, Verdict::violated, Verdict::consistent, Verdict::undecided};

/// Verdicts differ by a sign as well as by their colour.
const char* sign_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::proved: return "✓";
    case Verdict::violated: return "✗";
    case Verdict::consistent: return "≈";
    case Verdict::undecided: return "?";
  }
  return "";
}

std::string base64_of_hex(const std::string& hex) {
  static constexpr char k_digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::vector<unsigned> bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    unsigned byte = 0;
    std::from_chars(hex.data() + i, hex.data() + i + 2, byte, 16);
    bytes.push_back(byte);
  }
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t given = std::min<std::size_t>(3, bytes.size() - i);
    unsigned group = 0;
    for (std::size_t j = 0; j < 3; ++j) group = group << 8 | (j < given ? bytes[i + j] : 0);
    for (std::size_t j = 0; j < 4; ++j) out += j <= given ? k_digits[group >> (18 - 6 * j) & 63] : '=';
  }
  return out;
}

/// 'sha256-...', the source expression of a content security policy.
std::string policy_hash(const std::string& text) {
  Sha256 hash;
  hash.add(text);
  return "'sha256-" + base64_of_hex(hash.finish()) + "'";
}

std::string shortest(double value) {
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
  return {text.data(), end};
}

std::string tagged(const char* tag, const std::string& content, const char* kind = "") {
  return std::string("<") + tag + (*kind == 0 ? "" : std::string(" class=\"") + kind + "\"") + ">" + content + "</" +
         tag + ">";
}

std::string chip(Verdict verdict, const std::string& before = "") {
  const std::string name = name_of(verdict);
  return "<span class=\"chip " + name + "\"><i aria-hidden=\"true\">" + sign_of(verdict) + "</i> " + before + name +
         "</span>";
}

struct ReportEntry {
  ReportClaim claim;
  std::vector<const ResultRow*> rows;
  std::string anchor;

  bool surprises() const {
    return std::any_of(rows.begin(), rows.end(), [](const ResultRow* row) { return !row->as_expected; });
  }
  std::size_t count(Verdict verdict) const {
    return static_cast<std::size_t>(
        std::count_if(rows.begin(), rows.end(), [&](const ResultRow* row) { return row->verdict == verdict; }));
  }
};

struct ReportSection {
  std::string title;
  std::string anchor;
  std::vector<ReportEntry> entries;
};

std::vector<ReportSection> sections_of(const CheckReport& report, const std::vector<ResultRow>& rows) {
  std::map<std::string, std::vector<const ResultRow*>> rows_of;
  std::vector<ReportClaim> claims = report.claims;
  std::set<std::string> known;
  for (const auto& claim : claims) known.insert(claim.id);
  for (const auto& group : rows_by_claim(rows)) {
    rows_of[group.claim] = group.rows;
    if (known.count(group.claim) > 0) continue;
    ReportClaim claim;
    claim.id = group.claim;
    claim.source = group.rows.front()->source;
    claim.expected = expected_text(*group.rows.front());
    claims.push_back(std::move(claim));
  }
  std::vector<ReportSection> out;
  std::set<std::string> anchors{"main", "contents"};
  for (auto& claim : claims) {
    if (out.empty() || out.back().title != claim.suite) {
      out.push_back({claim.suite, "suite-" + std::to_string(out.size() + 1), {}});
      anchors.insert(out.back().anchor);
    }
    const std::string stem = file_stem(claim.id);
    std::string anchor = stem;
    for (int i = 2; !anchors.insert(anchor).second; ++i) anchor = stem + "-" + std::to_string(i);
    ReportEntry entry{std::move(claim), {}, std::move(anchor)};
    entry.rows = rows_of[entry.claim.id];
    out.back().entries.push_back(std::move(entry));
  }
  return out;
}

/// The list of one row: what stands behind its disclosure.
class RowDetails {
 public:
  RowDetails(const ResultRow& row, const std::string& command) : row_(row) {
    add("witness", row.witness);
    if (row.identity) add_identity();
    add_ends("deviation", row.deviation_lower, row.deviation_upper);
    add_ends("exactly", row.deviation_lower_hex, row.deviation_upper_hex);
    add_number("mean", row.mean);
    add_number("standard error", row.std_error);
    add_number("predicted", row.predicted_std_error);
    if (row.exceedances) add("beyond radius", std::to_string(*row.exceedances));
    add_ends("radius", row.radius_lower, row.radius_upper);
    if (row.proportion_lower && row.proportion_upper) {
      add_ends("probability", shortest(*row.proportion_lower), shortest(*row.proportion_upper));
    }
    add_number("e-value", row.e_value);
    add_ends("bound", row.bound_lower, row.bound_upper);
    add_ends("exactly", row.bound_lower_hex, row.bound_upper_hex);
    if (row.method != Method::exact) {
      add("prompts", std::to_string(row.prompts));
      if (row.prompts_used) add("prompts used", std::to_string(*row.prompts_used));
      add("seed", std::to_string(row.seed));
      add("confidence", shortest(row.confidence));
    }
    list_ += "<dt>repeat</dt><dd><pre>" + html_escape(command) + "</pre></dd>";
  }

  const std::string& markup() const { return list_; }

 private:
  void add(const char* name, const std::string& value) {
    if (!value.empty()) list_ += tagged("dt", name) + tagged("dd", html_escape(value));
  }
  void add_ends(const char* name, const std::string& lower, const std::string& upper) {
    if (!lower.empty() || !upper.empty()) add(name, "[" + lower + ", " + upper + "]");
  }
  void add_number(const char* name, const std::optional<double>& value) {
    if (value) add(name, shortest(*value));
  }
  void add_identity() {
    add("steps", std::to_string(row_.identity->steps));
    if (row_.identity->failed_step == 0) return;
    add("fails", "step " + std::to_string(row_.identity->failed_step) + " (" + row_.identity->rule +
                     "): " + row_.identity->reason);
  }

  const ResultRow& row_;
  std::string list_;
};

/// 4096, or 10 to the 12th: long lengths are mostly round.
std::string length_markup(const ResultRow& row) {
  if (row.identity) return "–";
  if (row.length.infinite) return "∞";
  const std::string text = to_text(row.length);
  const std::size_t zeros = text.size() - 1 - text.find_last_not_of('0');
  if (zeros < 5) return text;
  const std::string first = text.substr(0, text.size() - zeros);
  return (first == "1" ? "" : first + "·") + "10" + tagged("sup", std::to_string(zeros));
}

/// "+-" of tables as one sign.
std::string with_plus_minus(std::string text) {
  for (auto at = text.find("+-"); at != std::string::npos; at = text.find("+-")) text.replace(at, 2, "±");
  return text;
}

std::string row_markup(const ResultRow& row, bool scaled, const std::string& command) {
  std::string out = "<tbody data-verdict=\"" + name_of(row.verdict) + "\"" +
                    (row.as_expected ? "" : " class=\"surprise\"") + "><tr><td class=\"model\" data-h=\"model\">" +
                    html_escape(row.model) + "</td>";
  const auto cell = [&](const char* heading, const std::string& content, bool number) {
    out += std::string("<td") + (number ? " class=\"n\"" : "") + " data-h=\"" + heading + "\">" + content + "</td>";
  };
  if (scaled) cell("scale", html_escape(row.scale), false);
  cell("L", length_markup(row), true);
  cell("method", method_cell(row), false);
  cell("deviation", html_escape(with_plus_minus(row.deviation_shown)), true);
  cell("bound", html_escape(row.bound_shown), true);
  cell("ratio", html_escape(row.ratio_shown), true);
  cell("verdict", chip(row.verdict), false);
  cell("expected", expected_text(row) + (row.as_expected ? "" : ": <strong>not as expected</strong>"), false);
  const std::string summary =
      row.witness.empty() ? "enclosures and command" : html_escape(with_plus_minus(row.witness));
  return out + "</tr><tr class=\"more\"><td colspan=\"" + (scaled ? "9" : "8") + "\"><details><summary>" + summary +
         "</summary><dl>" + RowDetails(row, command).markup() + "</dl></details></td></tr></tbody>\n";
}

std::string table_markup(const CheckReport& report, const ReportEntry& entry) {
  const bool scaled =
      std::any_of(entry.rows.begin(), entry.rows.end(), [](const ResultRow* row) { return row->scale != "1"; });
  std::string out = "<div class=\"scroll\"><table><thead><tr>";
  const auto heading = [&](const char* text, bool number) {
    out += std::string("<th scope=\"col\"") + (number ? " class=\"n\"" : "") + ">" + text + "</th>";
  };
  heading("model", false);
  if (scaled) heading("scale", false);
  heading("L", true);
  heading("method", false);
  heading("deviation", true);
  heading("bound", true);
  heading("ratio", true);
  heading("verdict", false);
  heading("expected", false);
  out += "</tr></thead>\n";
  for (const ResultRow* row : entry.rows) {
    out += row_markup(*row, scaled, row_command(report.arguments, *row, entry.rows));
  }
  return out + "</table></div>\n";
}

std::string with_factor(const std::string& factor, const std::string& rest) {
  if (factor.empty()) return rest;
  return inline_math(factor, MathNotation::formula) + " × " + rest;
}

std::string named_bound(const std::string& name) { return tagged("span", html_escape(name), "name"); }

/// The comparison of a claim, typeset.
std::string comparison_markup(const ReportClaim& claim) {
  if (!claim.equations.empty()) {
    std::string out;
    for (const auto& equation : claim.equations) out += tagged("p", display_math(equation, MathNotation::identity));
    return tagged("div", out, "formula");
  }
  if (claim.bound.empty()) return {};
  const auto left_notation = claim.quantity_is_formula ? claim.notation : MathNotation::prose;
  std::string out = display_math(claim.quantity, left_notation) + " ";
  out += claim.relation == "<="   ? "<math><mo>≤</mo></math>"
         : claim.relation == ">=" ? "<math><mo>≥</mo></math>"
                                  : "<math><mo>=</mo></math>";
  out += " ";
  if (claim.bound_is_name) {
    out +=
        with_factor(claim.factor, claim.bound == "best" ? (claim.relation == ">=" ? "the largest bound that applies"
                                                                                  : "the smallest bound that applies")
                                                        : named_bound(claim.bound));
  } else if (claim.factor.empty()) {
    out += display_math(claim.bound, claim.notation);
  } else {
    out += display_math(claim.factor + "*(" + claim.bound + ")", claim.notation);
  }
  out = tagged("p", out);
  if (!claim.radius.empty()) {
    const std::string factor = claim.radius_factor;
    const std::string radius = claim.radius_is_name ? with_factor(factor, named_bound(claim.radius))
                               : factor.empty()     ? display_math(claim.radius, claim.notation)
                                                    : display_math(factor + "*(" + claim.radius + ")", claim.notation);
    out += tagged("p", inline_math("r", MathNotation::prose) + " <math><mo>=</mo></math> " + radius);
  }
  return tagged("div", out, "formula");
}

std::string facts_markup(const ReportClaim& claim) {
  std::string out;
  const auto add = [&](const std::string& name, const std::string& content) {
    out += tagged("dt", name) + tagged("dd", content);
  };
  if (!claim.notes.empty()) {
    std::string list;
    for (const auto& note : claim.notes) list += tagged("li", sentence_markup(note));
    add("where", tagged("ul", list));
  }
  for (const auto& bound : claim.bounds) {
    add(named_bound(bound.name), statement_markup(bound.statement) + "<br><span class=\"soft\">for</span> " +
                                     statement_markup(bound.hypotheses) + " <span class=\"soft\">[" +
                                     html_escape(bound.source) + "]</span>");
  }
  if (!claim.source.empty()) add("source", html_escape(claim.source));
  if (!claim.expected.empty() && claim.expected != "holds") {
    add("expected", html_escape(claim.expected) + ": a control, or a claim known to fail");
  }
  return out.empty() ? out : tagged("dl", out, "facts");
}

std::string article_markup(const CheckReport& report, const ReportEntry& entry) {
  const ReportClaim& claim = entry.claim;
  // The formula as it was written is found by the search too.
  const std::string written = claim.quantity + " " + claim.bound + " " + claim.radius;
  std::string out = "<article id=\"" + entry.anchor + "\"" + (entry.surprises() ? " class=\"surprise\"" : "") +
                    " aria-labelledby=\"" + entry.anchor + "-h\" data-text=\"" + html_escape(written) +
                    "\">\n<header><h3 id=\"" + entry.anchor + "-h\"><a href=\"#" + entry.anchor + "\">" +
                    html_escape(claim.id) + "</a></h3><p class=\"tally\">";
  for (const Verdict verdict : k_verdicts) {
    if (const std::size_t count = entry.count(verdict); count > 0) out += chip(verdict, std::to_string(count) + " ");
  }
  out += "</p></header>\n";
  if (!claim.statement.empty()) out += tagged("p", sentence_markup(claim.statement), "statement") + "\n";
  out += comparison_markup(claim) + "\n";
  out += facts_markup(claim) + "\n";
  if (!claim.figure.empty()) {
    const std::string label = "deviation and bound over the prompt length, claim " + claim.id;
    if (const auto drawing = inline_svg(claim.figure, entry.anchor + "-", label)) {
      out +=
          "<details class=\"figure\"><summary>Figure</summary><div class=\"plot\">" + *drawing + "</div></details>\n";
    }
  }
  if (!claim.inputs.empty()) {
    out += "<details><summary>" + std::string(claim.equations.empty() ? "Model and inputs" : "Setting") +
           "</summary><pre>" + html_escape(claim.inputs) + "</pre></details>\n";
  }
  out += entry.rows.empty() ? std::string("<p class=\"soft\">No rows.</p>\n") : table_markup(report, entry);
  return out + "</article>\n";
}

std::string contents_markup(const std::vector<ReportSection>& sections) {
  std::string out =
      "<nav class=\"contents\" aria-label=\"Contents\"><details open id=\"contents\"><summary>Contents</summary>\n";
  for (const auto& section : sections) {
    out += "<div data-for=\"" + section.anchor + "\">";
    if (!section.title.empty())
      out += "<h2><a href=\"#" + section.anchor + "\">" + sentence_markup(section.title) + "</a></h2>";
    out += "<ul>\n";
    for (const auto& entry : section.entries) {
      std::string marks;
      for (const Verdict verdict : k_verdicts) {
        if (entry.count(verdict) > 0 && marks.empty()) {
          marks = "<span class=\"" + name_of(verdict) + "\" title=\"" + name_of(verdict) + "\">" + sign_of(verdict) +
                  "</span>";
        } else if (entry.count(verdict) > 0) {
          marks = "<span title=\"several verdicts\">◐</span>";
        }
      }
      if (entry.surprises()) marks = "<span class=\"violated\" title=\"not as expected\">!</span>";
      if (marks.empty()) marks = "<span></span>";
      out += "<li><a href=\"#" + entry.anchor + "\">" + marks + html_escape(entry.claim.id) + "</a></li>\n";
    }
    out += "</ul></div>\n";
  }
  return out + "</details></nav>\n";
}

std::string filters_markup(const std::vector<ResultRow>& rows) {
  std::string out =
      "<div class=\"bar\" hidden><form role=\"search\" autocomplete=\"off\">\n<label class=\"search\"><input "
      "type=\"search\" name=\"q\" "
      "aria-label=\"Search claims\" aria-keyshortcuts=\"/\" placeholder=\"Search claims (press "
      "/)\"></label>\n<fieldset><legend>Verdict</legend>";
  for (const Verdict verdict : k_verdicts) {
    const std::string name = name_of(verdict);
    const auto count =
        std::count_if(rows.begin(), rows.end(), [&](const ResultRow& row) { return row.verdict == verdict; });
    out += "<label class=\"pick\"><input type=\"checkbox\" name=\"verdict\" value=\"" + name +
           "\" checked> <span class=\"" + name + "\"><span aria-hidden=\"true\">" + sign_of(verdict) + "</span> " +
           name + "</span> <span class=\"count\">" + std::to_string(count) + "</span></label>";
  }
  return out +
         "</fieldset>\n<label class=\"pick\"><input type=\"checkbox\" name=\"unexpected\"> unexpected</label>\n"
         "<label class=\"pick\"><input type=\"checkbox\" name=\"figures\"> figures</label>\n"
         "<button type=\"reset\">Show all</button>\n"
         "<output aria-live=\"polite\"></output>\n</form></div>\n";
}

}  // namespace

std::string report_page(const CheckReport& report, const std::vector<ResultRow>& rows) {
  const std::vector<ReportSection> sections = sections_of(report, rows);
  const std::string title = html_escape(report.title);
  const bool good = std::all_of(rows.begin(), rows.end(), [](const ResultRow& row) { return row.as_expected; });
  std::string out =
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; base-uri 'none'; form-action 'none'; "
      "style-src ";
  out += policy_hash(report_style()) + "; script-src " + policy_hash(report_script()) + "\">\n";
  out +=
      "<meta name=\"color-scheme\" content=\"light dark\">\n<title>" + title + "</title>\n<style>" + report_style() +
      "</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#main\">Skip to the claims</a>\n<header "
      "class=\"top\">\n<h1>" +
      title + "</h1>\n<p class=\"result " + (good ? "good" : "bad") + "\">" + html_escape(results_summary(rows)) +
      ".</p>\n<p class=\"soft\">Made by softlin " + html_escape(report.version) +
      ". A proved or violated row shows the ends of the two enclosures that are closest to each other, rounded towards "
      "each other: the comparison as printed is never stronger than the one that was proved. Sampled rows show means "
      "and are never called proved.</p>\n<button type=\"button\" name=\"theme\" value=\"auto\" hidden>Theme: "
      "auto</button>\n</header>\n";
  out += filters_markup(rows) + "<div class=\"layout\">\n" + contents_markup(sections) +
         "<main id=\"main\" tabindex=\"-1\">\n";
  for (const auto& section : sections) {
    out += "<section id=\"" + section.anchor + "\">\n";
    if (!section.title.empty()) out += tagged("h2", sentence_markup(section.title)) + "\n";
    for (const auto& entry : section.entries) out += article_markup(report, entry);
    out += "</section>\n";
  }
  out += "<p class=\"none soft\" hidden>No claim fits the filters.</p>\n</main>\n</div>\n<script>" + report_script();
  return out + "</script>\n</body>\n</html>\n";
}

}  // namespace softlin::check
