#include "symbolic/limit_words.hpp"

#include <array>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <functional>

#include "symbolic/limit_operator.hpp"
#include "tests/effort.hpp"

using namespace softlin;
using namespace softlin::symbolic;
using namespace softlin::tests;
using Eigen::Index;

namespace {

constexpr Index k_dimension = 3;
constexpr Index k_rows = 2;
constexpr Index k_inner = 2;

/// A matrix of symbols: entry (i, j) of V is the symbol V_i_j; a symmetric one has each pair once.
struct Symbols {
  MatrixLetter letter;
  Index rows;
  Index columns;
  std::string name(Index i, Index j) const {
    if (letter.symmetric && j < i) std::swap(i, j);
    return letter.name + "_" + std::to_string(i) + "_" + std::to_string(j);
  }
  Formula at(Index i, Index j) const { return Formula::symbol(name(i, j)); }
};

Index size_of(const std::string& dimension) {
  return dimension == "1" ? 1 : dimension == "d" ? k_dimension : dimension == "k" ? k_rows : k_inner;
}

Symbols symbols_of(const MatrixLetter& letter) { return {letter, size_of(letter.rows), size_of(letter.columns)}; }

using Entries = std::vector<std::vector<Formula>>;

Entries product(const Entries& a, const Entries& b) {
  Entries out(a.size(), std::vector<Formula>(b[0].size()));
  for (std::size_t i = 0; i < a.size(); ++i) {
    for (std::size_t j = 0; j < b[0].size(); ++j) {
      for (std::size_t k = 0; k < b.size(); ++k) out[i][j] = out[i][j] + a[i][k] * b[k][j];
    }
  }
  return out;
}

Entries entries_of(const MatrixLetter& letter, bool transposed = false) {
  const Symbols s = symbols_of(letter);
  Entries out(static_cast<std::size_t>(transposed ? s.columns : s.rows));
  for (std::size_t i = 0; i < out.size(); ++i) {
    for (Index j = 0; j < (transposed ? s.rows : s.columns); ++j) {
      const auto row = static_cast<Index>(i);
      out[i].push_back(transposed ? s.at(j, row) : s.at(row, j));
    }
  }
  return out;
}

const LimitLetters k_letters;
const std::vector<MatrixLetter> k_plain{k_letters.z, k_letters.m, k_letters.V, k_letters.U, k_letters.Gamma};
const std::vector<MatrixLetter> k_with_keys{k_letters.z, k_letters.m, k_letters.V,
                                            k_letters.K, k_letters.Q, k_letters.Gamma};

/// The entries of T, written out without any word algebra.
std::vector<Formula> entrywise(bool keys) {
  const auto& l = k_letters;
  const Entries U = keys ? product(entries_of(l.K, true), entries_of(l.Q)) : entries_of(l.U);
  Entries value = product(entries_of(l.Gamma), product(U, entries_of(l.z)));
  for (Index i = 0; i < k_dimension; ++i) {
    auto& entry = value[static_cast<std::size_t>(i)][0];
    entry = entry + symbols_of(l.m).at(i, 0);
  }
  std::vector<Formula> out;
  for (const auto& row : product(entries_of(l.V), value)) out.push_back(row[0]);
  return out;
}

struct Point {
  std::map<std::string, Matrix> values;
  std::map<std::string, Formula> entries;
};

Point draw_point(Dice& dice) {
  Point out;
  for (const auto& letter :
       {k_letters.z, k_letters.m, k_letters.V, k_letters.U, k_letters.K, k_letters.Q, k_letters.Gamma, k_letters.c}) {
    const Symbols s = symbols_of(letter);
    Matrix value(s.rows, s.columns);
    for (Index i = 0; i < s.rows; ++i) {
      for (Index j = 0; j < s.columns; ++j) {
        const auto [entry, fresh] =
            out.entries.emplace(s.name(i, j), Formula(Rational(dice.between(-9, 9), dice.between(1, 4))));
        value(i, j) = Number(entry->second);
      }
    }
    out.values[letter.name] = value;
  }
  return out;
}

Number at(const Formula& formula, const Point& point) { return Number(formula.substitute(point.entries)); }

Formula along_c(const std::vector<Formula>& T) {
  Formula sum;
  for (std::size_t i = 0; i < T.size(); ++i) sum = sum + symbols_of(k_letters.c).at(static_cast<Index>(i), 0) * T[i];
  return sum;
}

/// The gradient by entries; for a symmetric matrix the off-diagonal symbol stands for two entries.
Formula derivative(const Formula& f, const MatrixLetter& letter, Index i, Index j) {
  const Formula d = f.derivative(symbols_of(letter).name(i, j));
  return letter.symmetric && i != j ? Formula(Rational(1, 2)) * d : d;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(limit_words)

BOOST_AUTO_TEST_CASE(printed) {
  const auto equations = gaussian_limit_equations();
  BOOST_TEST(equations[0].right == "V m + V Gamma U z");
  BOOST_TEST(equations[1].right == "V dm + dV m + V Gamma U dz + V Gamma dU z + V dGamma U z + dV Gamma U z");
  const auto right = [&](const std::string& left) {
    for (const auto& line : equations) {
      if (line.left == left) return line.right;
    }
    return std::string("absent");
  };
  BOOST_TEST(right("d T/d(vec U)^T") == "z^T (x) V Gamma");
  BOOST_TEST(right("d T/d(vec V)^T") == "m^T (x) I + z^T U^T Gamma (x) I");
  BOOST_TEST(right("d T/d(vec K)^T") == "(z^T Q^T (x) V Gamma) C");
  BOOST_TEST(right("d T/dz^T") == "V Gamma U");
  BOOST_TEST(right("grad_U <c,T>") == "Gamma V^T c z^T");
  BOOST_TEST(right("grad_Gamma <c,T>") == "1/2 U z c^T V + 1/2 V^T c z^T U^T");
  BOOST_TEST(right("d grad_m <c,T>/d(vec V)^T") == "(c^T (x) I) C");
  BOOST_TEST(right("d grad_z <c,T>/dm^T") == "absent");  // that block is 0
}

BOOST_AUTO_TEST_CASE(jacobians_match_entrywise_derivatives) {
  constexpr std::uint64_t k_seed = 301;
  Dice dice(k_seed);
  for (int n = scaled(2); n > 0; --n) {
    const Point point = draw_point(dice);
    for (const bool keys : {false, true}) {
      const auto T = entrywise(keys);
      const MatrixSum word = keys ? limit_word_of_keys_and_queries() : limit_word();
      for (std::size_t k = 0; k < T.size(); ++k) {
        BOOST_TEST((evaluate(word, point.values)(static_cast<Index>(k), 0) == at(T[k], point)));
      }
      for (const auto& letter : keys ? k_with_keys : k_plain) {
        if (letter.symmetric) continue;  // acts on symmetric dX only: see the gradient
        const Symbols s = symbols_of(letter);
        const Matrix J = evaluate(jacobian(word, letter), letter, point.values);
        BOOST_TEST_CONTEXT("seed " << k_seed << ", letter " << letter.name) {
          for (Index k = 0; k < k_rows; ++k) {
            for (Index i = 0; i < s.rows; ++i) {
              for (Index j = 0; j < s.columns; ++j) {
                BOOST_TEST(
                    (J(k, i + j * s.rows) == at(T[static_cast<std::size_t>(k)].derivative(s.name(i, j)), point)));
              }
            }
          }
        }
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(gradients_and_hessians_match_entrywise_derivatives) {
  constexpr std::uint64_t k_seed = 302;
  Dice dice(k_seed);
  const Point point = draw_point(dice);
  for (const bool keys : {false, true}) {
    const Formula f = along_c(entrywise(keys));
    const MatrixSum word =
        MatrixSum(k_letters.c.transpose()) * (keys ? limit_word_of_keys_and_queries() : limit_word());
    const auto& letters = keys ? k_with_keys : k_plain;
    for (const auto& x : letters) {
      const Symbols s = symbols_of(x);
      const MatrixSum g = gradient(word, x);
      const Matrix value = evaluate(g, point.values);
      BOOST_TEST_CONTEXT("seed " << k_seed << ", gradient in " << x.name) {
        for (Index i = 0; i < s.rows; ++i) {
          for (Index j = 0; j < s.columns; ++j) BOOST_TEST((value(i, j) == at(derivative(f, x, i, j), point)));
        }
      }
      for (const auto& y : letters) {
        const auto block = jacobian(g, y);
        if (block.empty() || y.symmetric) continue;
        const Matrix H = evaluate(block, y, point.values);
        const Symbols t = symbols_of(y);
        BOOST_TEST_CONTEXT("seed " << k_seed << ", Hessian block " << x.name << ", " << y.name << ": "
                                   << text_of(block)) {
          for (Index row = 0; row < H.rows(); ++row) {
            const Formula first = derivative(f, x, row % s.rows, row / s.rows);
            for (Index column = 0; column < H.cols(); ++column) {
              const std::string name = t.name(column % t.rows, column / t.rows);
              BOOST_TEST((H(row, column) == at(first.derivative(name), point)));
            }
          }
        }
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(the_wrong_operator_is_told_apart) {
  constexpr std::uint64_t k_seed = 303;
  Dice dice(k_seed);
  const Point point = draw_point(dice);
  const auto& l = k_letters;
  const MatrixSum wrong = MatrixSum(l.V) * l.m + MatrixSum(l.V) * l.Gamma * l.U.transpose() * l.z;
  BOOST_TEST(!(wrong == limit_word()));
  BOOST_TEST(!(evaluate(wrong, point.values)(0, 0) == evaluate(limit_word(), point.values)(0, 0)));
}

BOOST_AUTO_TEST_CASE(a_tilted_mixture_has_the_mean_of_the_limit) {
  MixtureTokens law;
  for (int k = 0; k < 3; ++k) {
    GaussianTokens part{Vector(2), identity(2, Number(k + 1))};
    part.mean << Number(k), Number(Rational(1, k + 2));
    part.covariance(0, 1) = part.covariance(1, 0) = Number(Rational(1, 2));
    law.components.push_back({Number(Rational(k + 1, 6)), part});
  }
  Vector a(2);
  a << Number(Rational(1, 3)), Number(Rational(-1, 2));
  const TiltedMixture tilted = tilted_mixture(law, a);
  const Vector direct = tilted_mean(law, a);
  Number total;
  for (const auto& weight : tilted.weights) total += weight;
  BOOST_TEST((total == Number(1)));
  for (Index i = 0; i < 2; ++i) {
    Number sum;
    for (std::size_t k = 0; k < 3; ++k) sum += tilted.weights[k] * tilted.means[k](i);
    BOOST_TEST((sum == direct(i)));
  }
}

namespace {

/// A mixture of two components in the plane, in doubles, for difference quotients.
struct PlaneMixture {
  Eigen::Vector2d z{0.7, -0.4};
  Eigen::Matrix2d U{{0.5, -0.2}, {0.3, 0.8}};
  Eigen::Matrix2d V{{1.0, 0.5}, {-0.3, 2.0}};
  std::array<double, 2> weights{0.3, 0.7};
  std::array<Eigen::Vector2d, 2> means{Eigen::Vector2d{1.0, -0.5}, Eigen::Vector2d{-0.6, 0.9}};
  std::array<Eigen::Matrix2d, 2> covariances{Eigen::Matrix2d{{1.0, 0.4}, {0.4, 0.5}},
                                             Eigen::Matrix2d{{0.7, -0.2}, {-0.2, 1.5}}};

  Eigen::Vector2d a() const { return U * z; }
  Eigen::Vector2d c(std::size_t k) const { return means[k] + covariances[k] * a(); }
  double p(std::size_t k) const {
    std::array<double, 2> tilted{};
    for (std::size_t j = 0; j < 2; ++j) {
      tilted[j] = weights[j] * std::exp(a().dot(means[j]) + a().dot(covariances[j] * a()) / 2);
    }
    return tilted[k] / (tilted[0] + tilted[1]);
  }
  Eigen::Vector2d cbar() const { return p(0) * c(0) + p(1) * c(1); }
  Eigen::Vector2d e(std::size_t k) const { return c(k) - cbar(); }
  Eigen::Matrix2d S() const {
    Eigen::Matrix2d out = Eigen::Matrix2d::Zero();
    for (std::size_t k = 0; k < 2; ++k) out += p(k) * (covariances[k] + e(k) * e(k).transpose());
    return out;
  }
  Eigen::Vector2d T() const { return V * cbar(); }
};

/// The derivative of T along the change that `move` makes, by central differences.
Eigen::Vector2d slope(const std::function<void(PlaneMixture&, double)>& move) {
  constexpr double h = 1e-5;
  PlaneMixture up;
  PlaneMixture down;
  move(up, h);
  move(down, -h);
  return (up.T() - down.T()) / (2 * h);
}

bool close(const Eigen::Vector2d& x, const Eigen::Vector2d& y, double tolerance) { return (x - y).norm() < tolerance; }

}  // namespace

BOOST_AUTO_TEST_CASE(derivatives_of_a_mixture) {
  // What mixture_limit_equations() prints, evaluated as printed.
  const PlaneMixture x;
  const Eigen::Vector2d dz{0.3, 1.1};
  const Eigen::Matrix2d dU{{0.2, -0.7}, {0.9, 0.4}};
  const Eigen::Matrix2d dV{{-0.5, 0.6}, {0.1, 1.3}};
  const Eigen::Matrix2d dGamma{{0.3, 0.8}, {0.8, -0.6}};
  constexpr double k_first = 1e-8;   // h^2 times a third derivative, and rounding over h
  constexpr double k_second = 1e-4;  // the same for second differences with h = 1e-3
  BOOST_TEST(close(slope([&](PlaneMixture& y, double h) { y.z += h * dz; }), x.V * x.S() * x.U * dz, k_first));
  BOOST_TEST(close(slope([&](PlaneMixture& y, double h) { y.U += h * dU; }), x.V * x.S() * dU * x.z, k_first));
  BOOST_TEST(close(slope([&](PlaneMixture& y, double h) { y.V += h * dV; }), dV * x.cbar(), k_first));
  for (std::size_t k = 0; k < 2; ++k) {
    const Eigen::Vector2d in_mean = x.p(k) * x.V * (dz + x.e(k) * x.a().dot(dz));
    BOOST_TEST(close(slope([&](PlaneMixture& y, double h) { y.means[k] += h * dz; }), in_mean, k_first));
    const Eigen::Vector2d in_weight = x.p(k) / x.weights[k] * x.V * x.e(k);
    BOOST_TEST(close(slope([&](PlaneMixture& y, double h) { y.weights[k] += h; }), in_weight, k_first));
    const Eigen::Vector2d in_covariance =
        x.p(k) * (x.V * dGamma * x.a() + x.V * x.e(k) * x.a().dot(dGamma * x.a()) / 2);
    BOOST_TEST(
        close(slope([&](PlaneMixture& y, double h) { y.covariances[k] += h * dGamma; }), in_covariance, k_first));
    BOOST_TEST(!close(slope([&](PlaneMixture& y, double h) { y.means[k] += h * dz; }), x.p(k) * x.V * dz, k_first));
  }
  const auto moved = [&](double h) {
    PlaneMixture y;
    y.z += h * dz;
    y.U += h * dU;
    y.V += h * dV;
    return y.T();
  };
  constexpr double h = 1e-3;
  const Eigen::Vector2d second = (moved(h) - 2 * moved(0) + moved(-h)) / (h * h);
  const Eigen::Vector2d da = x.U * dz + dU * x.z;
  Eigen::Vector2d expected = 2 * dV * x.S() * da + 2 * x.V * x.S() * dU * dz;
  for (std::size_t k = 0; k < 2; ++k) {
    const double along = x.e(k).dot(da);
    expected += x.p(k) * x.V *
                (along * along * x.e(k) + 2 * along * x.covariances[k] * da + da.dot(x.covariances[k] * da) * x.e(k));
  }
  BOOST_TEST(close(second, expected, k_second));
  BOOST_TEST(!close(second, 2 * dV * x.S() * da + 2 * x.V * x.S() * dU * dz, k_second));
}

BOOST_AUTO_TEST_CASE(mixture_printed) {
  const auto equations = mixture_limit_equations();
  const auto right = [&](const std::string& left) {
    for (const auto& line : equations) {
      if (line.left == left) return line.right;
    }
    return std::string("absent");
  };
  BOOST_TEST(right("dT") == "dV cbar + V S da + V sum_k p_k (dl_k e_k + dc_k), da = U dz + dU z");
  BOOST_TEST(right("dl_k") == "dpi_k/pi_k + a^T dm_k + 1/2 a^T dGamma_k a");
  BOOST_TEST(right("dc_k") == "dm_k + dGamma_k a");
  BOOST_TEST(right("d T/dz^T") == "V S U");
  BOOST_TEST(right("d T/dm_k^T") == "p_k V (I + e_k a^T)");
  BOOST_TEST(right("d T/d(vec Gamma_k)^T") == "p_k (a^T (x) V + 1/2 V e_k (a^T (x) a^T))");
}

BOOST_AUTO_TEST_SUITE_END()
