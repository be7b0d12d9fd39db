// Validated infinite-prompt flows (docs/theory/infinite-flow.md) and the pieces that they are made of.

#include "numeric/infinite_flow.hpp"

#include <boost/numeric/odeint.hpp>
#include <boost/test/unit_test.hpp>
#include <cmath>

#include "numeric/evaluate.hpp"
#include "numeric/flow_radius.hpp"
#include "numeric/largest_eigenvalue.hpp"
#include "numeric/precision.hpp"
#include "numeric/regression_time.hpp"
#include "numeric/taylor_curve.hpp"
#include "tests/effort.hpp"

using namespace softlin;
using namespace softlin::numeric;
using symbolic::Generator;
using symbolic::Matrix;
using symbolic::Number;
using symbolic::RegressionModel;
using tests::Dice;
using Box = InfiniteRisk::Box;

namespace {

Matrix two_by_two(const Number& a, const Number& b, const Number& c) {
  Matrix out(2, 2);
  out << a, b, b, c;
  return out;
}

/// I/sqrt(d)
Matrix even_start(Eigen::Index d) { return symbolic::identity(d, Number(1) / symbolic::sqrt(Number(d))); }

RegressionModel worked_model() {
  return {two_by_two(1, 0, Rational(1, 2)), symbolic::identity(2), 0, Generator::matched};
}

FlowOptions digits_of(int digits) {
  FlowOptions out;
  out.digits = digits;
  return out;
}

struct RandomProblem {
  RegressionModel model;
  FlowStart start;
};

/// d = 1, 2 or 3: everything diagonal, or nothing sharing coordinates; Omega sometimes singular, both generators.
RandomProblem random_problem(Dice& dice) {
  const Eigen::Index d = dice.between(1, 3);
  const auto covariance = [&](bool diagonal, bool singular) {
    Matrix root = Matrix::Constant(d, d, Number(0));
    for (Eigen::Index i = 0; i < d; ++i) {
      for (Eigen::Index j = 0; j <= i; ++j) {
        if (i == j) root(i, j) = Rational(singular && i == d - 1 ? 0 : dice.between(2, 5), 4);
        if (i != j && !diagonal) root(i, j) = Rational(dice.between(-2, 2), 4);
      }
    }
    return product(root, Matrix(root.transpose()));
  };
  const bool diagonal = dice.one_in(2);
  RandomProblem out{{covariance(diagonal, false), covariance(diagonal, d > 1 && dice.one_in(6)), 0,
                     dice.one_in(4) ? Generator::as_coded : Generator::matched},
                    {Rational(dice.between(1, 12), 8), covariance(diagonal, false)}};
  const Number norm = symbolic::sqrt(symbolic::entrywise_dot(out.start.theta_square, out.start.theta_square));
  for (Eigen::Index i = 0; i < d; ++i) {
    for (Eigen::Index j = 0; j < d; ++j) out.start.theta_square(i, j) = out.start.theta_square(i, j) / norm;
  }
  return out;
}

InfiniteRisk risk_of(const RandomProblem& problem, bool diagonal, Bits bits) {
  return diagonal ? InfiniteRisk::of_diagonal(problem.model, problem.start.theta_square, bits)
                  : InfiniteRisk::of_entries(problem.model, bits);
}

bool is_diagonal(const RandomProblem& problem) {
  return symbolic::is_diagonal(problem.model.sigma) && symbolic::is_diagonal(problem.model.omega) &&
         symbolic::is_diagonal(problem.start.theta_square);
}

/// A dyadic point of the parameter space.
Box random_point(Dice& dice, std::size_t n, Bits bits) {
  Box out;
  for (std::size_t i = 0; i < n; ++i) out.push_back(Interval(Rational(dice.between(-64, 64), 64), bits));
  return out;
}

/// The flow in doubles, from the definition R = tr(Omega M S_q M^T)/2 with Eigen's matrices: an independent reference.
struct DoubleFlow {
  Eigen::MatrixXd C, omega, query, A;
  double b;

