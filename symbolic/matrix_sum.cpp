#include "symbolic/matrix_sum.hpp"

#include <algorithm>
#include <functional>
#include <optional>

namespace softlin::symbolic {

namespace {

using Scalars = std::vector<TraceWord>;

void append(Scalars& to, const Scalars& more) {
  to.insert(to.end(), more.begin(), more.end());
  std::sort(to.begin(), to.end());
}

std::size_t occurrences(const MatrixWord& word, const std::string& name) {
  return static_cast<std::size_t>(std::count_if(word.letters().begin(), word.letters().end(),
                                                [&](const MatrixLetter& letter) { return letter.name == name; }));
}

/// The place of the first letter of that name, which must occur.
std::size_t position(const MatrixWord& word, const std::string& name) {
  return static_cast<std::size_t>(std::find_if(word.letters().begin(), word.letters().end(),
                                               [&](const MatrixLetter& letter) { return letter.name == name; }) -
                                  word.letters().begin());
}

/// "2 tr(Gamma) V": the pieces of one term without its sign.
std::string term_text(const Rational& size, const Scalars& scalars, const MatrixWord& word, bool latex) {
  std::string out;
  const auto put = [&out](const std::string& piece) { out += (out.empty() ? "" : " ") + piece; };
  const bool bare_scalar = word.rows() == "1" && word.letters().empty();
  if (size != 1 || (scalars.empty() && bare_scalar)) put(latex ? Formula(size).latex() : to_text(size));
  for (std::size_t i = 0; i < scalars.size();) {
    std::size_t end = i + 1;
    while (end < scalars.size() && scalars[end] == scalars[i]) ++end;
    const std::string one = latex ? scalars[i].latex() : scalars[i].text();
    // A product of vectors stands in brackets as soon as something else is beside it.
    const bool alone = bare_scalar && scalars.size() == 1;
    const bool bracket = scalars[i].is_product() && scalars[i].word().letters().size() > 1 && !alone;
    std::string piece = bracket ? (latex ? "\\left(" + one + "\\right)" : "(" + one + ")") : one;
    if (end - i > 1) piece += "^" + (latex ? "{" + std::to_string(end - i) + "}" : std::to_string(end - i));
    put(piece);
    i = end;
  }
  if (!bare_scalar) put(latex ? word.latex() : word.text());
  return out;
}

/// Terms one after the other with their signs between them.
class SignedSum {
 public:
  void add(const Rational& coefficient, const std::string& size_text) {
    const bool negative = coefficient < 0;
    if (text_.empty()) {
      text_ = (negative ? "-" : "") + size_text;
    } else {
      text_ += (negative ? " - " : " + ") + size_text;
    }
  }
  std::string text() const { return text_.empty() ? "0" : text_; }

 private:
  std::string text_;
};

/// The letter at the front of a term decides little; readers look for the number of letters first.
std::vector<std::pair<MatrixSum::Term, Rational>> ordered(const MatrixSum::Terms& terms) {
  std::vector<std::pair<MatrixSum::Term, Rational>> out(terms.begin(), terms.end());
  const auto letters = [](const MatrixSum::Term& term) {
    std::size_t count = term.second.letters().size();
    for (const auto& scalar : term.first) count += scalar.word().letters().size();
    return count;
  };
  std::stable_sort(out.begin(), out.end(),
                   [&](const auto& a, const auto& b) { return letters(a.first) < letters(b.first); });
  return out;
}

/// Every letter of a word or scalar replaced by a sum, multiplied out.
MatrixSum replaced(const MatrixWord& word, const std::function<MatrixSum(const MatrixLetter&)>& value) {
  MatrixSum out = MatrixWord::identity(word.rows());
  for (const auto& letter : word.letters()) out = out * value(letter);
  return out;
}

Matrix kronecker(const Matrix& a, const Matrix& b) {
  Matrix out(a.rows() * b.rows(), a.cols() * b.cols());
  for (Eigen::Index i = 0; i < out.rows(); ++i) {
    for (Eigen::Index j = 0; j < out.cols(); ++j) {
      out(i, j) = a(i / b.rows(), j / b.cols()) * b(i % b.rows(), j % b.cols());
    }
  }
  return out;
}

/// Sizes of the named dimensions, as the values of the letters show them.
class Evaluator {
 public:
  explicit Evaluator(const std::map<std::string, Matrix>& values) : values_(values) { sizes_["1"] = 1; }

  void see(const MatrixWord& word) {
    for (const auto& letter : word.letters()) {
      const Matrix& value = of(letter.name);
      fix(letter.transposed ? letter.columns : letter.rows, value.rows(), letter);
      fix(letter.transposed ? letter.rows : letter.columns, value.cols(), letter);
    }
  }

