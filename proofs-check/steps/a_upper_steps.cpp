/// A2 of docs/theory/bounds.md: the lower-tail lemma and the upper bounds on A = E p_2 and E p_k.

#include "numeric/special.hpp"
#include "proofs-check/steps/lognormal_sum.hpp"
#include "proofs-check/steps/step_registry.hpp"
#include "proofs-check/steps/step_statistics.hpp"

namespace softlin::check {

namespace {

using numeric::Interval;

StepParameter positive_slope() { return slope_parameter(Rational(1, 64), 5); }
StepParameter any_length() { return length_parameter(1, 1000000); }
StepParameter exponent() {
  return {"r", Rational(1, 16), 1, Spread::even, false, {Rational(1, 16), Rational(1, 2), 1}};
}
StepParameter fraction(const std::string& name) {
  return {name,         Rational(1, 64), Rational(63, 64),
          Spread::even, false,           {Rational(1, 16), Rational(1, 2), Rational(7, 8)}};
}
/// For the tails of sums: few copies, slopes at which neither the lemma nor the mesh is trivial.
StepParameter tail_slope() { return {"s", Rational(1, 4), 3, Spread::even, false, {Rational(1, 2), 1, 2}}; }
StepParameter copies(long least) { return {"n", least, 8, Spread::even, true, {least, 4, 8}}; }

int cells(const StepTrial& t) { return 128 << t.effort(); }
Interval power(const Interval& base, const Interval& exponent) { return exp(exponent * log(base)); }
Interval one(const StepTrial& t) { return t.number(1); }

/// A2.2's bound for P(S_n < (1 - th) n), with M^{-1/r} = e^{-(1+r)s^2/2}.
Interval tail_bound(const Interval& r, const Interval& th, const Interval& n, const Interval& s) {
  return exp(-(r / (1 + r)) * power(th, (1 + r) / r) * n * exp(-(1 + r) * sqr(s) / 2));
}

std::vector<ProofStep> tail_lemma() {
  std::vector<ProofStep> out;
  out.push_back({.id = "A2.1",
                 .statement = "P(S_n < c) <= exp(-(np - c)^2/({c} n q)), p = Phi(t0 - s), q = e^{s^2} Phi(t0 - 2s)",
                 .domain = "0 < c <= n p, t0 real, s > 0",
                 .parameters = {tail_slope(),
                                copies(1),
                                {"t0", -1, 12, Spread::even, false, {0, 3, 12}},
                                {"share", Rational(1, 16), 1, Spread::even, false, {Rational(1, 4), 1}}},
                 .constant = 2,
                 .twin = Rational(1, 10),
                 .sides = [](const StepTrial& t) -> std::vector<StepSides> {
                   const Interval s = t("s");
                   const Interval p = numeric::normal_distribution(t("t0") - s);
                   const Interval q = exp(sqr(s)) * numeric::normal_distribution(t("t0") - s * 2);
                   const Interval np = p * t("n");
                   // n p - c = (1 - share) n p
                   return {{"", lognormal_lower_tail(static_cast<int>(t.whole("n")), np * t("share"), s, cells(t)),
                            Relation::at_most, exp(-sqr((1 - t("share")) * np) / (t.constant() * t("n") * q))}};
                 }});
  out.push_back(
      {.id = "A2.2",
       .statement = "P(S_n < (1-th) n) <= exp(-(r/(1+r)) th^{(1+r)/r} n e^{-{c} (1+r) s^2})",
       .domain = "r in (0,1], th in (0,1), s > 0",
       .parameters = {tail_slope(), copies(1), exponent(), fraction("th")},
       .constant = Rational(1, 2),
       .twin = 0,
       .sides = [](const StepTrial& t) -> std::vector<StepSides> {
         const Interval r = t("r");
         const Interval rate = exp(-t.constant() * (1 + r) * sqr(t("s")));
         return {{"", lognormal_lower_tail(static_cast<int>(t.whole("n")), (1 - t("th")) * t("n"), t("s"), cells(t)),
                  Relation::at_most, exp(-(r / (1 + r)) * power(t("th"), (1 + r) / r) * t("n") * rate)}};
       }});
  out.push_back({.id = "A2.3",
                 .statement = "P(S_n < c) <= Phi(sqrt(n) (ln(c/n)/s + {c} s))",
                 .domain = "c > 0, s > 0; equality at n = 1",
                 .parameters = {tail_slope(),
                                copies(2),
                                {"share", Rational(1, 16), 4, Spread::by_orders, false, {Rational(1, 8), 1, 4}}},
                 .constant = Rational(1, 2),
                 .twin = 0,
                 .sides = [](const StepTrial& t) -> std::vector<StepSides> {
                   const Interval s = t("s");
                   return {{"", lognormal_lower_tail(static_cast<int>(t.whole("n")), t("share") * t("n"), s, cells(t)),
                            Relation::at_most,
                            numeric::normal_distribution(sqrt(t("n")) * (log(t("share")) / s + t.constant() * s))}};
                 }});
  return out;
}

std::vector<ProofStep> closed_bounds() {
  std::vector<ProofStep> out;
  const StepParameter k{"k", 2, 5, Spread::even, true, {2, 3}};
  out.push_back({.id = "A2.4",
                 .statement = "E p_k <= L^{1-k} e^{{c} k^2 s^2 (1-1/L)}",
                 .domain = "k >= 2, L >= 1, s > 0; equality at L = 1 and s = 0",
                 .parameters = {positive_slope(), any_length(), k},
                 .constant = Rational(1, 2),
                 .twin = Rational(1, 8),
                 .sides = [](const StepTrial& t) -> std::vector<StepSides> {
                   const long n = t.whole("k");
                   const Interval L = t("L");
                   return {{"", expectation(power_sum(static_cast<int>(n)), t), Relation::at_most,
                            pow(L, 1 - n) * exp(t.constant() * (n * n) * sqr(t("s")) * (1 - 1 / L))}};
                 }});
  out.push_back({.id = "A2.5",
                 .statement = "E p_k <= L H_k(c) + {c} P(S_L < c)",
                 .domain = "k >= 2, c = share L > 0, s > 0",
                 .parameters = {tail_slope(),
                                {"L", 1, 8, Spread::even, true, {1, 2, 8}},
                                k,
                                {"share", Rational(1, 16), 4, Spread::by_orders, false, {Rational(1, 8), 1, 4}}},
                 .constant = 1,
                 .twin = 0,
                 .sides = [](const StepTrial& t) -> std::vector<StepSides> {
                   const int n = static_cast<int>(t.whole("k"));
                   const Interval c = t("share") * t("L");
                   return {
                       {"", expectation(power_sum(n), t), Relation::at_most,
                        t("L") * capped_moment(n, c, t("s")) +
                            t.constant() * lognormal_lower_tail(static_cast<int>(t.whole("L")), c, t("s"), cells(t))}};
                 }});
  out.push_back(
      {.id = "A2.6",
       .statement =
           "A <= {c} x/(1-th)^2 + exp(-th^2/(2x)), x = e^{s^2}/L; and A <= x (1 - sqrt(4 x ln(1/x)))^{-2} + x^2 "
           "if x < 1 and 4 x ln(1/x) < 1",
       .domain = "th in (0,1), L >= 1, s > 0",
       .parameters = {positive_slope(), any_length(), fraction("th")},
       .constant = 1,
       .twin = Rational(1, 2),
       .sides = [](const StepTrial& t) -> std::vector<StepSides> {
         const Interval A = expectation(power_sum(2), t);
         const Interval x = exp(sqr(t("s"))) / t("L");
         const Interval th = t("th");
         std::vector<StepSides> out{
             {"any th", A, Relation::at_most, t.constant() * x / sqr(1 - th) + exp(-sqr(th) / (2 * x))}};
         if (!certainly_less(x, one(t))) return out;
         const Interval square = 4 * x * log(1 / x);
         if (certainly_less(square, one(t))) {
           out.push_back({"th^2 = 4 x ln(1/x)", A, Relation::at_most, x / sqr(1 - sqrt(square)) + sqr(x)});
         }
         return out;
       }});
  return out;
}

/// Pbar(c) for n copies: the smallest of 1, A2.2 (if c <= n) and A2.3.
Interval best_tail_bound(const Interval& c, const Interval& n, const Interval& r, const Interval& s) {
  const Interval amgm = numeric::normal_distribution(sqrt(n) * (log(c / n) / s + s / 2));
  return certainly_less(c, n) ? min(amgm, tail_bound(r, 1 - c / n, n, s)) : amgm;
}

ProofStep staircase() {
  return {.id = "A2.7",
          .statement =
              "A <= {c} L { H2(c_1) + sum_k [H2(c_{k+1}) - H2(c_k)] Pbar(c_k) }, H2(0) = 1, c_k = (1-th) L rho^{k-1}, "
              "k <= 6",
          .domain = "L >= 2, th, rho, r in (0,1), s > 0; Pbar from A2.2 and A2.3",
          .parameters = {positive_slope(), length_parameter(2, 1000000), exponent(), fraction("th"), fraction("rho")},
          .constant = 1,
          .twin = Rational(1, 2),
          .sides = [](const StepTrial& t) -> std::vector<StepSides> {
            constexpr int k_steps = 6;
            const Interval s = t("s");
            const Interval L = t("L");
            Interval c = (1 - t("th")) * L;
            Interval height = capped_moment(2, c, s);
            Interval sum = height;
            for (int k = 1; k <= k_steps; ++k) {
              const Interval tail = best_tail_bound(c, L - 1, t("r"), s);
              c *= t("rho");
              const Interval next = k == k_steps ? one(t) : capped_moment(2, c, s);
              sum += (next - height) * tail;
              height = next;
            }
            return {{"", expectation(power_sum(2), t), Relation::at_most, t.constant() * L * sum}};
          }};
}

std::vector<ProofStep> uniform_bounds() {
  std::vector<ProofStep> out;
  out.push_back(
      {.id = "A2.8",
       .statement = "A <= {c} C_r L^{-r} e^{r(1+r)s^2/2}, C_r = (1 + ((1+r)/e)^{r/(2+r)})^{2+r} <= 2^{2+r} <= 8",
       .domain = "r in (0,1], L >= 1, s >= 0",
       .parameters = {slope_parameter(0, 5), any_length(), exponent()},
       .constant = 1,
       .twin = Rational(1, 8),
       .sides = [](const StepTrial& t) -> std::vector<StepSides> {
         const Interval r = t("r");
         const Interval C = power(1 + power((1 + r) / exp(one(t)), r / (2 + r)), 2 + r);
         return {{"A", expectation(power_sum(2), t), Relation::at_most,
                  t.constant() * C * power(t("L"), -r) * exp(r * (1 + r) * sqr(t("s")) / 2)},
                 {"C_r <= 2^{2+r}", C, Relation::at_most, power(t.number(2), 2 + r)}};
       }});
  out.push_back({.id = "A2.9",
                 .statement = "A <= q/(L-1+q), q = e^{{c} s^2}",
                 .domain = "L >= 1, s > 0; equality at L = 1 and at s = 0",
                 .parameters = {positive_slope(), any_length()},
                 .constant = 1,
                 .twin = Rational(7, 8),
                 .sides = [](const StepTrial& t) -> std::vector<StepSides> {
                   return {{"", expectation(power_sum(2), t), Relation::at_most,
                            1 / (1 + (t("L") - 1) * exp(-t.constant() * sqr(t("s"))))}};
                 }});
  out.push_back({.id = "A2.10",
                 .statement = "E p_k <= (Q/(L-1+Q))^{k-1}, Q = e^{{c} k s^2}",
                 .domain = "k >= 2, L >= 1, s > 0; equality at L = 1 and at s = 0",
                 .parameters = {positive_slope(), any_length(), {"k", 2, 6, Spread::even, true, {2, 3}}},
                 .constant = Rational(1, 2),
                 .twin = Rational(1, 4),
                 .sides = [](const StepTrial& t) -> std::vector<StepSides> {
                   const long k = t.whole("k");
                   const Interval odds = 1 / (1 + (t("L") - 1) * exp(-t.constant() * k * sqr(t("s"))));
                   return {{"", expectation(power_sum(static_cast<int>(k)), t), Relation::at_most, pow(odds, k - 1)}};
                 }});
  return out;
}

}  // namespace

std::vector<ProofStep> upper_bound_steps() {
  std::vector<ProofStep> out = tail_lemma();
  for (auto&& part : {closed_bounds(), {staircase()}, uniform_bounds()})
    out.insert(out.end(), part.begin(), part.end());
  return out;
}

}  // namespace softlin::check
