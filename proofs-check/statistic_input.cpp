#include "proofs-check/statistic_input.hpp"

#include <algorithm>
#include <cctype>

#include "numeric/exact_sign.hpp"
#include "numeric/softmax_expectation.hpp"
#include "proofs-check/toml_input.hpp"
#include "symbolic/hermite_reduction.hpp"
#include "symbolic/score_polynomial.hpp"
#include "symbolic/softmax_statistic.hpp"
#include "symbolic/statistic_definition.hpp"

namespace softlin::check {

namespace {

/// The exact reduction of that name.
symbolic::MonomialReduction parse_reduction(const std::string& route, const Place& place) {
  if (route == "stein") return symbolic::stein_reduction;
  if (route == "hermite") return symbolic::hermite_reduction;
  throw InputError(place, quoted_text(route), "stein or hermite");
}

}  // namespace

symbolic::ExpectationForm parse_statistic(const std::string& statistic, const symbolic::Number& s,
                                          const std::string& route, const Place& place) {
  const symbolic::MonomialReduction reduction = parse_reduction(route, Place{place.file, 0, "route"});
  const auto& names = symbolic::statistic_names();
  if (std::find(names.begin(), names.end(), statistic) != names.end()) {
    // The stored forms are those of Stein's rule.
    return route == "stein" ? symbolic::named_statistic(statistic, s)
                            : symbolic::reduce_definition(statistic, s, reduction);
  }
  // A lone word is meant as a name: the list helps more than a syntax error.
  const bool word =
      std::all_of(statistic.begin(), statistic.end(), [](unsigned char c) { return std::isalnum(c) != 0; });
  if (word && statistic != "s" && !(statistic.size() > 1 && statistic[0] == 'S' && std::isdigit(statistic[1]) != 0)) {
    std::string list;
    for (const auto& name : names) list += (list.empty() ? "" : ", ") + name;
    throw InputError(place, "'" + statistic + "'", "one of " + list + ", or a polynomial in S(n,p)");
  }
  return symbolic::ScorePolynomial::parse(statistic, place).reduce(s, reduction);
}

symbolic::Number parse_slope(const std::string& text, const Place& place) {
  const symbolic::Number s = symbolic::Number::parse(text, place);
  const auto sign_of = [&](const symbolic::Number& x) { return numeric::require_sign(x, place.file); };
  if (sign_of(s) < 0 || sign_of(s - symbolic::Number(numeric::k_max_slope)) > 0) {
    throw InputError(place, text, "a slope from 0 to " + std::to_string(numeric::k_max_slope));
  }
  return s;
}

}  // namespace softlin::check
