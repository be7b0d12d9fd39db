#include <chrono>
#include <memory>
#include <nlohmann/json.hpp>

#include "proofs-check/claim_file.hpp"
#include "proofs-check/command/command.hpp"
#include "proofs-check/command/progress_bar.hpp"
#include "proofs-check/steps/closed_form_region.hpp"
#include "proofs-check/steps/exponential_ratio_region.hpp"
#include "proofs-check/steps/headline_region.hpp"
#include "proofs-check/steps/weight_signs.hpp"

namespace softlin::check {

namespace {

using Json = nlohmann::ordered_json;

struct RegionOptions {
  CommonOptions common;
  std::string bound;
  std::string s = "0..4";
  std::string lengths = "1..1000000";
  std::string constant;
  unsigned threads = 0;
};

/// The two sides of "0..4".
std::pair<std::string, std::string> split_range(const std::string& option, const std::string& text) {
  const std::size_t dots = text.find("..");
  if (dots == std::string::npos || dots == 0 || dots + 2 == text.size())
    throw InputError(option, "'" + text + "'", "two numbers with two dots between them, e.g. 0..4");
  return {text.substr(0, dots), text.substr(dots + 2)};
}

Rational rational_option(const std::string& option, const std::string& text) {
  const auto value = symbolic::parse_rational(text);
  if (!value) throw InputError(option, "'" + text + "'", "a rational number, e.g. 4, 0.5 or 1/3");
  return *value;
}

Integer length_option(const std::string& text) {
  const auto lengths = parse_finite_lengths(text);
  if (lengths.size() != 1) throw InputError("--length", "'" + text + "'", "one whole number on each side of the dots");
  return lengths.front().value;
}

/// One proof: what is proved, where, and how it ended.
struct Proof {
  std::string name;
  std::string statement;
  std::string box;
  RegionResult result;
  double seconds = 0;
};

template <class Prove>
Proof timed(const std::string& name, const std::string& statement, const std::string& box, const Prove& prove) {
  const auto start = std::chrono::steady_clock::now();
  Proof out{name, statement, box, prove(), 0};
  out.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return out;
}

Proof headline(const RegionOptions& options) {
  const auto [least_s, most_s] = split_range("--s", options.s);
  const auto [least_length, most_length] = split_range("--length", options.lengths);
  HeadlineRegion region{rational_option("--s", least_s), rational_option("--s", most_s), length_option(least_length),
                        length_option(most_length)};
  if (!options.constant.empty()) region.constant = rational_option("--constant", options.constant);
  const std::string q = region.constant == 1 ? "e^{s^2}" : "e^{" + symbolic::to_text(region.constant) + " s^2}";
  ProgressBar bar("region");
  return timed("headline", "A <= q/(L-1+q), q = " + q, "s = " + options.s + ", L = " + options.lengths, [&] {
    return prove_headline(region, options.threads == 0 ? hardware_threads() : options.threads,
                          [&](double part) { bar.show(part); });
  });
}

Proof weight_sign(const RegionOptions& options, WeightSign sign) {
  const bool first = sign == WeightSign::first;
  const Rational c = options.constant.empty() ? constant_of(sign) : rational_option("--constant", options.constant);
  const std::string p4 = symbolic::to_text(c) + " p_4";
  return timed(first ? "A5.8-i" : "A5.8-ii",
               first ? "-14 p_3 + 7 p_2^2 + " + p4 + " - 52 p_2 p_3 + 20 p_2^3 <= 0"
                     : "-64 p_3 + 36 p_2^2 + " + p4 + " - 288 p_2 p_3 + 120 p_2^3 <= 0",
               "every weight vector", [&] { return prove_weight_sign(sign, c); });
}

/// The constant of the option, or the true one.
Rational constant_or(const RegionOptions& options, const Rational& otherwise) {
  return options.constant.empty() ? otherwise : rational_option("--constant", options.constant);
}

std::string factor_text(const Rational& factor) { return factor == 1 ? "" : symbolic::to_text(factor) + " "; }

Proof exponential_majorants(const RegionOptions& options) {
  const Rational factor = constant_or(options, 1);
  return timed("E2.3", "w^2 e^{2w} <= " + factor_text(factor) + "c_h (e^{hw} - 1 - hw), h = 5/2, 3, .., 11/2",
               "every real w", [&] { return prove_exponential_majorants(factor); });
}

Proof power_majorants(const RegionOptions& options) {
  const Rational factor = constant_or(options, 1);
  const std::string c = factor_text(factor);
  return timed("E2.4", "t^2 <= " + c + "kp2 (e^t - 1), t^3 <= " + c + "kp3 (e^t - 1)", "t >= 0",
               [&] { return prove_power_majorants(factor); });
}

Proof gradient_closed_form(const RegionOptions& options) {
  GradientClosedForm form;
  form.rank = constant_or(options, form.rank);
  return timed("E2.9", "om PsiU(b) <= (1 + " + symbolic::to_text(form.rank) + " d + 28 b)^2",
               "b >= 0, om = L e^{-2b} >= 1, L >= 2, d >= 1", [&] { return prove_closed_form(form); });
}

Proof output_closed_form(const RegionOptions& options) {
  OutputClosedForm form;
  form.slope = constant_or(options, form.slope);
  return timed("E3.5", "om Psi(b) <= 3 dV + (" + symbolic::to_text(form.slope) + " + 7 dV) b",
               "b >= 0, om = L e^{-2b} >= 1, L >= 2, dV >= 1", [&] { return prove_closed_form(form); });
}

std::vector<Proof> proofs(const RegionOptions& options) {
  if (options.bound == "E2.3") return {exponential_majorants(options)};
  if (options.bound == "E2.4") return {power_majorants(options)};
  if (options.bound == "E2.9") return {gradient_closed_form(options)};
  if (options.bound == "E3.5") return {output_closed_form(options)};
  if (options.bound == "headline") return {headline(options)};
  if (options.bound == "A5.8-i") return {weight_sign(options, WeightSign::first)};
  if (options.bound == "A5.8-ii") return {weight_sign(options, WeightSign::second)};
  if (options.bound == "A5.8") {
    if (!options.constant.empty())
      throw InputError("--constant", "a constant for A5.8", "A5.8-i or A5.8-ii, each of which has its own");
    return {weight_sign(options, WeightSign::first), weight_sign(options, WeightSign::second)};
  }
  throw InputError("bound", "'" + options.bound + "'",
                   "one of headline, A5.8, A5.8-i, A5.8-ii, E2.3, E2.4, E2.9, E3.5");
}

int run(const RegionOptions& options) {
  const Format format = options.common.begin();
  Table table;
  table.caption = "Bounds proved on a whole region by subdivision";
  table.columns = {{"bound", "bound"},       {"statement", "statement"},        {"region", "region"},
                   {"verdict", "verdict"},   {"boxes", "boxes", Align::number}, {"seconds", "seconds", Align::number},
                   {"open", "not proved at"}};
  std::string json;
  bool all = true;
  for (const Proof& proof : proofs(options)) {
    const RegionResult& result = proof.result;
    all = all && result.verdict == Verdict::proved;
    char seconds[32];
    std::snprintf(seconds, sizeof seconds, "%.3f", proof.seconds);
    std::string methods;
    for (const auto& [method, count] : result.methods)
      methods += (methods.empty() ? "" : "; ") + method + ": " + std::to_string(count);
    table.rows.push_back({proof.name, proof.statement, proof.box, name_of(result.verdict), std::to_string(result.boxes),
                          seconds, result.open_box});
    table.notes.push_back(proof.name + ", boxes by argument: " + (methods.empty() ? "none" : methods) + ".");
    json += Json{{"bound", proof.name},
                 {"statement", proof.statement},
                 {"box", proof.box},
                 {"verdict", name_of(result.verdict)},
                 {"boxes", result.boxes},
                 {"methods", result.methods},
                 {"open_box", result.open_box.empty() ? Json() : Json(result.open_box)},
                 {"seconds", proof.seconds}}
                .dump() +
            "\n";
  }
  options.common.write(format == Format::json ? json : options.common.rendered(table, format));
  return all ? k_exit_as_expected : k_exit_unexpected;
}

}  // namespace

void add_region_command(CLI::App& app, int& status) {
  const auto options = std::make_shared<RegionOptions>();
  CLI::App* command = app.add_subcommand("region", "a bound proved on a whole region by subdivision");
  command->add_option("bound", options->bound, "headline, A5.8, A5.8-i, A5.8-ii, E2.3, E2.4, E2.9 or E3.5")->required();
  command->add_option("--s", options->s, "slopes, least..most (headline)")->capture_default_str();
  command->add_option("--length", options->lengths, "prompt lengths, least..most (headline)")->capture_default_str();
  command->add_option(
      "--constant", options->constant,
      "another constant: that of s^2 in q (headline, 1), of p_4 (A5.8-i, 38; A5.8-ii, 192), of d (E2.9, "
      "4), of b (E3.5, 70), or a factor of the majorants' (E2.3, E2.4)");
  command->add_option("--threads", options->threads, "threads (0: all; the answer does not depend on it)")
      ->capture_default_str();
  add_common_options(*command, options->common);
  command->footer(
      "headline: A = E S2 <= q/(L-1+q), q = e^{s^2}, for every real s and whole L of the region, which with A1.7 is "
      "the bound\n"
      "of that name. A5.8: the signs of docs/theory/bounds.md A5.8 at every weight vector. E2.9, E3.5: the closed "
      "forms\n"
      "of docs/theory/sharper-bounds.md for one query; E2.3, E2.4: its inequalities between powers and exponentials.\n"
      "All arithmetic rounds outward.\n"
      "Exit status 1 unless proved; the box that was not, or the point of a violation, is named.\n"
      "Example: softlin region headline --s 0..4 --length 1..1000000");
  command->callback([options, &status] { status = run(*options); });
}

}  // namespace softlin::check
