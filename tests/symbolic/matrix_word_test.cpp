#include "symbolic/matrix_word.hpp"

#include <boost/test/unit_test.hpp>

#include "symbolic/matrix_sum.hpp"
#include "tests/effort.hpp"

using namespace softlin;
using namespace softlin::symbolic;
using namespace softlin::tests;

namespace {

constexpr int k_dimension = 3;
constexpr int k_rows = 2;

const MatrixLetter A = MatrixLetter::matrix("A", "d", "d");
const MatrixLetter B = MatrixLetter::matrix("B", "d", "d");
const MatrixLetter V = MatrixLetter::matrix("V", "k", "d");
const MatrixLetter G = MatrixLetter::symmetric_matrix("Gamma", "d");
const MatrixLetter x = MatrixLetter::vector("x", "d");
const MatrixLetter y = MatrixLetter::vector("y", "d");
const MatrixLetter t = MatrixLetter::matrix("t", "1", "1");
const std::vector<MatrixLetter> k_letters{A, B, V, G, x, y, t};

Eigen::Index size_of(const std::string& dimension) {
  return dimension == "1" ? 1 : dimension == "d" ? k_dimension : k_rows;
}

Matrix draw(Dice& dice, const MatrixLetter& letter) {
  Matrix out(size_of(letter.rows), size_of(letter.columns));
  for (Eigen::Index i = 0; i < out.rows(); ++i) {
    for (Eigen::Index j = 0; j < out.cols(); ++j) {
      out(i, j) = letter.symmetric && j < i ? out(j, i) : Number(Rational(dice.between(-9, 9), dice.between(1, 3)));
    }
  }
  return out;
}

/// Values of the letters and of their differentials.
std::map<std::string, Matrix> draw_values(Dice& dice) {
  std::map<std::string, Matrix> out;
  for (const auto& letter : k_letters) {
    out[letter.name] = draw(dice, letter);
    out["d" + letter.name] = draw(dice, letter);
  }
  return out;
}

/// A random walk through letters and transposes from one dimension to another.
MatrixWord draw_word(Dice& dice, const std::string& from, const std::string& to, long least) {
  MatrixWord out = MatrixWord::identity(from);
  for (long length = 0; length < least || out.columns() != to; ++length) {
    for (;;) {
      const auto& letter =
          k_letters[static_cast<std::size_t>(dice.between(0, static_cast<long>(k_letters.size()) - 1))];
      const MatrixLetter used = dice.one_in(2) ? letter.transpose() : letter;
      if (used.rows != out.columns()) continue;
      out = out * used;
      break;
    }
  }
  return out;
}

MatrixSum draw_sum(Dice& dice, const std::string& from, const std::string& to) {
  MatrixSum out = MatrixSum::zero(from, to);
  for (long n = dice.between(1, 4); n > 0; --n) {
    const MatrixSum factor =
        dice.one_in(2) ? trace(draw_word(dice, "d", "d", dice.between(1, 3))) : MatrixSum::scalar(1);
    out = out + Rational(dice.between(1, 5), 2) * scaled(factor, draw_word(dice, from, to, dice.between(1, 4)));
  }
  return out;
}

/// The product of the letters of a word, one by one: the independent route, without canonical forms.
Matrix plain_product(const MatrixWord& word, const std::map<std::string, Matrix>& values) {
  Matrix out = identity(size_of(word.rows()));
  for (const auto& letter : word.letters()) {
    out = out * (letter.transposed ? Matrix(values.at(letter.name).transpose()) : values.at(letter.name));
  }
  return out;
}

bool equal(const Matrix& a, const Matrix& b) {
  if (a.rows() != b.rows() || a.cols() != b.cols()) return false;
  for (Eigen::Index i = 0; i < a.rows(); ++i) {
    for (Eigen::Index j = 0; j < a.cols(); ++j) {
      if (!(a(i, j) == b(i, j))) return false;
    }
  }
  return true;
}

/// The derivative at 0 of h -> f(values + h * (their differentials)), from f at enough points: f is a polynomial in h.
Matrix directional_derivative(const MatrixSum& f, const std::map<std::string, Matrix>& values, const std::string& name,
                              int degree) {
  // Lagrange's weights of the derivative at 0 on the nodes 0, 1, ..., degree.
  std::vector<Rational> weights(static_cast<std::size_t>(degree) + 1, Rational(0));
  for (int j = 1; j <= degree; ++j) {
    Rational w(1, j);
    for (int k = 1; k <= degree; ++k) {
      if (k != j) w *= Rational(-k, j - k);
    }
    weights[static_cast<std::size_t>(j)] = w;
    weights[0] -= Rational(1, j);
  }
  Matrix out = evaluate(f, values) * Number(weights[0]);
  for (int j = 1; j <= degree; ++j) {
    auto moved = values;
    moved[name] = values.at(name) + values.at("d" + name) * Number(j);
    out += evaluate(f, moved) * Number(weights[static_cast<std::size_t>(j)]);
  }
  return out;
}

constexpr int k_degree = 24;  // more letters than any random sum has

}  // namespace

