#include "symbolic/limit_operator.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <random>

#include "double_value.hpp"

using namespace softlin;
using namespace softlin::symbolic;
using Eigen::Index;
using softlin::symbolic::testing::double_value;

namespace {

Number read(const std::string& text) { return Number::parse(text, Place{}); }

Vector vec(const std::vector<std::string>& entries) {
  Vector out(static_cast<Index>(entries.size()));
  for (Index i = 0; i < out.size(); ++i) out(i) = read(entries[static_cast<std::size_t>(i)]);
  return out;
}

Matrix mat(Index rows, const std::vector<std::string>& entries) {
  Matrix out(rows, static_cast<Index>(entries.size()) / rows);
  for (Index i = 0; i < out.rows(); ++i) {
    for (Index j = 0; j < out.cols(); ++j) out(i, j) = read(entries[static_cast<std::size_t>(i * out.cols() + j)]);
  }
  return out;
}

bool same(const Vector& a, const Vector& b) {
  if (a.size() != b.size()) return false;
  for (Index i = 0; i < a.size(); ++i) {
    if (!(a(i) == b(i))) return false;
  }
  return true;
}

bool same(const Matrix& a, const Matrix& b) {
  if (a.rows() != b.rows() || a.cols() != b.cols()) return false;
  for (Index j = 0; j < a.cols(); ++j) {
    if (!same(Vector(a.col(j)), Vector(b.col(j)))) return false;
  }
  return true;
}

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
  /// R R^T with d rows, of rank at most `rank`.
  Matrix covariance(Index d, Index rank) {
    const Matrix root = matrix(d, rank);
    return root * root.transpose();
  }
};

/// True when x and y agree to 1e-12 relative: the formulas below have fewer than 60 operations, every intermediate value
/// is below 40 times the result, and 60 * 40 * 2^-52 < 1e-12.
bool near(double x, double y) { return std::abs(x - y) <= 1e-12 * std::max(std::abs(x), std::abs(y)); }

}  // namespace

BOOST_AUTO_TEST_SUITE(limit_operator)

/// Lemma 2.1: the gradient of psi is m + Gamma a for every positive semidefinite Gamma.
BOOST_AUTO_TEST_CASE(gaussian_tilt) {
  const unsigned seed = 21;
  Draw draw{std::mt19937(seed)};
  for (int i = 0; i < 40; ++i) {
    const Index d = draw(1, 4), rank = draw(0, static_cast<int>(d)), rows = draw(1, 3);
    const GaussianTokens tokens{draw.vector(d),
                                rank == 0 ? Matrix(Matrix::Constant(d, d, Number(0))) : draw.covariance(d, rank)};
    const Head head{draw.matrix(d, d), draw.matrix(rows, d)};
    const Vector z = draw.vector(d), a = draw.vector(d);
    BOOST_TEST_CONTEXT("seed " << seed << ", draw " << i << ", d = " << d << ", rank " << rank) {
      BOOST_TEST(same(tilted_mean(tokens, a), tokens.mean + tokens.covariance * a));
      const AffineMap map = linear_operator(tokens, head);
      const Vector expected = head.V * (tokens.mean + tokens.covariance * (head.U * z));
      BOOST_TEST(same(map(z), expected));
      BOOST_TEST(same(limit_at({tokens, head, FixedQuery{z}}, z), expected));
    }
  }
  const GaussianTokens irrational{vec({"sqrt(2)", "exp(1)"}), mat(2, {"2", "sqrt(2)", "sqrt(2)", "1"})};  // singular
  BOOST_TEST(same(tilted_mean(irrational, vec({"1", "sqrt(2)"})), vec({"4+sqrt(2)", "2*sqrt(2)+exp(1)"})));
}

BOOST_AUTO_TEST_CASE(rademacher_tilt_is_tanh) {
  for (const double a : {-3.0, -0.5, 0.25, 1.0, 6.0}) {
    for (const double scale : {0.5, 1.0, 2.0}) {
      const RademacherTokens law{vec({"1", "-1/2"}), rational_of_shortest_decimal(scale)};
      Vector tilt(2);
      tilt << Number(rational_of_shortest_decimal(a)), 0;
      const Vector mean = tilted_mean(law, tilt);
      BOOST_TEST(near(double_value(mean(0) - Number(1)), scale * std::tanh(a * scale)),
                 "a = " << a << ", scale = " << scale);
      BOOST_TEST((mean(1) == read("-1/2")));
    }
  }
  // The sphere in one dimension is the same law.
  const Vector m = vec({"1/3"}), a = vec({"7/5"});
  BOOST_TEST(same(tilted_mean(SphereTokens{m, 2}, a), tilted_mean(RademacherTokens{m, 2}, a)));
  BOOST_CHECK_THROW(tilted_mean(SphereTokens{vec({"0", "0"}), 1}, vec({"1", "0"})), Error);
}

