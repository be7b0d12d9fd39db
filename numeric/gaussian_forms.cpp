#include "numeric/gaussian_forms.hpp"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <boost/multiprecision/eigen.hpp>
#include <boost/multiprecision/mpfr.hpp>
#include <numeric>

#include "numeric/evaluate.hpp"
#include "numeric/interval_text.hpp"

namespace softlin::numeric {

namespace {

using Real = mp::number<mp::mpfr_float_backend<120>, mp::et_off>;
using RealMatrix = Eigen::Matrix<Real, Eigen::Dynamic, Eigen::Dynamic>;
using Entries = std::vector<Interval>;

/// Eigenvalues that differ by less than this part of the largest are taken as one; smaller ones as 0.
const Rational k_resolution(Integer(1), mp::pow(Integer(10), 90));

/// A square matrix of enclosures.
class Square {
 public:
  explicit Square(std::size_t d) : d_(d), entries_(d * d, Interval(0, k_form_bits)) {}
  Interval& operator()(std::size_t i, std::size_t j) { return entries_[i * d_ + j]; }
  const Interval& operator()(std::size_t i, std::size_t j) const { return entries_[i * d_ + j]; }
  std::size_t size() const { return d_; }
  Entries take() { return std::move(entries_); }

  friend Square operator*(const Square& a, const Square& b) {
    Square out(a.d_);
    for (std::size_t i = 0; i < a.d_; ++i) {
      for (std::size_t k = 0; k < a.d_; ++k) {
        if (vanishes(a(i, k))) continue;
        for (std::size_t j = 0; j < a.d_; ++j) out(i, j) += a(i, k) * b(k, j);
      }
    }
    return out;
  }
  Square transposed() const {
    Square out(d_);
    for (std::size_t i = 0; i < d_; ++i) {
      for (std::size_t j = 0; j < d_; ++j) out(j, i) = (*this)(i, j);
    }
    return out;
  }
  /// Upper bound of the Frobenius norm.
  Interval norm() const {
    Interval sum(0, k_form_bits);
    for (const Interval& x : entries_) sum += sqr(x);
    return sqrt(sum).upper();
  }

 private:
  std::size_t d_;
  Entries entries_;
};

/// Whether the first d rows and columns are.
bool is_diagonal(const Square& a, std::size_t d) {
  for (std::size_t i = 0; i < d; ++i) {
    for (std::size_t j = 0; j < d; ++j) {
      if (i != j && !vanishes(a(i, j))) return false;
    }
  }
  return true;
}

/// D^{1/2} a D^{1/2}
Square scaled(const symbolic::Matrix& a, const std::vector<Interval>& roots) {
  const std::size_t d = roots.size();
  Square out(d);
  for (std::size_t i = 0; i < d; ++i) {
    for (std::size_t j = 0; j < d; ++j) {
      const symbolic::Number& entry = a(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j));
      if (!entry.is_recognised_zero()) out(i, j) = evaluate(entry.compile(), k_form_bits) * roots[i] * roots[j];
    }
  }
  return out;
}

/// Approximate eigenvectors of the first d rows and columns of `a` as columns, eigenvalues in descending order; the other
/// coordinates stay.
Square eigenvectors(const Square& a, std::size_t d) {
  const Eigen::Index n = static_cast<Eigen::Index>(d);
  RealMatrix middle(n, n);
  for (Eigen::Index i = 0; i < n; ++i) {
    for (Eigen::Index j = 0; j < n; ++j) {
      const Interval x = a(static_cast<std::size_t>(i), static_cast<std::size_t>(j)).midpoint();
      mpfr_set(middle(i, j).backend().data(), &x.raw()->left, MPFR_RNDN);
    }
  }
  const Eigen::SelfAdjointEigenSolver<RealMatrix> solver(middle);
  Square out(a.size());
  for (std::size_t i = d; i < a.size(); ++i) out(i, i) = Interval(1, k_form_bits);
  for (Eigen::Index j = 0; j < n; ++j) {
    for (Eigen::Index i = 0; i < n; ++i) {
      Interval x = Interval::blank(k_form_bits);
      mpfr_set(&x.raw()->left, solver.eigenvectors()(i, n - 1 - j).backend().data(), MPFR_RNDN);
      mpfr_set(&x.raw()->right, &x.raw()->left, MPFR_RNDN);
      out(static_cast<std::size_t>(i), static_cast<std::size_t>(j)) = x.check("eigenvectors");
    }
  }
  return out;
}

/// The form in the last coordinate 1 and g = x - shift, written in x.
void move_origin(Square& a, const std::vector<Interval>& shift) {
  const std::size_t d = shift.size();
  for (std::size_t i = 0; i < d; ++i) {
    Interval moved = a(i, d);
    for (std::size_t j = 0; j < d; ++j) {
      if (!vanishes(shift[j]) && !vanishes(a(i, j))) moved -= a(i, j) * shift[j];
    }
    if (!vanishes(shift[i])) a(d, d) -= shift[i] * (a(i, d) + moved);
    a(i, d) = moved;
  }
  for (std::size_t i = 0; i < d; ++i) a(d, i) = a(i, d);
}

}  // namespace

