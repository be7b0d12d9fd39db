#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>

#include "bounds/catalogue.hpp"
#include "numeric/evaluate.hpp"
#include "numeric/interval_text.hpp"
#include "proofs-check/calibration.hpp"
#include "proofs-check/claim_file.hpp"
#include "proofs-check/command/command.hpp"
#include "proofs-check/command/command_tree.hpp"
#include "proofs-check/command/progress_bar.hpp"

namespace softlin::check {

namespace {

using Json = nlohmann::ordered_json;
using numeric::Interval;
using symbolic::Number;

constexpr const char* k_all = "all";       ///< the row that holds for every claim
constexpr std::size_t k_widest_text = 24;  ///< of a fixed constant in a table; JSON has all of it

struct CalibrateOptions {
  CommonOptions common;
  std::string suite;
  std::string claim;
  std::string constant;
  std::vector<std::string> fixed;
  std::string lengths;
  std::string curve;
  std::string proved;
  unsigned threads = 0;
};

/// "c2=1/2" -> c2, 1/2
std::pair<std::string, std::string> split_assignment(const std::string& option, const std::string& text) {
  const auto equals = text.find('=');
  if (equals == std::string::npos || equals == 0 || equals + 1 == text.size())
    throw InputError(option, "'" + text + "'", "NAME=VALUE, e.g. c2=1/2");
  return {text.substr(0, equals), text.substr(equals + 1)};
}

std::map<std::string, Number> fixed_values(const CalibrateOptions& options) {
  std::map<std::string, Number> out;
  for (const std::string& text : options.fixed) {
    const auto [name, value] = split_assignment("--fix", text);
    if (!out.emplace(name, parse_option_number("--fix " + name, value)).second)
      throw InputError("--fix", name + " twice", "each name once");
  }
  return out;
}

/// Values of the constant that --curve varies, or one empty setting.
std::vector<std::map<std::string, Number>> settings(const CalibrateOptions& options) {
  const auto fixed = fixed_values(options);
  if (options.curve.empty()) return {fixed};
  const auto [name, list] = split_assignment("--curve", options.curve);
  if (fixed.count(name) > 0) throw InputError("--curve", name, "a constant that --fix does not set");
  std::vector<std::map<std::string, Number>> out;
  for (std::size_t start = 0; start <= list.size();) {
    const std::size_t end = std::min(list.find(',', start), list.size());
    out.push_back(fixed);
    out.back()[name] = parse_option_number("--curve " + name, list.substr(start, end - start));
    start = end + 1;
  }
  return out;
}

/// The claim asked for, or all of them.
std::vector<Claim> read_claims(const CalibrateOptions& options) {
  Suite suite = read_suite(options.suite);
  if (options.claim.empty()) return std::move(suite.claims);
  std::string ids;
  for (Claim& claim : suite.claims) {
    if (claim.id == options.claim) return {std::move(claim)};
    ids += (ids.empty() ? "" : ", ") + claim.id;
  }
  throw InputError("--claim", "'" + options.claim + "'", "a claim of " + options.suite + ": " + ids);
}

std::string short_text(const std::string& number) {
  if (number.size() <= k_widest_text) return number;
  return numeric::to_text(numeric::enclose(Number::parse(number, Place{}), numeric::Bits(128)), 10);
}

std::string fixed_text(const std::map<std::string, std::string>& fixed) {
  std::string out;
  for (const auto& [name, value] : fixed) out += (out.empty() ? "" : ", ") + name + " = " + short_text(value);
  return out.empty() ? "-" : out;
}

Json end_or_null(const std::optional<Interval>& x, bool lower) {
  if (!x) return nullptr;
  return lower ? numeric::lower_text(*x) : numeric::upper_text(*x);
}

std::string status_text(CalibrationStatus status) {
  return status == CalibrationStatus::found ? "found" : status == CalibrationStatus::none ? "none" : "all";
}

/// The answers as a table and as JSON lines.
class Report {
 public:
  Report(const CalibrateOptions& options, bool scaled) : options_(options), scaled_(scaled) {
    table_.caption = "Best constant " + options.constant + " of " + options.suite +
                     ": the bound against the exact error at the lengths listed";
    table_.columns = {{"claim", "claim"}};
    if (scaled) table_.columns.push_back({"scale", "scale"});
    table_.columns.insert(table_.columns.end(), {{"fixed", "with"},
                                                 {"sought", "sought"},
                                                 {"value", options.constant},
                                                 {"witness", "at L", Align::number},
                                                 {"bound", "proved bound"},
                                                 {"proved", "proved " + options.constant},
                                                 {"slack", "slack"}});
    table_.notes = {"Enclosures; they speak about the lengths and the model of the claim only."};
  }

  void add(const std::string& claim, const std::string& scale, const Calibrated& found, const std::string& decided_by) {
    std::vector<std::string> cells{claim};
    if (scaled_) cells.push_back(scale);
    cells.insert(cells.end(), {fixed_text(found.fixed), found.smallest ? "smallest" : "largest", value_text(found),
                               found.witness ? to_text(*found.witness) : "-", found.proved ? found.proved->bound : "-",
                               found.proved ? numeric::to_text(found.proved->value, shown()) : "-",
                               found.slack ? numeric::to_text(*found.slack, shown()) : "-"});
    table_.rows.push_back(std::move(cells));
    foreign_ = foreign_ || (found.value && found.proved && !found.proved->serves);
    json_ += line(claim, scale, found, decided_by).dump() + "\n";
  }

  std::string text(Format format) {
    if (format == Format::json) return json_;
    if (foreign_) {
      table_.notes.emplace_back(
          "Slack is left out where the proved bound does not give the claim with the constants it is shown with.");
    }
    return options_.common.rendered(table_, format);
  }

