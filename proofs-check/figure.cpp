#include "proofs-check/figure.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <set>
#include <system_error>

#include "proofs-check/gnuplot.hpp"
#include "proofs-check/output_file.hpp"
#include "proofs-check/results_table.hpp"
#include "symbolic/error.hpp"

namespace softlin::check {

namespace {

/// Colours of different lightness, filled and hollow marks of the same shape.
struct Look {
  const char* colour;
  int filled;
  int hollow;
};
constexpr std::array<Look, 5> k_looks{
    {{"#000000", 7, 6}, {"#0072b2", 5, 4}, {"#d55e00", 9, 8}, {"#56b4e9", 11, 10}, {"#999999", 13, 12}}};

struct Series {
  std::string scale;
  std::vector<const ResultRow*> exact;
  std::vector<const ResultRow*> sampled;
};

/// True when the text is a number that a logarithmic axis can show.
bool drawable(const std::string& text) {
  double value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  return error == std::errc() && stop == end && std::isfinite(value) && value > 0;
}

bool drawable_point(const ResultRow& row) { return !row.length.infinite && drawable(row.deviation_upper); }

std::string value_or_missing(const std::string& text) {
  return text.empty() || text.find("inf") != std::string::npos ? k_gnuplot_missing : text;
}

std::vector<Series> series_of(const std::vector<const ResultRow*>& rows) {
  std::vector<Series> out;
  for (const ResultRow* row : rows) {
    const bool exact = row->method == Method::exact;
    if (exact ? !drawable_point(*row) : row->length.infinite || !(row->mean.value_or(0) > 0)) continue;
    auto found = std::find_if(out.begin(), out.end(), [&](const Series& series) { return series.scale == row->scale; });
    if (found == out.end()) found = out.insert(out.end(), Series{row->scale, {}, {}});
    (exact ? found->exact : found->sampled).push_back(row);
  }
  const auto shorter = [](const ResultRow* a, const ResultRow* b) { return a->length.value < b->length.value; };
  for (auto& series : out) {
    std::stable_sort(series.exact.begin(), series.exact.end(), shorter);
    std::stable_sort(series.sampled.begin(), series.sampled.end(), shorter);
  }
  return out;
}

/// Data block of each series: exact rows, then sampled rows; gnuplot counts the blocks that are there from 0.
struct Block {
  const Series* series;
  bool exact;
};

std::vector<Block> blocks_of(const std::vector<Series>& all) {
  std::vector<Block> out;
  for (const auto& series : all) {
    if (!series.exact.empty()) out.push_back({&series, true});
    if (!series.sampled.empty()) out.push_back({&series, false});
  }
  return out;
}

std::string data_of(const ResultRow& head, const std::vector<Block>& blocks) {
  std::string out = gnuplot_comment(head.claim + ": " + comparison_text(head));
  out += "# exact blocks: length, deviation (lower, upper end), bound (lower, upper end), verdict\n";
  out += "# sampled blocks: length, mean, standard error, verdict\n";
  bool first = true;
  for (const auto& block : blocks) {
    if (!first) out += "\n\n";
    first = false;
    out += gnuplot_comment(std::string(block.exact ? "exact" : "sampled") + ", scale " + block.series->scale);
    for (const ResultRow* row : block.exact ? block.series->exact : block.series->sampled) {
      out += to_text(row->length) + " ";
      if (block.exact) {
        out += value_or_missing(row->deviation_lower) + " " + value_or_missing(row->deviation_upper) + " " +
               value_or_missing(row->bound_lower) + " " + value_or_missing(row->bound_upper);
      } else {
        out += gnuplot_number(*row->mean) + " " + gnuplot_number(row->std_error.value_or(0));
      }
      out += " " + name_of(row->verdict) + "\n";
    }
  }
  return out;
}

std::string script_of(const ResultRow& head, const std::vector<Series>& all, const std::vector<Block>& blocks,
                      const std::string& stem) {
  const bool at_least = head.relation == Relation::at_least;
  const std::string data = "'" + stem + ".dat'";
  std::vector<std::string> samples;
  std::vector<std::string> curves;
  for (std::size_t index = 0; index < blocks.size(); ++index) {
    const auto [series, exact] = blocks[index];
    const auto place = static_cast<std::size_t>(series - all.data());
    const Look& look = k_looks[place % k_looks.size()];
    const std::string colour = std::string(" lc rgb '") + look.colour + "'";
    const std::string suffix = all.size() > 1 ? ", scale " + series->scale : "";
    const std::string source = data + " index " + std::to_string(index) + " using ";
    if (!exact) {
      samples.push_back(source + "1:2:3 with yerrorbars" + colour + " ps 1.5 pt " + std::to_string(look.hollow) +
                        " title " + gnuplot_string("sample mean" + suffix) + " noenhanced");
      continue;
    }
    const auto& rows = series->exact;
    const bool bounded = std::any_of(rows.begin(), rows.end(), [&](const ResultRow* row) {
      return drawable(at_least ? row->bound_upper : row->bound_lower);
    });
    if (bounded) {
      curves.push_back(source + (at_least ? "1:5" : "1:4") + " with lines" + colour + " lw 2 dt " +
                       std::to_string(place % k_looks.size() + 1) + " title " + gnuplot_string("bound" + suffix) +
                       " noenhanced");
    }
    curves.push_back(source + (at_least ? "1:2:2:3" : "1:3:2:3") + " with yerrorbars" + colour + " pt " +
                     std::to_string(look.filled) + " title " + gnuplot_string("deviation" + suffix) + " noenhanced");
  }
  // Some terminals fill hollow marks with the background: they are larger, and lie below the exact ones.
  curves.insert(curves.begin(), samples.begin(), samples.end());

  std::string out = gnuplot_comment("gnuplot " + stem + ".gp draws " + stem + ".svg; run it in this folder");
  out += gnuplot_svg(stem);
  out += std::string("set datafile missing '") + k_gnuplot_missing + "'\n";
  out +=
      "set logscale xy\n"
      "set format xy '10^{%L}'\n"
      "set grid\n"
      "set bars small\n"
      "set key top right\n"
      "set xlabel 'prompt length L'\n";
  out += "set ylabel " +
         gnuplot_string((!head.regression_quantity.empty() ? head.regression_quantity
                         : head.radius_text.empty()        ? name_of(head.quantity) + " deviation"
                                                           : "probability")) +
         " noenhanced\n";
  out += "set title " + gnuplot_string(head.claim + ": " + comparison_text(head)) + " noenhanced\n";
  out += gnuplot_plot(curves);
  return out;
}

}  // namespace

std::string file_stem(std::string_view name) {
  std::string out;
  for (const char c : name.substr(0, 100)) {
    const bool kept =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
    out += kept ? c : '-';
  }
  const auto start = out.find_first_not_of(".-");
  return start == std::string::npos ? "claim" : out.substr(start);
}

FigureFiles write_figures(const std::vector<ResultRow>& rows, const std::filesystem::path& directory) {
  FigureFiles out;
  std::set<std::string> taken;
  for (const auto& group : rows_by_claim(rows)) {
    const std::vector<Series> all = series_of(group.rows);
    std::size_t points = 0;
    for (const auto& series : all) points += series.exact.size();
    if (points < k_fewest_points) continue;

    std::string stem = file_stem(group.claim);
    for (int i = 2; !taken.insert(stem).second; ++i) stem = file_stem(group.claim) + "-" + std::to_string(i);

    std::error_code failed;
    std::filesystem::create_directories(directory, failed);
    if (failed) throw Error("cannot make the folder " + directory.string() + ": " + failed.message());
    const std::vector<Block> blocks = blocks_of(all);
    write_file(directory / (stem + ".dat"), data_of(*group.rows.front(), blocks));
    write_file(directory / (stem + ".gp"), script_of(*group.rows.front(), all, blocks, stem));
    out.scripts.push_back(directory / (stem + ".gp"));

    if (!out.gnuplot_found) continue;
    switch (run_gnuplot(directory, stem + ".gp")) {
      case GnuplotRun::done: out.images.push_back(directory / (stem + ".svg")); break;
      case GnuplotRun::failed: out.failures.push_back(stem + ".gp"); break;
      case GnuplotRun::missing: out.gnuplot_found = false; break;
    }
  }
  return out;
}

}  // namespace softlin::check
