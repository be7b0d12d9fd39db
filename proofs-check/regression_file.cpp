#include "proofs-check/regression_file.hpp"

#include "proofs-check/model_file.hpp"
#include "symbolic/ldl_factors.hpp"

namespace softlin::check {

namespace {

using symbolic::Generator;
using symbolic::Matrix;
using symbolic::Number;

/// Of a matrix known to be positive semidefinite.
bool is_singular(const Matrix& a) {
  const symbolic::LdlFactors factors = symbolic::ldl_factors(a);
  for (Eigen::Index k = 0; k < a.rows(); ++k) {
    if (factors.pivots(k).is_recognised_zero()) return true;
  }
  return false;
}

/// "[[1, 0], [0, 1/2]]"
std::string text_of(const Matrix& a) {
  std::string out;
  for (Eigen::Index i = 0; i < a.rows(); ++i) {
    std::string row;
    for (Eigen::Index j = 0; j < a.cols(); ++j) row += (j == 0 ? "" : ", ") + a(i, j).text();
    out += (i == 0 ? "[" : ", [") + row + "]";
  }
  return "[" + out + "]";
}

RegressionStart make_start(const Number& alpha, const std::optional<MatrixInput>& theta_square, Eigen::Index d) {
  if (!theta_square) return {alpha, symbolic::identity(d, Number(1) / symbolic::sqrt(Number(d)))};
  RegressionStart out{alpha, theta_square->make_covariance(d)};
  const Number square = symbolic::entrywise_dot(out.theta_square, out.theta_square);
  if (!(square - Number(1)).is_recognised_zero()) {
    throw InputError(theta_square->place(), "a matrix whose squared Frobenius norm is " + square.text(),
                     "one of Frobenius norm exactly 1");
  }
  return out;
}

}  // namespace

RegressionProblem read_regression_table(TomlTable& document) {
  TomlTable table = document.require("regression", "a table [regression]").table();
  AgreedDimension dimension;
  const MatrixInput sigma = MatrixInput::read(table.require("Sigma", "the covariance of the tokens"));
  sigma.fix_columns(dimension);
  const auto omega = MatrixInput::read_optional(table, "Omega", dimension);
  RegressionProblem out;
  if (const auto noise = table.optional("noise_variance")) {
    out.model.noise_variance = noise->number();
    if (!is_nonnegative(out.model.noise_variance, noise->place())) noise->fail("a number that is at least 0");
  }
  if (const auto generator = table.optional("generator")) {
    out.model.generator =
        generator->choice<Generator>({{"matched", Generator::matched}, {"as-coded", Generator::as_coded}});
  }
  table.finish();

  std::optional<Number> alpha;
  std::optional<MatrixInput> theta_square;
  if (const auto section = document.optional("start")) {
    TomlTable start = section->table();
    const TomlValue value = start.require("alpha", "a positive number");
    alpha = value.number();
    if (!is_positive(*alpha, value.place())) value.fail("a positive number");
    theta_square = MatrixInput::read_optional(start, "ThetaThetaT", dimension);
    start.finish();
  }
  document.finish();

  const Eigen::Index d = dimension.value(table.place_of("Sigma"), "one that does, or `dimension` in it");
  out.model.sigma = sigma.make_covariance(d);
  if (is_singular(out.model.sigma)) throw InputError(sigma.place(), "a singular matrix", "a positive definite one");
  out.model.omega = omega ? omega->make_covariance(d) : symbolic::identity(d);
  if (alpha) out.start = make_start(*alpha, theta_square, d);
  return out;
}

PointParameters read_regression_point_table(TomlTable& document, Eigen::Index d) {
  const MatrixInput a = MatrixInput::read(document.require("A", "a matrix: the scores are x_i^T A x"));
  const Number b = document.require("b", "a number: the factor of the weighted mean of the labels").number();
  document.finish();
  AgreedDimension dimension;
  a.fix_columns(dimension);
  const Eigen::Index found = dimension.value_or(d);
  if (found != d) {
    throw InputError(a.place(), "a matrix of dimension " + std::to_string(found),
                     std::to_string(d) + ", the dimension of Sigma");
  }
  return {a.make_square(d), b};
}

RegressionProblem parse_regression(std::string_view text, const std::string& file_name) {
  TomlTable document = parse_toml(text, file_name);
  return read_regression_table(document);
}

RegressionProblem read_regression(const std::filesystem::path& path) {
  TomlTable document = read_toml(path);
  return read_regression_table(document);
}

PointParameters parse_regression_point(std::string_view text, const std::string& file_name, Eigen::Index d) {
  TomlTable document = parse_toml(text, file_name);
  return read_regression_point_table(document, d);
}

PointParameters read_regression_point(const std::filesystem::path& path, Eigen::Index d) {
  TomlTable document = read_toml(path);
  return read_regression_point_table(document, d);
}

std::string exact_text(const RegressionProblem& problem) {
  std::string out = symbolic::name_of(problem.model.generator) + "; Sigma " + text_of(problem.model.sigma) +
                    "; Omega " + text_of(problem.model.omega) + "; noise " + problem.model.noise_variance.text();
  if (problem.start) {
    out += "; alpha " + problem.start->alpha.text() + " ThetaThetaT " + text_of(problem.start->theta_square);
  }
  return out;
}

std::string exact_text(const PointParameters& point) { return "A " + text_of(point.A) + " b " + point.b.text(); }

std::string describe(const symbolic::RegressionModel& model) {
  return symbolic::name_of(model.generator) + " d=" + std::to_string(model.sigma.rows());
}

}  // namespace softlin::check
