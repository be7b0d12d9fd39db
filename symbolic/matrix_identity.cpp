#include "symbolic/matrix_identity.hpp"

#include <algorithm>
#include <functional>
#include <optional>
#include <sstream>

namespace softlin::symbolic {

namespace {

using Kind = Expression::Kind;
using Factors = std::vector<MatrixWord>;  ///< scalars: traces and products of vectors, as words

const std::string k_dimension = "d";
const Place k_place{"matrix identity", 0, ""};

/// cov(x, y) as a matrix; nothing when x and y are independent.
using Covariance = std::function<std::optional<MatrixSum>(const std::string& x, const std::string& y)>;

/// The factors of a scalar term.
Factors factors_of(const MatrixSum::Term& term) {
  Factors out;
  for (const TraceWord& scalar : term.first) out.push_back(scalar.word());
  return out;
}

MatrixSum scalar_of(const MatrixWord& word) { return trace(MatrixSum(word)); }

/// Mean of a product of scalars over some letters, by pairing the first of them with every other one in turn.
class Pairing {
 public:
  Pairing(std::vector<std::string> names, Covariance covariance)
      : names_(std::move(names)), covariance_(std::move(covariance)) {}

  MatrixSum mean(Factors factors) const {
    const auto first = std::find_if(factors.begin(), factors.end(), [&](const MatrixWord& w) { return has_slot(w); });
    if (first == factors.end()) {
      MatrixSum out = MatrixSum::scalar(1);
      for (const MatrixWord& factor : factors) out = scaled(scalar_of(factor), out);
      return out;
    }
    MatrixWord word = *first;
    factors.erase(first);
    if (!is_averaged(word.letters().front())) word = word.transpose();
    const std::string x = word.letters().front().name;
    const std::size_t length = word.letters().size();
    MatrixSum out = MatrixSum::zero("1", "1");
    // With the other end of the same product: E x^T M y = tr(M^T cov(x, y)).
    if (length > 1 && is_averaged(word.letters().back())) {
      if (const auto c = covariance_(x, word.letters().back().name)) {
        out = out + continued(trace(MatrixSum(word.part(1, length - 1)).transpose() * *c), factors);
      }
    }
    // With an end of another one: E (x^T p)(y^T q) = p^T cov(x, y) q.
    for (std::size_t j = 0; j < factors.size(); ++j) {
      Factors others = factors;
      others.erase(others.begin() + static_cast<std::ptrdiff_t>(j));
      std::vector<MatrixWord> turns{factors[j]};
      if (factors[j].letters().size() > 1) turns.push_back(factors[j].transpose());
      for (const MatrixWord& turn : turns) {
        if (turn.rows() != "1" || !is_averaged(turn.letters().front())) continue;
        const auto c = covariance_(x, turn.letters().front().name);
        if (!c) continue;
        const MatrixSum left = MatrixSum(word.part(1, length)).transpose();
        const MatrixSum right = turn.part(1, turn.letters().size());
        out = out + continued(left * *c * right, others);
      }
    }
    return out;
  }

 private:
  bool is_averaged(const MatrixLetter& letter) const {
    return std::find(names_.begin(), names_.end(), letter.name) != names_.end();
  }
  bool has_slot(const MatrixWord& word) const {
    return word.rows() == "1" && !word.letters().empty() &&
           (is_averaged(word.letters().front()) || is_averaged(word.letters().back()));
  }
  /// The mean of paired times the other factors; the pair may have brought two slots together.
  MatrixSum continued(const MatrixSum& paired, const Factors& others) const {
    MatrixSum out = MatrixSum::zero("1", "1");
    for (const auto& [term, coefficient] : paired.terms()) {
      Factors all = factors_of(term);
      all.insert(all.end(), others.begin(), others.end());
      out = out + coefficient * mean(std::move(all));
    }
    return out;
  }

