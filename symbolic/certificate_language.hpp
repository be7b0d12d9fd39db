#pragma once
/// Reads the texts of certificates straight to values; what names and functions mean is left to the two languages.

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "symbolic/certificate_polynomial.hpp"

namespace softlin::symbolic::recheck {

/// A matrix of polynomials; statistics are 1 x 1.
struct Value {
  int rows = 1;
  int columns = 1;
  std::vector<Poly> entries;
  bool is_mean = false;

  static Value scalar(Poly p) { return {1, 1, {std::move(p)}}; }
  bool is_scalar() const { return rows == 1 && columns == 1; }
  const Poly& operator()(int i, int j) const { return entries[static_cast<std::size_t>(i * columns + j)]; }
  Poly& operator()(int i, int j) { return entries[static_cast<std::size_t>(i * columns + j)]; }
};

Value filled(int rows, int columns, const std::function<Poly(int, int)>& entry);
Value transpose(const Value& a);
Value sum(Value a, const Value& b, const Rational& c);  ///< a + c b
Value product(const Value& a, const Value& b);
Value inverse(const Value& a);  ///< of a number or a product of scalars

/// Recursive descent over one text; what names and functions mean is left to the languages.
class Language {
 public:
  virtual ~Language() = default;

  Value read(const std::string& text);

 protected:
  virtual Value name(const std::string& name) = 0;
  /// The arguments have been read where `is_value(name, i)` says so; the others are kept as text.
  virtual Value call(const std::string& name, const std::vector<Value>& values,
                     const std::vector<std::string>& texts) = 0;
  virtual Value derivative(const Value& inside, const std::string& text, bool by_square) = 0;
  /// In grad(f, A) and mean(f, x, y) all arguments but the first are names.
  static bool is_value(const std::string& function, std::size_t argument) {
    return argument == 0 || (function != "grad" && function != "mean");
  }

 private:
  char peek();
  bool end() { return peek() == '\0'; }
  bool take(char c);
  void need(char c);
  Value terms();
  Value factors();
  Value postfix();
  int digits();
  Value primary();
  std::string identifier();

  std::string text_;
  std::size_t at_ = 0;
  int depth_ = 0;
};

std::string trimmed(const std::string& text);
std::string without_blanks(std::string text);
/// The sides of "left = right".
std::pair<std::string, std::string> sides_of(const std::string& equation);
/// "(left) - (right)"
std::string difference_of(const std::string& equation);

}  // namespace softlin::symbolic::recheck
