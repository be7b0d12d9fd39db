#include <memory>
#include <nlohmann/json.hpp>

#include "numeric/evaluate.hpp"
#include "numeric/interval_text.hpp"
#include "numeric/limit_enclosure.hpp"
#include "numeric/linear_value.hpp"
#include "numeric/precision.hpp"
#include "proofs-check/command/command.hpp"
#include "proofs-check/json_text.hpp"
#include "proofs-check/model_file.hpp"
#include "symbolic/limit_operator.hpp"
#include "symbolic/limit_words.hpp"

namespace softlin::check {

namespace {

using Json = nlohmann::ordered_json;
using symbolic::Matrix;
using symbolic::Number;
using symbolic::Vector;

/// Jacobians with more entries than this are given by their factors only.
constexpr Eigen::Index k_most_entries = 4096;

struct LimitOptions {
  CommonOptions common;
  std::string model;
};

/// What there is to say about a model's limit; parts that do not exist for its laws are absent.
struct LimitReport {
  std::string law;
  std::optional<symbolic::AffineMap> map;  ///< Gaussian tokens
  std::optional<Vector> query;             ///< a fixed query, or the mean of a Gaussian query law
  std::string query_law;
  std::optional<Vector> value;                             ///< T(query), where it has a closed form of bearable length
  std::vector<numeric::Interval> enclosures;               ///< of T(query); empty: there is no limit
  std::string missing;                                     ///< why there is none
  std::vector<numeric::Interval> linear;                   ///< other laws: V m + V Gamma U z, where it exists
  std::optional<numeric::Interval> gap;                    ///< |T(query) - that|^2
  std::optional<symbolic::LimitJacobians> jacobians;       ///< Gaussian tokens
  std::optional<symbolic::GaussianTokens> pushed_forward;  ///< Gaussian tokens and query law
  std::optional<symbolic::TiltedMixture> tilted;           ///< mixtures: the law tilted by e^<Uz,x>
  std::vector<symbolic::WordEquation> equations;           ///< the same in matrix notation, for any such law
  Eigen::Index rows = 0;
};

numeric::Interval enclosure(const Number& x, int digits) {
  return numeric::raise_precision([&](numeric::Bits bits) { return numeric::enclose(x, bits); }, digits + 1, x.text());
}

std::vector<numeric::Interval> enclosures(const Vector& x, int digits) {
  std::vector<numeric::Interval> out;
  for (Eigen::Index i = 0; i < x.size(); ++i) out.push_back(enclosure(x(i), digits));
  return out;
}

/// The limit of tokens that are not Gaussian, and how far the linear operator is from it.
void report_on_other_law(const symbolic::AttentionModel& model, int digits, LimitReport& report) {
  const Vector& z = *report.query;
  const auto* student = std::get_if<symbolic::StudentTokens>(&model.tokens);
  try {
    report.enclosures = numeric::enclose_limit(model, z, digits + 1);
  } catch (const PrecisionError&) {
    throw;
  } catch (const DomainError&) {
    throw;
  } catch (const Error& error) {
    if (student == nullptr) throw;
    report.missing = error.what();
  }
  if (student != nullptr && student->degrees_of_freedom <= 2) return;  // no covariance
  report.linear = enclosures(numeric::linear_value(model.tokens, model.head, z), digits);
  if (report.missing.empty()) {
    report.gap = numeric::LimitGap(model, symbolic::Quantity::output, symbolic::Target::linear).enclose(digits + 1);
  }
}

LimitReport report_on(const symbolic::AttentionModel& model, const std::string& file, int digits) {
  LimitReport report;
  report.law = symbolic::law_name(model.tokens);
  report.query_law = symbolic::law_name(model.query);
  report.rows = model.head.V.rows();
  const auto* tokens = symbolic::as_gaussian(model.tokens);
  std::optional<symbolic::GaussianQuery> query_law;
  if (const auto* z = symbolic::single_query(model.query)) {
    report.query = *z;
  } else if (const auto* gaussian = std::get_if<symbolic::GaussianQuery>(&model.query)) {
    query_law = *gaussian;
  } else if (tokens != nullptr) {
    query_law = symbolic::GaussianQuery{tokens->mean, tokens->covariance};
  }
  if (query_law) report.query = query_law->mean;
  if (tokens != nullptr) {
    report.map = symbolic::linear_operator(model.tokens, model.head);
    report.value = (*report.map)(*report.query);
    report.enclosures = enclosures(*report.value, digits);
    report.jacobians = symbolic::limit_jacobians(*tokens, model.head, *report.query);
    if (query_law) report.pushed_forward = symbolic::push_forward(*tokens, model.head, *query_law);
    report.equations = symbolic::gaussian_limit_equations();
    return report;
  }
  if (!report.query || query_law) {
    throw InputError(Place{file, 0, "query.law"}, report.query_law + " with " + report.law + " tokens",
                     "a fixed or pair query: the limit of these tokens is not linear in the query");
  }
  if (symbolic::has_closed_limit(model.tokens)) {
    try {
      report.value = symbolic::limit_at(model, *report.query);
    } catch (const Error&) {  // too long to write down: the enclosure stands alone
    }
  }
  report_on_other_law(model, digits, report);
  if (const auto* mixture = std::get_if<symbolic::MixtureTokens>(&model.tokens)) {
    report.tilted = symbolic::tilted_mixture(*mixture, model.head.U * *report.query);
    report.equations = symbolic::mixture_limit_equations();
  }
  return report;
}

std::vector<std::string> entries(const Vector& x) {
  std::vector<std::string> out;
  for (Eigen::Index i = 0; i < x.size(); ++i) out.push_back(x(i).text());
  return out;
}

std::vector<std::vector<std::string>> entries(const Matrix& a) {
  std::vector<std::vector<std::string>> out;
  for (Eigen::Index i = 0; i < a.rows(); ++i) out.push_back(entries(Vector(a.row(i).transpose())));
  return out;
}

/// d T_k / d V_ij (which = 'V') or d T_k / d U_ij (which = 'U').
Number jacobian_entry(const symbolic::LimitJacobians& jacobians, char which, Eigen::Index k, Eigen::Index i,
                      Eigen::Index j) {
  if (which == 'V') return k == i ? jacobians.value(j) : Number(0);
  return jacobians.left(k, i) * jacobians.z(j);
}

Json tensor(const LimitReport& report, char which) {
  const auto& jacobians = *report.jacobians;
  const Eigen::Index d = jacobians.value.size();
  const Eigen::Index first = which == 'V' ? report.rows : d;
  const Eigen::Index second = which == 'V' ? d : jacobians.z.size();
  if (report.rows * first * second > k_most_entries) return nullptr;
  Json out = Json::array();
  for (Eigen::Index k = 0; k < report.rows; ++k) {
    Json block = Json::array();
    for (Eigen::Index i = 0; i < first; ++i) {
      Json row = Json::array();
      for (Eigen::Index j = 0; j < second; ++j) row.push_back(jacobian_entry(jacobians, which, k, i, j).text());
      block.push_back(row);
    }
    out.push_back(block);
  }
  return out;
}

using check::ends;

Json ends(const std::vector<numeric::Interval>& x) {
  Json out = Json::array();
  for (const numeric::Interval& entry : x) out.push_back(ends(entry));
  return out;
}

std::string as_json(const LimitReport& report, int digits) {
  Json out{{"tokens", report.law}, {"query_law", report.query_law}};
  if (report.map) out["operator"] = {{"matrix", entries(report.map->matrix)}, {"offset", entries(report.map->offset)}};
  if (report.query) out["query"] = entries(*report.query);
  out["exists"] = report.missing.empty();
  if (!report.missing.empty()) out["reason"] = report.missing;
  if (report.value) out["value"] = entries(*report.value);
  if (!report.enclosures.empty()) out["value_enclosures"] = ends(report.enclosures);
  if (!report.linear.empty()) out["linear_operator_enclosures"] = ends(report.linear);
  if (report.gap) out["squared_gap"] = ends(*report.gap);
  if (report.jacobians) {
    out["jacobian_v"] = {{"formula", "dT_k/dV_ij = [k = i] value_j, value = m + Gamma U z"},
                         {"value", entries(report.jacobians->value)},
                         {"entries", tensor(report, 'V')}};
    out["jacobian_u"] = {{"formula", "dT_k/dU_ij = left_ki z_j, left = V Gamma"},
                         {"left", entries(report.jacobians->left)},
                         {"z", entries(report.jacobians->z)},
                         {"entries", tensor(report, 'U')}};
  }
  if (report.pushed_forward) {
    out["pushed_forward"] = {{"law", "gaussian"},
                             {"mean", entries(report.pushed_forward->mean)},
                             {"covariance", entries(report.pushed_forward->covariance)}};
  }
  if (report.tilted) {
    Json components = Json::array();
    for (std::size_t k = 0; k < report.tilted->weights.size(); ++k) {
      const Number& weight = report.tilted->weights[k];
      components.push_back({{"weight", weight.text()},
                            {"weight_enclosure", ends(enclosure(weight, digits))},
                            {"mean", entries(report.tilted->means[k])}});
    }
    out["tilted_components"] = components;
  }
  Json equations = Json::array();
  for (const auto& line : report.equations) {
    equations.push_back(
        {{"left", line.left}, {"right", line.right}, {"latex", line.left_latex + " = " + line.right_latex}});
  }
  if (!report.equations.empty()) out["matrix_notation"] = equations;
  return out.dump(2) + "\n";
}

std::string row_text(const std::vector<std::string>& row) {
  std::string out = "[";
  for (std::size_t i = 0; i < row.size(); ++i) out += (i == 0 ? "" : ", ") + row[i];
  return out + "]";
}

std::string labelled(const std::string& label, const Vector& x) {
  return "  " + label + " = " + row_text(entries(x)) + "\n";
}

std::string labelled(const std::string& label, const Matrix& a) {
  std::string out;
  const std::string lead = "  " + label + " = ";
  const auto rows = entries(a);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    out += (i == 0 ? lead : std::string(lead.size(), ' ')) + row_text(rows[i]) + "\n";
  }
  return out;
}

std::string enclosure_lines(const std::string& label, const std::vector<numeric::Interval>& x, int digits) {
  std::string out;
  for (std::size_t i = 0; i < x.size(); ++i) {
    out += "  " + label + "_" + std::to_string(i + 1) + " in " + numeric::to_text(x[i], digits + 5) + "\n";
  }
  return out;
}

bool all_rational(const Vector& x) {
  for (Eigen::Index i = 0; i < x.size(); ++i) {
    if (!x(i).is_rational()) return false;
  }
  return true;
}

std::string as_text(const LimitReport& report, int digits) {
  std::string out;
  if (report.map) {
    out += "Infinite-prompt attention of Gaussian tokens: z -> V m + (V Gamma U) z\n";
    out += labelled("V m", report.map->offset);
    out += labelled("V Gamma U", report.map->matrix);
  } else {
    out +=
        "Infinite-prompt attention of " + report.law + " tokens: z -> V E[X e^<Uz,X>] / E e^<Uz,X>, not linear in z\n";
  }
  out += report.query_law == "gaussian" || report.query_law == "tokens" ? "At the mean of the query law\n"
                                                                        : "At the query\n";
  out += labelled("z", *report.query);
  if (!report.missing.empty()) out += "There is no limit: " + report.missing + "\n";
  if (report.value) out += labelled("T(z)", *report.value);
  if (!report.value || !all_rational(*report.value)) out += enclosure_lines("T(z)", report.enclosures, digits);
  if (!report.linear.empty()) {
    out += "The linear operator of their mean and covariance, l(z) = V m + V Gamma U z\n" +
           enclosure_lines("l(z)", report.linear, digits);
  }
  if (report.gap) out += "  |T(z) - l(z)|^2 in " + numeric::to_text(*report.gap, digits + 5) + "\n";
  if (report.jacobians) {
    out += "Jacobian in V: dT_k/dV_ij = [k = i] x_j, x = m + Gamma U z\n" + labelled("x", report.jacobians->value);
    out += "Jacobian in U: dT_k/dU_ij = (V Gamma)_ki z_j\n" + labelled("V Gamma", report.jacobians->left);
  }
  if (report.pushed_forward) {
    out += "The query law is pushed to the Gaussian law with\n" + labelled("mean", report.pushed_forward->mean) +
           labelled("covariance", report.pushed_forward->covariance);
  }
  if (report.tilted) {
    out += "The tokens tilted by e^<a,x>, a = U z: weights p_k and means c_k\n";
    for (std::size_t k = 0; k < report.tilted->weights.size(); ++k) {
      const std::string index = std::to_string(k + 1);
      const Number& weight = report.tilted->weights[k];
      out += "  p_" + index + " = " + weight.text() + "\n";
      if (!weight.is_rational()) out += "      in " + numeric::to_text(enclosure(weight, digits), digits + 5) + "\n";
      out += labelled("c_" + index, report.tilted->means[k]);
    }
  }
  if (!report.equations.empty()) {
    out += "In matrix notation (vec stacks columns, C vec X = vec X^T, c a direction of the output)\n" +
           symbolic::text_of(report.equations);
  }
  return out;
}

std::string latex_matrix(const Matrix& a) {
  std::string out = "\\begin{pmatrix} ";
  for (Eigen::Index i = 0; i < a.rows(); ++i) {
    for (Eigen::Index j = 0; j < a.cols(); ++j) out += (j == 0 ? "" : " & ") + a(i, j).latex();
    out += i + 1 < a.rows() ? " \\\\ " : " ";
  }
  return out + "\\end{pmatrix}";
}

/// Closed forms as they are, enclosures as their texts.
std::string latex_value(const std::optional<Vector>& value, const std::vector<numeric::Interval>& x, int digits) {
  if (value) return latex_matrix(*value);
  std::string out = "\\begin{pmatrix} ";
  for (std::size_t i = 0; i < x.size(); ++i) {
    out += "\\text{" + numeric::to_text(x[i], digits + 5) + "}" + (i + 1 < x.size() ? " \\\\ " : " ");
  }
  return out + "\\end{pmatrix}";
}

std::string as_latex(const LimitReport& report, int digits) {
  std::string out = "\\begin{align*}\n";
  if (report.map) {
    out += "  T(z) &= V m + V \\Gamma U z = " + latex_matrix(report.map->offset) + " + " +
           latex_matrix(report.map->matrix) + " z, \\\\\n";
  }
  const std::string at_query = "\\Bigl(" + latex_matrix(*report.query) + "\\Bigr)";
  if (report.missing.empty()) {
    out += "  T" + at_query + " &= " + latex_value(report.value, report.enclosures, digits);
  } else {
    out += "  &\\text{There is no limit: " + report.missing + "}";
  }
  if (!report.linear.empty() && !report.value) {
    out += ", \\\\\n  l" + at_query + " &= " + latex_value(std::nullopt, report.linear, digits);
  }
  if (report.jacobians) {
    out += ", \\\\\n  \\frac{\\partial T_k}{\\partial V_{ij}} &= \\delta_{ki}\\, x_j, \\quad x = m + \\Gamma U z = " +
           latex_matrix(report.jacobians->value) +
           ", \\\\\n  \\frac{\\partial T_k}{\\partial U_{ij}} &= (V \\Gamma)_{ki}\\, z_j, \\quad V \\Gamma = " +
           latex_matrix(report.jacobians->left);
  }
  if (report.pushed_forward) {
    out += ", \\\\\n  T_\\# \\nu &= \\mathcal{N}\\Bigl(" + latex_matrix(report.pushed_forward->mean) + ", " +
           latex_matrix(report.pushed_forward->covariance) + "\\Bigr)";
  }
  if (report.tilted) {
    for (std::size_t k = 0; k < report.tilted->weights.size(); ++k) {
      const std::string index = std::to_string(k + 1);
      out += ", \\\\\n  p_{" + index + "} &= " + report.tilted->weights[k].latex() + ", \\quad c_{" + index +
             "} = " + latex_matrix(report.tilted->means[k]);
    }
  }
  out += "\n\\end{align*}\n";
  return report.equations.empty() ? out : out + symbolic::latex_of(report.equations);
}

Table as_table(const LimitReport& report, const std::string& file, int digits) {
  Table table;
  table.caption = "Infinite-prompt limit of " + file;
  table.columns = {{"name", "name", Align::left},
                   {"row", "row", Align::number},
                   {"column", "column", Align::number},
                   {"value", "value", Align::left}};
  const auto add = [&table](const std::string& name, const Matrix& a) {
    for (Eigen::Index i = 0; i < a.rows(); ++i) {
      for (Eigen::Index j = 0; j < a.cols(); ++j) {
        table.rows.push_back({name, std::to_string(i + 1), std::to_string(j + 1), a(i, j).text()});
      }
    }
  };
  if (report.map) {
    add("V m", report.map->offset);
    add("V Gamma U", report.map->matrix);
  }
  add("z", *report.query);
  const auto add_enclosures = [&](const std::string& name, const std::vector<numeric::Interval>& x) {
    for (std::size_t i = 0; i < x.size(); ++i) {
      table.rows.push_back({name, std::to_string(i + 1), "1", numeric::to_text(x[i], digits + 5)});
    }
  };
  if (report.value) {
    add("T(z)", *report.value);
  } else {
    add_enclosures("T(z)", report.enclosures);
  }
  add_enclosures("V m + V Gamma U z", report.linear);
  if (report.gap) add_enclosures("squared gap", {*report.gap});
  if (!report.missing.empty()) table.caption += ". There is no limit: " + report.missing;
  if (report.jacobians) {
    add("m + Gamma U z", report.jacobians->value);
    add("V Gamma", report.jacobians->left);
  }
  if (report.pushed_forward) {
    add("mean of the pushed law", report.pushed_forward->mean);
    add("covariance of the pushed law", report.pushed_forward->covariance);
  }
  return table;
}

void run(const LimitOptions& options) {
  const Format format = options.common.begin();
  const LimitReport report = report_on(read_model(options.model), options.model, options.common.digits);
  switch (format) {
    case Format::json: return options.common.write(as_json(report, options.common.digits));
    case Format::latex: return options.common.write(as_latex(report, options.common.digits));
    case Format::text: return options.common.write(as_text(report, options.common.digits));
    default:
      return options.common.write(
          options.common.rendered(as_table(report, options.model, options.common.digits), format));
  }
}

}  // namespace

void add_limit_command(CLI::App& app, int& status) {
  const auto options = std::make_shared<LimitOptions>();
  CLI::App* command =
      app.add_subcommand("limit", "the infinite-prompt limit of a model: closed form, enclosure, distance from linear");
  command->add_option("model", options->model, "model file (TOML)")->required();
  add_common_options(*command, options->common);
  command->footer("Example: softlin limit model.toml --format latex");
  command->callback([options, &status] {
    run(*options);
    status = k_exit_as_expected;
  });
}

}  // namespace softlin::check
