#include <memory>
#include <nlohmann/json.hpp>

#include "numeric/evaluate.hpp"
#include "numeric/exact_sign.hpp"
#include "numeric/interval_text.hpp"
#include "numeric/positive_semidefinite.hpp"
#include "numeric/precision.hpp"
#include "proofs-check/command/command.hpp"
#include "proofs-check/model_file.hpp"
#include "symbolic/formula_code.hpp"
#include "symbolic/moment_expression.hpp"

namespace softlin::check {

namespace {

using Json = nlohmann::ordered_json;
using symbolic::Formula;
using symbolic::GaussianLaw;
using symbolic::GaussianMoment;
using symbolic::MomentExpression;
using symbolic::Number;
using symbolic::WeightedLaws;

struct MomentOptions {
  CommonOptions common;
  std::string expression;
  std::string model;
  int dimension = 0;
  std::vector<std::string> settings;
};

/// A closed form with symbols left open, and its value when all of them are given.
struct MomentReport {
  std::string law;
  std::size_t dimension = 0;
  Formula left;  ///< the expression asked for
  std::optional<GaussianMoment> open;
  std::map<std::string, Formula> settings;
  std::optional<Formula> value;
  std::optional<numeric::Interval> enclosure;
};

GaussianLaw law_of(const symbolic::GaussianTokens& tokens) {
  GaussianLaw law;
  for (Eigen::Index i = 0; i < tokens.mean.size(); ++i) {
    law.mean.push_back(tokens.mean(i).formula());
    law.covariance.emplace_back();
    for (Eigen::Index j = 0; j < tokens.mean.size(); ++j) {
      law.covariance.back().push_back(tokens.covariance(i, j).formula());
    }
  }
  return law;
}

WeightedLaws laws_of(const symbolic::TokenLaw& tokens, const std::string& file) {
  WeightedLaws out;
  if (const auto* gaussian = symbolic::as_gaussian(tokens)) {
    out.emplace_back(Formula(Rational(1)), law_of(*gaussian));
  } else if (const auto* mixture = std::get_if<symbolic::MixtureTokens>(&tokens)) {
    for (const auto& [weight, part] : mixture->components) out.emplace_back(weight.formula(), law_of(part));
  } else {
    throw InputError(Place{file, 0, "tokens.law"}, symbolic::law_name(tokens), "gaussian or mixture");
  }
  return out;
}

/// "a1=1/3" and "a1=1/3,b=2"; commas inside brackets belong to the value.
std::map<std::string, Formula> settings_of(const std::vector<std::string>& texts) {
  std::map<std::string, Formula> out;
  const auto take = [&out](const std::string& text) {
    const auto equals = text.find('=');
    const std::string name = text.substr(0, equals);
    const bool is_name = !name.empty() && name.find_first_not_of(
                                              "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                              "0123456789_") == std::string::npos;
    if (equals == std::string::npos || !is_name) throw InputError("--set", "'" + text + "'", "NAME=VALUE");
    const Number value = parse_option_number("--set " + name, text.substr(equals + 1));
    if (!out.emplace(name, value.formula()).second) throw InputError("--set", name + " twice", "each name once");
  };
  for (const auto& text : texts) {
    std::size_t start = 0;
    int depth = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
      depth += text[i] == '(' ? 1 : text[i] == ')' ? -1 : 0;
      if (text[i] != ',' || depth > 0) continue;
      take(text.substr(start, i - start));
      start = i + 1;
    }
    take(text.substr(start));
  }
  return out;
}

/// Symbols of the laws.
std::set<std::string> symbols_of(const WeightedLaws& laws) {
  std::set<std::string> out;
  for (const auto& [weight, law] : laws) {
    for (const auto& entry : law.mean) out.merge(entry.symbols());
    for (const auto& row : law.covariance) {
      for (const auto& entry : row) out.merge(entry.symbols());
    }
  }
  return out;
}

/// Errors : InputError when all entries have values and the matrix is not positive semidefinite.
void require_covariance(const GaussianLaw& law) {
  const auto d = static_cast<Eigen::Index>(law.dimension());
  symbolic::Matrix matrix(d, d);
  for (Eigen::Index i = 0; i < d; ++i) {
    for (Eigen::Index j = 0; j < d; ++j) {
      const Formula& entry = law.covariance[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)];
      if (!entry.symbols().empty()) return;
      matrix(i, j) = Number(entry);
    }
  }
  if (!numeric::is_positive_semidefinite(matrix)) {
    throw InputError("--set", "a covariance that is not positive semidefinite", "a covariance matrix g11, g12, ...");
  }
}

int sign_of(const Formula& closed) { return numeric::require_sign(Number(closed), "moment"); }

/// The law asked for: of the model, or open in m1, ..., g11, ...
WeightedLaws read_laws(const MomentOptions& options, const MomentExpression& expression, std::string& name) {
  if (options.model.empty()) {
    const std::size_t d = options.dimension > 0 ? static_cast<std::size_t>(options.dimension) : expression.dimension();
    if (d < expression.dimension()) {
      throw InputError(
          "--dimension", std::to_string(d),
          "at least " + std::to_string(expression.dimension()) + " for x" + std::to_string(expression.dimension()));
    }
    name = "gaussian";
    return {{Formula(Rational(1)), GaussianLaw::open(d)}};
  }
  const symbolic::AttentionModel model = read_model(options.model);
  name = symbolic::law_name(model.tokens);
  WeightedLaws laws = laws_of(model.tokens, options.model);
  const std::size_t d = laws.front().second.dimension();
  if (options.dimension > 0 && static_cast<std::size_t>(options.dimension) != d) {
    throw InputError("--dimension", std::to_string(options.dimension), std::to_string(d) + ", as in " + options.model);
  }
  if (d < expression.dimension()) {
    throw InputError("expression", "x" + std::to_string(expression.dimension()),
                     "coordinates up to x" + std::to_string(d) + ", the dimension of " + options.model);
  }
  return laws;
}

MomentReport report_on(const MomentOptions& options) {
  MomentReport report;
  const auto expression = MomentExpression::parse(options.expression, Place{"expression", 0, ""});
  report.left = expression.formula();
  report.settings = settings_of(options.settings);
  WeightedLaws laws = read_laws(options, expression, report.law);
  report.dimension = laws.front().second.dimension();
  std::set<std::string> symbols = symbols_of(laws);
  symbols.insert(expression.symbols().begin(), expression.symbols().end());
  for (const auto& [name, value] : report.settings) {
    if (symbols.count(name) > 0) continue;
    std::string known;
    for (const auto& symbol : symbols) known += (known.empty() ? "" : ", ") + symbol;
    throw InputError("--set", "the unknown symbol '" + name + "'",
                     known.empty() ? "no setting: nothing is open" : "one of " + known);
  }
  if (!report.settings.empty()) {
    for (auto& [weight, law] : laws) {
      law = law.substitute(report.settings);
      require_covariance(law);
    }
  }
  const GaussianMoment moment = expression.value(laws, report.settings, sign_of);
  if (moment.value.symbols().empty() && moment.positive.empty()) {
    report.value = moment.value;
    const Number number(moment.value);
    if (number.is_recognised_zero()) {
      report.enclosure = numeric::Interval(0, numeric::Bits(64));
    } else {
      const auto compiled = number.compile();
      report.enclosure = numeric::raise_precision([&](numeric::Bits bits) { return numeric::evaluate(compiled, bits); },
                                                  options.common.digits + 1, "moment");
    }
  } else {
    report.open = moment;
  }
  return report;
}

std::string settings_text(const MomentReport& report) {
  std::string out;
  for (const auto& [name, value] : report.settings) out += (out.empty() ? "" : ", ") + name + " = " + value.text();
  return out;
}

std::vector<std::string> conditions_of(const MomentReport& report) {
  std::vector<std::string> out;
  if (report.open) {
    for (const auto& condition : report.open->positive) out.push_back(condition.text() + " > 0");
  }
  return out;
}

const Formula& closed_form(const MomentReport& report) { return report.open ? report.open->value : *report.value; }

std::string as_json(const MomentReport& report, const MomentOptions& options) {
  const Formula& formula = closed_form(report);
  Json settings = Json::object();
  for (const auto& [name, value] : report.settings) settings[name] = value.text();
  Json out{{"expression", options.expression},    {"law", report.law},
           {"dimension", report.dimension},       {"set", settings},
           {"formula", formula.text()},           {"latex", formula.latex()},
           {"cpp", symbolic::cpp_text(formula)},  {"python", symbolic::python_text(formula)},
           {"conditions", conditions_of(report)}, {"open", formula.symbols()}};
  if (report.enclosure) {
    out["digits"] = options.common.digits;
    out["lower"] = numeric::lower_text(*report.enclosure);
    out["upper"] = numeric::upper_text(*report.enclosure);
  }
  return out.dump() + "\n";
}

std::string as_latex(const MomentReport& report) {
  std::string out = "\\begin{align*}\n  " + report.left.latex() + " &= " + closed_form(report).latex();
  if (report.open) {
    for (const auto& condition : report.open->positive) out += ", \\\\\n  " + condition.latex() + " &> 0";
  }
  return out + "\n\\end{align*}\n";
}

Table as_table(const MomentReport& report, const MomentOptions& options) {
  const Formula& formula = closed_form(report);
  Table table;
  table.caption = options.expression + ", " + report.law + " law in dimension " + std::to_string(report.dimension);
  if (!report.settings.empty()) table.caption += ", " + settings_text(report);
  table.columns = {{"name", "name", Align::left}, {"value", "value", Align::left}};
  table.rows.push_back({"formula", formula.text()});
  for (const auto& condition : conditions_of(report)) table.rows.push_back({"valid where", condition});
  table.rows.push_back({"LaTeX", formula.latex()});
  table.rows.push_back({"C++", symbolic::cpp_text(formula)});
  table.rows.push_back({"Python", symbolic::python_text(formula)});
  if (report.enclosure) table.rows.push_back({"value", numeric::to_text(*report.enclosure, options.common.digits + 5)});
  return table;
}

std::string as_text(const MomentReport& report, const MomentOptions& options) {
  const Table table = as_table(report, options);
  std::string out = table.caption + "\n";
  for (const auto& row : table.rows) out += "  " + row[0] + ": " + row[1] + "\n";
  if (report.open) {
    std::string symbols;
    for (const auto& name : report.open->value.symbols()) symbols += (symbols.empty() ? "" : ", ") + name;
    out += "  open: " + symbols + " (give values with --set NAME=VALUE for an enclosure)\n";
  }
  return out;
}

void run(const MomentOptions& options) {
  const Format format = options.common.begin();
  const MomentReport report = report_on(options);
  switch (format) {
    case Format::json: return options.common.write(as_json(report, options));
    case Format::latex: return options.common.write(as_latex(report));
    case Format::text: return options.common.write(as_text(report, options));
    default: return options.common.write(options.common.rendered(as_table(report, options), format));
  }
}

}  // namespace