BOOST_AUTO_TEST_SUITE(matrix_word)

BOOST_AUTO_TEST_CASE(text_and_latex) {
  const MatrixSum T = MatrixSum(V) * x + MatrixSum(V) * G * A.transpose() * y;
  BOOST_TEST(T.text() == "V x + V Gamma A^T y");
  BOOST_TEST(T.latex() == "V x + V \\Gamma A^{\\top} y");
  BOOST_TEST((Rational(-2, 3) * MatrixSum(G) * G * A).text() == "-2/3 Gamma^2 A");
  BOOST_TEST((MatrixSum(x) * y.transpose() * A * x * y.transpose()).text() == "(x^T A^T y) x y^T");
  BOOST_TEST(trace(MatrixSum(G) * G).latex() == "\\operatorname{tr}(\\Gamma^{2})");
  BOOST_TEST(trace(MatrixWord::identity("d")).text() == "d");
  BOOST_TEST(MatrixSum::scalar(Rational(1, 2)).text() == "1/2");
  BOOST_TEST((T - T).text() == "0");
  BOOST_TEST(MatrixSum(V).differential({"V"}).latex() == "\\mathrm{d}V");
}

BOOST_AUTO_TEST_CASE(traces_are_equal_up_to_rotation_and_transposition) {
  const MatrixWord w = MatrixWord(A) * G * B;
  BOOST_TEST((TraceWord::of(w) == TraceWord::of(MatrixWord(G) * B * A)));
  BOOST_TEST((TraceWord::of(w) == TraceWord::of(MatrixWord(B.transpose()) * G * A.transpose())));
  BOOST_TEST((TraceWord::of(w) != TraceWord::of(MatrixWord(B) * G * A)));
  BOOST_TEST((TraceWord::of(w) != TraceWord::of(MatrixWord(A) * G * B.transpose())));
  BOOST_TEST((MatrixSum(x.transpose()) * A * y == MatrixSum(y.transpose()) * A.transpose() * x));
  BOOST_TEST((trace(MatrixSum(x) * y.transpose() * A) == MatrixSum(y.transpose()) * A * x));
  BOOST_TEST(!(trace(MatrixSum(x) * y.transpose() * A) == MatrixSum(x.transpose()) * A * y));
}

BOOST_AUTO_TEST_CASE(shapes_are_checked) {
  BOOST_CHECK_THROW(MatrixSum(A) * V, Error);
  BOOST_CHECK_THROW(MatrixSum(A) + MatrixSum(V), Error);
  BOOST_CHECK_THROW(trace(MatrixSum(V)), Error);
  BOOST_CHECK_THROW(scaled(A, B), Error);
  BOOST_CHECK_THROW(gradient(MatrixSum(V), V), Error);
  BOOST_CHECK_THROW(jacobian(scaled(trace(MatrixSum(A)), B), A), Error);
  BOOST_CHECK_THROW(evaluate(MatrixSum(A), {}), Error);
  BOOST_CHECK_THROW(MatrixSum(A).substitute("A", V), Error);
  BOOST_CHECK_THROW(MatrixWord(MatrixLetter{"S", "d", "k", true}), Error);
}

BOOST_AUTO_TEST_CASE(random_canonical_forms_keep_the_value) {
  constexpr std::uint64_t k_seed = 101;
  Dice dice(k_seed);
  for (int n = scaled(60); n > 0; --n) {
    const auto values = draw_values(dice);
    const MatrixWord word = draw_word(dice, "d", "d", dice.between(1, 6));
    BOOST_TEST_CONTEXT("seed " << k_seed << ", word " << word.text()) {
      const Matrix plain = plain_product(word, values);
      BOOST_TEST(equal(evaluate(MatrixSum(word), values), plain));
      BOOST_TEST((evaluate(trace(word), values)(0, 0) == trace_of(plain)));
      BOOST_TEST((trace(word) == trace(word.transpose())));
      const auto cut = static_cast<std::size_t>(dice.between(0, static_cast<long>(word.letters().size())));
      BOOST_TEST((trace(word) == trace(word.part(cut, word.letters().size()) * word.part(0, cut))));
    }
  }
}

