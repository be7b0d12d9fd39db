#pragma once
/// What `softlin constants` says of bounds: their constants and values in a situation, or why they do not apply.
/// Checked by: tests/golden/constants_*.case, tests/python/test_bounds.py

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "bounds/situation.hpp"
#include "proofs-check/claim.hpp"

namespace softlin::check {

/// How the caller's user names a symbol: "--norm-u", say.
using SymbolNaming = std::function<std::string(const std::string& symbol)>;

/// The bound of that name.
/// Errors : InputError at `place` that lists the names.
const bounds::Bound& require_bound(const std::string& name, const Place& place);

/// What a symbol of bound_symbols() other than L means, in a few words.
std::string meaning_of(const std::string& symbol);

/// "gaussian tokens; one query; L >= 2"
std::string hypotheses_text(const bounds::Bound& bound);

/// Symbols that a bound needs beside L.
std::vector<std::string> parameters_of(const bounds::Bound& bound);

/// "r from 1/1024 to 1", one a free parameter
std::vector<std::string> free_parameters_of(const bounds::Bound& bound);

/// Refuses a stated number that its symbol cannot have: d and rows count; sigma is at least 1 where the bound says so; all
/// others but A2 and cross are never negative.
/// Errors : InputError that names the symbol as `naming` does and shows `text`.
void require_in_range(const bounds::Bound* bound, const std::string& symbol, const symbolic::Number& value,
                      const std::string& text, const SymbolNaming& naming);

/// The value at one length, or why there is none.
struct BoundValue {
  Length length;
  std::optional<bounds::Enclosed> enclosed;
  std::string refusal;                             ///< without `enclosed`
  const bounds::Bound* winner = nullptr;           ///< of a contest
  std::map<std::string, std::string> absent = {};  ///< of a contest that was won: who did not take part, and why
};

struct BoundReport {
  const bounds::Bound* bound = nullptr;
  std::optional<std::string> refused;                                ///< the bound does not apply, whatever the length
  std::vector<std::pair<std::string, numeric::Interval>> constants;  ///< in the order of the bound; none when refused
  std::vector<BoundValue> values;                                    ///< by length
};

/// Constants and values with relative width at most 10^-digits.
/// Errors : InputError for a length below the bound's least, or infinite, at `length_place`; for a number that is not known,
///          as `naming` names it; DomainError, PrecisionError.
BoundReport report_on_bound(const bounds::Bound& bound, bounds::Situation& situation,
                            const std::vector<Length>& lengths, int digits, const Place& length_place,
                            const SymbolNaming& naming);

/// The best bound about `quantity` at each length: the smallest, or with `lower` the largest from below.
/// Errors : as bounds::Contest; InputError for an infinite length.
std::vector<BoundValue> best_bounds(const std::string& quantity, bool lower, bounds::Situation& situation,
                                    const std::vector<Length>& lengths, int digits, const Place& length_place);

}  // namespace softlin::check
