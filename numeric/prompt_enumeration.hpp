#pragma once
/// Exact finite-prompt errors of tokens with few atoms, by summing over all prompts.
///
/// Formula : sum over queries z and counts n_k of the atoms of P(z) P(n) error(n, z), with the weights
///           w_k = n_k e^{<Uz, x_k>}/sum_j n_j e^{<Uz, x_j>} and the limits E_{mu_{Uz}} X = sum_k p_k e^{<Uz, x_k>} x_k/sum_j ...
/// Source  : definitions (docs/theory/notation.md); no theorem is used, so these values can test any bound.
/// Checked by: tests/numeric/prompt_enumeration_test.cpp

#include <vector>

#include "numeric/interval.hpp"
#include "symbolic/attention_model.hpp"
#include "symbolic/compiled_formula.hpp"
#include "symbolic/error_form.hpp"

namespace softlin::numeric {

/// Sums of more prompts than this (counts and queries together) are refused.
inline constexpr long k_most_prompts = 1000000;

class PromptEnumeration {
 public:
  /// True when tokens and query have finitely many atoms (symbolic/finite_law.hpp), the quantity is output, grad_v or
  /// grad_u, and the target of grad_u is the limit: the constructor then succeeds.
  static bool applies(const symbolic::AttentionModel& model, symbolic::Quantity quantity,
                      symbolic::Target target = symbolic::Target::limit);

  /// E |T_L - target|^2, or the squared Frobenius error of a gradient, averaged over the query law.
  /// Errors : Error for the target `inverse` with a singular covariance.
  PromptEnumeration(const symbolic::AttentionModel& model, symbolic::Quantity quantity,
                    symbolic::Target target = symbolic::Target::limit);

  /// binomial(L + K - 1, K - 1) times the number of queries, K atoms.
  Integer prompts(const Integer& L) const;

  /// Relative width at most 10^-digits.
  /// Errors : InputError when prompts(L) > k_most_prompts; PrecisionError when the value is too close to 0 (it is 0 when
  ///          all atoms are the same: that is recognised).
  /// Threads: any may call.
  Interval enclose(const Integer& L, int digits) const;

 private:
  using Row = std::vector<symbolic::CompiledFormula>;
  struct Query {
    symbolic::CompiledFormula probability;
    symbolic::CompiledFormula square;  ///< |z|^2
    Row scores;                        ///< <Uz, x_k>
    Row target;                        ///< what V xbar, or xbar for grad_v, is held against; empty: the limit
  };
  struct Limit;
  Interval at_query(const Query& query, const std::vector<Interval>& probabilities, long L, Bits bits) const;
  Interval at(long L, Bits bits) const;

  symbolic::Quantity quantity_;
  bool is_point_ = false;      ///< all atoms are the same
  std::size_t dimension_ = 0;  ///< d
  long rows_ = 0;              ///< of V
  Row probabilities_;
  std::vector<Row> atoms_;   ///< x_k
  std::vector<Row> values_;  ///< V x_k
  std::vector<Query> queries_;
};

}  // namespace softlin::numeric
