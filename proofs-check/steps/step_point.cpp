#include "proofs-check/steps/step_point.hpp"

#include <algorithm>
#include <cmath>

#include "numeric/normal_stream.hpp"
#include "symbolic/error.hpp"

namespace softlin::check {

namespace {

constexpr double k_grid = 1024;  // even draws are least + (most - least) k/1024

/// FNV-1a: the stream of a step is named by its id, so that a new step moves no point of another.
std::uint32_t row_of(std::string_view id) {
  std::uint32_t hash = 2166136261U;
  for (const char c : id) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  return hash;
}

/// x with 12 binary digits, exactly.
Rational short_rational(double x) {
  int exponent = 0;
  const double fraction = std::frexp(x, &exponent);
  return Rational(std::ldexp(std::round(std::ldexp(fraction, 12)), exponent - 12));
}

Rational draw_value(const StepParameter& parameter, double u) {
  Rational value;
  if (parameter.spread == Spread::even) {
    value = parameter.least + (parameter.most - parameter.least) * Rational(static_cast<long>(u * (k_grid + 1))) /
                                  static_cast<long>(k_grid);
  } else {
    const double low = std::log(parameter.least.convert_to<double>());
    const double high = std::log(parameter.most.convert_to<double>());
    value = short_rational(std::exp(low + u * (high - low)));
  }
  if (parameter.whole) value = Rational(mp::numerator(value) / mp::denominator(value));
  return std::clamp(value, parameter.least, parameter.most);
}

}  // namespace

const Rational& StepPoint::at(std::string_view name) const {
  for (const auto& [known, value] : values_) {
    if (known == name) return value;
  }
  throw Error("a proof step has no parameter " + std::string(name));
}

std::string StepPoint::text() const {
  std::string out;
  for (const auto& [name, value] : values_) {
    out += (out.empty() ? "" : ", ") + name + " = " + symbolic::to_text(value);
  }
  return out;
}

StepPoint draw_point(const std::vector<StepParameter>& parameters, std::string_view id, std::uint64_t seed,
                     std::uint64_t index) {
  const numeric::PhiloxStream stream(seed, row_of(id), index);
  std::vector<std::pair<std::string, Rational>> values;
  for (const StepParameter& parameter : parameters) {
    const auto block = stream.block(/*token=*/values.size(), /*slot=*/0);
    const auto& extremes = parameter.extremes;
    const bool extreme = !extremes.empty() && block[0] % 2 == 0;
    values.emplace_back(parameter.name,
                        extreme ? extremes[block[1] % extremes.size()]
                                : draw_value(parameter, numeric::unit_uniform(numeric::half_block(block, 1))));
  }
  return StepPoint(std::move(values));
}

Rational drawn_entry(const Rational& list, std::uint64_t k) {
  const numeric::PhiloxStream stream(static_cast<std::uint64_t>(mp::numerator(list)), row_of("entry"), k);
  return Rational(static_cast<long>(stream.block(0, 0)[0] % 257) - 128, 64);
}

}  // namespace softlin::check