  Matrix word(const MatrixWord& word) const {
    Matrix out = identity(size(word.rows()));
    for (const auto& letter : word.letters()) {
      const Matrix& value = of(letter.name);
      out = product(out, letter.transposed ? Matrix(value.transpose()) : value);
    }
    return out;
  }

  Number scalars(const Scalars& factors) const {
    Number out = 1;
    for (const auto& factor : factors) out *= trace_of(word(factor.word()));
    return out;
  }

  Eigen::Index size(const std::string& dimension) const {
    const auto found = sizes_.find(dimension);
    if (found == sizes_.end()) throw Error("matrix word: the dimension " + dimension + " has no value");
    return found->second;
  }

 private:
  const Matrix& of(const std::string& name) const {
    const auto found = values_.find(name);
    if (found == values_.end()) throw Error("matrix word: the letter " + name + " has no value");
    return found->second;
  }

  void fix(const std::string& dimension, Eigen::Index size, const MatrixLetter& letter) {
    const auto [known, fresh] = sizes_.emplace(dimension, size);
    if (!fresh && known->second != size) {
      throw Error("matrix word: the value of " + letter.name + " gives the dimension " + dimension + " the size " +
                  std::to_string(size) + ", another letter " + std::to_string(known->second));
    }
  }

  const std::map<std::string, Matrix>& values_;
  std::map<std::string, Eigen::Index> sizes_;
};

}  // namespace

MatrixSum MatrixSum::scalar(const Rational& value) { return value * MatrixSum(MatrixWord::identity("1")); }

MatrixSum::MatrixSum(const MatrixWord& word) : MatrixSum(word.rows(), word.columns()) { add({}, word, 1); }

MatrixSum::MatrixSum(const MatrixLetter& letter) : MatrixSum(MatrixWord(letter)) {}

void MatrixSum::add(Scalars scalars, const MatrixWord& word, const Rational& coefficient) {
  if (coefficient.is_zero()) return;
  // Cut where the word passes through the dimension 1: what lies between two cuts is a scalar.
  const std::size_t length = word.letters().size();
  std::vector<std::size_t> cuts;
  for (std::size_t i = 0; i < length; ++i) {
    if (word.letters()[i].rows == "1") cuts.push_back(i);
  }
  if (length > 0 && word.columns() == "1") cuts.push_back(length);
  for (std::size_t k = 0; k + 1 < cuts.size(); ++k) append(scalars, TraceWord::of(word.part(cuts[k], cuts[k + 1])));
  const MatrixWord rest = cuts.size() < 2 ? word : word.part(0, cuts.front()) * word.part(cuts.back(), length);
  std::sort(scalars.begin(), scalars.end());
  const auto [entry, fresh] = terms_.emplace(Term{std::move(scalars), rest}, coefficient);
  if (fresh) return;
  entry->second += coefficient;
  if (entry->second.is_zero()) terms_.erase(entry);
}

MatrixSum MatrixSum::transpose() const {
  MatrixSum out(columns_, rows_);
  for (const auto& [term, coefficient] : terms_) out.add(term.first, term.second.transpose(), coefficient);
  return out;
}

MatrixSum operator+(const MatrixSum& a, const MatrixSum& b) {
  if (a.rows_ != b.rows_ || a.columns_ != b.columns_) {
    throw Error("matrix sum: " + a.text() + " is " + a.rows_ + " x " + a.columns_ + ", " + b.text() + " is " + b.rows_ +
                " x " + b.columns_);
  }
  MatrixSum out = a;
  for (const auto& [term, coefficient] : b.terms_) out.add(term.first, term.second, coefficient);
  return out;
}

MatrixSum operator*(const MatrixSum& a, const MatrixSum& b) {
  if (a.columns_ != b.rows_) {
    throw Error("matrix sum: " + a.text() + " has " + a.columns_ + " columns and " + b.text() + " has " + b.rows_ +
                " rows");
  }
  MatrixSum out(a.rows_, b.columns_);
  for (const auto& [left, p] : a.terms_) {
    for (const auto& [right, q] : b.terms_) {
      Scalars scalars = left.first;
      append(scalars, right.first);
      out.add(std::move(scalars), left.second * right.second, p * q);
    }
  }
  return out;
}

MatrixSum operator*(const Rational& c, const MatrixSum& a) {
  MatrixSum out(a.rows_, a.columns_);
  for (const auto& [term, coefficient] : a.terms_) out.add(term.first, term.second, c * coefficient);
  return out;
}

MatrixSum MatrixSum::term(const Rational& coefficient, Scalars scalars, const MatrixWord& word) {
  MatrixSum out(word.rows(), word.columns());
  out.add(std::move(scalars), word, coefficient);
  return out;
}

MatrixSum trace(const MatrixSum& square) {
  MatrixSum out = MatrixSum::zero("1", "1");
  for (const auto& [term, coefficient] : square.terms()) {
    Scalars scalars = term.first;
    append(scalars, TraceWord::of(term.second));
    out = out + MatrixSum::term(coefficient, std::move(scalars), MatrixWord::identity("1"));
  }
  return out;
}

MatrixSum scaled(const MatrixSum& scalar, const MatrixSum& a) {
  if (!scalar.is_scalar()) throw Error("matrix sum: the factor " + scalar.text() + " is not 1 x 1");
  MatrixSum out = MatrixSum::zero(a.rows(), a.columns());
  for (const auto& [left, p] : scalar.terms()) {
    for (const auto& [right, q] : a.terms()) {
      Scalars scalars = left.first;
      append(scalars, right.first);
      out = out + MatrixSum::term(p * q, std::move(scalars), right.second);
    }
  }
  return out;
}

MatrixSum MatrixSum::substitute(const std::string& name, const MatrixSum& value) const {
  const auto put = [&](const MatrixLetter& letter) -> MatrixSum {
    if (letter.name != name) return letter;
    return letter.transposed ? value.transpose() : value;
  };
  MatrixSum out(rows_, columns_);
  for (const auto& [term, coefficient] : terms_) {
    MatrixSum factor = scalar(coefficient);
    for (const auto& trace_word : term.first) factor = scaled(factor, trace(replaced(trace_word.word(), put)));
    out = out + scaled(factor, replaced(term.second, put));
  }
  return out;
}

MatrixSum MatrixSum::differential(const std::vector<std::string>& names) const {
  const auto varies = [&](const MatrixLetter& letter) {
    return std::find(names.begin(), names.end(), letter.name) != names.end();
  };
  // The words that arise when one letter of `word` after the other is replaced.
  const auto variations = [&](const MatrixWord& word) {
    std::vector<MatrixWord> out;
    for (std::size_t i = 0; i < word.letters().size(); ++i) {
      MatrixLetter letter = word.letters()[i];
      if (!varies(letter)) continue;
      letter.name = "d" + letter.name;
      out.push_back(word.part(0, i) * letter * word.part(i + 1, word.letters().size()));
    }
    return out;
  };
  MatrixSum out(rows_, columns_);
  for (const auto& [term, coefficient] : terms_) {
    for (const auto& word : variations(term.second)) out.add(term.first, word, coefficient);
    for (std::size_t k = 0; k < term.first.size(); ++k) {
      Scalars others = term.first;
      others.erase(others.begin() + static_cast<std::ptrdiff_t>(k));
      for (const auto& word : variations(term.first[k].word())) {
        Scalars scalars = others;
        append(scalars, TraceWord::of(word));
        out.add(std::move(scalars), term.second, coefficient);
      }
    }
  }
  return out;
}

MatrixSum MatrixSum::part_of_degree(const std::string& name, std::size_t degree) const {
  MatrixSum out(rows_, columns_);
  for (const auto& [term, coefficient] : terms_) {
    std::size_t count = occurrences(term.second, name);
    for (const auto& factor : term.first) count += occurrences(factor.word(), name);
    if (count == degree) out.add(term.first, term.second, coefficient);
  }
  return out;
}

std::string MatrixSum::text() const {
  SignedSum out;
  for (const auto& [term, c] : ordered(terms_)) out.add(c, term_text(mp::abs(c), term.first, term.second, false));
  return out.text();
}

std::string MatrixSum::latex() const {
  SignedSum out;
  for (const auto& [term, c] : ordered(terms_)) out.add(c, term_text(mp::abs(c), term.first, term.second, true));
  return out.text();
}

MatrixSum gradient(const MatrixSum& scalar, const MatrixLetter& letter) {
  if (!scalar.is_scalar()) throw Error("gradient: " + scalar.text() + " is not 1 x 1");
  const std::string variation = "d" + letter.name;
  MatrixSum out = MatrixSum::zero(letter.rows, letter.columns);
  const MatrixSum differential = scalar.differential({letter.name});
  for (const auto& [term, coefficient] : differential.terms()) {
    Scalars others;
    std::optional<MatrixWord> varied;
    for (const auto& factor : term.first) {
      if (occurrences(factor.word(), variation) > 0) {
        varied = factor.word();
      } else {
        others.push_back(factor);
      }
    }
    // tr(A dX B) = tr(B A dX) gives (B A)^T, tr(A dX^T B) gives B A.
    const std::size_t at = position(*varied, variation);
    const MatrixWord around = varied->part(at + 1, varied->letters().size()) * varied->part(0, at);
    out = out + MatrixSum::term(coefficient, others, varied->letters()[at].transposed ? around : around.transpose());
  }
  return letter.symmetric ? Rational(1, 2) * (out + out.transpose()) : out;
}

std::vector<KroneckerTerm> jacobian(const MatrixSum& f, const MatrixLetter& letter) {
  const std::string variation = "d" + letter.name;
  std::vector<KroneckerTerm> out;
  const MatrixSum differential = f.differential({letter.name});
  for (const auto& [term, coefficient] : ordered(differential.terms())) {
    for (const auto& factor : term.first) {
      if (occurrences(factor.word(), variation) > 0) {
        throw Error("jacobian: " + letter.name + " occurs in the scalar factor " + factor.text());
      }
    }
    const std::size_t at = position(term.second, variation);
    const MatrixWord after = term.second.part(at + 1, term.second.letters().size());
    const bool is_vector = letter.rows == "1" || letter.columns == "1";  // C is the identity then
    out.push_back({coefficient, term.first, after.transpose(), term.second.part(0, at),
                   term.second.letters()[at].transposed && !is_vector});
  }
  return out;
}

namespace {

std::string joined_text(const std::vector<KroneckerTerm>& terms, bool latex) {
  SignedSum out;
  for (const auto& term : terms) {
    const MatrixWord one = MatrixWord::identity("1");
    const auto shown = [latex](const MatrixWord& word) { return latex ? word.latex() : word.text(); };
    std::string text = shown(term.right);
    if (term.left != one) {
      text = term.right == one ? shown(term.left) : shown(term.left) + (latex ? " \\otimes " : " (x) ") + text;
    }
    const bool plain = mp::abs(term.coefficient) == 1 && term.scalars.empty();
    const bool product = term.left != one && term.right != one;
    const std::string bracketed = latex ? "\\left(" + text + "\\right)" : "(" + text + ")";
    if (product && (!plain || term.commuted)) text = bracketed;
    if (!plain) text = term_text(mp::abs(term.coefficient), term.scalars, one, latex) + " " + text;
    if (term.commuted) text += latex ? " \\mathcal{C}" : " C";
    out.add(term.coefficient, text);
  }
  return out.text();
}

}  // namespace

std::string text_of(const std::vector<KroneckerTerm>& jacobian) { return joined_text(jacobian, false); }
std::string latex_of(const std::vector<KroneckerTerm>& jacobian) { return joined_text(jacobian, true); }

Matrix evaluate(const MatrixSum& sum, const std::map<std::string, Matrix>& values) {
  Evaluator evaluator(values);
  for (const auto& [term, coefficient] : sum.terms()) {
    evaluator.see(term.second);
    for (const auto& factor : term.first) evaluator.see(factor.word());
  }
  Matrix out = Matrix::Constant(evaluator.size(sum.rows()), evaluator.size(sum.columns()), Number(0));
  for (const auto& [term, coefficient] : sum.terms()) {
    const Matrix word = evaluator.word(term.second);
    const Number scale = Number(coefficient) * evaluator.scalars(term.first);
    for (Eigen::Index i = 0; i < out.rows(); ++i) {
      for (Eigen::Index j = 0; j < out.cols(); ++j) out(i, j) += scale * word(i, j);
    }
  }
  return out;
}

Matrix evaluate(const std::vector<KroneckerTerm>& jacobian, const MatrixLetter& letter,
                const std::map<std::string, Matrix>& values) {
  Evaluator evaluator(values);
  evaluator.see(letter);
  for (const auto& term : jacobian) {
    evaluator.see(term.left);
    evaluator.see(term.right);
    for (const auto& factor : term.scalars) evaluator.see(factor.word());
  }
  if (jacobian.empty()) throw Error("jacobian: it is zero and has no shape");
  const Eigen::Index rows = evaluator.size(letter.rows);
  const Eigen::Index columns = evaluator.size(letter.columns);
  const Eigen::Index height =
      evaluator.size(jacobian.front().left.rows()) * evaluator.size(jacobian.front().right.rows());
  Matrix out = Matrix::Constant(height, rows * columns, Number(0));
  for (const auto& term : jacobian) {
    const Matrix block = kronecker(evaluator.word(term.left), evaluator.word(term.right));
    const Number scale = Number(term.coefficient) * evaluator.scalars(term.scalars);
    for (Eigen::Index k = 0; k < out.cols(); ++k) {
      // Column k is entry (k mod rows, k / rows) of X; its transpose stacks it at another place.
      const Eigen::Index from = term.commuted ? k / rows + columns * (k % rows) : k;
      for (Eigen::Index i = 0; i < height; ++i) out(i, k) += scale * block(i, from);
    }
  }
  return out;
}

}  // namespace softlin::symbolic
