/// D3 of docs/theory/bounds.md: the law for which the exponent of sub-Gaussian tokens is the worst; d = 1, V = 1.

#include <utility>
#include <vector>

#include "numeric/special.hpp"
#include "proofs-check/steps/one_query_forms.hpp"
#include "proofs-check/steps/step_registry.hpp"

namespace softlin::check {

namespace {

using numeric::Interval;
using numeric::normal_tail;

/// The law of D3.1 with k_j = 2 16^{j-1}, cut after four pairs of atoms.
constexpr int k_pairs = 4;
Interval atom(int j, const StepTrial& t) {
  return t.number(Rational(Integer(2) << static_cast<unsigned>(4 * (j - 1))));
}
Interval log_mass(int j, const StepTrial& t) { return -log(t.number(2)) * (j + 2) - sqr(atom(j, t)) / 2; }  // ln q_j

std::vector<ProofStep> one_score() {
  std::vector<ProofStep> out;
  out.push_back(
      {.id = "D3.1",
       .statement = "E e^{hX} <= e^{{c} h^2} for the law with atoms +-k_j of mass q_j = 2^{-j-2} e^{-k_j^2/2}",
       .domain = "k_j = 2 16^{j-1}, j <= 4; h > 0",
       .parameters = {{"h", Rational(1, 64), 64, Spread::by_orders, false, {1, 2, 32}}},
       .constant = Rational(1, 2),
       .twin = Rational(1, 4),
       .sides = [](const StepTrial& t) -> std::vector<StepSides> {
         Interval excess = t.number(0);
         for (int j = 1; j <= k_pairs; ++j) {
           const Interval hk = t("h") * atom(j, t);
           // q (cosh(hk) - 1), the large exponents taken together
           excess += (exp(log_mass(j, t) + hk) + exp(log_mass(j, t) - hk)) / 2 - exp(log_mass(j, t));
         }
         return {{"", excess, Relation::at_most, expm1(t.constant() * sqr(t("h")))}};
       }});
  out.push_back(
      {.id = "D3.2",
       .statement =
           "T >= {c} k_j at a = k_j/2 + th + x, th = 2 k_{j-1} + 1; L sum_{i>=j} q_i/2 <= 1/2, L = floor(e^{k_j^2/2})",
       .domain = "the law of D3.1, j in {2, 3}, x in [0,1]",
       .parameters = {{"j", 2, 3, Spread::even, true, {2, 3}}, {"x", 0, 1, Spread::even, false, {0, 1}}},
       .constant = Rational(3, 4),
       .twin = 2,
       .sides = [](const StepTrial& t) -> std::vector<StepSides> {
         const int j = static_cast<int>(t.whole("j"));
         const Interval k = atom(j, t);
         const Interval a = k / 2 + 2 * atom(j - 1, t) + 1 + t("x");
         // Atoms beyond k_j only raise T.
         Interval top = t.number(0);
         Interval total = t.number(1);
         Interval rare = t.number(0);
         for (int i = 1; i <= k_pairs; ++i) {
           if (i >= j) rare += exp(log_mass(i, t) + sqr(k) / 2) / 2;
           if (i > j) continue;
           const Interval up = exp(log_mass(i, t) + a * atom(i, t)) / 2;
           const Interval down = exp(log_mass(i, t) - a * atom(i, t)) / 2;
           top += atom(i, t) * (up - down);
           total += up + down - exp(log_mass(i, t));
         }
         return {{"T", top / total, Relation::at_least, t.constant() * k},
                 {"no large token", rare, Relation::at_most, t.number(Rational(1, 2))}};
       }});
  return out;
}

/// sqrt(2 pi)
Interval root_of_two_pi(const StepTrial& t) { return sqrt(2 * Interval::pi(t.bits())); }

/// Atoms 2, 2*16, 2*16*17, 2*16*17*18 of the masses of D3.1: the ratios grow, so that k_j/k_{j+1} -> 0.
constexpr int k_steep_pairs = 4;
Interval steep_atom(int j, const StepTrial& t) {
  long atom = 2;
  for (int i = 1; i < j; ++i) atom *= 15 + i;
  return t.number(atom);
}
Interval steep_log_mass(int j, const StepTrial& t) { return -log(t.number(2)) * (j + 2) - sqr(steep_atom(j, t)) / 2; }

/// A lower bound for T at the score a: the atoms beyond k_j only raise it.
Interval steep_limit(int j, const Interval& a, const StepTrial& t) {
  Interval top = t.number(0);
  Interval total = t.number(1);
  for (int i = 1; i <= j; ++i) {
    const Interval up = exp(steep_log_mass(i, t) + a * steep_atom(i, t)) / 2;
    const Interval down = exp(steep_log_mass(i, t) - a * steep_atom(i, t)) / 2;
    top += steep_atom(i, t) * (up - down);
    total += up + down - exp(steep_log_mass(i, t));
  }
  return top / total;
}

/// (1 - P(X >= k_j))^L with L <= e^{k_j^2/2}
Interval no_large_token(int j, const StepTrial& t) {
  Interval large = t.number(0);
  for (int i = j; i <= k_steep_pairs; ++i) large += exp(steep_log_mass(i, t)) / 2;
  return exp(exp(sqr(steep_atom(j, t)) / 2) * log1p(-large));
}

ProofStep constants_of_the_converse() {
  return {.id = "D3.3",
          .statement =
              "P(no token >= k) (T - k')^2 P(a <= uz <= a+1) >= (k^2/8) (u sqrt(2 pi))^{-1} exp(-{c} (a+1)^2/u^2), a = "
              "k/2+th, th = 2k'+1, which bounds Err from below; (a+1)^2/(2u^2) = (1+4k'/k+4/k)^2 (k^2/2)/(4u^2); "
              "k^2/2 - ln(e^{k^2/2}-1) <= 2 e^{-k^2/2}",
          .domain = "k = k_j, k' = k_{j-1}, atoms 2, 32, 544, 9792 with the masses of D3.1, j >= 2, u > 0",
          .parameters = {{"j", 2, k_steep_pairs, Spread::even, true, {2, k_steep_pairs}},
                         {"u", Rational(1, 4), 8, Spread::by_orders, false, {Rational(1, 2), 1}}},
          .constant = Rational(1, 2),
          .twin = Rational(1, 4),
          .sides = [](const StepTrial& t) -> std::vector<StepSides> {
            const int j = static_cast<int>(t.whole("j"));
            const Interval k = steep_atom(j, t);
            const Interval before = steep_atom(j - 1, t);
            const Interval u = t("u");
            const Interval a = k / 2 + 2 * before + 1;
            const Interval window = normal_tail(a / u) - normal_tail((a + 1) / u);
            const Interval left = no_large_token(j, t) * sqr(steep_limit(j, a, t) - before) * window;
            const Interval small = exp(-sqr(k) / 2);
            return {{"Err", left, Relation::at_least,
                     sqr(k) / 8 / (u * root_of_two_pi(t)) * exp(-t.constant() * sqr((a + 1) / u))},
                    {"exponent", sqr((a + 1) / u) / 2, Relation::equal,
                     sqr(1 + 4 * before / k + 4 / k) * (sqr(k) / 2) / (4 * sqr(u))},
                    {"ln L", -log1p(-small), Relation::at_most, 2 * small}};
          }};
}

/// Tokens 0 and +-k, of mass q = e^{-k^2/2}/8 together for +-k: the law of D3.1 with one pair. Prompts of L = floor(e^{k^2/2})
/// tokens, a query N(0, u^2) for the score.
class OnePair {
 public:
  OnePair(const StepTrial& t, const Interval& k)
      : t_(t), k_(k), q_(exp(-sqr(k) / 2) / 8), L_(Interval::from_ends(exp(sqr(k) / 2) - 1, exp(sqr(k) / 2))) {
    for (long plus = 0; plus <= k_most_large; ++plus) {
      for (long minus = 0; plus + minus <= k_most_large; ++minus) prompts_.push_back(prompt(plus, minus));
    }
  }