  explicit DoubleFlow(const RandomProblem& problem) {
    const symbolic::RegressionLaws laws = symbolic::laws_of(problem.model);
    C = doubles(laws.cross);
    omega = doubles(laws.omega);
    query = doubles(laws.query);
    b = approximate(problem.start.alpha);
    A = b * doubles(problem.start.theta_square);
  }
  static Eigen::MatrixXd doubles(const Matrix& a) {
    Eigen::MatrixXd out(a.rows(), a.cols());
    for (Eigen::Index i = 0; i < a.rows(); ++i) {
      for (Eigen::Index j = 0; j < a.cols(); ++j) out(i, j) = approximate(a(i, j));
    }
    return out;
  }
  Eigen::MatrixXd miss() const { return b * C.transpose() * A - Eigen::MatrixXd::Identity(A.rows(), A.cols()); }
  double risk() const { return (omega * miss() * query * miss().transpose()).trace() / 2; }
  /// Dormand and Prince with local errors of 1e-13.
  void advance(double time) {
    namespace odeint = boost::numeric::odeint;
    using State = std::vector<double>;
    const Eigen::Index d = A.rows();
    State x(A.data(), A.data() + A.size());
    x.push_back(b);
    const auto load = [&](const State& from) {
      A = Eigen::Map<const Eigen::MatrixXd>(from.data(), d, d);
      b = from.back();
    };
    const auto slope = [&](const State& from, State& to, double) {
      load(from);
      const Eigen::MatrixXd half = C * omega * miss() * query;
      const Eigen::MatrixXd dA = -b * half;
      std::copy(dA.data(), dA.data() + dA.size(), to.begin());
      to.back() = -(A.transpose() * half).trace();
    };
    odeint::integrate_adaptive(odeint::make_controlled(1e-13, 1e-13, odeint::runge_kutta_dopri5<State>()), slope, x,
                               0.0, time, time / 64);
    load(x);
  }
};

double distance(const Interval& x, double y) { return std::abs(x.mid_double() - y); }

}  // namespace

BOOST_AUTO_TEST_SUITE(infinite_flow)

/// R is a polynomial of degree 4: with a step of 1/2^20 central differences of exact dyadic points have an error of the size
/// of the step squared. A wrong factor or sign anywhere in gradient or Hessian fails.
BOOST_AUTO_TEST_CASE(gradient_and_hessian_are_derivatives) {
  const std::uint64_t seed = 20260311;
  BOOST_TEST_MESSAGE("seed " << seed);
  Dice dice(seed);
  const Bits bits(200);
  for (int round = 0; round < tests::scaled(40); ++round) {
    const RandomProblem problem = random_problem(dice);
    const InfiniteRisk risk = risk_of(problem, is_diagonal(problem), bits);
    const std::size_t n = risk.size();
    const Box theta = random_point(dice, n, bits);
    const Box gradient = risk.gradient(theta);
    const Box hessian = risk.hessian(theta);
    const Interval step = scale_by_power_of_two(Interval(1, bits), -20);
    for (std::size_t i = 0; i < n; ++i) {
      Box up = theta;
      Box down = theta;
      up[i] += step;
      down[i] -= step;
      const Interval slope = (risk.value(up) - risk.value(down)) / (step * 2);
      BOOST_TEST(abs(slope - gradient[i]).upper_double() < 1e-8);
      const Box more = risk.gradient(up);
      const Box less = risk.gradient(down);
      for (std::size_t j = 0; j < n; ++j) {
        BOOST_TEST(abs((more[j] - less[j]) / (step * 2) - hessian[i * n + j]).upper_double() < 1e-8);
      }
    }
  }
}

