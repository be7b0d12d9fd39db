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
    if (page[at + 1] == '!') continue;
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
  const std::string page =
      check::report_page({row}, {{k_evil, k_evil, k_evil}, {"other", k_evil, k_evil}}, k_evil, k_evil);
  BOOST_TEST(count(page, "<script>") == 1U);
  BOOST_TEST(count(page, "</title>") == 1U);
  BOOST_TEST(!has(page, "alert('x')"));
  BOOST_TEST(nesting_error(page) == "");
}

BOOST_AUTO_TEST_CASE(loads_nothing) {
  const std::string page = check::report_page({row_of("a", Verdict::proved)}, {}, "Checks", "0.1.0");
  for (const char* part : {"http:", "https:", "src=", "href=", "@import", "url("}) BOOST_TEST(!has(page, part), part);
  BOOST_TEST(has(page, "default-src 'none'"));
}

BOOST_AUTO_TEST_CASE(sections_and_labels) {
  const std::vector<ResultRow> rows{row_of("b", Verdict::violated, false), row_of("a", Verdict::proved),
                                    row_of("b", Verdict::consistent)};
  const std::string page =
      check::report_page(rows, {{"a", "Statement of a.", "Paper, 3.1"}, {"empty", "Not run.", ""}}, "Checks", "0.1.0");
  BOOST_TEST(nesting_error(page) == "");
  BOOST_TEST(count(page, "<section ") == 3U);
  const auto first = page.find(">a</h2>");
  const auto second = page.find(">empty</h2>");
  const auto third = page.find(">b</h2>");
  BOOST_TEST((first < second && second < third && third != std::string::npos));
  BOOST_TEST(has(page, "<p>Statement of a.</p>"));
  BOOST_TEST(has(page, "Source: Paper, 3.1"));
  BOOST_TEST(has(page, "Source: source of b"));
  BOOST_TEST(has(page, "<p>No rows.</p>"));
  BOOST_TEST(count(page, "<tr data-verdict=") == 3U);
  BOOST_TEST(has(page, "<td class=\"verdict violated\">violated</td>"));
  BOOST_TEST(count(page, "holds: not as expected") == 1U);
  BOOST_TEST(has(page, "3 rows: 1 proved, 1 violated, 1 consistent, 0 undecided; 1 not as expected."));
  BOOST_TEST(has(page, "<code>output &lt;= c1*log(L)/L</code>"));
  for (const char* part : {"prefers-color-scheme: dark", "@media print", "<html lang=\"en\">", "aria-live",
                           "<th scope=\"col\">model</th>", "<title>Checks</title>"}) {
    BOOST_TEST(has(page, part), part);
  }
}

BOOST_AUTO_TEST_CASE(empty_page) {
  const std::string page = check::report_page({}, {}, "Checks", "0.1.0");
  BOOST_TEST(nesting_error(page) == "");
  BOOST_TEST(has(page, "no rows."));
}

BOOST_AUTO_TEST_SUITE_END()
