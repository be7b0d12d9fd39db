#pragma once
/// From a bound and numbers to an enclosure: free parameters are chosen in floating point, turned into exact dyadic
/// numbers inside their ranges, and then the formula is evaluated in intervals.
///
/// Source    : any choice in the range is valid (docs/theory/bounds.md, implementation notes, 1).
/// Threads   : the constructor and failed_condition() use GiNaC and stay on its thread.
/// Not promised: that the chosen parameters are the best ones; they come from a grid and a pattern search, or from the
///           bound itself.
/// Checked by: tests/bounds/enclosure_test.cpp

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "bounds/bound.hpp"
#include "numeric/approximate_formula.hpp"
#include "numeric/expectation.hpp"
#include "numeric/interval.hpp"
#include "symbolic/compiled_formula.hpp"

namespace softlin::bounds {

/// A, A2 or B at one length, enclosed to any number of digits.
struct StatisticValue {
  std::shared_ptr<const numeric::Expectation> expectation;
  Integer length;
};

/// The symbols' values: exact numbers, and what is not a closed formula (A, A2, B).
struct SymbolValues {
  std::map<std::string, symbolic::Number> numbers;
  std::map<std::string, StatisticValue> statistics = {};
};

/// A bound at given numbers and parameters.
/// Threads : any; nothing symbolic is left.
class FixedBound {
 public:
  /// Encloses the bound with relative width at most 10^-digits. Errors: DomainError, PrecisionError.
  numeric::Interval enclose(int digits) const;

 private:
  friend class CompiledBound;
  struct Slot {
    symbolic::CompiledFormula number;
    std::optional<StatisticValue> statistic;  ///< in place of the number
  };
  std::vector<numeric::Interval> symbols(numeric::Bits bits) const;

  std::string name_;
  std::vector<Slot> slots_;  ///< symbols in order
  std::vector<Rational> parameters_;
  std::vector<symbolic::CompiledFormula> steps_;
};

struct Enclosed {
  numeric::Interval value;
  std::map<std::string, Rational> parameters;  ///< as chosen
  FixedBound bound;                            ///< with these parameters, for more digits
};

class CompiledBound {
 public:
  explicit CompiledBound(const Bound& bound);

  /// Symbols that need a value.
  const std::vector<std::string>& symbols() const { return symbols_; }

  /// The first condition on the numbers that is not certainly met, L >= least_length among them; without a value of L,
  /// of those that do not need it.
  std::optional<std::string> failed_condition(const SymbolValues& values) const;

  /// Encloses the bound with relative width at most 10^-digits.
  /// Errors : Error for a missing value; DomainError when no choice of the parameters is inside the formula's domain;
  ///          PrecisionError.
  Enclosed enclose(const SymbolValues& values, int digits) const;

  /// The same with parameters that the caller names. Errors: as above, and Error when one is out of its range.
  numeric::Interval enclose(const SymbolValues& values, const std::map<std::string, Rational>& parameters,
                            int digits) const;

  /// The bound at these numbers and parameters, as enclose() found them or the caller names them. Errors: Error for a
  /// missing value or a parameter out of its range.
  FixedBound fix(const SymbolValues& values, const std::map<std::string, Rational>& parameters) const;

 private:
  struct Range {
    symbolic::CompiledFormula low;
    symbolic::CompiledFormula high;
    bool from_high;
  };
  std::vector<double> approximate_symbols(const SymbolValues& values) const;
  double approximate_at(std::vector<double>& slots, const std::vector<double>& unit) const;
  std::vector<std::vector<double>> choices(const SymbolValues& values) const;
  std::vector<std::vector<double>> search(const SymbolValues& values) const;
  bool in_range(const FixedBound& fixed) const;
  FixedBound at(const SymbolValues& values) const;

  std::string name_;
  bool is_lower_;
  long least_length_;
  std::vector<Condition> conditions_;
  std::function<std::vector<double>(const std::map<std::string, double>&)> choose_;
  std::vector<std::string> symbols_;
  std::vector<std::string> parameter_names_;
  std::vector<Range> ranges_;
  std::vector<symbolic::CompiledFormula> steps_;  ///< the definitions in order, then the formula
  std::vector<std::pair<numeric::ApproximateFormula, numeric::ApproximateFormula>> approximate_ranges_;
  std::vector<numeric::ApproximateFormula> approximate_steps_;
};

}  // namespace softlin::bounds