/// Both choices of variables have the same risk, and of_entries stays on the diagonal.
BOOST_AUTO_TEST_CASE(diagonal_and_entries_agree) {
  const Bits bits(120);
  const RandomProblem problem{worked_model(), {Rational(1, 2), even_start(2)}};
  const InfiniteRisk diagonal = risk_of(problem, true, bits);
  const InfiniteRisk entries = risk_of(problem, false, bits);
  const Interval f1(Rational(3, 4), bits), f2(Rational(5, 4), bits), b(Rational(7, 8), bits), zero(0, bits);
  BOOST_TEST(overlap(diagonal.value({f1, f2, b}), entries.value({f1, zero, zero, f2, b})));
  const Box small = diagonal.gradient({f1, f2, b});
  const Box large = entries.gradient({f1, zero, zero, f2, b});
  BOOST_TEST(overlap(small[0], large[0]));
  BOOST_TEST(overlap(small[1], large[3]));
  BOOST_TEST(overlap(small[2], large[4]));
  BOOST_TEST(contains_zero(large[1]));
}

/// The defect at points of the step, evaluated as curve' + grad R(curve) with the derivative by differences of the curve at many
/// bits, is at most the bound; for orders so low that what lies above the order N decides, too, and the bound is not idle.
BOOST_AUTO_TEST_CASE(defect_bound_holds) {
  const std::uint64_t seed = 77123;
  BOOST_TEST_MESSAGE("seed " << seed);
  Dice dice(seed);
  const Bits bits(300);
  double sharpest = 0;
  for (int round = 0; round < tests::scaled(40); ++round) {
    const RandomProblem problem = random_problem(dice);
    const InfiniteRisk risk = risk_of(problem, is_diagonal(problem), bits);
    const auto order = static_cast<std::size_t>(dice.between(2, 6));
    const TaylorCurve curve(risk, random_point(dice, risk.size(), bits), order);
    const Interval h(Rational(1, dice.between(1, 8)), bits);
    const Interval bound = curve.defect(h);
    const Interval small = scale_by_power_of_two(Interval(1, bits), -60);
    double largest = 0;
    for (long k = 1; k <= 4; ++k) {
      const Interval at = h * k / 4;
      const Box ahead = curve.at(at + small);
      const Box behind = curve.at(at - small);
      Box rest = risk.gradient(curve.at(at));
      for (std::size_t i = 0; i < rest.size(); ++i) rest[i] += (ahead[i] - behind[i]) / (small * 2);
      largest = std::max(largest, norm_of(rest).upper_double());
    }
    BOOST_TEST(largest <= bound.upper_double() * (1 + 1e-12) + 1e-25);
    sharpest = std::max(sharpest, largest / bound.upper_double());
  }
  BOOST_TEST(sharpest > 0.3);
}

/// speed() bounds the derivative and the curve starts where it should.
BOOST_AUTO_TEST_CASE(speed_bounds_the_derivative) {
  const Bits bits(200);
  const RandomProblem problem{worked_model(), {Rational(1, 2), even_start(2)}};
  const InfiniteRisk risk = risk_of(problem, true, bits);
  const Interval half(Rational(1, 2), bits);
  const TaylorCurve curve(risk, {half, half, half}, 12);
  const Interval h(Rational(1, 4), bits);
  const Box speed = curve.speed(h);
  const Box slope = risk.gradient(curve.at(h));
  for (std::size_t i = 0; i < 3; ++i) {
    BOOST_TEST(abs(slope[i]).upper_double() <= speed[i].upper_double() * (1 + 1e-6));
    BOOST_TEST(curve.at(Interval(0, bits))[i].mid_double() == 0.5);
  }
}