  const Interval& length() const { return L_; }

  /// Err = E_z E(T_L - T)^2 for z ~ N(0, 1). The error is even in the score, T and T_L increase with it.
  Interval error(const Interval& u) const {
    const long cells = 2 * k_mesh * t_.whole("k");  // up to the score 2k
    Interval sum = t_.number(0);
    Node left = node(0);
    for (long i = 0; i < cells; ++i) {
      Node right = node(i + 1);
      const Interval chance = normal_tail(score(i) / u) - normal_tail(score(i + 1) / u);
      sum += 2 * chance * cell_error(left, right);
      left = std::move(right);
    }
    const Interval rest = 2 * normal_tail(score(cells) / u) * sqr(2 * k_);
    return sum + Interval::from_ends(t_.number(0), rest);
  }

 private:
  static constexpr long k_mesh = 8;         // cells a unit of the score
  static constexpr long k_most_large = 10;  // tokens other than 0 that are followed

  struct Prompt {
    long plus, minus;
    Interval probability;
  };
  struct Node {
    Interval limit;                ///< T
    std::vector<Interval> output;  ///< T_L for each prompt
  };

  Interval score(long i) const { return t_.number(Rational(i, k_mesh)); }

  Prompt prompt(long plus, long minus) const {
    Interval probability = exp((L_ - (plus + minus)) * log1p(-q_));
    for (long i = 0; i < plus + minus; ++i) probability *= (L_ - i) * (q_ / 2) / (i < plus ? i + 1 : i - plus + 1);
    return {plus, minus, probability};
  }