  std::vector<std::string> names_;
  Covariance covariance_;
};

/// Letters that stand for the open ends of a matrix while it is averaged.
const std::string k_left_end = "<left>";
const std::string k_right_end = "<right>";

bool ends_in(const MatrixWord& word, const std::string& name) {
  return !word.letters().empty() && (word.letters().front().name == name || word.letters().back().name == name);
}

/// u^T X v, or what there is of it.
MatrixSum closed(const MatrixSum& sum) {
  MatrixSum out = sum;
  if (sum.rows() != "1") out = MatrixSum(MatrixLetter::vector(k_left_end, sum.rows())).transpose() * out;
  if (sum.columns() != "1") out = out * MatrixSum(MatrixLetter::vector(k_right_end, sum.columns()));
  return out;
}

/// The inverse of closed().
MatrixSum opened(const MatrixSum& scalar, const std::string& rows, const std::string& columns) {
  MatrixSum out = MatrixSum::zero(rows, columns);
  for (const auto& [term, coefficient] : scalar.terms()) {
    MatrixSum factor = MatrixSum::scalar(coefficient);
    std::optional<MatrixWord> left;
    std::optional<MatrixWord> right;
    for (MatrixWord word : factors_of(term)) {
      const bool from_left = ends_in(word, k_left_end);
      const bool from_right = ends_in(word, k_right_end);
      if (!from_left && !from_right) {
        factor = scaled(scalar_of(word), factor);
        continue;
      }
      const auto front = [&] { return word.letters().front().name; };
      if (from_left ? front() != k_left_end : front() == k_right_end) word = word.transpose();
      const std::size_t length = word.letters().size();
      word = word.part(from_left ? 1 : 0, from_right ? length - 1 : length);
      (from_left ? left : right) = word;
    }
    if (!left && !right) {  // it was a scalar
      out = out + factor;
      continue;
    }
    MatrixSum open = left ? MatrixSum(*left) : MatrixSum(*right);
    if (left && right) open = open * MatrixSum(*right);
    out = out + scaled(factor, open);
  }
  return out;
}

std::string joined(const std::vector<MatrixLetter>& letters) {
  std::string out;
  for (const MatrixLetter& letter : letters) {
    out += (out.empty() ? "" : "*") + letter.name + (letter.transposed ? "'" : "");
  }
  return out;
}

}  // namespace

MatrixSetting::MatrixSetting(const std::vector<std::string>& lines) {
  for (const std::string& line : lines) {
    std::istringstream words(line);
    std::string kind;
    std::string name;
    words >> kind;
    if (kind == "define" || kind == "law") {
      const Equation equation = Equation::parse(line.substr(kind.size()), k_place);
      const Expression& head = equation.left;
      if (kind == "define" && head.kind == Kind::name) {
        definitions_[head.name] = equation.right;
      } else if (kind == "law" && head.kind == Kind::call && head.name == "cov" && head.parts.size() == 2) {
        covariances_[{head.parts[0].name, head.parts[1].name}] = equation.right;
      } else {
        throw InputError(k_place, "'" + line + "'", "define NAME = ..., or law cov(x,y) = ...");
      }
      continue;
    }
    while (words >> name) {
      std::optional<MatrixLetter> letter;
      if (kind == "scalar") letter = MatrixLetter::matrix(name, "1", "1");
      if (kind == "vector") letter = MatrixLetter::vector(name, k_dimension);
      if (kind == "matrix") letter = MatrixLetter::matrix(name, k_dimension, k_dimension);
      if (kind == "symmetric") letter = MatrixLetter::symmetric_matrix(name, k_dimension);
      if (!letter) throw InputError(k_place, "'" + line + "'", "scalar, vector, matrix, symmetric, law or define");
      if (!letters_.emplace(name, *letter).second)
        throw InputError(k_place, "'" + name + "' twice", "each letter once");
    }
  }
}

MatrixSum MatrixSetting::read(const Expression& e) const {
  const auto times = [](const MatrixSum& a, const MatrixSum& b) {
    return a.is_scalar() ? scaled(a, b) : b.is_scalar() ? scaled(b, a) : a * b;
  };
  switch (e.kind) {
    case Kind::number: return MatrixSum::scalar(e.number);
    case Kind::name: {
      if (e.name == "I") return MatrixWord::identity(k_dimension);
      if (const auto letter = letters_.find(e.name); letter != letters_.end()) return letter->second;
      if (const auto found = definitions_.find(e.name); found != definitions_.end()) return read(found->second);
      throw InputError(k_place, "the name '" + e.name + "'", "a letter or definition of the setting");
    }
    case Kind::call: return call(e);
    case Kind::negative: return Rational(-1) * read(e.parts[0]);
    case Kind::sum: {
      MatrixSum out = read(e.parts[0]);
      for (std::size_t i = 1; i < e.parts.size(); ++i) out = out + read(e.parts[i]);
      return out;
    }
    case Kind::product: return times(read(e.parts[0]), read(e.parts[1]));
    case Kind::quotient:
      if (e.parts[1].kind != Kind::number || e.parts[1].number.is_zero()) {
        throw InputError(k_place, "the denominator '" + e.parts[1].text() + "'", "a number other than 0");
      }
      return Rational(1 / e.parts[1].number) * read(e.parts[0]);
    case Kind::power: {
      if (e.exponent < 1) throw InputError(k_place, "'" + e.text() + "'", "an exponent of 1 or more");
      const MatrixSum base = read(e.parts[0]);
      MatrixSum out = base;
      for (int i = 1; i < e.exponent; ++i) out = times(out, base);
      return out;
    }
    case Kind::transpose: return read(e.parts[0]).transpose();
  }
  throw InputError(k_place, "'" + e.text() + "'", "an expression in matrices");
}

MatrixSum MatrixSetting::call(const Expression& e) const {
  if (e.name == "tr" && e.parts.size() == 1) return trace(read(e.parts[0]));
  if (e.name == "grad" && e.parts.size() == 2) {
    const auto letter = letters_.find(e.parts[1].name);
    if (letter == letters_.end() || letter->second.symmetric) {
      throw InputError(k_place, "the gradient by '" + e.parts[1].text() + "'", "a free letter that is not symmetric");
    }
    return gradient(read(e.parts[0]), letter->second);
  }
  if (e.name != "mean" || e.parts.size() < 2) {
    throw InputError(k_place, "'" + e.text() + "'", "tr(X), grad(f, A) or mean(X, x, ...)");
  }
  std::vector<std::string> names;
  for (std::size_t i = 1; i < e.parts.size(); ++i) names.push_back(e.parts[i].name);
  const Covariance covariance = [this](const std::string& x, const std::string& y) -> std::optional<MatrixSum> {
    if (const auto law = covariances_.find({x, y}); law != covariances_.end()) return read(law->second);
    if (const auto law = covariances_.find({y, x}); law != covariances_.end()) return read(law->second).transpose();
    return std::nullopt;
  };
  const MatrixSum inside = read(e.parts[0]);
  const Pairing pairing(names, covariance);
  MatrixSum out = MatrixSum::zero("1", "1");
  const MatrixSum scalars = closed(inside);
  for (const auto& [term, coefficient] : scalars.terms()) out = out + coefficient * pairing.mean(factors_of(term));
  return opened(out, inside.rows(), inside.columns());
}

std::string expression_text(const MatrixSum& sum) {
  std::string out;
  for (const auto& [term, coefficient] : sum.terms()) {
    std::string product;
    const auto put = [&product](const std::string& piece) { product += (product.empty() ? "" : "*") + piece; };
    for (const TraceWord& scalar : term.first) {
      const auto& letters = scalar.word().letters();
      if (scalar.is_product()) {
        put(letters.size() == 1 ? joined(letters) : "(" + joined(letters) + ")");
      } else {
        put("tr(" + (letters.empty() ? "I" : joined(letters)) + ")");
      }
    }
    if (!term.second.letters().empty()) {
      put(joined(term.second.letters()));
    } else if (term.second.rows() != "1") {
      put("I");
    }
    const Rational size = mp::abs(coefficient);
    out += out.empty() ? (coefficient < 0 ? "-" : "") : (coefficient < 0 ? " - " : " + ");
    out += product.empty() ? to_text(size) : (size == 1 ? product : to_text(size) + "*" + product);
  }
  return out.empty() ? "0" : out;
}

bool prove_matrix(const Equation& equation, const MatrixSetting& setting, Certificate& certificate) {
  certificate.equations.push_back(equation.text());
  const int number = static_cast<int>(certificate.equations.size());
  const auto note = [&](const std::string& part, const std::string& rule, std::string before, std::string after) {
    certificate.steps.push_back({number, part, rule, std::move(before), std::move(after)});
  };
  for (const int d : certificate.dimensions) {
    note("dimension " + std::to_string(d), "entries", equation.difference_text(), "0");
  }
  try {
    const MatrixSum left = setting.read(equation.left);
    const MatrixSum right = setting.read(equation.right);
    if (left.rows() != right.rows() || left.columns() != right.columns()) {
      throw InputError(k_place, "'" + equation.text() + "', whose sides differ in shape", "sides of the same shape");
    }
    note("left", "normal-form", equation.left.text(), expression_text(left));
    note("right", "normal-form", equation.right.text(), expression_text(right));
    note("difference", "equal-words", expression_text(left), expression_text(right));
    return left == right;
  } catch (const InputError&) {
    throw;
  } catch (const Error& error) {  // shapes that do not fit
    throw InputError(k_place, "'" + equation.text() + "' (" + error.what() + ")", "shapes that fit");
  }
}

}  // namespace softlin::symbolic