BOOST_AUTO_TEST_CASE(radius_of_a_linear_inequality) {
  const Bits bits(96);
  for (const double growth : {-3.0, -1e-9, 0.0, 1e-12, 2.5}) {
    const double h = 0.75;
    const double gain = growth == 0 ? h : std::expm1(growth * h) / growth;
    const double exact = 0.25 * std::exp(growth * h) + 0.125 * gain;
    const Interval found =
        radius_after(Interval::point(0.25, bits), growth, Interval::point(0.125, bits), Interval::point(h, bits));
    BOOST_TEST(found.upper_double() >= exact * (1 - 1e-15));
    BOOST_TEST(found.upper_double() <= exact * (1 + 1e-6));
  }
}

/// d = 1, Sigma = 1: |A| = b is kept, so b' = b (1 - b^2): b^2 = 1/(1 + (1/alpha^2 - 1) e^{-2t}), R = (b^2 - 1)^2/2.
BOOST_AUTO_TEST_CASE(logistic_closed_form) {
  const RegressionModel model{symbolic::identity(1), symbolic::identity(1), 0, Generator::matched};
  for (const Rational& alpha : {Rational(1, 1000), Rational(1, 3), Rational(3)}) {
    const InfiniteFlow flow =
        numeric::infinite_flow(model, {alpha, even_start(1)}, {0, Rational(1, 3), 2, 17, 40}, digits_of(30));
    BOOST_TEST(flow.points.size() == 5U);
    for (const FlowPoint& point : flow.points) {
      const Bits bits(400);
      const Interval decayed = (Interval(1 / (alpha * alpha), bits) - 1) * exp(point.time * -2);
      const Interval square = 1 / (1 + decayed);
      BOOST_TEST(overlap(sqr(point.b), square));
      BOOST_TEST(overlap(point.A[0], sqrt(square)));
      BOOST_TEST(overlap(point.risk, sqr(decayed * square) / 2));
      BOOST_TEST(width_reached(point.risk, 30));
      BOOST_TEST(contains_zero(point.invariant));
    }
    // The time of eps: b^2 = 1 -+ sqrt(2 eps).
    const Rational eps(1, 200);
    const Interval root(Rational(1, 10), Bits(200));
    const Interval square = alpha < 1 ? 1 - root : 1 + root;
    const Interval start(1 / (alpha * alpha), Bits(200));
    const Interval expected = log((start - 1) / (1 / square - 1)) / 2;
    const auto found = true_time(model, {alpha, even_start(1)}, eps, digits_of(30));
    BOOST_REQUIRE(found);
    BOOST_TEST(overlap(*found, expected));
    BOOST_TEST(width_reached(*found, 30));
  }
}

/// Against Dormand and Prince in doubles on the matrices themselves; invariant; risk that decreases.
BOOST_AUTO_TEST_CASE(agrees_with_runge_kutta) {
  const std::uint64_t seed = 4711;
  BOOST_TEST_MESSAGE("seed " << seed);
  Dice dice(seed);
  for (int round = 0; round < tests::scaled(30); ++round) {
    const RandomProblem problem = random_problem(dice);
    const Rational time(dice.between(1, 40), 8);
    const InfiniteFlow flow = numeric::infinite_flow(problem.model, problem.start, {0, time / 2, time}, digits_of(10));
    BOOST_REQUIRE(flow.points.size() == 3U);
    DoubleFlow reference(problem);
    reference.advance(time.convert_to<double>());
    const FlowPoint& end = flow.points.back();
    const auto d = reference.A.rows();
    BOOST_TEST(distance(end.b, reference.b) < 1e-9);
    for (Eigen::Index i = 0; i < d; ++i) {
      for (Eigen::Index j = 0; j < d; ++j) {
        if (flow.diagonal && i != j) continue;
        const auto at = static_cast<std::size_t>(flow.diagonal ? i : i * d + j);
        BOOST_TEST(distance(end.A[at], reference.A(i, j)) < 1e-9);
      }
    }
    BOOST_TEST(distance(end.risk, reference.risk()) < 1e-9);
    for (std::size_t k = 0; k < 3; ++k) {
      BOOST_TEST(contains_zero(flow.points[k].invariant));
      BOOST_TEST(width_reached(flow.points[k].risk, 10));
      if (k > 0) BOOST_TEST(certainly_less(flow.points[k].risk, flow.points[k - 1].risk));
    }
  }
}

