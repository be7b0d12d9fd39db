#include "numeric/exact_sign.hpp"

#include "numeric/evaluate.hpp"

namespace softlin::numeric {

std::optional<int> sign(const symbolic::Number& x, long max_bits) {
  if (x.is_rational()) return x.rational().sign();
  if (x.is_recognised_zero()) return 0;
  const symbolic::CompiledFormula formula = x.compile();
  for (long bits = 64; bits <= max_bits; bits *= 2) {
    const Interval value = evaluate(formula, Bits(bits));
    if (certainly_positive(value)) return 1;
    if (certainly_negative(value)) return -1;
  }
  return std::nullopt;
}

int require_sign(const symbolic::Number& x, const std::string& what) {
  if (const auto known = sign(x)) return *known;
  throw Error(what + ": the sign of " + x.text() + " cannot be decided");
}

}  // namespace softlin::numeric