BOOST_AUTO_TEST_CASE(cube_tilt_is_langevin) {
  for (const double x : {-4.0, -0.5, 1.0, 2.5}) {
    const UniformCubeTokens law{vec({"0", "2", "1"}), read("1/2")};
    Vector tilt(3);
    tilt << Number(rational_of_shortest_decimal(2 * x)), 0, Number(rational_of_shortest_decimal(-2 * x));
    const Vector mean = tilted_mean(law, tilt);
    const double langevin = (1 / std::tanh(x) - 1 / x) / 2;  // half_width (coth(half_width a) - 1/(half_width a))
    BOOST_TEST(near(double_value(mean(0)), langevin), "x = " << x);
    BOOST_TEST((mean(1) == Number(2)));
    BOOST_TEST(near(double_value(mean(2) - Number(1)), -langevin), "x = " << x);
  }
}

BOOST_AUTO_TEST_CASE(mixture_tilt) {
  const unsigned seed = 5;
  Draw draw{std::mt19937(seed)};
  for (int i = 0; i < 10; ++i) {
    const Index d = draw(1, 3);
    const GaussianTokens part{draw.vector(d), draw.covariance(d, draw(1, static_cast<int>(d)))};
    const Vector a = draw.vector(d);
    const Number half(Rational(1, 2));
    BOOST_TEST_CONTEXT("seed " << seed << ", draw " << i) {
      BOOST_TEST(same(tilted_mean(MixtureTokens{{{1, part}}}, a), tilted_mean(part, a)));
      BOOST_TEST(same(tilted_mean(MixtureTokens{{{half, part}, {half, part}}}, a), tilted_mean(part, a)));
    }
  }
  // By hand: weights 1/4, 3/4, laws N(1, 2), N(-2, 1/2), a = 1/2. psi_k = a m_k + a^2 gamma_k/2 = 3/4 and -15/16, tilted
  // means 2 and -7/4.
  const MixtureTokens two{{{read("1/4"), {vec({"1"}), mat(1, {"2"})}}, {read("3/4"), {vec({"-2"}), mat(1, {"1/2"})}}}};
  const double first = 0.25 * std::exp(0.75), second = 0.75 * std::exp(-0.9375);
  BOOST_TEST(near(double_value(tilted_mean(two, vec({"1/2"}))(0)), (2 * first - 1.75 * second) / (first + second)));
  // At a = 0 the tilt is the mean.
  BOOST_TEST(same(tilted_mean(two, vec({"0"})), vec({"-5/4"})));
  BOOST_TEST(same(mean(two), vec({"-5/4"})));
}

BOOST_AUTO_TEST_CASE(covariances) {
  const Vector m = vec({"1", "2", "3"});
  BOOST_TEST(same(covariance(RademacherTokens{m, 2}), Number(4) * identity(3)));
  BOOST_TEST(same(covariance(SphereTokens{m, read("sqrt(6)")}), Number(2) * identity(3)));
  BOOST_TEST(same(covariance(UniformCubeTokens{m, 3}), Number(3) * identity(3)));
  // Total variance by hand, d = 1: E Var = 2/4 + 3/8 = 7/8, Var E = (1/4)(3/4) 3^2 = 27/16.
  const MixtureTokens two{{{read("1/4"), {vec({"1"}), mat(1, {"2"})}}, {read("3/4"), {vec({"-2"}), mat(1, {"1/2"})}}}};
  BOOST_TEST(same(covariance(two), mat(1, {"41/16"})));
}

