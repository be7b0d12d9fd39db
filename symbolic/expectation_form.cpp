#include "symbolic/expectation_form.hpp"

namespace softlin::symbolic {

Number ExpectationForm::at_equal_weights(const Integer& L) const {
  Number sum = constant + squared_bias * Number(Rational(1, Integer(L * L)));
  for (const Term& term : terms) sum += term.coefficient * Number(term.statistic.at_equal_weights(L));
  return sum;
}

}  // namespace softlin::symbolic
