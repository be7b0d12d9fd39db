// How long must the prompt be for an error of at most EPS?
//
//   prompt_length MODEL.toml EPS
//
// prints the smallest N such that E |T_L - T|^2 <= EPS for every L >= N, with a proof in three parts:
//   1. the headline bound falls in L and is at most EPS from some length M on;
//   2. the exact error is at most EPS at every length from N to M - 1, one enclosure each;
//   3. the exact error is above EPS at N - 1.
// No rounding decides: every comparison is between whole enclosures.

#include <cstdlib>
#include <iostream>
#include <variant>
#include <vector>

#include "bounds/catalogue.hpp"
#include "bounds/situation.hpp"
#include "numeric/evaluate.hpp"
#include "numeric/exact_error.hpp"
#include "numeric/interval_text.hpp"
#include "proofs-check/model_file.hpp"

using namespace softlin;
using numeric::Interval;

namespace {

constexpr int k_digits = 15;
constexpr long k_longest = 1000000000000;          // lengths that are searched
constexpr long k_most_lengths_in_between = 20000;  // one enclosure each

// The least length in (low, high] at which `holds` is true: false at `low`, true at `high`, and searched by halving. Part 2 of the
// proof checks what halving takes for granted.
template <class Predicate>
long least(long low, long high, Predicate holds) {
  while (high - low > 1) {
    const long middle = low + (high - low) / 2;
    (holds(middle) ? high : low) = middle;
  }
  return high;
}

int answer(const std::string& file, const std::string& text) {
  const symbolic::AttentionModel model = check::read_model(file);
  const symbolic::Number number = symbolic::Number::parse(text, Place{"EPS", 0, ""});
  const Interval eps = numeric::enclose(number, numeric::Bits(200));

  const auto error = numeric::ExactError::of(model, symbolic::Quantity::output);
  if (!error) throw InputError(file, "a model without an exact error", "Gaussian tokens and a fixed query");
  const bounds::Bound& headline = *bounds::find_bound("headline");
  const bounds::CompiledBound compiled(headline);
  bounds::Situation situation(model, {});

  const auto error_at = [&](long L) { return error->enclose({Integer(L)}, k_digits).front(); };
  const auto bound_at = [&](long L) {
    const auto value = bounds::enclose_in(situation, headline, compiled, Integer(L), k_digits);
    if (const auto* reason = std::get_if<std::string>(&value))
      throw Error("the headline bound does not apply: " + *reason);
    return std::get<bounds::Enclosed>(value).value;
  };
  const auto bound_suffices = [&](long L) { return certainly_less_equal(bound_at(L), eps); };
  const auto error_suffices = [&](long L) { return certainly_less_equal(error_at(L), eps); };

  if (!bound_suffices(k_longest)) throw Error("not even the longest prompt that is tried suffices");
  const long M = bound_suffices(1) ? 1 : least(1, k_longest, bound_suffices);
  const long N = M == 1 || error_suffices(1) ? 1 : least(1, M, error_suffices);
  std::cout << "headline bound  at most " << text << " from L = " << M << " on: " << to_text(bound_at(M), 12) << "\n";
  std::cout << "exact error     at L = " << N << ": " << to_text(error_at(N), 12) << "\n";
  if (N > 1) std::cout << "                at L = " << N - 1 << ": " << to_text(error_at(N - 1), 12) << "\n";

  if (M - N > k_most_lengths_in_between)
    throw Error("too many lengths lie between " + std::to_string(N) + " and the bound's");
  std::vector<Integer> between;
  for (long L = N; L < M; ++L) between.emplace_back(L);
  for (const Interval& value : error->enclose(between, k_digits)) {
    if (!certainly_less_equal(value, eps)) throw Error("a length in between is not proved");
  }
  if (N > 1 && !certainly_less(eps, error_at(N - 1))) throw Error("undecided at L = " + std::to_string(N - 1));
  std::cout << "Proved: the error is at most " << text << " for every L >= " << N;
  if (N > 1) std::cout << ", and for no smaller start";
  std::cout << " (lengths looked at one by one: " << between.size() << ").\n";
  return EXIT_SUCCESS;
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 3) {
    std::cerr << "usage: prompt_length MODEL.toml EPS\n";
    return 2;
  }
  try {
    return answer(arguments[1], arguments[2]);
  } catch (const std::exception& error) {
    std::cerr << "prompt_length: " << error.what() << "\n";
    return 2;
  }
}
