#include <algorithm>
#include <chrono>
#include <cmath>
#include <condition_variable>
#include <cstdio>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <stop_token>
#include <thread>

#include "numeric/expectation.hpp"
#include "numeric/interval_text.hpp"
#include "proofs-check/claim_file.hpp"
#include "proofs-check/command/command.hpp"
#include "proofs-check/command/progress_bar.hpp"
#include "proofs-check/statistic_input.hpp"
#include "symbolic/softmax_statistic.hpp"

namespace softlin::check {

namespace {

struct ExpectOptions {
  CommonOptions common;
  std::string statistic;
  std::string s;
  std::string lengths;
  unsigned threads = 0;
  bool explain = false;
  std::string route = "stein";
};

/// The polynomial in weight power sums that is enclosed, one line a coefficient.
std::string reduced_text(const symbolic::ExpectationForm& form) {
  std::string out;
  if (!form.constant.is_recognised_zero()) out += "  " + form.constant.text() + "\n";
  for (const auto& term : form.terms) {
    if (term.coefficient.is_recognised_zero()) continue;
    const std::string factor = term.coefficient.text();
    out += "  " + (factor == "1" ? "" : "(" + factor + ") ") + "E[" + term.statistic.text() + "]\n";
  }
  return out.empty() ? "  0\n" : out;
}

std::string explanation(const ExpectOptions& options, const symbolic::ExpectationForm& form,
                        const numeric::LatticeReport& report) {
  const char* const rule = options.route == "hermite"
                               ? "set partitions and Hermite polynomials (docs/theory/exact.md 1.3)"
                               : "Stein's rule (docs/theory/exact.md 4)";
  std::string out =
      std::string("reduced to weight power sums S_n = sum_i w_i^n by ") + rule + ":\n" + reduced_text(form);
  if (report.nodes == 0) return out + "closed form or series: no lattice was needed\n";
  char line[512];
  std::snprintf(
      line, sizeof line,
      "lattice: %ld outer nodes with step %.6g, tables of %ld values with step %.6g, %ld bits\n"
      "certified: aliasing <= %.2g (Theorem A, N = %d), strip <= %.2g (Theorem B), outer tails <= %.2g at L = "
      "%s\n"
      "seconds: plan %.4f, tables and inner sums %.4f, outer sums %.4f\n",
      report.nodes, report.outer_step, report.table, report.inner_step, report.inner_bits, report.aliasing,
      report.most_degree, report.strip, report.tail, options.lengths.substr(0, options.lengths.find(',')).c_str(),
      report.plan_seconds, report.table_seconds, report.sum_seconds);
  return out + line;
}

/// The enclosures, with a progress bar on a terminal. The engine tells no steps, so the same with a quarter of the digits
/// goes first, whose time predicts the whole: the cost grows a little faster than the square of the digits.
std::vector<numeric::Interval> enclose(const numeric::Expectation& expectation, const std::vector<Integer>& lengths,
                                       int digits, unsigned threads, numeric::LatticeReport* report) {
  using Clock = std::chrono::steady_clock;
  constexpr int k_digits_without_bar = 40;  // a fraction of a second
  constexpr double k_growth = 2.3;
  ProgressBar bar("enclosing");
  if (!bar.enabled() || digits < k_digits_without_bar) return expectation.enclose(lengths, digits, threads, report);
  const int fewer = digits / 4;
  const auto begin = Clock::now();
  expectation.enclose(lengths, fewer, threads);
  const auto start = Clock::now();
  const auto predicted = (start - begin) * std::pow(static_cast<double>(digits) / fewer, k_growth);
  const std::jthread clock([&](const std::stop_token& stop) {
    std::mutex guard;
    std::condition_variable_any wake;
    std::unique_lock lock(guard);
    while (!stop.stop_requested()) {
      bar.show(std::min((Clock::now() - start) / predicted, 0.99));
      wake.wait_for(lock, stop, std::chrono::milliseconds(100), [] { return false; });
    }
  });
  return expectation.enclose(lengths, digits, threads, report);
}

void run(const ExpectOptions& options) {
  const Format format = options.common.begin();
  const symbolic::Number s = parse_slope(options.s, Place{"--s", 0, ""});
  const auto lengths = parse_finite_lengths(options.lengths);
  const symbolic::ExpectationForm form =
      parse_statistic(options.statistic, s, options.route, Place{"statistic", 0, ""});
  const numeric::Expectation expectation(form);
  std::vector<Integer> counts;
  for (const Length& length : lengths) counts.push_back(length.value);
  const unsigned threads = options.threads == 0 ? hardware_threads() : options.threads;
  numeric::LatticeReport report;
  const auto start = std::chrono::steady_clock::now();
  // One digit more, so that rounding the ends to decimals keeps the width asked for.
  const auto values =
      enclose(expectation, counts, options.common.digits + 1, threads, options.explain ? &report : nullptr);
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count() /
                         static_cast<double>(lengths.size());

  Table table;
  table.caption =
      "Expectation of " + options.statistic + " for softmax weights of L standard normal scores with slope s";
  table.columns = {{"statistic", "statistic", Align::left},
                   {"s", "s", Align::left},
                   {"length", "L", Align::number},
                   {"value", "value", Align::left}};
  std::string json;
  std::string text;
  for (std::size_t l = 0; l < lengths.size(); ++l) {
    const Length& length = lengths[l];
    const numeric::Interval& value = values[l];
    nlohmann::ordered_json row{{"statistic", options.statistic},
                               {"s", options.s},
                               {"length", to_text(length)},
                               {"digits", options.common.digits},
                               {"lower", numeric::lower_text(value)},
                               {"upper", numeric::upper_text(value)},
                               {"seconds", seconds}};
    json += row.dump() + "\n";
    const std::string shown = numeric::to_text(value, options.common.digits + 5);
    text += (lengths.size() > 1 ? "L = " + to_text(length) + ": " : "") + shown + "\n";
    table.rows.push_back({options.statistic, options.s, to_text(length), shown});
  }
  if (options.explain) {
    if (format == Format::text) {
      text += explanation(options, form, report);
    } else {
      table.notes.push_back("Reduced form: " + reduced_text(form));
    }
  }
  options.common.write(format == Format::json   ? json
                       : format == Format::text ? text
                                                : options.common.rendered(table, format));
}

}  // namespace

void add_expect_command(CLI::App& app, int& status) {
  const auto options = std::make_shared<ExpectOptions>();
  CLI::App* command = app.add_subcommand("expect", "exact expectation of a softmax statistic, as an enclosure");
  std::string names;
  for (const auto& name : symbolic::statistic_names()) names += (names.empty() ? "" : ", ") + name;
  command->add_option("statistic", options->statistic, names + ", or a polynomial in S(n,p) = sum w_i^n xi_i^p and s")
      ->required();
  command->add_option("--s", options->s, "slope of the scores, e.g. 1, 0.5, 1/3, sqrt(2)")->required();
  command->add_option("--length", options->lengths, "prompt lengths L, e.g. 1000 or 16,1e6,1e18")->required();
  command->add_flag("--explain", options->explain,
                    "print the reduced polynomial, the lattice and its certified errors");
  command->add_option("--route", options->route, "exact reduction to weight power sums: stein or hermite")
      ->check(CLI::IsMember({"stein", "hermite"}))
      ->capture_default_str();
  command->add_option("--threads", options->threads, "threads (0: all; the bits do not depend on it)")
      ->capture_default_str();
  add_common_options(*command, options->common);
  command->footer(
      "The weights are w_i = e^{s xi_i}/sum_j e^{s xi_j} of L standard normal scores, S2 = sum w_i^2, and so on;\n"
      "A = E S2, B = E (sum w_i xi_i - s)^2, C = E sum w_i xi_i; docs/theory/exact.md 1.1 defines every name.\n"
      "Example: softlin expect A --s 1 --length 1000 --digits 40\n"
      "         softlin expect 'S(1,1)^2 - 2*s*S(1,1) + s^2' --s 1/2 --length 16,1e6");
  command->callback([options, &status] {
    run(*options);
    status = k_exit_as_expected;
  });
}

}  // namespace softlin::check
