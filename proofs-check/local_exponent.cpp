#include "proofs-check/local_exponent.hpp"

#include "numeric/evaluate.hpp"
#include "numeric/precision.hpp"
#include "numeric/query_average.hpp"
#include "proofs-check/standard_table.hpp"
#include "symbolic/formula.hpp"

namespace softlin::check {

using numeric::Bits;
using numeric::Interval;
using symbolic::Formula;
using symbolic::Number;

Interval limit_exponent(const Number& lambda, int digits) {
  const Formula formula = Formula::parse("min(1, (sqrt(1 + 4/lambda) - 1)/2)", {"lambda"}, Place{"rho*", 0, ""});
  const auto compiled = Number(formula.substitute({{"lambda", lambda.formula()}})).compile();
  return numeric::raise_precision([&](Bits bits) { return numeric::evaluate(compiled, bits); }, digits + 2, "rho*");
}

std::vector<Interval> local_exponents(const symbolic::AttentionModel& model, Quantity quantity,
                                      const std::vector<Length>& lengths, int digits, unsigned threads) {
  constexpr int most = numeric::k_max_average_digits - 1;
  for (int working = std::min(digits + 4, most);; working = std::min(2 * working, most)) {
    const auto errors = exact_errors(model, quantity, lengths, working, threads);
    const Bits bits = numeric::bits_for_digits(working, 64);
    std::vector<Interval> out;
    bool narrow = true;
    for (std::size_t i = 0; i + 1 < lengths.size(); ++i) {
      const Interval growth(Rational(lengths[i + 1].value, lengths[i].value), bits);
      out.push_back(log(errors[i] / errors[i + 1]) / log(growth));
      narrow = narrow && numeric::width_reached(out.back(), digits);
    }
    if (narrow) return out;
    if (working == most) {
      throw PrecisionError("local exponent", std::to_string(digits) + " digits", "less",
                           std::to_string(most) + " digits of the error");
    }
  }
}

void require_increasing(const std::vector<Length>& lengths) {
  for (std::size_t i = 0; i + 1 < lengths.size(); ++i) {
    if (lengths[i].value >= lengths[i + 1].value)
      throw InputError("--lengths", to_text(lengths[i + 1]) + " after " + to_text(lengths[i]), "increasing lengths");
  }
  if (lengths.size() < 2) throw InputError("--lengths", "one length", "two or more");
}

}  // namespace softlin::check
