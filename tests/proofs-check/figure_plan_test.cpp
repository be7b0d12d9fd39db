// Layout and data of figures: ends and ticks of axes, keys, what is drawn.

#include "proofs-check/figure_plan.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "symbolic/error.hpp"

using namespace softlin::check;

namespace {

FigurePlan plan_with(std::vector<std::vector<std::string>> rows, bool logarithmic) {
  FigurePlan plan;
  plan.title = "title";
  plan.blocks = {{"block", std::move(rows)}};
  FigurePanel panel;
  panel.x = {maths("L", "$L$"), logarithmic, {}, {}};
  panel.y = {literal("y"), logarithmic, {}, {}};
  panel.curves = {{CurveKind::line, literal("curve"), {}, 0, 1, 2}};
  plan.panels = {panel};
  return plan;
}

std::vector<double> places(const PlacedAxis& axis) {
  std::vector<double> out;
  for (const auto& tick : axis.ticks) out.push_back(tick.at);
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(figure_plan)

BOOST_AUTO_TEST_CASE(values_that_can_be_drawn) {
  BOOST_TEST(drawn_value("0.5", true).value() == 0.5);
  BOOST_TEST(drawn_value("-2e3", false).value() == -2000);
  for (const char* cell : {"0", "-1", "?", "inf", "nan", "", "1x", "1e400"}) BOOST_TEST(!drawn_value(cell, true), cell);
  BOOST_TEST(drawn_value("0", false).value() == 0);
}

BOOST_AUTO_TEST_CASE(texts) {
  BOOST_TEST(literal("a_b\nc").text == "a_b c");
  BOOST_TEST(literal("50% of $x_1$").latex == "50\\% of \\$x\\_1\\$");
  BOOST_TEST(!literal("a").enhanced);
  BOOST_TEST(maths("a_b", "$a_b$").enhanced);
}

BOOST_AUTO_TEST_CASE(logarithmic_axes) {
  const FigurePlan plan = plan_with({{"1", "1e-6"}, {"1000000", "100"}, {"7", "0"}, {"8", "?"}}, true);
  const FigureLayout layout = figure_layout(plan);
  const PlacedPanel& panel = layout.panels.at(0);
  // Every value lies inside, with a little room.
  BOOST_TEST(panel.x.from < 1);
  BOOST_TEST(panel.x.to > 1e6);
  BOOST_TEST(panel.x.to < 1e7);
  BOOST_TEST(panel.y.from < 1e-6);
  BOOST_TEST(panel.y.from > 1e-7);
  BOOST_TEST(panel.y.to > 100);
  for (const PlacedAxis* axis : {&panel.x, &panel.y}) {
    BOOST_TEST(axis->ticks.size() >= 3U);
    BOOST_TEST(axis->ticks.size() <= 8U);
    for (const double at : places(*axis)) {
      BOOST_TEST(at >= axis->from);
      BOOST_TEST(at <= axis->to);
      BOOST_TEST(std::fabs(std::log10(at) - std::round(std::log10(at))) < 1e-9);  // powers of ten
    }
  }
}

BOOST_AUTO_TEST_CASE(short_and_linear_axes) {
  const FigureLayout within_a_decade = figure_layout(plan_with({{"2", "3"}, {"8", "6"}}, true));
  BOOST_TEST(places(within_a_decade.panels[0].x) == (std::vector<double>{2, 5}), boost::test_tools::per_element());
  const FigureLayout linear = figure_layout(plan_with({{"0", "0.2"}, {"10", "1"}}, false));
  BOOST_TEST(linear.panels[0].x.ticks.front().at == 0);
  BOOST_TEST(linear.panels[0].x.ticks.front().text.text == "0");
  BOOST_TEST(linear.panels[0].x.ticks.size() >= 3U);
  // One value, and none at all.
  for (const bool logarithmic : {false, true}) {
    for (const auto& rows :
         {std::vector<std::vector<std::string>>{{"4", "4"}}, std::vector<std::vector<std::string>>{}}) {
      const FigureLayout layout = figure_layout(plan_with(rows, logarithmic));
      BOOST_TEST(layout.panels[0].x.from < layout.panels[0].x.to);
      BOOST_TEST(std::isfinite(layout.panels[0].x.from));
    }
  }
}

BOOST_AUTO_TEST_CASE(given_ends_and_ticks) {
  FigurePlan plan = plan_with({{"1", "1"}, {"100", "100"}}, true);
  plan.panels[0].y.from = 0.01;
  plan.panels[0].x.ticks = {{10, literal("ten")}};
  const FigureLayout layout = figure_layout(plan);
  BOOST_TEST(layout.panels[0].y.from == 0.01);
  BOOST_TEST(layout.panels[0].x.ticks.at(0).text.text == "ten");
}

/// Nothing overlaps: boxes, keys and title lie inside the picture, one above the other.
BOOST_AUTO_TEST_CASE(boxes_and_keys) {
  for (const FigureWidth width : {FigureWidth::column, FigureWidth::page}) {
    for (const bool shared : {true, false}) {
      FigurePlan plan = plan_with({{"1", "1"}, {"100", "100"}}, true);
      plan.shows_title = true;
      plan.title = std::string(300, 'w');
      plan.width = width;
      plan.shared_key = shared;
      plan.panels[0].curves.push_back({CurveKind::points, literal("another name in the key"), {}, 0, 1, 2});
      plan.panels[0].regions.push_back({std::nullopt, 10, literal("a region")});
      plan.panels.push_back(plan.panels[0]);
      const FigureLayout layout = figure_layout(plan);
      BOOST_TEST(layout.width == (width == FigureWidth::column ? 8.6 : 17.8));
      BOOST_TEST(layout.title.size() == 3U);
      BOOST_REQUIRE(layout.panels.size() == 2U);
      BOOST_TEST(layout.keys.size() == (shared ? 1U : 2U));
      for (const PlacedPanel& panel : layout.panels) {
        BOOST_TEST(panel.box.left >= 1);
        BOOST_TEST(panel.box.left + panel.box.width <= layout.width);
        BOOST_TEST(panel.box.bottom >= 0.9);
        BOOST_TEST(panel.box.bottom + panel.box.height <= layout.height - 3 * k_figure_line);
      }
      const FigureBox& first = layout.panels[0].box;
      const FigureBox& second = layout.panels[1].box;
      BOOST_TEST((width == FigureWidth::column ? first.bottom >= second.bottom + second.height
                                               : second.left >= first.left + first.width + 1));
      for (std::size_t k = 0; k < layout.keys.size(); ++k) {
        const FigureKey& key = layout.keys[k];
        BOOST_TEST(key.entries.size() == 3U);
        const std::size_t rows = (key.entries.size() + key.columns - 1) / key.columns;
        BOOST_TEST(key.top - static_cast<double>(rows) * k_figure_line >= 0);
        BOOST_TEST(key.top <= layout.panels[shared ? 1 : k].box.bottom - 0.8);  // below the label of the axis
        BOOST_TEST(static_cast<double>(key.columns) * key.column <= key.width + 0.3);
      }
    }
  }
  BOOST_CHECK_THROW(figure_layout(FigurePlan{}), softlin::Error);
}

BOOST_AUTO_TEST_CASE(looks_differ) {
  for (std::size_t i = 0; i < k_line_looks; ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const FigureLook a = line_look(i), b = line_look(j);
      BOOST_TEST((a.dash != b.dash || a.mark != b.mark || std::string(a.colour) != b.colour), i << " and " << j);
      BOOST_TEST((a.dash != b.dash || a.mark != b.mark), "in grey: " << i << " and " << j);
    }
  }
}

BOOST_AUTO_TEST_CASE(data_file) {
  FigurePlan plan = plan_with({{"1", "?"}, {"2", "0.5"}}, true);
  plan.title = "a\nb`c\\";
  plan.notes = {"note"};
  plan.columns = {"L, y"};
  plan.blocks.push_back({"second", {{"3"}}});
  BOOST_TEST(data_text(plan) == "# a b c \n# note\n# L, y\n# block\n1 ?\n2 0.5\n\n\n# second\n3\n");
}

BOOST_AUTO_TEST_CASE(widths) {
  BOOST_TEST((parse_figure_width("column") == FigureWidth::column));
  BOOST_TEST((parse_figure_width("page") == FigureWidth::page));
  BOOST_CHECK_THROW(parse_figure_width("wide"), softlin::InputError);
}

BOOST_AUTO_TEST_SUITE_END()
