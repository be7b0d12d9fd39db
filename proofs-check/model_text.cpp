#include "proofs-check/model_text.hpp"

#include <nlohmann/json.hpp>
#include <variant>

namespace softlin::check {

namespace {

using symbolic::Matrix;
using symbolic::Number;
using symbolic::Vector;

template <class... Cases>
struct ModelCases : Cases... {
  using Cases::operator()...;
};
template <class... Cases>
ModelCases(Cases...) -> ModelCases<Cases...>;

/// A basic string of TOML. JSON escapes the same characters in the same way, and no others.
std::string toml_string(const std::string& text) {
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

/// A TOML integer where it is one that every reader takes, otherwise a string that Number::parse reads.
std::string toml_number(const Number& x) {
  const std::string text = x.text();
  const std::string digits = text.substr(!text.empty() && text.front() == '-' ? 1 : 0);
  const bool is_integer =
      !digits.empty() && digits.size() <= 15 && digits.find_first_not_of("0123456789") == std::string::npos;
  return is_integer ? text : toml_string(text);
}

std::string toml_vector(const Vector& x) {
  std::string out = "[";
  for (Eigen::Index i = 0; i < x.size(); ++i) out += (i == 0 ? "" : ", ") + toml_number(x(i));
  return out + "]";
}

std::string toml_matrix(const Matrix& a) {
  if (a.rows() == a.cols() && a.rows() > 1 && symbolic::is_diagonal(a)) {
    bool is_multiple = true;
    for (Eigen::Index i = 1; i < a.rows(); ++i) is_multiple = is_multiple && a(i, i) == a(0, 0);
    if (!is_multiple) return "{ kind = \"diagonal\", entries = " + toml_vector(a.diagonal()) + " }";
    return "{ kind = \"identity\", dimension = " + std::to_string(a.rows()) +
           (a(0, 0) == Number(1) ? "" : ", scale = " + toml_number(a(0, 0))) + " }";
  }
  std::string out = "[";
  for (Eigen::Index i = 0; i < a.rows(); ++i) out += (i == 0 ? "" : ", ") + toml_vector(a.row(i).transpose());
  return out + "]";
}

std::string key_line(const std::string& name, const std::string& value) { return name + " = " + value + "\n"; }

/// The path in RowTable::text(), which adds " (N rows, ...)".
std::string path_of(const symbolic::RowTable& table) {
  const std::string text = table.text();
  return text.substr(0, text.rfind(" ("));
}

std::string tokens_text(const symbolic::TokenLaw& law) {
  return std::visit(
      ModelCases{[](const symbolic::GaussianTokens& t) {
                   return key_line("mean", toml_vector(t.mean)) + key_line("covariance", toml_matrix(t.covariance));
                 },
                 [](const symbolic::RademacherTokens& t) {
                   return key_line("mean", toml_vector(t.mean)) + key_line("scale", toml_number(t.scale));
                 },
                 [](const symbolic::SphereTokens& t) {
                   return key_line("mean", toml_vector(t.mean)) + key_line("radius", toml_number(t.radius));
                 },
                 [](const symbolic::UniformCubeTokens& t) {
                   return key_line("mean", toml_vector(t.mean)) + key_line("half_width", toml_number(t.half_width));
                 },
                 [](const symbolic::MixtureTokens& t) {
                   std::string out;
                   for (const auto& [weight, part] : t.components) {
                     out += "  { weight = " + toml_number(weight) + ", mean = " + toml_vector(part.mean) +
                            ", covariance = " + toml_matrix(part.covariance) + " },\n";
                   }
                   return key_line("components", "[\n" + out + "]");
                 },
                 [](const symbolic::StudentTokens& t) {
                   return key_line("mean", toml_vector(t.mean)) + key_line("scale", toml_matrix(t.scale)) +
                          key_line("degrees_of_freedom", toml_number(Number(t.degrees_of_freedom)));
                 },
                 [](const symbolic::DiscreteTokens& t) {
                   std::string atoms;
                   std::string weights;
                   for (std::size_t k = 0; k < t.atoms.size(); ++k) {
                     atoms += (k == 0 ? "" : ", ") + toml_vector(t.atoms[k]);
                     weights += (k == 0 ? "" : ", ") + toml_number(t.weights[k]);
                   }
                   return key_line("atoms", "[" + atoms + "]") + key_line("weights", "[" + weights + "]");
                 },
                 [](const symbolic::RowTokens& t) { return key_line("file", toml_string(path_of(*t.table))); }},
      law);
}

std::string query_text(const symbolic::QueryLaw& law) {
  return std::visit(ModelCases{[](const symbolic::GaussianQuery& q) {
                                 return key_line("mean", toml_vector(q.mean)) +
                                        key_line("covariance", toml_matrix(q.covariance));
                               },
                               [](const symbolic::TokenQuery&) { return std::string(); },
                               [](const auto& at) { return key_line("z", toml_vector(at.z)); }},
                    law);
}

}  // namespace

std::string model_text(const symbolic::AttentionModel& model) {
  return "[tokens]\n" + key_line("law", toml_string(law_name(model.tokens))) + tokens_text(model.tokens) + "[head]\n" +
         key_line("U", toml_matrix(model.head.U)) + key_line("V", toml_matrix(model.head.V)) + "[query]\n" +
         key_line("law", toml_string(law_name(model.query))) + query_text(model.query);
}

std::string regression_text(const RegressionProblem& problem) {
  const auto& model = problem.model;
  std::string out = "[regression]\n" + key_line("Sigma", toml_matrix(model.sigma)) +
                    key_line("Omega", toml_matrix(model.omega)) +
                    key_line("noise_variance", toml_number(model.noise_variance)) +
                    key_line("generator", toml_string(symbolic::name_of(model.generator)));
  if (problem.start) {
    out += "[start]\n" + key_line("alpha", toml_number(problem.start->alpha)) +
           key_line("ThetaThetaT", toml_matrix(problem.start->theta_square));
  }
  return out;
}

std::string point_text(const PointParameters& point) {
  return key_line("A", toml_matrix(point.A)) + key_line("b", toml_number(point.b));
}

}  // namespace softlin::check
