#pragma once
/// Printing of expressions in an order of their own. GiNaC keeps sums and products in an order that changes from run to
/// run, so whatever is printed is sorted by its text first. What is compiled: symbolic/evaluation_order.

#include <ginac/ginac.h>

#include <string>
#include <vector>

namespace softlin::symbolic {

/// Text that Formula::parse reads back: "c1*log(L)*L^(-c2)/2".
std::string plain_text(const GiNaC::ex& expression);

/// LaTeX: "\frac{c_{1} \ln L}{2}".
std::string latex_text(const GiNaC::ex& expression);

/// The operands of a sum, product or function: of the first two sorted by their text.
std::vector<GiNaC::ex> ordered_operands(const GiNaC::ex& expression);

}  // namespace softlin::symbolic