/// Few digits contain many, at every time.
BOOST_AUTO_TEST_CASE(low_precision_contains_high) {
  const std::uint64_t seed = 990017;
  BOOST_TEST_MESSAGE("seed " << seed);
  Dice dice(seed);
  for (int round = 0; round < tests::scaled(150); ++round) {
    const RandomProblem problem = random_problem(dice);
    const std::vector<Number> times{Rational(dice.between(0, 8), 7), Rational(dice.between(9, 30), 7)};
    const InfiniteFlow low = numeric::infinite_flow(problem.model, problem.start, times, digits_of(3));
    const InfiniteFlow high = numeric::infinite_flow(problem.model, problem.start, times, digits_of(20));
    BOOST_REQUIRE(low.diagonal == high.diagonal);
    for (std::size_t k = 0; k < times.size(); ++k) {
      BOOST_TEST(overlap(low.points[k].risk, high.points[k].risk));
      BOOST_TEST(overlap(low.points[k].b, high.points[k].b));
      for (std::size_t i = 0; i < low.points[k].A.size(); ++i) {
        BOOST_TEST(overlap(low.points[k].A[i], high.points[k].A[i]), "seed " << seed << " round " << round);
      }
      BOOST_TEST(high.points[k].risk.relative_width() <= 1e-20);
    }
  }
}

/// diag(1, 1/2), alpha = 1/2, eps = 0.1: 1.93 in docs/theory/icl-regression.md; below both explicit bounds.
BOOST_AUTO_TEST_CASE(worked_example) {
  const RegressionModel model = worked_model();
  const FlowStart start{Rational(1, 2), even_start(2)};
  const auto time = true_time(model, start, Rational(1, 10), digits_of(25));
  BOOST_REQUIRE(time);
  BOOST_TEST(std::abs(time->mid_double() - 1.93) < 0.005);
  BOOST_TEST(width_reached(*time, 25));
  const RegressionTime bounds = regression_time(model, start.alpha, start.theta_square, Rational(1, 10), 10);
  BOOST_TEST(certainly_less(*time, bounds.direct));
  BOOST_TEST(certainly_less(*time, bounds.two_phases));
  DoubleFlow reference({model, start});
  reference.advance(time->mid_double());
  BOOST_TEST(std::abs(reference.risk() - 0.1) < 1e-10);
}

/// The end of the flow: distance and risk fall, with the digits kept; for starts and laws that do not commute, in entries.
BOOST_AUTO_TEST_CASE(endpoint_is_reached) {
  const Rational half(1, 2);
  const Matrix sigma = two_by_two(1, Rational(1, 3), Rational(4, 5));
  const Matrix rank_one = two_by_two(1, 0, 0);
  for (const Generator generator : {Generator::matched, Generator::as_coded}) {
    for (const Matrix& start : {even_start(2), rank_one}) {
      const RegressionModel model{sigma, symbolic::identity(2, Number(2)), 0, generator};
      const InfiniteFlow flow = numeric::infinite_flow(model, {half, start}, {0, 20, 80}, digits_of(15));
      BOOST_TEST(flow.diagonal == symbolic::is_multiple_of_identity(start));
      BOOST_REQUIRE(flow.points.back().distance);
      BOOST_TEST(certainly_less(*flow.points[1].distance, *flow.points[0].distance));
      BOOST_TEST(certainly_less(*flow.points[2].distance, *flow.points[1].distance));
      BOOST_TEST(flow.points[2].distance->upper_double() < 1e-6);
      BOOST_TEST(width_reached(flow.points[2].risk, 15));
    }
  }
  BOOST_TEST(!endpoint_is_known({sigma, rank_one, 0, Generator::matched}, even_start(2)));
  BOOST_TEST(!endpoint_is_known({symbolic::identity(2), rank_one, 0, Generator::matched}, even_start(2)));
  BOOST_TEST(endpoint_is_known({sigma, symbolic::identity(2), 0, Generator::matched}, rank_one));
}