 private:
  int shown() const { return options_.common.digits + 5; }

  std::string value_text(const Calibrated& found) const {
    if (found.value) return numeric::to_text(*found.value, shown());
    return found.status == CalibrationStatus::none ? "none: the bound fails whatever it is" : "any";
  }

  Json line(const std::string& claim, const std::string& scale, const Calibrated& found,
            const std::string& decided_by) const {
    Json out{{"claim", claim}};
    if (!scale.empty()) out["scale"] = scale;
    out.update(Json{{"solve", options_.constant},
                    {"sought", found.smallest ? "smallest" : "largest"},
                    {"fixed", found.fixed},
                    {"status", status_text(found.status)},
                    {"lower", end_or_null(found.value, true)},
                    {"upper", end_or_null(found.value, false)},
                    {"witness_length", found.witness ? Json(to_text(*found.witness)) : Json()}});
    if (!decided_by.empty()) out["witness_claim"] = decided_by;
    out["proved"] = nullptr;
    if (const auto& proved = found.proved) {
      out["proved"] = Json{{"bound", proved->bound},
                           {"lower", numeric::lower_text(proved->value)},
                           {"upper", numeric::upper_text(proved->value)},
                           {"serves", proved->serves}};
    }
    out["slack_lower"] = end_or_null(found.slack, true);
    out["slack_upper"] = end_or_null(found.slack, false);
    out["digits"] = options_.common.digits;
    return out;
  }

  const CalibrateOptions& options_;
  bool scaled_;
  bool foreign_ = false;
  Table table_;
  std::string json_;
};

/// A claim at one scale.
struct Case {
  std::string claim;
  std::string scale;
  Calibrator calibrator;
};

/// Those of the claims that have the constant. Errors: InputError when none has.
std::vector<Case> cases(const CalibrateOptions& options, const std::vector<Claim>& claims) {
  std::vector<Length> lengths;
  if (!options.lengths.empty()) lengths = parse_length_list(options.lengths, Place{"--lengths", 0, ""}, false);
  std::vector<Case> out;
  for (const Claim& claim : claims) {
    const bool chosen = claims.size() == 1;
    if (!chosen && (claim.identity || claim.relation == Relation::equal)) continue;
    for (const Number& scale : claim.identity ? std::vector<Number>{1} : claim.scales) {
      Case one{claim.id, scale.text(), Calibrator(claim, scale, lengths)};
      const auto names = one.calibrator.constants();
      const bool has = std::find(names.begin(), names.end(), options.constant) != names.end();
      if (has || chosen) out.push_back(std::move(one));  // a claim by itself without it is refused with its place
    }
  }
  if (out.empty())
    throw InputError("--solve", "'" + options.constant + "'", "a constant of some claim of " + options.suite);
  return out;
}

int run(const CalibrateOptions& options) {
  const Format format = options.common.begin();
  const auto all_settings = settings(options);
  std::vector<Case> all = cases(options, read_claims(options));
  const bool scaled = std::any_of(all.begin(), all.end(), [](const Case& one) { return one.scale != "1"; });
  Report report(options, scaled);
  ProgressBar bar("calibrating");
  std::size_t done = 0;
  for (const auto& fixed : all_settings) {
    CalibrationRequest request{options.constant, fixed, options.proved, options.common.digits,
                               options.threads == 0 ? hardware_threads() : options.threads};
    std::vector<Calibrated> parts;
    for (Case& one : all) {
      parts.push_back(one.calibrator.solve(request));
      report.add(one.claim, scaled ? one.scale : "", parts.back(), "");
      bar.show(static_cast<double>(++done) / static_cast<double>(all.size() * all_settings.size()));
    }
    if (all.size() == 1) continue;
    std::size_t decides = all.size();
    const Calibrated every = combine(parts, decides);
    report.add(k_all, "", every, decides < all.size() ? all[decides].claim : "");
  }
  options.common.write(report.text(format));
  return k_exit_as_expected;
}

}  // namespace

void add_calibrate_command(CLI::App& app, int& status) {
  const auto options = std::make_shared<CalibrateOptions>();
  CLI::App* command = app.add_subcommand("calibrate", "the best constant of a claim against the exact error");
  command->add_option("claim_file", options->suite, "suite file (TOML) with the claim, as for softlin check")
      ->required();
  command->add_option("--claim", options->claim, "id of the claim; without it every claim that has the constant");
  command->add_option("--solve", options->constant, "constant to solve for, e.g. c1")->required();
  command
      ->add_option("--fix", options->fixed,
                   "value of another constant, NAME=VALUE; repeatable. Default: the claim's value, else the proved one")
      ->allow_extra_args(false);
  command->add_option("--lengths,--length", options->lengths, "prompt lengths instead of the claim's, e.g. 2,16,256");
  command->add_option("--curve", options->curve, "one row for each value of another constant, e.g. c2=1/8,1/4,1/2,1");
  CLI::Option* proved =
      command->add_option("--proved", options->proved,
                          "named bound to compare with (default: the claim's own, or the one of the same formula)");
  offer_values(*proved, [] { return names_of(bounds::catalogue()); });
  command->add_option("--threads", options->threads, "threads (0: all; the answer does not depend on it)")
      ->capture_default_str();
  add_common_options(*command, options->common);
  command->footer(
      "The smallest constant for which the claim's bound is at or above the exact error at every listed length (the\n"
      "largest where the bound falls in it), beside the proved constant and their ratio.\n"
      "Example: softlin calibrate my-claims.toml --solve c1 --fix c2=1/2 --lengths 2,16,256\n"
      "         softlin calibrate my-claims.toml --claim prop-3.1-as-printed --solve c1 --curve c2=1/8,1/4,1/2,1");
  command->callback([options, &status] { status = run(*options); });
}

}  // namespace softlin::check
