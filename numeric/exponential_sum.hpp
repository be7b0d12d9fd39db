#pragma once
/// Functions of the score variance: sums of exponentials in their place with a proved error, and proved majorants.
///
/// Formula : $F(u) = sum_l weight_l E_l f(w)$, softmax weights w of L_l standard normal scores with variance $u = s^2$, is replaced
///           by $sum_j c_j e^{-q_j u}$; averages of such a sum over Gaussian queries are closed forms, so one fit serves every head.
/// Method  : least squares in floating point (any coefficients would do), then a bound of what is left: |F - sum| at
///           Chebyshev nodes in intervals of s, plus the interpolation error, from the size of F at complex slopes
///           (numeric/softmax_continuation.hpp); Taylor's formula next to u = 0. Proof: docs/theory/exponential-sums.md.
/// Checked by: tests/numeric/exponential_sum_test.cpp

#include <Eigen/Dense>
#include <map>
#include <string>
#include <vector>

#include "numeric/interval.hpp"
#include "symbolic/weight_polynomial.hpp"

namespace softlin::numeric {

struct SoftmaxFunction {
  symbolic::WeightPolynomial f;
  std::vector<Rational> weight;  ///< one a length
  int derivatives = 0;           ///< the first so many derivatives by u are wanted, too
};

/// sum_j coefficient_j e^{-rate_j u}. Rates and coefficients are exact binary numbers.
struct ExponentialSum {
  std::vector<double> rate;
  std::vector<double> coefficient;
  /// error[m] >= | d^m/du^m (F - sum) | for 0 <= u <= reach.
  std::vector<double> error;
  /// size[m] >= | d^m/du^m sum | for every u >= 0.
  std::vector<double> size;

  double operator()(double u, int derivative = 0) const;
};

/// Functions for 0 <= u <= reach that share the nodes at which statistics are enclosed.
class SoftmaxFunctions {
 public:
  /// Inputs  : lengths >= 2, reach > 0 with sqrt(reach) at most k_max_slope; `accuracy` is what errors of interpolation are held
  ///           well below.
  /// Threads : up to `threads`; the same bits whatever their number.
  /// Errors  : Error for weights and lengths of different number or a reach out of range.
  SoftmaxFunctions(std::vector<SoftmaxFunction> functions, std::vector<Integer> lengths, double reach,
                   double accuracy = 1e-10, unsigned threads = 1);

  /// Fits function number f. Coefficients are as small as `accuracy` allows: sums without much cancellation are what
  /// interval arithmetic likes. Not promised: that accuracy; look at the error.
  ExponentialSum fit(std::size_t f, double accuracy) const;

  /// A number c such that |d^m F_f/du^m| <= c e^{growth u} for 0 <= u <= reach, m = derivative.
  double majorant(std::size_t f, int derivative, double growth) const;

 private:
  /// Chebyshev nodes c + l cos(pi j/n), j = 0..n, of an interval [a, b] of slopes.
  struct Piece {
    double a = 0;
    double b = 0;
    double rho = 0;    ///< of the ellipse where the functions are known to be analytic
    double width = 0;  ///< its half-width across is at most this
    int n = 0;

    Interval slope(int j, Bits bits) const;
    bool inside() const;
  };
  struct Solver {
    Eigen::MatrixXd system;
    Eigen::HouseholderQR<Eigen::MatrixXd> factors;
  };

  void plan_pieces(double width, double log_size, double tolerance);
  Interval value(std::size_t f, int m, std::size_t node) const;
  Interval complex_size(std::size_t f, int m) const;
  /// The largest |d^m F/du^m - g| on 0 <= u <= reach, where |F - g| at the nodes is `at_nodes`, g is at most `size` in the
  /// ellipses, and |F - g| <= near_zero next to 0.
  Interval largest(std::size_t f, int m, const std::vector<Interval>& at_nodes, const Interval& size,
                   const Interval& near_zero) const;
  std::vector<Rational> taylor(std::size_t f, int m) const;

  std::vector<SoftmaxFunction> functions_;
  std::vector<Integer> lengths_;
  double reach_;
  std::map<std::string, std::vector<symbolic::WeightPolynomial>> chains_;  ///< f, df/du, d2f/du2, ... by the text of f
  std::vector<const std::vector<symbolic::WeightPolynomial>*> chain_;      ///< one a function
  std::vector<symbolic::WeightPolynomial> statistics_;
  std::vector<std::vector<std::size_t>> statistic_;  ///< [function][derivative]
  Interval factor_;                                  ///< of numeric/softmax_continuation.hpp
  std::vector<Piece> pieces_;
  std::vector<std::pair<std::size_t, int>> nodes_;
  std::vector<Interval> variances_;                        ///< u at the nodes
  std::vector<std::vector<std::vector<Interval>>> found_;  ///< [node][length][statistic]
  std::vector<double> rates_;
  std::vector<std::vector<Interval>> exponentials_;  ///< [node][rate]
  std::map<int, std::vector<Solver>> solvers_;       ///< by number of derivatives, one a weight of coefficients
};

}  // namespace softlin::numeric