/// Turning all coordinates turns the flow: the same risks in entries as on the diagonal.
BOOST_AUTO_TEST_CASE(rotated_problem) {
  // Q = (3 4; -4 3)/5, Sigma = Q diag(1, 1/2) Q^T, ThetaThetaT of rank 1 along the first axis of Q.
  Matrix Q(2, 2);
  Q << Number(Rational(3, 5)), Number(Rational(4, 5)), Number(Rational(-4, 5)), Number(Rational(3, 5));
  const auto turned = [&](const Matrix& a) { return product(Q, product(a, Matrix(Q.transpose()))); };
  const RegressionModel model = worked_model();
  const Matrix start = two_by_two(Rational(3, 5), 0, Rational(4, 5));
  const std::vector<Number> times{1, 10};
  const InfiniteFlow plain = numeric::infinite_flow(model, {1, start}, times, digits_of(25));
  const InfiniteFlow other = numeric::infinite_flow({turned(model.sigma), model.omega, 0, Generator::matched},
                                                    {1, turned(start)}, times, digits_of(25));
  BOOST_TEST(plain.diagonal);
  BOOST_TEST(!other.diagonal);
  for (std::size_t k = 0; k < 2; ++k) {
    BOOST_TEST(overlap(plain.points[k].risk, other.points[k].risk));
    BOOST_TEST(overlap(plain.points[k].b, other.points[k].b));
  }
}

/// A start at the endpoint stays there, exactly; Omega = 0 has no risk at all.
BOOST_AUTO_TEST_CASE(stationary_starts) {
  const InfiniteFlow flow = numeric::infinite_flow(
      {symbolic::identity(1), symbolic::identity(1), 0, Generator::matched}, {1, even_start(1)}, {0, 5}, digits_of(15));
  BOOST_TEST(flow.points[1].risk.is_point());
  BOOST_TEST(contains(flow.points[1].b, Rational(1)));
  const InfiniteFlow none =
      numeric::infinite_flow({symbolic::identity(1), symbolic::identity(1, Number(0)), 0, Generator::matched},
                             {2, even_start(1)}, {3}, digits_of(15));
  BOOST_TEST(contains_zero(none.points[0].risk));
  BOOST_TEST(contains(none.points[0].b, Rational(2)));
  BOOST_TEST(!none.points[0].distance);
}

BOOST_AUTO_TEST_CASE(stop_progress_and_bad_times) {
  const FlowStart start{Rational(1, 2), even_start(2)};
  BOOST_CHECK_THROW(numeric::infinite_flow(worked_model(), start, {2, 1}, digits_of(10)), InputError);
  BOOST_CHECK_THROW(numeric::infinite_flow(worked_model(), start, {Rational(-1)}, digits_of(10)), InputError);
  FlowOptions options = digits_of(10);
  std::atomic<bool> stop = false;
  options.stop = &stop;
  double last = 0;
  options.progress = [&](double part) {
    last = part;
    stop = part > 0.4;
  };
  const InfiniteFlow flow = numeric::infinite_flow(worked_model(), start, {0, Rational(1, 10), 20}, options);
  BOOST_TEST(flow.stopped);
  BOOST_TEST(flow.points.size() == 2U);
  BOOST_TEST(last > 0.4);
  BOOST_TEST(!true_time(worked_model(), start, Rational(1, 1000000), options).has_value());
  stop = false;
  options.progress = [](double) {};
  const auto at_once = true_time(worked_model(), start, 5, options);
  BOOST_REQUIRE(at_once);
  BOOST_TEST(at_once->is_point());
}

BOOST_AUTO_TEST_SUITE_END()