  Node node(long i) const {
    const Interval up = exp(k_ * score(i));
    const Interval down = 1 / up;
    Node out{k_ * (up - down) / (up + down + 2 * (1 - q_) / q_), {}};
    for (const Prompt& p : prompts_)
      out.output.push_back(k_ * (p.plus * up - p.minus * down) /
                           (p.plus * up + p.minus * down + L_ - (p.plus + p.minus)));
    return out;
  }

  Interval cell_error(const Node& left, const Node& right) const {
    const Interval limit = hull(left.limit, right.limit);
    Interval sum = t_.number(0);
    for (std::size_t i = 0; i < prompts_.size(); ++i)
      sum += prompts_[i].probability * sqr(hull(left.output[i], right.output[i]) - limit);
    // P(more than n tokens of mass q in all) <= (Lq)^{n+1}/(n+1)!
    const Interval others = pow(L_ * q_, k_most_large + 1) / numeric::factorial(k_most_large + 1, t_.bits());
    return sum + Interval::from_ends(t_.number(0), others * sqr(2 * k_));
  }

  const StepTrial& t_;
  Interval k_, q_, L_;
  std::vector<Prompt> prompts_;
};

ProofStep exact_exponent() {
  return {
      .id = "D3",
      .statement =
          "(k^2/8) (u sqrt(2 pi))^{-1} exp(-{c} (k/2+2)^2/u^2) <= Err <= Av(r; C0, C1) L^{-r}, L = floor(e^{k^2/2}): "
          "the finite form, lower exponent (1+4/k)^2/(4u^2), r = share min(1, 1/(4u^2))",
      .domain =
          "the law of D3.1 with one pair +-k, k = 4, ..., 8, z ~ N(0,1), u >= 1/2, 0 < share < 1; Err enclosed cell "
          "by cell in the score",
      .parameters = {{"k", 4, 8, Spread::even, true, {4, 8}},
                     {"u", Rational(1, 2), 2, Spread::even, false, {Rational(1, 2), 1}},
                     {"share", Rational(1, 8), Rational(15, 16), Spread::even, false, {Rational(15, 16)}}},
      .constant = Rational(1, 2),
      .twin = Rational(1, 8),
      .sides = [](const StepTrial& t) -> std::vector<StepSides> {
        const Interval k = t("k");
        const Interval u = t("u");
        const OnePair law(t, k);
        const Interval error = law.error(u);
        const Interval lam = sqr(u);
        const Interval r = t("share") * min(t.number(1), 1 / (4 * lam));
        const auto Av = one_query::averaged(t.number(1), lam, r, t.number(Rational(311, 10)), t.number(169),
                                            (1 - 4 * r * lam) / (4 * lam));
        if (!Av) return {};
        return {{"lower", error, Relation::at_least,
                 sqr(k) / 8 / (u * root_of_two_pi(t)) * exp(-t.constant() * sqr((k / 2 + 2) / u))},
                {"upper", error, Relation::at_most, *Av * exp(-r * log(law.length()))}};
      }};
}

}  // namespace

std::vector<ProofStep> worst_law_steps() {
  std::vector<ProofStep> out = one_score();
  out.push_back(constants_of_the_converse());
  out.push_back(exact_exponent());
  return out;
}

}  // namespace softlin::check
