#include "proofs-check/regression_figure.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "proofs-check/output_file.hpp"
#include "symbolic/error.hpp"

namespace softlin::check {

namespace {

constexpr const char* k_training_stem = "regression-training";
/// Blocks of the data file.
constexpr const char* k_reference_block = "0";

std::string training_data(const std::string& title, const std::vector<TrainingRow>& rows,
                          const std::vector<RegressionReference>& references) {
  std::string out = gnuplot_comment(title);
  out += "# exact: length, softmax attention at the endpoint, linear optimum, Bayes risk (lower, upper bound)\n";
  for (const RegressionReference& row : references) {
    out += std::to_string(row.length) + " " +
           (row.softmax_endpoint ? gnuplot_number(*row.softmax_endpoint) : k_gnuplot_missing) + " " +
           gnuplot_number(row.linear_optimum) + " " + gnuplot_number(row.bayes_lower) + " " +
           gnuplot_number(row.bayes_upper) + "\n";
  }
  for (const numeric::Attention model : numeric::k_attentions) {
    std::string block;
    for (const TrainingRow& row : rows) {
      if (row.model != model) continue;
      block += std::to_string(row.length) + " " + gnuplot_number(row.risk) + " " + gnuplot_number(row.std_error) + " " +
               std::to_string(row.step) + "\n";
    }
    if (block.empty()) continue;
    out += std::string("\n\n# trained ") + numeric::name_of(model) + ": length, sampled risk, standard error, steps\n";
    out += block;
  }
  return out;
}

std::string training_script(const std::string& title, const std::vector<TrainingRow>& rows,
                            const std::vector<RegressionReference>& references) {
  const std::string stem = k_training_stem;
  const std::string exact = "'" + stem + ".dat' index " + k_reference_block + " using ";
  std::vector<std::string> curves;
  const bool band = std::any_of(references.begin(), references.end(),
                                [](const RegressionReference& row) { return row.bayes_lower > 0; });
  if (band) {
    curves.push_back(
        exact +
        "1:4:5 with filledcurves fc rgb '#d9d9d9' fs solid 1 border lc rgb '#999999' title 'ridge = Bayes (bracket)'");
  }
  const bool endpoint = std::any_of(references.begin(), references.end(),
                                    [](const RegressionReference& row) { return row.softmax_endpoint.has_value(); });
  if (endpoint) {
    curves.push_back(exact + "1:2 with lines lc rgb '#000000' lw 1.5 dt 1 title 'softmax at the endpoint, exact'");
  }
  curves.push_back(exact + "1:3 with lines lc rgb '#0072b2' lw 1.5 dt 2 title 'linear optimum, exact'");
  std::size_t block = 1;
  for (const numeric::Attention model : numeric::k_attentions) {
    if (std::none_of(rows.begin(), rows.end(), [&](const TrainingRow& row) { return row.model == model; })) continue;
    const bool softmax = model == numeric::Attention::softmax;
    curves.push_back("'" + stem + ".dat' index " + std::to_string(block++) + " using 1:2:3 with yerrorbars lc rgb '" +
                     (softmax ? "#000000" : "#0072b2") + "' lw 1.5 ps " + (softmax ? "1 pt 7" : "1.2 pt 4") +
                     " title '" + numeric::name_of(model) + ", trained'");
  }
  std::string out = gnuplot_comment("gnuplot " + stem + ".gp draws " + stem + ".svg and .png; run it in this folder");
  out += gnuplot_svg(stem);
  out += std::string("set datafile missing '") + k_gnuplot_missing + "'\n";
  out +=
      "set logscale xy\n"
      "set offsets graph 0.03, graph 0.03, 0, 0\n"
      "set format y '10^{%L}'\n"
      "set grid front\n"
      "set bars small\n"
      "set key top right\n"
      "set xlabel 'prompt length L (for infinite L every exact risk here is 0)'\n"
      "set ylabel 'risk, with the factor 1/2'\n";
  out += "set title " + gnuplot_string(title) + " noenhanced\n";
  out += gnuplot_plot(curves);
  out += "set terminal pngcairo size 1080,720 enhanced background rgb 'white' font 'sans-serif,16'\n";
  out += "set output '" + stem + ".png'\n";
  out += "replot\n";
  return out;
}

}  // namespace

std::vector<std::uint64_t> reference_lengths(const std::vector<std::uint64_t>& lengths) {
  std::set<std::uint64_t> out(lengths.begin(), lengths.end());
  if (out.empty()) return {};
  const auto least = static_cast<double>(*out.begin());
  const auto largest = static_cast<double>(*out.rbegin());
  for (double x = least; x < largest; x *= std::pow(10.0, 1.0 / 12)) out.insert(static_cast<std::uint64_t>(x));
  return {out.begin(), out.end()};
}

GnuplotRun write_training_figure(const std::string& title, const std::vector<TrainingRow>& rows,
                                 const std::vector<RegressionReference>& references,
                                 const std::filesystem::path& directory) {
  std::error_code failed;
  std::filesystem::create_directories(directory, failed);
  if (failed) throw Error("cannot make the folder " + directory.string() + ": " + failed.message());
  const std::string stem = k_training_stem;
  write_file(directory / (stem + ".dat"), training_data(title, rows, references));
  write_file(directory / (stem + ".gp"), training_script(title, rows, references));
  return run_gnuplot(directory, stem + ".gp");
}

}  // namespace softlin::check
