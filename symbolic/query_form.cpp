#include "symbolic/query_form.hpp"

#include <algorithm>

#include "symbolic/ldl_factors.hpp"

namespace softlin::symbolic {

namespace {

/// c when a = c I and c is not 0, by exact algebra.
std::optional<Number> as_multiple_of_identity(const Matrix& a) {
  if (a(0, 0).is_recognised_zero() || !is_multiple_of_identity(a)) return std::nullopt;
  return a(0, 0);
}

bool equal(const Matrix& a, const Matrix& b) { return vanishes(a - b); }

/// e_i e_j^T, symmetrised.
Matrix unit_square(Eigen::Index d, Eigen::Index i, Eigen::Index j) {
  Matrix out = identity(d, 0);
  out(i, j) += Rational(1, 2);
  out(j, i) += Rational(1, 2);
  return out;
}

}  // namespace

bool vanishes(const Matrix& a) {
  for (Eigen::Index j = 0; j < a.cols(); ++j) {
    for (Eigen::Index i = 0; i < a.rows(); ++i) {
      if (!a(i, j).is_recognised_zero()) return false;
    }
  }
  return true;
}

Matrix symmetric_part(const Matrix& a) {
  Matrix out = a + a.transpose();
  for (Eigen::Index j = 0; j < a.cols(); ++j) {
    for (Eigen::Index i = 0; i < a.rows(); ++i) out(i, j) *= Rational(1, 2);
  }
  return out;
}

QueryForm::QueryForm(const Matrix& query, const Matrix& key_square)
    : query_(query), key_square_(key_square), radial_(as_multiple_of_identity(product(query, key_square))) {
  const Eigen::Index d = query.rows();
  if (radial_) {
    frame_ = identity(d);
    out_.pivots = Vector::Constant(d, *radial_);
    out_.slope = identity(d);
  } else {
    const LdlFactors factors = ldl_factors(query);
    frame_ = factors.lower;
    out_.pivots = factors.pivots;
    out_.slope = in_frame(key_square);
  }
}

std::size_t QueryForm::push(Matrix form) {
  out_.forms.push_back(std::move(form));
  out_.majorants.emplace_back();
  return out_.forms.size() - 1;
}

std::size_t QueryForm::index_of(const QuadraticForm& form) {
  const Matrix symmetric = symmetric_part(form.matrix);
  for (const auto& [matrix, index] : known_) {
    if (equal(matrix, symmetric)) return index;
  }
  const std::size_t index = push(in_frame(symmetric));
  known_.emplace_back(symmetric, index);
  for (const Matrix& majorant : form.majorants) {
    const std::size_t bound = index_of({majorant, {}});
    out_.majorants[index].push_back(bound);
  }
  return index;
}

std::size_t QueryForm::index_of_square(Eigen::Index i, Eigen::Index j) {
  const auto [place, fresh] = squares_.try_emplace({std::min(i, j), std::max(i, j)}, 0);
  if (!fresh) return place->second;
  // |x_i x_j| <= (x_i^2 + x_j^2)/2
  QuadraticForm form{unit_square(query_.rows(), i, j), {}};
  if (i != j) form.majorants = {unit_square(query_.rows(), i, i), unit_square(query_.rows(), j, j)};
  return place->second = index_of(form);
}

std::size_t QueryForm::radius() {
  if (!radius_) radius_ = push(identity(query_.rows()));
  return *radius_;
}

std::size_t QueryForm::term(const WeightPolynomial& statistic, const std::vector<std::size_t>& forms) {
  for (std::size_t k = 0; k < out_.terms.size(); ++k) {
    if (out_.terms[k].forms == forms && out_.terms[k].statistic.terms() == statistic.terms()) return k;
  }
  out_.terms.push_back({1, statistic, forms});
  return out_.terms.size() - 1;
}

/// Whether coordinates i and j of x are linked by entries of the covariance, of the slope or of `form`. If not, changing the
/// signs of all coordinates that i is linked with keeps the law of x, s and the form, and turns x_i x_j into -x_i x_j.
bool QueryForm::connected(const Matrix* form, Eigen::Index i, Eigen::Index j) const {
  const Eigen::Index d = query_.rows();
  const auto linked = [](const Matrix& a, Eigen::Index k, Eigen::Index l) {
    return !a(k, l).is_recognised_zero() || !a(l, k).is_recognised_zero();
  };
  std::vector<bool> reached(static_cast<std::size_t>(d), false);
  std::vector<Eigen::Index> open{i};
  reached[static_cast<std::size_t>(i)] = true;
  while (!open.empty()) {
    const Eigen::Index k = open.back();
    open.pop_back();
    for (Eigen::Index l = 0; l < d; ++l) {
      if (reached[static_cast<std::size_t>(l)]) continue;
      if (!linked(query_, k, l) && !linked(key_square_, k, l) && !(form != nullptr && linked(*form, k, l))) continue;
      reached[static_cast<std::size_t>(l)] = true;
      open.push_back(l);
    }
  }
  return reached[static_cast<std::size_t>(j)];
}

void QueryForm::add(const Number& coefficient, const WeightPolynomial& statistic) {
  if (!coefficient.is_recognised_zero()) out_.terms.push_back({coefficient, statistic, {}});
}

void QueryForm::add(const Number& coefficient, const WeightPolynomial& statistic, const Matrix& form,
                    const std::vector<Matrix>& majorants) {
  if (vanishes(form)) return;
  if (radial_) {
    const Number share = entrywise_dot(query_, form) / (*radial_ * Number(query_.rows()));
    if (!share.is_recognised_zero()) out_.terms.push_back({coefficient * share, statistic, {radius()}});
    return;
  }
  out_.terms.push_back({coefficient, statistic, {index_of({form, majorants})}});
}

QueryForm::Combination QueryForm::mean(const WeightPolynomial& statistic) { return {{term(statistic, {}), 1}}; }

QueryForm::Combination QueryForm::mean(const WeightPolynomial& statistic, const QuadraticForm& form) {
  if (vanishes(symmetric_part(form.matrix))) return {};
  if (!radial_) return {{term(statistic, {index_of(form)}), 1}};
  const Number share = entrywise_dot(query_, form.matrix) / (*radial_ * Number(query_.rows()));
  if (share.is_recognised_zero()) return {};
  return {{term(statistic, {radius()}), share}};
}

QueryForm::Combination QueryForm::square_mean(const WeightPolynomial& statistic, Eigen::Index i, Eigen::Index j) {
  if (!connected(nullptr, i, j)) return {};
  if (!radial_) return {{term(statistic, {index_of_square(i, j)}), 1}};
  const Number share = query_(i, j) / (*radial_ * Number(query_.rows()));
  if (share.is_recognised_zero()) return {};
  return {{term(statistic, {radius()}), share}};
}

QueryForm::Combination QueryForm::square_mean(const WeightPolynomial& statistic, const QuadraticForm& form,
                                              Eigen::Index i, Eigen::Index j) {
  const Matrix symmetric = symmetric_part(form.matrix);
  if (vanishes(symmetric) || !connected(&symmetric, i, j)) return {};
  if (!radial_) {
    const std::size_t first = index_of(form);
    return {{term(statistic, {first, index_of_square(i, j)}), 1}};
  }
  const Matrix turned = product(query_, product(symmetric, query_));
  const Number d(query_.rows());
  const Number share = (entrywise_dot(query_, symmetric) * query_(i, j) + Number(2) * turned(i, j)) /
                       (*radial_ * *radial_ * d * (d + Number(2)));
  if (share.is_recognised_zero()) return {};
  return {{term(statistic, {radius(), radius()}), share}};
}

AverageForm QueryForm::take(const Number& constant) {
  out_.constant = constant;
  return std::move(out_);
}

}  // namespace softlin::symbolic
