#include "symbolic/matrix_word.hpp"

#include <algorithm>
#include <functional>
#include <utility>

#include "symbolic/formula.hpp"

namespace softlin::symbolic {

namespace {

/// Factors with equal neighbours gathered into powers, a blank between two.
std::string joined(const std::vector<MatrixLetter>& letters,
                   const std::function<std::string(const MatrixLetter&)>& text, const std::string& open,
                   const std::string& close) {
  std::string out;
  for (std::size_t i = 0; i < letters.size();) {
    std::size_t end = i + 1;
    while (end < letters.size() && letters[end] == letters[i]) ++end;
    out += (out.empty() ? "" : " ");
    const std::string one = text(letters[i]);
    if (end - i == 1) {
      out += one;
    } else {
      const std::string base = letters[i].transposed ? "(" + one + ")" : one;
      out += base + "^" + open + std::to_string(end - i) + close;
    }
    i = end;
  }
  return out;
}

/// A differential "dV" is printed with an upright d, "Gamma_k" with an index.
std::string latex_name(const std::string& name) {
  if (const auto line = name.find('_'); line != std::string::npos && line > 0) {
    return latex_name(name.substr(0, line)) + "_{" + name.substr(line + 1) + "}";
  }
  if (name.size() > 1 && name[0] == 'd') return "\\mathrm{d}" + latex_name(name.substr(1));
  return Formula::symbol(name).latex();
}

}  // namespace

MatrixLetter MatrixLetter::matrix(std::string name, std::string rows, std::string columns) {
  return {std::move(name), std::move(rows), std::move(columns)};
}

MatrixLetter MatrixLetter::symmetric_matrix(std::string name, std::string dimension) {
  return {std::move(name), dimension, dimension, true};
}

MatrixLetter MatrixLetter::transpose() const {
  if (symmetric || (rows == "1" && columns == "1")) return *this;
  return {name, columns, rows, false, !transposed};
}

std::string MatrixLetter::text() const { return name + (transposed ? "^T" : ""); }

std::string MatrixLetter::latex() const { return latex_name(name) + (transposed ? "^{\\top}" : ""); }

MatrixWord::MatrixWord(const MatrixLetter& letter) : MatrixWord(letter.rows, letter.columns, {letter}) {
  if (letter.symmetric && (rows_ != columns_ || letter.transposed)) {
    throw Error("matrix word: the symmetric letter " + letter.name + " is not a square matrix without transpose");
  }
}

MatrixWord MatrixWord::transpose() const {
  std::vector<MatrixLetter> letters;
  for (auto letter = letters_.rbegin(); letter != letters_.rend(); ++letter) letters.push_back(letter->transpose());
  return {columns_, rows_, std::move(letters)};
}

MatrixWord MatrixWord::part(std::size_t first, std::size_t last) const {
  const auto dimension_before = [&](std::size_t i) { return i == 0 ? rows_ : letters_[i - 1].columns; };
  const auto at = [&](std::size_t i) { return letters_.begin() + static_cast<std::ptrdiff_t>(i); };
  return {dimension_before(first), dimension_before(last), {at(first), at(last)}};
}

std::string MatrixWord::text() const {
  return letters_.empty() ? "I"
                          : joined(
                                letters_, [](const MatrixLetter& l) { return l.text(); }, "", "");
}

std::string MatrixWord::latex() const {
  return letters_.empty() ? "I"
                          : joined(
                                letters_, [](const MatrixLetter& l) { return l.latex(); }, "{", "}");
}

MatrixWord operator*(const MatrixWord& a, const MatrixWord& b) {
  if (a.columns_ != b.rows_) {
    throw Error("matrix word: " + a.text() + " has " + a.columns_ + " columns and " + b.text() + " has " + b.rows_ +
                " rows");
  }
  std::vector<MatrixLetter> letters = a.letters_;
  letters.insert(letters.end(), b.letters_.begin(), b.letters_.end());
  return {a.rows_, b.columns_, std::move(letters)};
}

std::vector<TraceWord> TraceWord::of(const MatrixWord& square) {
  if (square.rows() != square.columns()) {
    throw Error("trace: " + square.text() + " is " + square.rows() + " x " + square.columns());
  }
  const std::size_t length = square.letters().size();
  if (length == 0) return square.rows() == "1" ? std::vector<TraceWord>{} : std::vector<TraceWord>{TraceWord(square)};
  std::vector<TraceWord> out;
  std::vector<std::size_t> cuts;  // places where the cycle passes through the dimension 1
  for (std::size_t i = 0; i < length; ++i) {
    if (square.letters()[i].rows == "1") cuts.push_back(i);
  }
  if (cuts.empty()) {
    MatrixWord least = square;
    for (std::size_t i = 0; i < length; ++i) {
      const MatrixWord turned = square.part(i, length) * square.part(0, i);
      least = std::min({least, turned, turned.transpose()});
    }
    return {TraceWord(std::move(least))};
  }
  for (std::size_t k = 0; k < cuts.size(); ++k) {
    const bool last = k + 1 == cuts.size();
    const MatrixWord piece =
        last ? square.part(cuts[k], length) * square.part(0, cuts[0]) : square.part(cuts[k], cuts[k + 1]);
    out.push_back(TraceWord(std::min(piece, piece.transpose())));
  }
  std::sort(out.begin(), out.end());
  return out;
}

std::string TraceWord::text() const {
  if (word_.letters().empty()) return word_.rows();
  return is_product() ? word_.text() : "tr(" + word_.text() + ")";
}

std::string TraceWord::latex() const {
  if (word_.letters().empty()) return word_.rows();
  return is_product() ? word_.latex() : "\\operatorname{tr}(" + word_.latex() + ")";
}

}  // namespace softlin::symbolic
