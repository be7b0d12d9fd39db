/// The elementary inequalities behind the constants of Theorems C3 and C5 of docs/theory/bounds.md, and C6.

#include <utility>

#include "proofs-check/steps/discrete_trial.hpp"
#include "proofs-check/steps/step_registry.hpp"

namespace softlin::check {

namespace {

using numeric::Interval;

/// The parameters of Theorems C3 and C5, and what their proofs call c2, rho, Hd.
struct PaperTrial {
  const StepTrial& t;
  Interval d, u2, sigma, log_L, ln2, Hd, c2, rho;

  explicit PaperTrial(const StepTrial& trial)
      : t(trial),
        d(trial("d")),
        u2(sqr(trial("u"))),
        sigma(trial("sigma")),
        log_L(log(trial("L"))),
        ln2(log(trial.number(2))),
        Hd(d / 2 * ln2),
        c2(1 / (1 + 8 * u2)),
        rho(4 * u2 * c2) {}

  Interval e() const { return exp(t.number(1)); }
  Interval rate() const { return exp(-c2 * log_L); }                    ///< L^{-c2}
  Interval slow_rate() const { return exp(-c2 / sqr(sigma) * log_L); }  ///< L^{-c2/sigma^2}
  Interval P1() const { return exp(-exp(c2 * log_L) / 8); }
};

ProofStep paper_step(const char* id, const char* statement, const Rational& constant, const Rational& twin,
                     std::function<std::vector<StepSides>(const PaperTrial&)> sides) {
  return {id,
          statement,
          "L >= 2, d >= 1, u >= 0, sigma >= 1; c2 = 1/(1+8u^2), rho = 4u^2/(1+8u^2), b0 = rho ln L",
          {{"d", 1, 8, Spread::even, true, {1, 8}},
           {"u", 0, 4, Spread::even, false, {0, Rational(1, 16), 4}},
           {"sigma", 1, 4, Spread::even, false, {1}},
           {"L", 2, Integer("1000000000000"), Spread::by_orders, true, {2, 3, Integer("1000000000000")}}},
          constant,
          twin,
          [sides = std::move(sides)](const StepTrial& t) { return sides(PaperTrial(t)); }};
}

std::vector<ProofStep> of_the_output() {
  std::vector<ProofStep> out;
  out.push_back(
      paper_step("C3.1", "L^{2rho-1} = L^{-c2}; (sqrt(2 ln2 d) + 6 sqrt b0)^2 <= {c} ln L (sqrt(2d) + 6 sqrt rho)^2", 1,
                 Rational(1, 2), [](const PaperTrial& q) -> std::vector<StepSides> {
                   const Interval b0 = q.rho * q.log_L;
                   // The two sides agree at L = 2.
                   const Interval left = sqr(sqrt(4 * q.Hd) + 6 * sqrt(b0));
                   std::vector<StepSides> out{{"power", exp((2 * q.rho - 1) * q.log_L), Relation::equal, q.rate()}};
                   if (q.t.exact("L") > 2 || q.t.exact_constant() != 1)
                     out.push_back({"first term", left, Relation::at_most,
                                    q.t.constant() * q.log_L * sqr(sqrt(2 * q.d) + 6 * sqrt(q.rho))});
                   return out;
                 }));
  out.push_back(paper_step("C3.2", "P1 <= ({c}/e) L^{-c2}, P1 ln(1/P1) <= (32/e^2) L^{-c2}, P1 = exp(-L^{c2}/8)", 8, 1,
                           [](const PaperTrial& q) -> std::vector<StepSides> {
                             const Interval P1 = q.P1();
                             return {{"P1", P1, Relation::at_most, q.t.constant() / q.e() * q.rate()},
                                     {"P1 ln(1/P1)", P1 * exp(q.c2 * q.log_L) / 8, Relation::at_most,
                                      32 / sqr(q.e()) * q.rate()}};
                           }));
  out.push_back(paper_step("C3.3",
                           "8 P2 [ln L+Hd+b0] + 8 J <= {c} 2^{d/2} sigma^2 L^{-c2/sigma^2} ln L (1+rho+d/2+4u^2/ln 2), "
                           "P2 = 2^{d/2} e^{-b0/(4 sigma^2 u^2)}, J = 4 "
                           "sigma^2 u^2 P2",
                           8, 1, [](const PaperTrial& q) -> std::vector<StepSides> {
                             if (q.t.exact("u") == 0) return {};
                             const Interval P2 = exp(q.Hd) * q.slow_rate();
                             const Interval J = 4 * sqr(q.sigma) * q.u2 * P2;
                             // Equality at L = 2, sigma = 1.
                             if (q.t.exact("L") == 2) return {};
                             return {{"", 8 * P2 * (q.log_L + q.Hd + q.rho * q.log_L) + 8 * J, Relation::at_most,
                                      q.t.constant() * exp(q.Hd) * sqr(q.sigma) * q.slow_rate() * q.log_L *
                                          (1 + q.rho + q.d / 2 + 4 * q.u2 / q.ln2)}};
                           }));
  return out;
}

std::vector<ProofStep> of_the_gradient() {
  std::vector<ProofStep> out;
  out.push_back(paper_step(
      "C5.1", "1+Hd+4b0 <= ln L ({c}/ln2+d/2+4rho), 2 ln2 d+4b0 <= ln L (2d+4rho), 2 ln L+Hd <= ln L (2+d/2)", 1, 0,
      [](const PaperTrial& q) -> std::vector<StepSides> {
        if (q.t.exact("L") == 2) return {};  // equality
        const Interval four_b0 = 4 * q.rho * q.log_L;
        return {{"fourth moment", 1 + q.Hd + four_b0, Relation::at_most,
                 q.log_L * (q.t.constant() / q.ln2 + q.d / 2 + 4 * q.rho)},
                {"second moment", 4 * q.Hd + four_b0, Relation::at_most, q.log_L * (2 * q.d + 4 * q.rho)},
                {"largest token", 2 * q.log_L + q.Hd, Relation::at_most, q.log_L * (2 + q.d / 2)}};
      }));
  out.push_back(paper_step(
      "C5.2", "P <= ({c}/e+1) L^{-c2}, 1+ln L+Hd+ln(1/P) <= ln L (1/ln2+2+d/2), P = min(1, exp(-L^{c2}/8) + 1/L)", 8, 0,
      [](const PaperTrial& q) -> std::vector<StepSides> {
        if (q.t.exact("L") == 2) return {};  // the second is an equality where P = 1/L
        const Interval P = min(q.t.number(1), q.P1() + exp(-q.log_L));
        return {{"P", P, Relation::at_most, (q.t.constant() / q.e() + 1) * q.rate()},
                {"logarithms", 1 + q.log_L + q.Hd - log(P), Relation::at_most, q.log_L * (1 / q.ln2 + 2 + q.d / 2)}};
      }));
  out.push_back(paper_step(
      "C5.3", "e^{-tt/4} = L^{-c2/sigma^2}, tt = b0/(sigma^2 u^2); 2(2 ln2 d)^2 (8/e) <= ({c} d^2/e) (ln L)^2", 64, 1,
      [](const PaperTrial& q) -> std::vector<StepSides> {
        if (q.t.exact("u") == 0 || q.t.exact("L") == 2) return {};
        const Interval tt = q.rho * q.log_L / (sqr(q.sigma) * q.u2);
        return {
            {"power", exp(-tt / 4), Relation::equal, q.slow_rate()},
            {"far", 16 / q.e() * sqr(4 * q.Hd), Relation::at_most, q.t.constant() * sqr(q.d) / q.e() * sqr(q.log_L)}};
      }));
  return out;
}

/// C6.1 over z uniform on {-1, 1}^d, for p = 2 and 4, q = 0, 2 and 4; |z|^2 = d, and b is the same for every z.
ProofStep tilted_moments() {
  return discrete_step("C6.1",
                       "int int |x|^p |z|^q dmu_{Uz} dnu <= {c} sigma^{2p} M_pq, M_pq = 4^j sum_k binom(j,k) "
                       "(j-1+Hd)^{j-k} u^{2k} ze_{i+k}, p = 2j, q = 2i",
                       "p in {2, 4}, q in {0, 2, 4}, z uniform on {-1,1}^d",
                       law_parameters({{"j", 1, 2, Spread::even, true, {}}, {"i", 0, 2, Spread::even, true, {}}}), 1,
                       Rational(1, 4096), [](const DiscreteTrial& q) -> std::vector<StepSides> {
                         const long j = q.t.whole("j");
                         const long i = q.t.whole("i");
                         const auto ze = [&](long k) {
                           return k == 0 ? q.t.number(1) : pow(q.t.number(4), k) * pow(k - 1 + q.Hd(), k);
                         };
                         Interval sum = q.t.number(0);
                         for (long k = 0; k <= j; ++k) {
                           const long binomial = j == 2 && k == 1 ? 2 : 1;
                           sum += binomial * pow(j - 1 + q.Hd(), j - k) * pow(q.u, 2 * k) * ze(i + k);
                         }
                         Interval moment = q.t.number(0);
                         const std::size_t d = q.law.dimension();
                         const std::size_t count = std::size_t{1} << d;
                         for (std::size_t signs = 0; signs < count; ++signs) {
                           RationalVector a(d, q.t.exact("u"));
                           for (std::size_t k = 0; k < d; ++k) {
                             if ((signs >> k) % 2 == 1) a[k] = -a[k];
                           }
                           const TiltedLaw at(q.law, a, q.t.bits());
                           moment += at.expect([&](std::size_t k) { return pow(at.square_of_atom(k), j); });
                         }
                         return {{"", moment / static_cast<long>(count) * pow(q.d(), i), Relation::at_most,
                                  q.t.constant() * pow(q.sigma, 4 * j) * pow(q.t.number(4), j) * sum}};
                       });
}

}  // namespace

std::vector<ProofStep> sub_gaussian_constant_steps() {
  std::vector<ProofStep> out = of_the_output();
  for (ProofStep& step : of_the_gradient()) out.push_back(std::move(step));
  out.push_back(tilted_moments());
  return out;
}

}  // namespace softlin::check