/// T(z) for z ~ N(mz, Sz), through linear functionals: c^T T has mean c^T T(mz) and variance b^T Sz b, b = U^T Gamma V^T c.
BOOST_AUTO_TEST_CASE(push_forward_law) {
  const unsigned seed = 33;
  Draw draw{std::mt19937(seed)};
  for (int i = 0; i < 20; ++i) {
    const Index d = draw(1, 3), rows = draw(1, 3);
    const GaussianTokens tokens{draw.vector(d), draw.covariance(d, draw(1, static_cast<int>(d)))};
    const Head head{draw.matrix(d, d), draw.matrix(rows, d)};
    const GaussianQuery query{draw.vector(d), draw.covariance(d, draw(1, static_cast<int>(d)))};
    const GaussianTokens image = push_forward(tokens, head, query);
    BOOST_TEST_CONTEXT("seed " << seed << ", draw " << i) {
      BOOST_TEST(same(image.mean, limit_at({tokens, head, query}, query.mean)));
      BOOST_TEST(same(image.covariance, Matrix(image.covariance.transpose())));
      for (int k = 0; k < 3; ++k) {
        const Vector c = draw.vector(rows);
        const Vector b = head.U.transpose() * (tokens.covariance * (head.V.transpose() * c));
        BOOST_TEST((dot(c, image.covariance * c) == dot(b, query.covariance * b)));
      }
    }
  }
  // By hand: V = 3, Gamma = 2, U = 1/2, m = 1: T(z) = 3 + 3 z.
  const GaussianTokens image =
      push_forward({vec({"1"}), mat(1, {"2"})}, {mat(1, {"1/2"}), mat(1, {"3"})}, {vec({"5"}), mat(1, {"7"})});
  BOOST_TEST(same(image.mean, vec({"18"})));
  BOOST_TEST(same(image.covariance, mat(1, {"63"})));
}

BOOST_AUTO_TEST_CASE(inverses) {
  const unsigned seed = 4;
  Draw draw{std::mt19937(seed)};
  int regular = 0;
  for (int i = 0; i < 30; ++i) {
    const Index d = draw(1, 4);
    const Matrix a = draw.matrix(d, d);
    BOOST_TEST_CONTEXT("seed " << seed << ", draw " << i) {
      try {
        const Matrix b = inverse(a);
        BOOST_TEST(same(Matrix(a * b), identity(d)));
        BOOST_TEST(same(Matrix(b * a), identity(d)));
        ++regular;
      } catch (const Error& error) {
        BOOST_TEST(std::string(error.what()).find("singular") != std::string::npos, error.what());
      }
    }
  }
  BOOST_TEST(regular > 15);
  BOOST_TEST(same(inverse(mat(2, {"0", "2", "3", "0"})), mat(2, {"0", "1/3", "1/2", "0"})));  // needs a row exchange
  BOOST_TEST(same(inverse(mat(2, {"sqrt(2)", "1", "1", "sqrt(2)"})), mat(2, {"sqrt(2)", "-1", "-1", "sqrt(2)"})));
  BOOST_CHECK_THROW(inverse(mat(2, {"1", "2", "2", "4"})), Error);
  BOOST_CHECK_THROW(inverse(mat(2, {"sqrt(2)", "2", "1", "sqrt(2)"})), Error);
  BOOST_CHECK_THROW(inverse(mat(1, {"sqrt(8)-2*sqrt(2)"})), Error);
}

/// The control target, by hand: V = [1 2], Gamma = diag(2, 4), U = I, m = (1, 1), z = (4, 8).
BOOST_AUTO_TEST_CASE(wrong_operator) {
  const GaussianTokens tokens{vec({"1", "1"}), mat(2, {"2", "0", "0", "4"})};
  const Head head{identity(2), mat(1, {"1", "2"})};
  const Vector z = vec({"4", "8"});
  BOOST_TEST(same(inverse_operator(tokens, head)(z), vec({"9"})));  // 3 + 2 + 2*2
  BOOST_TEST(same(linear_operator(tokens, head)(z), vec({"75"})));  // 3 + 8 + 2*32
  BOOST_CHECK_THROW(inverse_operator(GaussianTokens{vec({"0", "0"}), mat(2, {"1", "1", "1", "1"})}, head), Error);
  // For a law that is not Gaussian: its own mean and covariance.
  BOOST_TEST(same(linear_operator(RademacherTokens{vec({"1", "1"}), 2}, head)(z), vec({"83"})));  // 3 + 4*(4 + 16)
}

