#pragma once
/// What several tests of bounds share: named bounds, changed bounds, values at numbers, and a test that can fail.

#include <boost/test/unit_test.hpp>
#include <map>
#include <optional>
#include <string>

#include "bounds/catalogue.hpp"
#include "bounds/enclosure.hpp"
#include "numeric/evaluate.hpp"

namespace softlin::tests {

using Numbers = std::map<std::string, symbolic::Number>;

inline const bounds::Bound& bound_named(const std::string& name) {
  const bounds::Bound* found = bounds::find_bound(name);
  BOOST_REQUIRE_MESSAGE(found != nullptr, name);
  return *found;
}

/// The bound with one part of its definitions or formula written differently. `from` must occur in exactly one part.
inline bounds::Bound replaced(bounds::Bound bound, const std::string& from, const std::string& to) {
  int found = 0;
  const auto change = [&](std::string& text) {
    if (const auto at = text.find(from); at != std::string::npos) {
      text.replace(at, from.size(), to);
      ++found;
    }
  };
  for (auto& definition : bound.definitions) change(definition.second);
  change(bound.formula);
  BOOST_REQUIRE_MESSAGE(found == 1, bound.name << ": \"" << from << "\" occurs in " << found << " parts");
  return bound;
}

inline bounds::Bound times(bounds::Bound bound, const std::string& factor) {
  bound.formula = factor + "*(" + bound.formula + ")";
  return bound;
}

/// The bound at these numbers, or nothing when a condition on them is not met.
inline std::optional<numeric::Interval> value_at(const bounds::CompiledBound& compiled, const Numbers& numbers,
                                                 int digits = 12) {
  const bounds::SymbolValues values{numbers};
  if (compiled.failed_condition(values)) return std::nullopt;
  return compiled.enclose(values, digits).value;
}
inline std::optional<numeric::Interval> value_at(const bounds::Bound& bound, const Numbers& numbers, int digits = 12) {
  return value_at(bounds::CompiledBound(bound), numbers, digits);
}

/// The same with parameters that are given.
inline numeric::Interval value_at(const bounds::Bound& bound, const Numbers& numbers,
                                  const std::map<std::string, Rational>& parameters) {
  return bounds::CompiledBound(bound).enclose(bounds::SymbolValues{numbers}, parameters, 25);
}

/// x lies within half a unit of the last digit of `text`, a decimal without exponent.
inline bool rounds_to(const numeric::Interval& x, const std::string& text) {
  const auto point = text.find('.');
  const std::size_t places = point == std::string::npos ? 0 : text.size() - point - 1;
  const Rational middle = *symbolic::parse_rational(text);
  const Rational half = Rational(Integer(1), 2 * mp::pow(Integer(10), static_cast<unsigned>(places)));
  const numeric::Bits bits(200);
  return certainly_less_equal(numeric::Interval(Rational(middle - half), bits), x) &&
         certainly_less_equal(x, numeric::Interval(Rational(middle + half), bits));
}

/// -1 when the bound is certainly broken, 1 when it certainly holds, 0 when the enclosures do not tell.
inline int verdict(const bounds::Bound& bound, const numeric::Interval& value, const numeric::Interval& truth) {
  const numeric::Interval& low = bound.is_lower ? value : truth;
  const numeric::Interval& high = bound.is_lower ? truth : value;
  if (certainly_less_equal(low, high)) return 1;
  return certainly_less(high, low) ? -1 : 0;
}

}  // namespace softlin::tests
