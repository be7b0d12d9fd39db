#include "symbolic/row_table.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <utility>
#include <vector>

namespace softlin::symbolic {

namespace {

/// digits * 10^exponent, the shortest decimal that rounds to `value`.
struct Decimal {
  std::int64_t digits = 0;  ///< at most 17 decimal digits
  int exponent = 0;
};

Decimal shortest_decimal(double value) {
  Decimal out;
  if (value == 0) return out;
  std::array<char, 40> text{};
  const char* const end =
      std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::scientific).ptr;
  bool fraction = false;
  const char* at = text.data();
  const bool negative = *at == '-';
  if (negative) ++at;
  for (; at != end && *at != 'e'; ++at) {
    if (*at == '.') {
      fraction = true;
      continue;
    }
    out.digits = out.digits * 10 + (*at - '0');
    if (fraction) --out.exponent;
  }
  out.exponent += std::atoi(at + 1);  // the text ends with zeros of the buffer
  while (out.digits % 10 == 0) out.digits /= 10, ++out.exponent;
  if (negative) out.digits = -out.digits;
  return out;
}

/// The least e with value * 2^e whole.
int binary_places(double value) {
  if (value == 0) return 0;
  int exponent = 0;
  const double fraction = std::frexp(value, &exponent);
  const auto digits = static_cast<std::int64_t>(std::ldexp(fraction, 53));
  return 53 - exponent - __builtin_ctzll(static_cast<unsigned long long>(digits));
}

Integer power_of(int base, int exponent) {
  Integer out = 1;
  mpz_ui_pow_ui(out.backend().data(), static_cast<unsigned long>(base), static_cast<unsigned long>(exponent));
  return out;
}

}  // namespace

RowTable::RowTable(Eigen::MatrixXd columns, RowMeaning meaning, std::string file, std::string hash, std::uint64_t bytes)
    : columns_(std::move(columns)), meaning_(meaning), file_(std::move(file)), hash_(std::move(hash)), bytes_(bytes) {
  if (columns_.size() == 0) throw Error("a table of rows must not be empty");
  const double* const end = columns_.data() + columns_.size();
  for (const double* at = columns_.data(); at != end; ++at) {
    if (!std::isfinite(*at)) throw Error("a table of rows holds a number that is not finite");
    exponent_ =
        std::max(exponent_, meaning_ == RowMeaning::binary ? binary_places(*at) : -shortest_decimal(*at).exponent);
  }
  unit_ = power_of(meaning_ == RowMeaning::binary ? 2 : 10, exponent_);
}

Integer RowTable::scaled(Eigen::Index i, Eigen::Index k) const {
  const double value = columns_(i, k);
  Integer out = 0;
  if (value == 0) return out;
  // From 10^15 on the shortest form may be that of a whole number with more digits than 17.
  if (meaning_ == RowMeaning::decimal && std::abs(value) >= 1e15) {
    return numerator(Rational(rational_of_shortest_decimal(value) * unit_));
  }
  if (meaning_ == RowMeaning::decimal) {
    const Decimal decimal = shortest_decimal(value);
    return Integer(decimal.digits) * power_of(10, decimal.exponent + exponent_);
  }
  int exponent = 0;
  const double fraction = std::frexp(value, &exponent);
  out = Integer(static_cast<std::int64_t>(std::ldexp(fraction, 53)));
  const int shift = exponent - 53 + exponent_;
  // A right shift is exact: exponent_ makes every entry whole.
  return shift >= 0 ? Integer(out << static_cast<unsigned>(shift)) : Integer(out / power_of(2, -shift));
}

const Vector& RowTable::mean() const {
  const std::lock_guard lock(mutex_);
  if (!mean_) mean_ = exact_mean();
  return *mean_;
}

const Matrix& RowTable::covariance() const {
  const std::lock_guard lock(mutex_);
  if (!covariance_) covariance_ = exact_covariance();
  return *covariance_;
}

Vector RowTable::exact_mean() const {
  const Rational scale(1, unit_ * size());
  Vector out(dimension());
  for (Eigen::Index i = 0; i < dimension(); ++i) {
    Integer sum = 0;
    for (Eigen::Index k = 0; k < size(); ++k) sum += scaled(i, k);
    out(i) = Rational(sum) * scale;
  }
  return out;
}

Matrix RowTable::exact_covariance() const {
  const Eigen::Index d = dimension();
  const double products = static_cast<double>(size()) * static_cast<double>(d) * (static_cast<double>(d) + 1) / 2;
  if (products > k_most_products) {
    throw Error("the exact covariance of " + std::to_string(size()) + " rows in dimension " + std::to_string(d) +
                " takes too many products");
  }
  std::vector<Integer> sums(static_cast<std::size_t>(d), Integer(0));
  std::vector<Integer> squares(static_cast<std::size_t>(d * d), Integer(0));
  std::vector<Integer> row(static_cast<std::size_t>(d));
  for (Eigen::Index k = 0; k < size(); ++k) {
    for (Eigen::Index i = 0; i < d; ++i) row[static_cast<std::size_t>(i)] = scaled(i, k);
    for (std::size_t i = 0; i < row.size(); ++i) {
      sums[i] += row[i];
      for (std::size_t j = i; j < row.size(); ++j) {
        mpz_addmul(squares[i * row.size() + j].backend().data(), row[i].backend().data(), row[j].backend().data());
      }
    }
  }
  const Integer n = size();
  const Rational scale(1, n * n * unit_ * unit_);
  Matrix out(d, d);
  for (Eigen::Index i = 0; i < d; ++i) {
    for (Eigen::Index j = i; j < d; ++j) {
      const auto a = static_cast<std::size_t>(i);
      const auto b = static_cast<std::size_t>(j);
      const Integer numerator = n * squares[a * row.size() + b] - sums[a] * sums[b];
      out(i, j) = out(j, i) = Rational(numerator) * scale;
    }
  }
  return out;
}

std::string RowTable::text() const {
  return file_ + " (" + std::to_string(size()) + " rows, " + std::to_string(bytes_) + " bytes, sha256 " + hash_ + ")";
}

}  // namespace softlin::symbolic