void add_moment_command(CLI::App& app, int& status) {
  const auto options = std::make_shared<MomentOptions>();
  CLI::App* command = app.add_subcommand("moment", "Gaussian moments and integrals in closed form, exactly");
  command
      ->add_option("expression", options->expression,
                   "sums and products of E[...]; inside: polynomial(x) * exp(quadratic form) * positive(linear form)")
      ->required();
  command->add_option("--model", options->model, "model file (TOML): x has its token law, gaussian or mixture");
  command
      ->add_option("--dimension", options->dimension, "dimension without a model (default: the greatest index of an x)")
      ->check(CLI::Range(1, static_cast<int>(symbolic::k_max_coordinates)));
  command->add_option("--set", options->settings, "value of an open symbol, NAME=VALUE; repeatable, or with commas")
      ->allow_extra_args(false);
  add_common_options(*command, options->common);
  command->footer(
      "x = (x1, ..., xd) is Gaussian. Without a model its mean m1, m2, ... and covariance g11, g12, ... stay open, as "
      "does\n"
      "every other name. positive(c + n1*x1 + ...) is 1 where its argument is positive and 0 elsewhere; sinh and cosh "
      "of\n"
      "quadratic forms are read too. Conditions on open symbols are printed with the result; a diverging integral is\n"
      "refused.\n"
      "Example: softlin moment 'E[x1^2*x2*exp(a1*x1 + a2*x2)]' --set a1=1/3,a2=0\n"
      "         softlin moment 'E[x1^4] - 3*E[x1^2]^2' --model model.toml\n"
      "         softlin moment 'E[x1^2*exp(b*x1^2)*positive(x1 - 1/2)]' --set m1=0,g11=1,b=1/4 --digits 40");
  command->callback([options, &status] {
    run(*options);
    status = k_exit_as_expected;
  });
}

}  // namespace softlin::check