int GaussianForms::rank() const {
  int out = 0;
  for (std::size_t g = 0; g < lambda.size(); ++g) {
    if (certainly_positive(lambda[g])) out += multiplicity[g];
  }
  return out;
}

GaussianForms::GaussianForms(const symbolic::AverageForm& form)
    : dimension(static_cast<std::size_t>(form.pivots.size()) - (form.shifted ? 1 : 0)), shifted(form.shifted) {
  std::vector<Interval> roots;
  for (Eigen::Index i = 0; i < form.pivots.size(); ++i) {
    const Interval pivot = evaluate(form.pivots(i).compile(), k_form_bits);
    roots.push_back(sqrt(pivot));
  }
  Square slope = scaled(form.slope, roots);
  std::vector<Square> squares;
  for (const auto& matrix : form.forms) squares.push_back(scaled(matrix, roots));

  std::vector<std::size_t> order(dimension);  // coordinates by descending eigenvalue
  std::iota(order.begin(), order.end(), 0);
  if (is_diagonal(slope, dimension)) {
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t i, std::size_t j) { return certainly_less(slope(j, j), slope(i, i)); });
  } else {
    const Square q = eigenvectors(slope, dimension);
    const Square qt = q.transposed();
    Square defect = qt * q;
    for (std::size_t i = 0; i < side(); ++i) defect(i, i) = defect(i, i) - 1;
    const Interval delta = defect.norm();
    if (!certainly_less(delta, Interval(Rational(Integer(1), mp::pow(Integer(10), 80)), k_form_bits))) {
      throw PrecisionError("query average", "orthogonal eigenvectors", to_text(delta), "120 digits");
    }
    // With the polar factor P of q, |P - q| <= delta and |q| <= 2: |P^T A P - q^T A q| <= 4 delta |A| (|P| = 1).
    const auto transform = [&](const Square& a) {
      const Interval radius = delta * 4 * a.norm();
      Square out = qt * a * q;
      for (std::size_t i = 0; i < side(); ++i) {
        for (std::size_t j = 0; j < side(); ++j) out(i, j) = widen(out(i, j), radius);
      }
      return out;
    };
    slope = transform(slope);
    for (Square& square : squares) square = transform(square);
  }

  // Diagonal points; everything else goes into the perturbation.
  std::vector<Interval> centres;
  for (const std::size_t i : order) centres.push_back(slope(i, i).midpoint());
  const Interval resolution =
      dimension == 0 ? Interval(0, k_form_bits)
                     : (max(centres.front(), Interval(0, k_form_bits)) * Interval(k_resolution, k_form_bits)).upper();
  group_of.assign(dimension, 0);
  for (std::size_t k = 0; k < dimension; ++k) {
    const bool tiny = certainly_less_equal(centres[k], resolution);
    const Interval value = tiny ? Interval(0, k_form_bits) : centres[k];
    const bool joins = !lambda.empty() && certainly_less_equal(abs(lambda.back() - value), resolution) &&
                       certainly_positive(lambda.back()) == certainly_positive(value);
    if (joins) {
      ++multiplicity.back();
    } else {
      lambda.push_back(value);
      multiplicity.push_back(1);
    }
    group_of[order[k]] = lambda.size() - 1;
  }
  if (lambda.empty()) {
    lambda.push_back(Interval(0, k_form_bits));
    multiplicity.push_back(0);
  }
  shift.assign(dimension, Interval(0, k_form_bits));
  if (shifted) {
    const Interval whole = max(slope(dimension, dimension), Interval(0, k_form_bits));
    for (std::size_t i = 0; i < dimension; ++i) {
      const Interval& value = lambda[group_of[i]];
      if (certainly_positive(value) && !contains_zero(slope(i, dimension))) {
        shift[i] = (slope(i, dimension) / value).midpoint();
      }
    }
    move_origin(slope, shift);
    for (Square& square : squares) move_origin(square, shift);
    // What is left of the mean outside the range of S; as 0 when it is that small beside the whole.
    const Interval left = slope(dimension, dimension).midpoint();
    const bool tiny = certainly_less_equal(left, (whole * Interval(k_resolution, k_form_bits)).upper());
    offset = tiny ? Interval(0, k_form_bits) : left;
  }
  Square rest = slope;
  for (std::size_t i = 0; i < dimension; ++i) rest(i, i) -= lambda[group_of[i]];
  if (shifted) rest(dimension, dimension) -= offset;
  perturbation = rest.norm();
  for (Square& square : squares) forms.push_back(square.take());
}

GaussianForms GaussianForms::majorised(bool kernel_products) const {
  GaussianForms out = *this;
  const bool has_kernel = static_cast<std::size_t>(rank()) < dimension;
  if (!shifted && !(kernel_products && has_kernel)) return out;
  const auto moves = [&](std::size_t i) { return i < dimension && certainly_positive(lambda[group_of[i]]); };
  for (auto& form : out.forms) {
    for (std::size_t i = 0; i < side(); ++i) {
      for (std::size_t j = 0; j < side(); ++j) {
        Interval& entry = form[i * side() + j];
        entry = moves(i) == moves(j) ? entry * 2 : Interval(0, k_form_bits);
      }
    }
  }
  return out;
}

}  // namespace softlin::numeric
