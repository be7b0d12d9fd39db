#include "symbolic/error_form.hpp"

#include <boost/test/unit_test.hpp>
#include <random>

#include "symbolic/limit_operator.hpp"
#include "symbolic/softmax_statistic.hpp"

using namespace softlin;
using namespace softlin::symbolic;
using Eigen::Index;
using P = WeightPolynomial;

namespace {

Number square(const Vector& x) { return dot(x, x); }

Matrix zeros(Index rows, Index cols) { return Matrix::Constant(rows, cols, Number(0)); }

struct Model {
  GaussianTokens tokens;
  Head head;
  Vector z;
  Vector a() const { return head.U * z; }
};

struct Draw {
  std::mt19937 engine;
  int operator()(int low, int high) { return std::uniform_int_distribution<int>(low, high)(engine); }
  Matrix matrix(Index rows, Index cols) {
    Matrix out(rows, cols);
    for (Index j = 0; j < cols; ++j) {
      for (Index i = 0; i < rows; ++i) out(i, j) = Rational((*this)(-4, 4), (*this)(1, 3));
    }
    return out;
  }
  Vector vector(Index d) { return matrix(d, 1); }
  /// A random model; `rank` is at most d, so that the covariance may be singular.
  Model model(Index d, Index rank, Index rows) {
    const Matrix root = matrix(d, rank);
    return {{vector(d), root * root.transpose()}, {matrix(d, d), matrix(rows, d)}, vector(d)};
  }
  Model model() {
    const Index d = (*this)(1, 4);
    return model(d, (*this)(1, static_cast<int>(d)), (*this)(1, 3));
  }
};

/// A form of rational coefficients as one polynomial, without its constant and its squared bias.
P combined(const ExpectationForm& form) {
  P sum;
  for (const auto& term : form.terms) sum = sum + term.coefficient.rational() * term.statistic;
  return sum;
}

bool same(const ExpectationForm& x, const ExpectationForm& y) {
  return x.s_squared == y.s_squared && x.constant == y.constant && x.squared_bias == y.squared_bias &&
         combined(x).terms() == combined(y).terms();
}

P statistic(const std::string& name) { return combined(named_statistic(name, 0)); }

std::vector<ExpectationForm> all_forms(const Model& m) {
  std::vector<ExpectationForm> out;
  for (const Quantity quantity : {Quantity::output, Quantity::grad_v, Quantity::grad_u, Quantity::bias}) {
    out.push_back(symbolic::error_form(m.tokens, m.head, m.z, quantity));
  }
  for (const Quantity quantity : {Quantity::output, Quantity::grad_v}) {
    const SecondMoments moments = second_moments(m.tokens, m.head, m.z, quantity);
    out.push_back(*moments.naive);
    out.push_back(moments.reduced);
  }
  return out;
}

void check_same(const Model& x, const Model& y) {
  const auto left = all_forms(x), right = all_forms(y);
  for (std::size_t i = 0; i < left.size(); ++i) BOOST_TEST(same(left[i], right[i]), "form " << i);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(error_form)

BOOST_AUTO_TEST_CASE(one_token) {
  const unsigned seed = 41;
  Draw draw{std::mt19937(seed)};
  for (int i = 0; i < 30; ++i) {
    const Model m = draw.model();
    const Matrix v_gamma = m.head.V * m.tokens.covariance;
    const Vector gamma_a = m.tokens.covariance * m.a();
    const Number rows = m.head.V.rows();
    const auto value = [&](Quantity quantity) {
      return symbolic::error_form(m.tokens, m.head, m.z, quantity).at_equal_weights(1);
    };
    BOOST_TEST_CONTEXT("seed " << seed << ", draw " << i) {
      const Number signal = square(m.head.V * gamma_a);
      BOOST_TEST((value(Quantity::output) == trace_of(v_gamma * m.head.V.transpose()) + signal));
      BOOST_TEST((value(Quantity::bias) == signal));
      BOOST_TEST((value(Quantity::grad_v) == rows * (trace_of(m.tokens.covariance) + square(gamma_a))));
      // Chat = 0 for one token: the gradient error is |V Gamma|_F^2 |z|^2.
      BOOST_TEST((value(Quantity::grad_u) == entrywise_dot(v_gamma, v_gamma) * square(m.z)));
      const ErrorTraces traces = error_traces(m.tokens, m.head, m.z);
      BOOST_TEST((traces.s_squared == dot(m.a(), gamma_a)));
      BOOST_TEST((traces.trace == trace_of(v_gamma * m.head.V.transpose())));
      BOOST_TEST((traces.signal == signal));
    }
  }
}

/// Equal weights: the output is the mean of L tokens, and Chat is 1/L times a Wishart matrix of L - 1 degrees of freedom,
/// so E tr(N (Chat - Gamma)^2) = [(n^2+n)/L^2 - 2n/L + 1] tr(N Gamma^2) + (n/L^2) tr(N Gamma) tr Gamma, N = V^T V, n = L-1.
BOOST_AUTO_TEST_CASE(slope_zero) {
  const unsigned seed = 42;
  Draw draw{std::mt19937(seed)};
  for (int i = 0; i < 30; ++i) {
    Model m = draw.model();
    if (i % 2 == 0) {
      m.head.U = zeros(m.head.U.rows(), m.head.U.cols());
    } else {  // a in the kernel of Gamma
      const Index d = m.z.size() + 1;
      Matrix gamma = zeros(d, d), u = zeros(d, d);
      gamma.topLeftCorner(d - 1, d - 1) = m.tokens.covariance;
      u.row(d - 1) = draw.matrix(1, d);
      m = {{draw.vector(d), gamma}, {u, draw.matrix(m.head.V.rows(), d)}, draw.vector(d)};
    }
    const Matrix v_gamma = m.head.V * m.tokens.covariance;
    const Number trace = trace_of(v_gamma * m.head.V.transpose()), trace_gamma = trace_of(m.tokens.covariance);
    for (const long L : {1L, 2L, 7L, 1000000L}) {
      const Rational x(1, L), n(L - 1);
      const auto value = [&](Quantity quantity) {
        return symbolic::error_form(m.tokens, m.head, m.z, quantity).at_equal_weights(L);
      };
      BOOST_TEST_CONTEXT("seed " << seed << ", draw " << i << ", L = " << L) {
        BOOST_TEST(symbolic::error_form(m.tokens, m.head, m.z, Quantity::output).s_squared.is_recognised_zero());
        BOOST_TEST((value(Quantity::output) == Number(x) * trace));
        BOOST_TEST((value(Quantity::grad_v) == Number(m.head.V.rows()) * Number(x) * trace_gamma));
        BOOST_TEST(value(Quantity::bias).is_recognised_zero());
        const Number wishart = Number(Rational((n * n + n) * x * x - 2 * n * x + 1)) * entrywise_dot(v_gamma, v_gamma) +
                               Number(Rational(n * x * x)) * trace * trace_gamma;
        BOOST_TEST((value(Quantity::grad_u) == square(m.z) * wishart));
        // The mean of L tokens is N(., V Gamma V^T/L): E |.|^4 = (tr)^2 + 2 tr(()^2), and given the (empty) scores
        // E[X | xi] is its mean.
        const Matrix c = v_gamma * m.head.V.transpose();
        const SecondMoments moments = second_moments(m.tokens, m.head, m.z, Quantity::output);
        BOOST_TEST((moments.naive->at_equal_weights(L) ==
                    Number(Rational(x * x)) * (trace * trace + Number(2) * entrywise_dot(c, c))));
        BOOST_TEST((moments.reduced.at_equal_weights(L) == Number(Rational(x * x)) * trace * trace));
      }
    }
  }
}

/// Exact relations that hold at every slope and length: the definitions (5) and (9) with the statistics by name.
BOOST_AUTO_TEST_CASE(combination_of_statistics) {
  const unsigned seed = 43;
  Draw draw{std::mt19937(seed)};
  for (int i = 0; i < 20; ++i) {
    const Model m = draw.model();
    BOOST_TEST_CONTEXT("seed " << seed << ", draw " << i) {
      const ErrorTraces traces = error_traces(m.tokens, m.head, m.z);
      const ExpectationForm output = symbolic::error_form(m.tokens, m.head, m.z, Quantity::output);
      BOOST_TEST((combined(output).terms() ==
                  (traces.trace.rational() * statistic("A") + traces.signal.rational() * statistic("A2")).terms()));
      const ExpectationForm bias = symbolic::error_form(m.tokens, m.head, m.z, Quantity::bias);
      BOOST_TEST(combined(bias).terms().empty());
      BOOST_TEST((bias.squared_bias == traces.signal));
      // (8), divided by s^2 where it must be: needs s > 0. M stands for N = V^T V between two roots of Gamma.
      if (traces.s_squared.is_recognised_zero()) continue;
      const Rational s2 = traces.s_squared.rational();
      const Matrix v_gamma = m.head.V * m.tokens.covariance;
      const Vector ga = m.tokens.covariance * m.a(), vga = m.head.V * ga;
      const Rational alpha = square(vga).rational() / s2, gamma = square(ga).rational() / s2;
      const Rational kappa = dot(vga, v_gamma * ga).rational() / s2 - alpha * gamma;
      const Rational t1 = traces.trace.rational() - alpha, t2 = trace_of(m.tokens.covariance).rational() - gamma;
      const Rational t3 =
          entrywise_dot(v_gamma, v_gamma).rational() - 2 * dot(vga, v_gamma * ga).rational() / s2 + alpha * gamma;
      const P g4 = statistic("G4"), g5 = statistic("G5"), g3 = g5 + s2 * statistic("A3");
      const P g2 = g3 - g4 - s2 * statistic("A4");
      const P g1 = s2 * s2 * statistic("A5") - Rational(2) * g2 + Rational(4) * g3 - g4 - g5;
      const P eight = Rational(alpha * gamma) * g1 - Rational(2 * kappa) * g2 +
                      Rational(2 * kappa + alpha * t2 + gamma * t1) * g3 + t3 * g4 + Rational(t1 * t2) * g5;
      const ExpectationForm u = symbolic::error_form(m.tokens, m.head, m.z, Quantity::grad_u);
      BOOST_TEST((combined(u).terms() == (square(m.z).rational() * eight).terms()));
    }
  }
}

BOOST_AUTO_TEST_CASE(invariances) {
  const unsigned seed = 44;
  Draw draw{std::mt19937(seed)};
  Matrix rotation(2, 2);
  rotation << Rational(3, 5), Rational(4, 5), Rational(-4, 5), Rational(3, 5);
  for (int i = 0; i < 10; ++i) {
    BOOST_TEST_CONTEXT("seed " << seed << ", draw " << i) {
      // A joint rotation of the tokens: Gamma -> O Gamma O^T, V -> V O^T, a -> O a.
      const Model m = draw.model(2, draw(1, 2), draw(1, 3));
      check_same(m, {{rotation * m.tokens.mean, rotation * m.tokens.covariance * rotation.transpose()},
                     {rotation * m.head.U, m.head.V * rotation.transpose()},
                     m.z});
      // A rotation of the output.
      const Model square_head = draw.model(2, 2, 2);
      check_same(square_head, {square_head.tokens, {square_head.head.U, rotation * square_head.head.V}, square_head.z});
      // A rotation of the query.
      check_same(m, {m.tokens, {m.head.U * rotation.transpose(), m.head.V}, rotation * m.z});
      // A shift of the mean.
      Model shifted = m;
      shifted.tokens.mean = draw.vector(2);
      shifted.tokens.mean(0) = Number::parse("sqrt(2)", Place{});
      check_same(m, shifted);
      // The query -z.
      check_same(m, {m.tokens, m.head, -m.z});
      // A direction in which the tokens do not move.
      Matrix gamma = zeros(3, 3), u(3, 3), v(m.head.V.rows(), 3);
      gamma.topLeftCorner(2, 2) = m.tokens.covariance;
      u.topLeftCorner(2, 2) = m.head.U;
      u.col(2) = draw.vector(3);
      u.row(2) = draw.matrix(1, 3);
      v.leftCols(2) = m.head.V;
      v.col(2) = draw.vector(v.rows());
      Vector z = draw.vector(3);
      z.head(2) = m.z;
      z(2) = 0;
      check_same(m, {{draw.vector(3), gamma}, {u, v}, z});
    }
  }
}

/// One token, X = m + W g: E |V X - T|^4 for a Gaussian vector of mean -V Gamma a and covariance C = V Gamma V^T.
BOOST_AUTO_TEST_CASE(second_moments_of_one_token) {
  const unsigned seed = 45;
  Draw draw{std::mt19937(seed)};
  for (int i = 0; i < 30; ++i) {
    Model m = draw.model();
    for (const Quantity quantity : {Quantity::output, Quantity::grad_v}) {
      const Matrix v = quantity == Quantity::output ? m.head.V : identity(m.z.size());
      const Number rows = quantity == Quantity::output ? 1 : static_cast<int>(m.head.V.rows());
      const Matrix c = v * m.tokens.covariance * v.transpose();
      const Vector shift = v * (m.tokens.covariance * m.a());
      const Number size = trace_of(c) + square(shift);
      const SecondMoments moments = second_moments(m.tokens, m.head, m.z, quantity);
      BOOST_TEST_CONTEXT("seed " << seed << ", draw " << i) {
        BOOST_TEST((moments.naive->at_equal_weights(1) ==
                    rows * rows * (size * size + Number(2) * entrywise_dot(c, c) + Number(4) * dot(shift, c * shift))));
        // Given xi = <e, g> the mean of X is along (xi - s)^2 + across, and E (xi - s)^4 = 3 + 6 s^2 + s^4.
        const Number s2 = dot(m.a(), m.tokens.covariance * m.a());
        if (s2.is_recognised_zero()) continue;
        const Number along = square(shift) / s2, across = trace_of(c) - along;
        BOOST_TEST((moments.reduced.at_equal_weights(1) ==
                    rows * rows *
                        (along * along * (Number(3) + Number(6) * s2 + s2 * s2) +
                         Number(2) * along * across * (Number(1) + s2) + across * across)));
      }
    }
  }
  const Model m = draw.model();
  BOOST_TEST(!second_moments(m.tokens, m.head, m.z, Quantity::grad_u).naive);
  BOOST_CHECK_THROW(second_moments(m.tokens, m.head, m.z, Quantity::bias), Error);
}

/// exact.md R2: what conditioning removes is 4 K22 e^T M P M e + 2 K04 tr(PMPM), with M, P, e formed as matrices from a
/// covariance whose symmetric root R is known.
BOOST_AUTO_TEST_CASE(what_conditioning_removes) {
  const unsigned seed = 46;
  Draw draw{std::mt19937(seed)};
  int checked = 0;
  for (int i = 0; i < 20; ++i) {
    const Index d = draw(1, 3);
    Matrix root = draw.matrix(d, d);
    root = Matrix(root + Matrix(root.transpose()));
    const Matrix gamma = root * root;
    Model m = draw.model(d, 1, draw(1, 3));
    m.tokens.covariance = gamma;
    const Vector y = root * m.a();  // s e
    const Number s2 = square(y);
    if (s2.is_recognised_zero()) continue;
    ++checked;
    const Matrix big = root * m.head.V.transpose() * m.head.V * root;  // M
    Matrix projector = identity(d);
    for (Index r = 0; r < d; ++r) {
      for (Index c = 0; c < d; ++c) projector(r, c) -= y(r) * y(c) / s2;
    }
    const Matrix pm = projector * big;
    const Number mixed = dot(y, big * (pm * y)) / s2, across2 = trace_of(pm * pm);
    const SecondMoments moments = second_moments(m.tokens, m.head, m.z, Quantity::output);
    const P k04 = statistic("K04"), k22 = k04 + s2.rational() * softmax::k22_s2();
    BOOST_TEST_CONTEXT("seed " << seed << ", draw " << i) {
      BOOST_TEST(((combined(*moments.naive) - combined(moments.reduced)).terms() ==
                  (Rational(4 * mixed.rational()) * k22 + Rational(2 * across2.rational()) * k04).terms()));
      // The reduced moment itself, and the first moment by (4).
      const Rational along = (dot(y, big * y) / s2).rational(), across = trace_of(pm).rational();
      const P k40 = Rational(3) * k04 + s2.rational() * softmax::k40_s2() +
                    Rational(s2.rational() * s2.rational()) * softmax::k40_s4();
      BOOST_TEST((combined(moments.reduced).terms() ==
                  (Rational(along * along) * k40 + Rational(2 * along * across) * k22 + Rational(across * across) * k04)
                      .terms()));
      const P b = statistic("A") + s2.rational() * statistic("A2");
      BOOST_TEST((combined(symbolic::error_form(m.tokens, m.head, m.z, Quantity::output)).terms() ==
                  (across * statistic("A") + along * b).terms()));
    }
  }
  BOOST_TEST(checked > 10);
}

/// The wrong target t = V m + V Gamma^{-1} U z. One token: E |V X - t|^2 = tr V Gamma V^T + |V m - t|^2.
BOOST_AUTO_TEST_CASE(inverse_target) {
  const unsigned seed = 47;
  Draw draw{std::mt19937(seed)};
  int checked = 0;
  for (int i = 0; i < 30; ++i) {
    const Index d = draw(1, 3);
    const Model m = draw.model(d, d, draw(1, 3));
    const auto form = [&](Quantity quantity, Target target) {
      return symbolic::error_form(m.tokens, m.head, m.z, quantity, target);
    };
    BOOST_TEST_CONTEXT("seed " << seed << ", draw " << i) {
      Matrix gamma_inverse;
      try {
        gamma_inverse = inverse(m.tokens.covariance);
      } catch (const Error&) {
        BOOST_CHECK_THROW(form(Quantity::output, Target::inverse), Error);
        continue;
      }
      ++checked;
      const Vector vga = m.head.V * (m.tokens.covariance * m.a()), wrong = m.head.V * (gamma_inverse * m.a());
      const Number trace = trace_of(m.head.V * m.tokens.covariance * m.head.V.transpose());
      BOOST_TEST((form(Quantity::output, Target::inverse).at_equal_weights(1) == trace + square(wrong)));
      BOOST_TEST((form(Quantity::bias, Target::inverse).at_equal_weights(1) == square(wrong)));
      // E T_L = V m + (1 - A) V Gamma a: the squared bias is |(1-A) V Gamma a - V Gamma^{-1} a|^2 as a polynomial in A.
      const ExpectationForm bias = form(Quantity::bias, Target::inverse);
      BOOST_TEST((bias.constant == square(vga - wrong)));
      BOOST_TEST(
          (combined(bias).terms() == (Rational(-2 * dot(vga, vga - wrong).rational()) * statistic("A")).terms()));
      BOOST_TEST((bias.squared_bias == square(vga)));
      // The variance E |T_L - E T_L|^2 does not depend on the target.
      const auto variance = [&](Target target) {
        return combined(form(Quantity::output, target)) - combined(form(Quantity::bias, target));
      };
      BOOST_TEST((variance(Target::inverse).terms() == variance(Target::limit).terms()));
      BOOST_TEST((form(Quantity::output, Target::inverse).constant == bias.constant));
      for (const Quantity quantity : {Quantity::output, Quantity::bias, Quantity::grad_v, Quantity::grad_u}) {
        BOOST_TEST(same(form(quantity, Target::linear), form(quantity, Target::limit)));
      }
      BOOST_CHECK_THROW(form(Quantity::grad_v, Target::inverse), Error);
      BOOST_CHECK_THROW(form(Quantity::grad_u, Target::inverse), Error);
    }
  }
  BOOST_TEST(checked > 20);
}

/// L = 1: T_1 - T = W g - V Gamma a, a normal vector whose squared length has cumulants
/// 2^{k-1} (k-1)! (tr M^k + k b^T M^{k-1} b), b = V Gamma a, M = V Gamma V^T.
BOOST_AUTO_TEST_CASE(moments_of_one_token) {
  const GaussianTokens tokens{
      Vector::Constant(2, Number(0)),
      (Matrix(2, 2) << Number(1), Number(Rational(1, 2)), Number(Rational(1, 2)), Number(2)).finished()};
  const Head head{(Matrix(2, 2) << Number(1), Number(0), Number(Rational(1, 3)), Number(1)).finished(),
                  (Matrix(2, 2) << Number(1), Number(2), Number(0), Number(-1)).finished()};
  Vector z(2);
  z << Number(1), Number(Rational(-2, 5));
  for (const bool flat : {false, true}) {
    const Vector query = flat ? Vector::Constant(2, Number(0)) : z;
    const Matrix m = head.V * tokens.covariance * head.V.transpose();
    const Vector b = head.V * (tokens.covariance * (head.U * query));
    std::vector<Rational> kappa{0};
    std::vector<Rational> moments{1};
    Matrix power = (Matrix(2, 2) << Number(1), Number(0), Number(0), Number(1)).finished();
    Rational factor = 1;
    for (int k = 1; k <= 4; ++k) {
      const Vector moved = power * b;
      const Rational signal = dot(b, moved).rational();
      power = power * m;
      kappa.push_back(factor * ((power(0, 0) + power(1, 1)).rational() + k * signal));
      factor *= 2 * k;
    }
    const std::vector<std::vector<long>> binomials{{1}, {1, 1}, {1, 2, 1}, {1, 3, 3, 1}};
    for (std::size_t r = 1; r <= 4; ++r) {
      Rational sum = 0;
      for (std::size_t k = 1; k <= r; ++k) sum += binomials[r - 1][k - 1] * kappa[k] * moments[r - k];
      moments.push_back(sum);
      const ExpectationForm form = moment_form(tokens, head, query, Quantity::output, static_cast<int>(r));
      BOOST_TEST(form.at_equal_weights(1).rational() == sum, "r = " << r);
    }
  }
  BOOST_CHECK_THROW(moment_form(tokens, head, z, Quantity::output, 5), Error);
  BOOST_CHECK_THROW(moment_form(tokens, head, z, Quantity::grad_u, 2), Error);
}

BOOST_AUTO_TEST_SUITE_END()