BOOST_AUTO_TEST_CASE(random_words_with_equal_values_have_equal_forms) {
  // Distinct canonical trace words differ somewhere: at random matrices, with certainty but for coincidence.
  constexpr std::uint64_t k_seed = 102;
  Dice dice(k_seed);
  const auto values = draw_values(dice);
  const auto others = draw_values(dice);    // small numbers may agree once by chance
  std::map<std::string, std::string> seen;  // value -> form
  for (int n = scaled(150); n > 0; --n) {
    const MatrixSum form = trace(draw_word(dice, "d", "d", dice.between(1, 5)));
    const std::string value = evaluate(form, values)(0, 0).text() + " " + evaluate(form, others)(0, 0).text();
    const auto [known, fresh] = seen.emplace(value, form.text());
    BOOST_TEST_CONTEXT("seed " << k_seed << ": " << form.text() << " and " << known->second) {
      BOOST_TEST((fresh || known->second == form.text()));
    }
  }
}

BOOST_AUTO_TEST_CASE(random_differentials) {
  constexpr std::uint64_t k_seed = 103;
  Dice dice(k_seed);
  for (int n = scaled(25); n > 0; --n) {
    const auto values = draw_values(dice);
    const MatrixSum f = draw_sum(dice, "k", dice.one_in(2) ? "d" : "1");
    const MatrixLetter& letter = k_letters[static_cast<std::size_t>(dice.between(0, 5))];
    BOOST_TEST_CONTEXT("seed " << k_seed << ", f = " << f.text() << ", varied " << letter.name) {
      const MatrixSum df = f.differential({letter.name});
      BOOST_TEST((df == df.part_of_degree("d" + letter.name, 1)));
      if (df.terms().empty()) continue;
      const Matrix expected = directional_derivative(f, values, letter.name, k_degree);
      BOOST_TEST(equal(evaluate(df, values), expected));
      BOOST_TEST(!equal(evaluate(Rational(2) * df, values), expected));
    }
  }
}

BOOST_AUTO_TEST_CASE(random_gradients) {
  constexpr std::uint64_t k_seed = 104;
  Dice dice(k_seed);
  for (int n = scaled(25); n > 0; --n) {
    const auto values = draw_values(dice);
    const MatrixSum f = dice.one_in(2) ? trace(draw_sum(dice, "d", "d")) : draw_sum(dice, "1", "1");
    const MatrixLetter& letter = k_letters[static_cast<std::size_t>(dice.between(0, 5))];
    const MatrixSum df = f.differential({letter.name});
    if (df.terms().empty()) continue;
    BOOST_TEST_CONTEXT("seed " << k_seed << ", f = " << f.text() << ", varied " << letter.name) {
      const Matrix g = evaluate(gradient(f, letter), values);
      BOOST_TEST((entrywise_dot(g, values.at("d" + letter.name)) == evaluate(df, values)(0, 0)));
    }
  }
}

BOOST_AUTO_TEST_CASE(random_jacobians) {
  constexpr std::uint64_t k_seed = 105;
  Dice dice(k_seed);
  int seen = 0;
  for (int n = scaled(60); n > 0; --n) {
    const auto values = draw_values(dice);
    const MatrixSum f = draw_word(dice, "k", dice.one_in(2) ? "d" : "1", dice.between(1, 5));
    const MatrixLetter& letter = k_letters[static_cast<std::size_t>(dice.between(0, 5))];
    std::vector<KroneckerTerm> terms;
    try {
      terms = jacobian(f, letter);
    } catch (const Error&) {
      continue;  // the letter is in a scalar factor
    }
    if (terms.empty()) continue;
    ++seen;
    BOOST_TEST_CONTEXT("seed " << k_seed << ", f = " << f.text() << ", J = " << text_of(terms)) {
      const Matrix df = evaluate(f.differential({letter.name}), values);
      const Matrix dx = values.at("d" + letter.name);
      const Matrix product = evaluate(terms, letter, values) * dx.reshaped();
      BOOST_TEST(equal(product, df.reshaped()));
    }
  }
  BOOST_TEST(seen > 0);
}

BOOST_AUTO_TEST_CASE(substitution_matches_values) {
  constexpr std::uint64_t k_seed = 106;
  Dice dice(k_seed);
  for (int n = scaled(20); n > 0; --n) {
    auto values = draw_values(dice);
    const MatrixSum f = draw_sum(dice, "k", "d");
    const MatrixSum put = MatrixSum(B.transpose()) * G + MatrixSum(x) * y.transpose();
    BOOST_TEST_CONTEXT("seed " << k_seed << ", f = " << f.text()) {
      const Matrix after = evaluate(f.substitute("A", put), values);
      values["A"] = evaluate(put, values);
      BOOST_TEST(equal(after, evaluate(f, values)));
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
