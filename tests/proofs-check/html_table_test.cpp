#include "proofs-check/html_table.hpp"

#include <boost/test/unit_test.hpp>

#include "proofs-check/table.hpp"

using namespace softlin::check;

namespace {

const std::string k_evil = "<script>alert('x')</script> & \"quoted\" </table>";

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) ++found;
  return found;
}

Table small_table() {
  Table table;
  table.caption = "Error & bound";
  table.label = "tab:small";
  table.columns = {{"claim", "claim"}, {"length", "L", Align::number}, {"error", "error"}};
  table.rows = {{"a", "1", "[0.5 +/- 1e-9]"}, {"b", "2", "[0.25 +/- 1e-9]"}};
  table.groups = {{1, "second"}};
  table.marks = {{1, "<-- here"}};
  table.notes = {"A note."};
  table.digits = 6;
  table.seeds = {"7"};
  table.origin = {"0.1.0", "softlin table small"};
  return table;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(html_table)

BOOST_AUTO_TEST_CASE(parts) {
  const std::string html = render(small_table(), Format::html);
  for (const char* part :
       {"<table id=\"tab:small\">",
        "<caption>Error &amp; bound <small>(exact values to 6 digits, seed 7, softlin 0.1.0)</small> <code>softlin "
        "table small</code></caption>",
        "><i>L</i><br><small>(tokens)</small></th>", ">error<br><small>(6 digits)</small></th>",
        "<th scope=\"rowgroup\" colspan=\"3\"", "[0.25 +/- 1e-9] <strong>&lt;-- here</strong></td>",
        "<td colspan=\"3\" style=\"text-align: left\">A note.</td>"}) {
    BOOST_TEST(count(html, part) == 1U, part << " in " << html);
  }
  BOOST_TEST(count(html, "scope=\"col\"") == 3U);
  BOOST_TEST(count(html, "scope=\"row\"") == 2U);
  BOOST_TEST(count(html, "text-align: right") == 3U);  // the heading L and its two cells
  for (const char* tag : {"tbody", "tr", "th", "td", "table", "caption", "thead", "tfoot", "div"}) {
    const std::string name = tag;
    BOOST_TEST(count(html, "<" + name + ">") + count(html, "<" + name + " ") == count(html, "</" + name + ">"), tag);
  }
  BOOST_TEST(count(html, "<tbody>") == 2U);
}

BOOST_AUTO_TEST_CASE(nothing_given_becomes_markup) {
  Table table = small_table();
  table.caption = table.label = table.notes[0] = table.groups[0].heading = table.marks[1] = k_evil;
  table.origin = {k_evil, k_evil};
  table.seeds = {k_evil};
  for (Column& column : table.columns) column.heading = column.unit = k_evil;
  table.columns[0].symbols = true;
  for (auto& row : table.rows) row = {k_evil, k_evil, k_evil};
  const std::string html = render(table, Format::html);
  BOOST_TEST(count(html, "<script") == 0U);
  BOOST_TEST(count(html, "</table>") == 1U);
  BOOST_TEST(count(html, "\"quoted\"") == 0U);
}

BOOST_AUTO_TEST_CASE(empty) {
  Table table;
  table.columns = {{"a", "a"}};
  const std::string html = render(table, Format::html);
  BOOST_TEST(count(html, "<tbody>") == 0U);
  BOOST_TEST(count(html, "<caption>") == 0U);
  BOOST_TEST(count(html, "id=") == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
