#include "proofs-check/report_page.hpp"

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

using namespace softlin;
using namespace softlin::check;

namespace {

constexpr const char* k_evil = "<script>alert('x')</script> & \"quoted\" </title>";

ResultRow row_of(const std::string& claim, Verdict verdict, bool as_expected = true) {
  ResultRow row;
  row.claim = claim;
  row.source = "source of " + claim;
  row.model = "model-1";
  row.bound_text = "c1*log(L)/L";
  row.bound_lower = row.bound_upper = "0.25";
  row.deviation_shown = "0.1235";
  row.verdict = verdict;
  row.as_expected = as_expected;
  return row;
}

ReportClaim claim_of(const std::string& id, const std::string& statement = "", const std::string& source = "") {
  ReportClaim claim;
  claim.id = id;
  claim.statement = statement;
  claim.source = source;
  claim.suite = "Suite";
  claim.quantity = "E|T_L - T|^2";
  claim.relation = "<=";
  claim.bound = "c1*log(L)/L";
  return claim;
}

CheckReport report_of(std::vector<ReportClaim> claims = {}) { return {"Checks", "0.1.0", {}, std::move(claims)}; }

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) ++found;
  return found;
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

/// The open elements at the end of the page, or the first wrong end tag.
std::string nesting_error(const std::string& page) {
  std::vector<std::string> open;
  for (auto at = page.find('<'); at != std::string::npos; at = page.find('<', at + 1)) {
    const auto end = page.find('>', at);
    if (end == std::string::npos) return "unfinished tag";
    if (page[at + 1] == '!' || page[end - 1] == '/') continue;
    const bool closing = page[at + 1] == '/';
    const auto start = at + (closing ? 2 : 1);
    const std::string name = page.substr(start, page.find_first_of(" >", start) - start);
    if (name == "meta" || name == "input" || name == "br") continue;
    if (!closing) {
      open.push_back(name);
      // The contents of these are not markup.
      if (name == "script" || name == "style") at = page.find("</" + name + ">", at) - 1;
      continue;
    }
    if (open.empty() || open.back() != name) return "unexpected </" + name + ">";
    open.pop_back();
  }
  return open.empty() ? "" : "open <" + open.back() + ">";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(report_page)

BOOST_AUTO_TEST_CASE(nothing_given_becomes_markup) {
  ResultRow row = row_of(k_evil, Verdict::undecided, false);
  row.source = row.model = row.bound_text = row.witness = row.version = row.scale = row.deviation_shown = k_evil;
  row.bound_shown = row.ratio_shown = row.deviation_lower = row.bound_lower_hex = k_evil;
  ReportClaim claim = claim_of(k_evil, k_evil, k_evil);
  claim.suite = claim.expected = claim.quantity = claim.relation = claim.factor = claim.bound = claim.radius_factor =
      claim.radius = claim.inputs = claim.figure = k_evil;
  claim.notes = {k_evil};
  claim.bounds = {{k_evil, k_evil, k_evil, k_evil}};
  ReportClaim identity = claim_of("identity");
  identity.equations = {k_evil};
  ReportClaim named = claim;
  named.id = "named";
  named.bound_is_name = named.radius_is_name = true;
  const CheckReport report{k_evil, k_evil, {k_evil}, {claim, identity, named}};
  const std::string page = check::report_page(report, {row});
  BOOST_TEST(count(page, "<script>") == 1U);
  BOOST_TEST(count(page, "</title>") == 1U);
  BOOST_TEST(!has(page, "alert('x')"));
  BOOST_TEST(nesting_error(page) == "");
}

BOOST_AUTO_TEST_CASE(loads_nothing) {
  ReportClaim claim = claim_of("a");
  claim.figure = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1'><path d='M0,0 L1,1'/></svg>";
  const std::string page = check::report_page(report_of({claim}), {row_of("a", Verdict::proved)});
  for (const char* part : {"http:", "https:", "src=", "href=\"h", "@import", "url(", " on", "javascript:"}) {
    // " on" would begin a handler: words of sentences that begin so are not attributes.
    if (std::string(part) == " on") {
      BOOST_TEST(!has(page, " onclick="));
      BOOST_TEST(!has(page, " onload="));
    } else {
      BOOST_TEST(!has(page, part), part);
    }
  }
  BOOST_TEST(has(page, "default-src 'none'"));
  BOOST_TEST(has(page, "script-src 'sha256-"));
  BOOST_TEST(!has(page, "unsafe-inline"));
  BOOST_TEST(has(page, "<details class=\"figure\">"));
}

BOOST_AUTO_TEST_CASE(sections_and_labels) {
  const std::vector<ResultRow> rows{row_of("b", Verdict::violated, false), row_of("a", Verdict::proved),
                                    row_of("b", Verdict::consistent)};
  const std::string page = check::report_page(
      report_of({claim_of("a", "Statement `L = 1` of a.", "Paper, 3.1"), claim_of("empty", "Not run.")}), rows);
  BOOST_TEST(nesting_error(page) == "");
  BOOST_TEST(count(page, "<article ") == 3U);
  const auto first = page.find("<article id=\"a\"");
  const auto second = page.find("<article id=\"empty\"");
  const auto third = page.find("<article id=\"b\" class=\"surprise\"");
  BOOST_TEST((first < second && second < third && third != std::string::npos));
  BOOST_TEST(has(page, "<p class=\"statement\">Statement <math><mi>L</mi><mo>=</mo><mn>1</mn></math> of a.</p>"));
  BOOST_TEST(has(page, "<dt>source</dt><dd>Paper, 3.1</dd>"));
  BOOST_TEST(has(page, "<dt>source</dt><dd>source of b</dd>"));
  BOOST_TEST(has(page, "<p class=\"soft\">No rows.</p>"));
  BOOST_TEST(count(page, "<tbody data-verdict=") == 3U);
  BOOST_TEST(count(page, "<tbody data-verdict=\"violated\" class=\"surprise\">") == 1U);
  BOOST_TEST(count(page, "holds: <strong>not as expected</strong>") == 1U);
  BOOST_TEST(has(page, "3 rows: 1 proved, 1 violated, 1 consistent, 0 undecided; 1 not as expected."));
  BOOST_TEST(has(page, "<mfrac>"));
  for (const char* part : {"prefers-color-scheme: dark", "@media print", "<html lang=\"en\">", "aria-live",
                           "<th scope=\"col\">model</th>", "<title>Checks</title>", "class=\"skip\""}) {
    BOOST_TEST(has(page, part), part);
  }
}

BOOST_AUTO_TEST_CASE(names_that_look_alike_have_anchors_of_their_own) {
  const std::string page =
      check::report_page(report_of({claim_of("a b"), claim_of("a-b"), claim_of("main"), claim_of("suite-1")}), {});
  for (const char* id : {"a-b", "a-b-2", "main-2", "suite-1-2", "main", "suite-1"}) {
    BOOST_TEST(count(page, std::string("id=\"") + id + "\"") == 1U, id);
  }
}

BOOST_AUTO_TEST_CASE(commands_and_inputs) {
  CheckReport report = report_of({claim_of("a")});
  report.arguments = {"my-claims.toml", "--digits", "30"};
  report.claims[0].inputs = "[tokens]\nlaw = \"gaussian\"\n";
  ResultRow row = row_of("a", Verdict::proved);
  ResultRow other = row;
  row.length = {16, false};
  other.length = {Integer("1000000000000"), false};
  const std::string page = check::report_page(report, {row, other});
  BOOST_TEST(has(page, "<pre>softlin check my-claims.toml --digits 30 --claim a --length 16 --format json</pre>"));
  BOOST_TEST(has(page, "<pre>[tokens]\nlaw = &quot;gaussian&quot;\n</pre>"));
  BOOST_TEST(has(page, "10<sup>12</sup>"));
}

BOOST_AUTO_TEST_CASE(empty_page) {
  const std::string page = check::report_page(report_of(), {});
  BOOST_TEST(nesting_error(page) == "");
  BOOST_TEST(has(page, "no rows."));
}

BOOST_AUTO_TEST_SUITE_END()