/// The Jacobians against symbolic differentiation of V m + V Gamma U z in the entries of V and U.
BOOST_AUTO_TEST_CASE(jacobians) {
  const unsigned seed = 12;
  Draw draw{std::mt19937(seed)};
  for (int trial = 0; trial < 5; ++trial) {
    const Index d = draw(1, 3), rows = draw(1, 3);
    const GaussianTokens tokens{draw.vector(d), draw.covariance(d, draw(1, static_cast<int>(d)))};
    const Head head{draw.matrix(d, d), draw.matrix(rows, d)};
    const Vector z = draw.vector(d);
    const auto name = [](const char* letter, Index i, Index j) { return letter + std::to_string(10 * i + j); };
    std::map<std::string, Formula> values;
    for (Index j = 0; j < d; ++j) {
      for (Index i = 0; i < rows; ++i) values[name("V", i, j)] = head.V(i, j).formula();
      for (Index i = 0; i < d; ++i) values[name("U", i, j)] = head.U(i, j).formula();
    }
    const LimitJacobians jacobians = limit_jacobians(tokens, head, z);
    BOOST_TEST(same(jacobians.z, z));
    for (Index k = 0; k < rows; ++k) {
      Formula t;  // T_k
      for (Index p = 0; p < d; ++p) {
        Formula x = tokens.mean(p).formula();
        for (Index q = 0; q < d; ++q) {
          for (Index r = 0; r < d; ++r) {
            x = x + tokens.covariance(p, q).formula() * Formula::symbol(name("U", q, r)) * z(r).formula();
          }
        }
        t = t + Formula::symbol(name("V", k, p)) * x;
      }
      const auto slope = [&](const std::string& symbol) { return Number(t.derivative(symbol).substitute(values)); };
      BOOST_TEST_CONTEXT("seed " << seed << ", trial " << trial << ", k = " << k) {
        for (Index j = 0; j < d; ++j) {
          for (Index i = 0; i < rows; ++i) {
            BOOST_TEST((slope(name("V", i, j)) == (i == k ? jacobians.value(j) : Number(0))));
          }
          for (Index i = 0; i < d; ++i) BOOST_TEST((slope(name("U", i, j)) == jacobians.left(k, i) * z(j)));
        }
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(student_tokens) {
  const StudentTokens law{vec({"1", "2"}), mat(2, {"2", "1", "1", "3"}), Rational(5)};
  BOOST_TEST(same(covariance(law), mat(2, {"10/3", "5/3", "5/3", "5"})));
  BOOST_TEST(same(mean(law), law.mean));
  BOOST_TEST(same(tilted_mean(law, vec({"0", "0"})), law.mean));
  BOOST_CHECK_THROW(tilted_mean(law, vec({"1", "0"})), Error);
  StudentTokens flat = law;
  flat.scale = mat(2, {"1", "1", "1", "1"});
  BOOST_TEST(same(tilted_mean(flat, vec({"1", "-1"})), law.mean));  // scores are constant
  StudentTokens wild = law;
  wild.degrees_of_freedom = 2;
  BOOST_CHECK_THROW(covariance(wild), Error);
  BOOST_TEST(same(mean(wild), law.mean));
  wild.degrees_of_freedom = 1;
  BOOST_CHECK_THROW(mean(wild), Error);
  BOOST_TEST(!has_closed_limit(law));
}

BOOST_AUTO_TEST_CASE(discrete_is_a_mixture_of_points) {
  const std::vector<Vector> atoms = {vec({"1", "0"}), vec({"-1/2", "3"}), vec({"2", "1"})};
  const std::vector<Number> weights = {read("1/2"), read("1/3"), read("1/6")};
  MixtureTokens points;
  for (std::size_t k = 0; k < 3; ++k) points.components.push_back({weights[k], {atoms[k], identity(2, 0)}});
  const DiscreteTokens law{atoms, weights};
  BOOST_TEST(same(mean(law), mean(points)));
  BOOST_TEST(same(covariance(law), covariance(points)));
  const Vector a = vec({"1/3", "-1"});
  const Vector one = tilted_mean(law, a);
  const Vector other = tilted_mean(points, a);
  for (Index i = 0; i < 2; ++i) {
    BOOST_TEST(double_value(one(i)) == double_value(other(i)), boost::test_tools::tolerance(1e-14));
  }
  BOOST_TEST(same(tilted_mean(law, vec({"0", "0"})), mean(law)));
}

BOOST_AUTO_TEST_SUITE_END()
