#include "bounds/enclosure.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "numeric/evaluate.hpp"
#include "numeric/exact_sign.hpp"
#include "numeric/precision.hpp"

namespace softlin::bounds {

namespace {

using numeric::Bits;
using numeric::Interval;
using symbolic::Formula;
using symbolic::Number;

constexpr double k_infinity = std::numeric_limits<double>::infinity();
constexpr double k_finest_step = 1e-6;  // of the width of a parameter's range
constexpr int k_most_moves = 300;       // of one pattern search
constexpr int k_starts = 3;             // grid points from which to search

/// Grid points an axis, so that a grid has a few thousand points at most.
int grid_points(std::size_t dimension) {
  switch (dimension) {
    case 1: return 65;
    case 2: return 25;
    case 3: return 10;
    case 4: return 6;
    default: return 4;
  }
}

/// Few points lie inside an axis, many reach its ends, where optima of one or two parameters like to be.
double on_axis(int i, int points) { return points < 10 ? (i + 0.5) / points : static_cast<double>(i) / (points - 1); }

/// With about as many digits as the bits hold.
Interval enclose_statistic(const StatisticValue& statistic, long bits) {
  return statistic.expectation->enclose(statistic.length, static_cast<int>(static_cast<double>(bits) * 0.3) - 5);
}

const Number& number_of(const SymbolValues& values, const std::string& symbol) {
  const auto found = values.numbers.find(symbol);
  if (found == values.numbers.end()) throw Error("no value for the symbol " + symbol);
  return found->second;
}

/// Moves one coordinate at a time while that makes `cost` smaller, then halves the step.
template <class Cost>
double pattern_search(std::vector<double>& point, double step, const Cost& cost) {
  double best = cost(point);
  for (int move = 0; move < k_most_moves && step > k_finest_step; ++move) {
    bool moved = false;
    for (double& coordinate : point) {
      const double here = coordinate;
      for (const double to : {std::min(1.0, here + step), std::max(0.0, here - step)}) {
        coordinate = to;
        const double value = cost(point);
        if (value < best) {
          best = value;
          moved = true;
          break;
        }
        coordinate = here;
      }
    }
    if (!moved) step /= 2;
  }
  return best;
}

/// The double x exactly, or when `short_form` with about 20 bits less, which prints shorter.
Rational dyadic(double x, bool short_form) {
  if (!short_form || x == 0) return Rational(x);
  int exponent = 0;
  std::frexp(x, &exponent);
  const double unit = std::ldexp(1.0, exponent - 20);
  return Rational(std::round(x / unit) * unit);
}

}  // namespace

CompiledBound::CompiledBound(const Bound& bound)
    : name_(bound.name),
      is_lower_(bound.is_lower),
      least_length_(bound.least_length),
      conditions_(bound.conditions),
      choose_(bound.choose) {
  const auto used = bound.symbols();
  symbols_.assign(used.begin(), used.end());
  std::vector<std::string> slots = symbols_;
  std::set<std::string> known(bound_symbols().begin(), bound_symbols().end());
  const auto compile = [&](const std::string& text, const std::string& key) {
    return Formula::parse(text, known, Place{"bound " + name_, 0, key}).compile(slots);
  };
  const auto add = [&](const std::string& name) {
    slots.push_back(name);
    known.insert(name);
  };
  for (const FreeParameter& parameter : bound.parameters) {
    ranges_.push_back(
        {compile(parameter.low, parameter.name), compile(parameter.high, parameter.name), parameter.from_high});
    parameter_names_.push_back(parameter.name);
    add(parameter.name);
  }
  for (const auto& [name, text] : bound.definitions) {
    steps_.push_back(compile(text, name));
    add(name);
  }
  steps_.push_back(compile(bound.formula, "formula"));
  for (const Range& range : ranges_) {
    approximate_ranges_.emplace_back(numeric::ApproximateFormula(range.low), numeric::ApproximateFormula(range.high));
  }
  for (const auto& step : steps_) approximate_steps_.emplace_back(step);
}

std::optional<std::string> CompiledBound::failed_condition(const SymbolValues& values) const {
  const bool has_length = values.numbers.count("L") > 0;
  if (has_length && least_length_ > 1 &&
      numeric::require_sign(number_of(values, "L") - Number(least_length_), "the length") < 0) {
    return "L >= " + std::to_string(least_length_);
  }
  const std::set<std::string> known(bound_symbols().begin(), bound_symbols().end());
  for (const Condition& condition : conditions_) {
    const Formula formula = Formula::parse(condition.formula, known, Place{"bound " + name_, 0, "condition"});
    const auto used = formula.symbols();
    if (!has_length && used.count("L") > 0) continue;
    std::map<std::string, Formula> exact;
    for (const std::string& symbol : used) exact[symbol] = number_of(values, symbol).formula();
    const auto sign = numeric::sign(Number(formula.substitute(exact)));
    if (!sign || *sign < (condition.strict ? 1 : 0)) return condition.statement;
  }
  return std::nullopt;
}

std::vector<double> CompiledBound::approximate_symbols(const SymbolValues& values) const {
  std::vector<double> out;
  for (const std::string& symbol : symbols_) {
    const auto statistic = values.statistics.find(symbol);
    out.push_back(statistic != values.statistics.end() ? enclose_statistic(statistic->second, 64).mid_double()
                                                       : numeric::approximate(number_of(values, symbol)));
  }
  return out;
}

/// What is to be made small at the parameters low + unit (high - low); `slots` begins with the symbols and is left with
/// the parameters behind them.
double CompiledBound::approximate_at(std::vector<double>& slots, const std::vector<double>& unit) const {
  slots.resize(symbols_.size());
  for (std::size_t i = 0; i < approximate_ranges_.size(); ++i) {
    const double low = approximate_ranges_[i].first(slots);
    const double high = approximate_ranges_[i].second(slots);
    slots.push_back(low + unit[i] * (high - low));
  }
  bool defined = true;
  for (const auto& step : approximate_steps_) {
    slots.push_back(step(slots));
    defined = defined && std::isfinite(slots.back());
  }
  const double value = slots.back();
  slots.resize(symbols_.size() + ranges_.size());
  if (!defined) return k_infinity;
  return is_lower_ ? -value : value;
}

std::vector<std::vector<double>> CompiledBound::choices(const SymbolValues& values) const {
  if (!choose_) return search(values);
  const std::vector<double> numbers = approximate_symbols(values);
  std::map<std::string, double> by_name;
  for (std::size_t i = 0; i < symbols_.size(); ++i) by_name[symbols_[i]] = numbers[i];
  return {choose_(by_name)};
}

/// Parameters worth trying, the most promising ones first.
std::vector<std::vector<double>> CompiledBound::search(const SymbolValues& values) const {
  const std::vector<double> symbols = approximate_symbols(values);
  std::vector<double> slots = symbols;
  const std::size_t dimension = ranges_.size();
  const auto cost = [&](const std::vector<double>& unit) { return approximate_at(slots, unit); };
  const int points = grid_points(dimension);
  std::vector<std::pair<double, std::vector<double>>> found;
  std::vector<int> index(dimension, 0);
  for (bool more = true; more;) {
    std::vector<double> unit;
    for (std::size_t axis = 0; axis < dimension; ++axis) {
      unit.push_back(on_axis(ranges_[axis].from_high ? points - 1 - index[axis] : index[axis], points));
    }
    found.emplace_back(cost(unit), unit);
    more = false;
    for (int& i : index) {
      if (++i < points) {
        more = true;
        break;
      }
      i = 0;
    }
  }
  const auto by_cost = [](const auto& a, const auto& b) { return a.first < b.first; };
  std::stable_sort(found.begin(), found.end(), by_cost);
  found.resize(std::min(found.size(), static_cast<std::size_t>(k_starts)));
  for (auto& start : found) start.first = pattern_search(start.second, 0.5 / (points - 1), cost);
  std::stable_sort(found.begin(), found.end(), by_cost);
  std::vector<std::vector<double>> out;
  const auto keep = [&](const std::vector<double>& unit) {
    cost(unit);
    out.emplace_back(slots.begin() + static_cast<std::ptrdiff_t>(symbols.size()), slots.end());
  };
  for (const auto& start : found) keep(start.second);
  for (auto unit : {found.front().second, std::vector<double>(dimension, 0.5)}) {  // away from the ends
    for (double& u : unit) u = std::clamp(u, 0x1p-12, 1 - 0x1p-12);
    keep(unit);
  }
  return out;
}

std::vector<Interval> FixedBound::symbols(Bits bits) const {
  std::vector<Interval> out;
  for (const Slot& slot : slots_) {
    out.push_back(slot.statistic ? enclose_statistic(*slot.statistic, bits.count)
                                 : numeric::evaluate(slot.number, bits));
  }
  return out;
}

Interval FixedBound::enclose(int digits) const {
  const auto at = [&](Bits bits) {
    std::vector<Interval> slots = symbols(bits);
    for (const Rational& x : parameters_) slots.emplace_back(x, bits);
    for (const auto& step : steps_) slots.push_back(numeric::evaluate(step, slots, bits));
    return slots.back();
  };
  // A parameter on a pole is found out soon: no bound here needs more bits than this for its cancellation.
  return numeric::raise_precision(at, digits, name_, 16 * numeric::bits_for_digits(digits).count);
}

/// The numbers put in, no parameters yet.
FixedBound CompiledBound::at(const SymbolValues& values) const {
  FixedBound out;
  out.name_ = name_;
  out.steps_ = steps_;
  for (const std::string& symbol : symbols_) {
    const auto statistic = values.statistics.find(symbol);
    if (statistic != values.statistics.end()) {
      out.slots_.push_back({{}, statistic->second});
    } else {
      out.slots_.push_back({number_of(values, symbol).compile(), std::nullopt});
    }
  }
  return out;
}

/// Certainly between the ends of every range.
bool CompiledBound::in_range(const FixedBound& fixed) const {
  if (ranges_.empty()) return true;
  constexpr Bits bits(256);
  std::vector<Interval> slots = fixed.symbols(bits);
  for (std::size_t i = 0; i < ranges_.size(); ++i) {
    const Interval x(fixed.parameters_[i], bits);
    if (!certainly_less_equal(numeric::evaluate(ranges_[i].low, slots, bits), x) ||
        !certainly_less_equal(x, numeric::evaluate(ranges_[i].high, slots, bits))) {
      return false;
    }
    slots.push_back(x);
  }
  return true;
}

Enclosed CompiledBound::enclose(const SymbolValues& values, int digits) const {
  FixedBound fixed = at(values);
  if (ranges_.empty()) return {fixed.enclose(digits), {}, fixed};
  std::string refusal = "no parameters inside their ranges";
  for (const auto& choice : choices(values)) {
    for (const bool short_form : {true, false}) {
      auto& parameters = fixed.parameters_;
      parameters.clear();
      for (const double x : choice) {
        if (std::isfinite(x)) parameters.push_back(dyadic(x, short_form));
      }
      if (parameters.size() < choice.size() || !in_range(fixed)) continue;
      try {
        Enclosed out{fixed.enclose(digits), {}, fixed};
        for (std::size_t i = 0; i < parameters.size(); ++i) out.parameters[parameter_names_[i]] = parameters[i];
        return out;
      } catch (const DomainError& error) {
        refusal = error.what();
      } catch (const PrecisionError& error) {  // underflow at a bad choice
        refusal = error.what();
      }
    }
  }
  throw DomainError("bound " + name_ + ": " + refusal);
}

Interval CompiledBound::enclose(const SymbolValues& values, const std::map<std::string, Rational>& parameters,
                                int digits) const {
  return fix(values, parameters).enclose(digits);
}

FixedBound CompiledBound::fix(const SymbolValues& values, const std::map<std::string, Rational>& parameters) const {
  FixedBound out = at(values);
  for (const std::string& name : parameter_names_) {
    const auto found = parameters.find(name);
    if (found == parameters.end()) throw Error("bound " + name_ + ": no value for the parameter " + name);
    out.parameters_.push_back(found->second);
  }
  if (!in_range(out)) throw Error("bound " + name_ + ": a parameter outside its range");
  return out;
}

}  // namespace softlin::bounds
