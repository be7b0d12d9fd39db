/// I3.1 and I3.2 of docs/theory/icl-regression.md: softmax weights as functionals of Gaussian scores, and H.

#include "numeric/special.hpp"
#include "proofs-check/steps/drawn_regression.hpp"
#include "proofs-check/steps/drawn_weights.hpp"
#include "proofs-check/steps/step_registry.hpp"
#include "proofs-check/steps/step_statistics.hpp"

namespace softlin::check {

namespace {

using numeric::Interval;

const WeightPolynomial p2 = power_sum(2);
const WeightPolynomial p3 = power_sum(3);
const WeightPolynomial p4 = power_sum(4);

Rational c(long n) { return n; }

/// dA/du, u = s^2
WeightPolynomial growth_of_a(const Rational& three = 4) { return p2 - three * p3 + c(3) * (p2 * p2); }
/// H = E h
WeightPolynomial h_polynomial() { return p2 + c(6) * p3 - c(6) * (p2 * p2); }
/// H'(s)/s = E of this
WeightPolynomial growth_of_h(const Rational& four = 156) {
  return c(2) * p2 + c(28) * p3 - c(18) * (p2 * p2) - four * p4 + c(264) * (p2 * p3) - c(120) * (p2 * p2 * p2);
}

std::vector<StepParameter> slopes_and_lengths(const Rational& least, const Integer& shortest) {
  return {slope_parameter(least, 6), length_parameter(shortest, 1000000)};
}

std::vector<StepParameter> weight_parameters(std::vector<StepParameter> more = {}) {
  std::vector<StepParameter> out{{"draw", 1, 1000000, Spread::even, true, {}},
                                 {"equal", 0, 8, Spread::even, true, {0, 1, 2, 3}}};
  out.insert(out.end(), more.begin(), more.end());
  return out;
}

std::vector<Rational> weights_at(const StepTrial& t) { return drawn_weights(t.exact("draw"), t.whole("equal")); }

/// a + b t + c t^2, cut there
struct Jet {
  Rational value, slope, curve;
};
Jet operator*(const Jet& a, const Jet& b) {
  return {a.value * b.value, a.value * b.slope + a.slope * b.value,
          a.value * b.curve + a.slope * b.slope + a.curve * b.value};
}
Jet operator+(const Jet& a, const Jet& b) { return {a.value + b.value, a.slope + b.slope, a.curve + b.curve}; }
/// 1/a
Jet inverse(const Jet& a) {
  const Rational r = 1 / a.value;
  return {r, -a.slope * r * r, (a.slope * a.slope * r - a.curve) * r * r};
}

/// The weights when score k moves by t: w_i e^{t [i = k]}/(1 + w_k (e^t - 1)).
std::vector<Jet> moved_weights(const std::vector<Rational>& w, std::size_t k) {
  const Jet total = inverse({1, w[k], w[k] / 2});
  std::vector<Jet> out;
  for (std::size_t i = 0; i < w.size(); ++i) {
    const Jet raw = i == k ? Jet{w[i], w[i], w[i] / 2} : Jet{w[i], 0, 0};
    out.push_back(raw * total);
  }
  return out;
}

/// f of jets, a polynomial in power sums.
Jet jet_of(const WeightPolynomial& f, const std::vector<Jet>& weights) {
  Jet sum{0, 0, 0};
  for (const auto& [monomial, coefficient] : f.terms()) {
    Jet product{coefficient, 0, 0};
    for (const int n : monomial) {
      Jet power_sum_jet{0, 0, 0};
      for (const Jet& w : weights) {
        Jet power = w;
        for (int m = 1; m < n; ++m) power = power * w;
        power_sum_jet = power_sum_jet + power;
      }
      product = product * power_sum_jet;
    }
    sum = sum + product;
  }
  return sum;
}

/// Delta f in the scores, from second derivatives of the softmax itself.
Rational laplacian(const WeightPolynomial& f, const std::vector<Rational>& w) {
  Rational sum;
  for (std::size_t k = 0; k < w.size(); ++k) sum += 2 * jet_of(f, moved_weights(w, k)).curve;
  return sum;
}

/// Weights proportional to 2^{xi_i}, exactly, for drawn whole scores xi_i; they are slopes s = ln 2 of softmax.
struct WholeScores {
  std::vector<Rational> xi, w;

  explicit WholeScores(const Rational& draw) {
    constexpr std::uint64_t k_count = 5;
    Rational total;
    for (std::uint64_t k = 0; k < k_count; ++k) {
      const Rational score = drawn_entry(draw, k) * 4;  // between -8 and 8
      const long whole = static_cast<long>(mp::numerator(score) / mp::denominator(score));
      xi.emplace_back(whole);
      w.push_back(whole >= 0 ? Rational(Integer(1) << static_cast<unsigned>(whole))
                             : Rational(Integer(1), Integer(1) << static_cast<unsigned>(-whole)));
      total += w.back();
    }
    for (Rational& x : w) x /= total;
  }

  /// Cov_w(f, xi)
  Rational covariance(const std::function<Rational(const Rational&)>& f) const {
    Rational both;
    Rational mean_f;
    Rational mean_xi;
    for (std::size_t i = 0; i < w.size(); ++i) {
      both += w[i] * f(w[i]) * xi[i];
      mean_f += w[i] * f(w[i]);
      mean_xi += w[i] * xi[i];
    }
    return both - mean_f * mean_xi;
  }
  /// dw_i/ds = w_i (xi_i - sum w xi)
  Rational slope(std::size_t i) const {
    Rational mean;
    for (std::size_t k = 0; k < w.size(); ++k) mean += w[k] * xi[k];
    return w[i] * (xi[i] - mean);
  }
};

ProofStep heat_equation() {
  return {
      .id = "I3.1.1",
      .statement =
          "|A(u + h) - A(u) - h E[p_2 - {c} p_3 + 3 p_2^2]| <= K h^2/2, h = 2^-12, K the absolute sum of the "
          "coefficients of d^2A/du^2",
      .domain = "L >= 1, u = s^2, s in [0,4]; K = 176 bounds |d^2A/du^2| as 0 <= p_k <= 1",
      .parameters = {slope_parameter(0, 4), length_parameter(1, 1000000)},
      .constant = 4,
      .twin = 3,
      .sides = [](const StepTrial& t) -> std::vector<StepSides> {
        const Rational u = t.exact("s") * t.exact("s");
        const Rational h(1, 4096);
        const auto at = [&](const WeightPolynomial& f, const Rational& square) {
          return expect_weights({f}, numeric::ScoreVariance(symbolic::Number(square)), length(t), t.digits()).front();
        };
        const Rational K = p2.heat_flow().heat_flow().absolute_sum();
        const Interval change = at(p2, u + h) - at(p2, u) - t.number(h) * at(growth_of_a(t.exact_constant()), u);
        return {{"", abs(change), Relation::at_most, t.number(Rational(K * h * h / 2))}};
      }};
}

ProofStep laplacian_of_power_sums() {
  return {.id = "I3.1.2",
          .statement = "Delta p_m = (m^2 - m) p_m - {c} m^2 p_{m+1} + (m^2 + m) p_m p_2",
          .domain = "every weight vector, m = 2..5; left: second derivatives of the softmax, exactly",
          .parameters = weight_parameters({{"m", 2, 5, Spread::even, true, {2}}}),
          .constant = 2,
          .twin = 1,
          .sides = [](const StepTrial& t) -> std::vector<StepSides> {
            const auto w = weights_at(t);
            const int m = static_cast<int>(t.whole("m"));
            const WeightPolynomial right = c(m * m - m) * power_sum(m) -
                                           Rational(t.exact_constant() * m * m) * power_sum(m + 1) +
                                           c(m * m + m) * (power_sum(m) * p2);
            return {exact_sides(t, "", laplacian(power_sum(m), w), Relation::equal, value_at(right, w))};
          }};
}

std::vector<ProofStep> items_of_weights() {
  std::vector<ProofStep> out;
  out.push_back({.id = "I3.1.3",
                 .statement = "A <= {c} q/(L - 1 + q), q = e^{s^2}; dA/du <= E[p_2 - p_2^2]",
                 .domain = "L >= 2, s in [1/64, 6]; equality at L = 1 and at s = 0",
                 .parameters = slopes_and_lengths(Rational(1, 64), 2),
                 .constant = 1,
                 .twin = Rational(7, 8),
                 .sides = [](const StepTrial& t) -> std::vector<StepSides> {
                   const auto f = expectations({p2, growth_of_a(), p2 - p2 * p2}, t.exact("s"), length(t), t);
                   const Interval q = exp(sqr(t("s")));
                   return {{"logistic", f[0], Relation::at_most, t.constant() * q / (t("L") - 1 + q)},
                           {"slope", f[1], Relation::at_most, f[2]}};
                 }});
  out.push_back({.id = "I3.1.4",
                 .statement = "C = E sum w_i xi_i = s (1 - {c} A)",
                 .domain = "L >= 2, s in [1/64, 5]",
                 .parameters = {slope_parameter(Rational(1, 64), 5), length_parameter(2, 1000000)},
                 .constant = 1,
                 .twin = Rational(1, 2),
                 .sides = [](const StepTrial& t) -> std::vector<StepSides> {
                   return {{"", expectation_by_definition("S(1,1)", t), Relation::equal,
                            t("s") * (1 - t.constant() * expectation(p2, t))}};
                 }});
  out.push_back(
      {.id = "I3.1.5",
       .statement =
           "E Y^2 = A + s^2 E[1 - p_2 - {c} p_3 + 6 p_2^2], B = A + s^2 E[p_2 + 6 p_2^2 - {c} p_3] <= (1 + s^2) A",
       .domain = "L >= 2, s in [1/64, 5]",
       .parameters = {slope_parameter(Rational(1, 64), 5), length_parameter(2, 1000000)},
       .constant = 6,
       .twin = 5,
       .sides = [](const StepTrial& t) -> std::vector<StepSides> {
         const WeightPolynomial rest = c(6) * (p2 * p2) - t.exact_constant() * p3;
         const auto f = expectations({p2, rest - p2, p2 + rest}, t.exact("s"), length(t), t);
         const Interval u = sqr(t("s"));
         const Interval B = expectation_by_definition("S(1,1)^2 - 2*s*S(1,1) + s^2", t);
         return {{"Y", expectation_by_definition("S(1,1)^2", t), Relation::equal, f[0] + u * (1 + f[1])},
                 {"B", B, Relation::equal, f[0] + u * f[2]},
                 {"bound", B, Relation::at_most, (1 + u) * f[0]}};
       }});
  out.push_back({.id = "I3.1.6",
                 .statement = "dp_2/ds = {c} Cov_w(w_i, xi_i) >= 0",
                 .domain = "five drawn whole scores at s = ln 2, where the weights are rational",
                 .parameters = {{"draw", 1, 1000000, Spread::even, true, {}}},
                 .constant = 2,
                 .twin = 1,
                 .sides = [](const StepTrial& t) -> std::vector<StepSides> {
                   const WholeScores at(t.exact("draw"));
                   Rational slope;
                   for (std::size_t i = 0; i < at.w.size(); ++i) slope += 2 * at.w[i] * at.slope(i);
                   const Rational covariance = at.covariance([](const Rational& w) { return w; });
                   return {exact_sides(t, "slope", slope, Relation::equal, t.exact_constant() * covariance),
                           exact_sides(t, "sign", covariance, Relation::at_least, 0)};
                 }});
  out.push_back(
      {.id = "I3.1.7",
       .statement = "A(s, L + more) <= {c} A(s, L); d/ds of -sum ln(1 - w_i) is Cov_w(1/(1 - w_i), xi_i) >= 0",
       .domain = "L >= 1, s in [0, 6], more >= 1; five drawn whole scores at s = ln 2",
       .parameters = {slope_parameter(0, 6),
                      length_parameter(1, 1000000),
                      {"more", 1, 1000000, Spread::by_orders, true, {1}},
                      {"draw", 1, 1000000, Spread::even, true, {}}},
       .constant = 1,
       .twin = Rational(1, 2),
       .sides = [](const StepTrial& t) -> std::vector<StepSides> {
         const WholeScores at(t.exact("draw"));
         Rational slope;
         for (std::size_t i = 0; i < at.w.size(); ++i) slope += at.slope(i) / (1 - at.w[i]);
         const Rational covariance = at.covariance([](const Rational& w) { return Rational(1 / (1 - w)); });
         const Integer longer = length(t) + length(t, "more");
         return {{"A", expectation(p2, t.exact("s"), longer, t), Relation::at_most, t.constant() * expectation(p2, t)},
                 exact_sides(t, "slope", slope, Relation::equal, covariance),
                 exact_sides(t, "sign", covariance, Relation::at_least, 0)};
       }});
  out.push_back({.id = "I3.1.8",
                 .statement = "A >= ({c}/18) L Phibar((ln L + s^2/2)/s)",
                 .domain = "L >= 1, s in [1/64, 6]",
                 .parameters = slopes_and_lengths(Rational(1, 64), 1),
                 .constant = 1,
                 .twin = 54,
                 .sides = [](const StepTrial& t) -> std::vector<StepSides> {
                   const Interval s = t("s");
                   const Interval tail = numeric::normal_tail((log(t("L")) + sqr(s) / 2) / s);
                   return {{"", expectation(p2, t), Relation::at_least, t.constant() / 18 * t("L") * tail}};
                 }});
  return out;
}

std::vector<ProofStep> items_of_h() {
  std::vector<ProofStep> out;
  out.push_back(
      {.id = "I3.2.1",
       .statement = "s^2 H = A (1 + 2 s^2) - B; A <= H <= min(7, 2 + 1/s^2) A; H <= A + {c} min(A, e^{3s^2}/L^2)",
       .domain = "L >= 2, s in [1/64, 5]",
       .parameters = {slope_parameter(Rational(1, 64), 5), length_parameter(2, 1000000)},
       .constant = 6,
       .twin = 2,
       .sides = [](const StepTrial& t) -> std::vector<StepSides> {
         const auto f = expectations({p2, h_polynomial()}, t.exact("s"), length(t), t);
         const Interval u = sqr(t("s"));
         const Interval B = expectation_by_definition("S(1,1)^2 - 2*s*S(1,1) + s^2", t);
         return {{"H", B + u * f[1], Relation::equal, f[0] * (1 + 2 * u)},
                 {"lower", f[1], Relation::at_least, f[0]},
                 {"upper", f[1], Relation::at_most, min(t.number(7), 2 + 1 / u) * f[0]},
                 {"long", f[1], Relation::at_most, f[0] + t.constant() * min(f[0], exp(3 * u) / sqr(t("L")))}};
       }});
  out.push_back({.id = "I3.2.2",
                 .statement =
                     "Delta (p_2 + 6 p_3 - 6 p_2^2) = 2p_2 + 28p_3 - 18p_2^2 - {c} p_4 + 264p_2p_3 - 120p_2^3; "
                     "Delta p_2/2 = p_2 - 4 p_3 + 3 p_2^2; Delta p_3/2 <= 3 p_3",
                 .domain = "every weight vector, exactly",
                 .parameters = weight_parameters(),
                 .constant = 156,
                 .twin = 155,
                 .sides = [](const StepTrial& t) -> std::vector<StepSides> {
                   const auto w = weights_at(t);
                   return {exact_sides(t, "H'", laplacian(h_polynomial(), w), Relation::equal,
                                       value_at(growth_of_h(t.exact_constant()), w)),
                           exact_sides(t, "A'", laplacian(p2, w) / 2, Relation::equal, value_at(growth_of_a(), w)),
                           exact_sides(t, "E p_3", laplacian(p3, w) / 2, Relation::at_most, 3 * value_at(p3, w))};
                 }});
  out.push_back({.id = "I3.2.3",
                 .statement = "-29.5 p_2 <= H'/s <= {c} p_2 and -146 p_3 <= H'/s <= 2 p_2 + 118 p_3 before averaging; "
                              "p_2^2 <= p_3, p_2^3 <= p_2 p_3 <= p_4 <= p_2^2",
                 .domain = "every weight vector, exactly",
                 .parameters = weight_parameters(),
                 .constant = 24,
                 .twin = 3,
                 .sides = [](const StepTrial& t) -> std::vector<StepSides> {
                   const auto w = weights_at(t);
                   const Rational a = value_at(p2, w);
                   const Rational b = value_at(p3, w);
                   const Rational slope = value_at(growth_of_h(), w);
                   return {exact_sides(t, "lower", slope, Relation::at_least, Rational(-59, 2) * a),
                           exact_sides(t, "upper", slope, Relation::at_most, t.exact_constant() * a),
                           exact_sides(t, "lower with p_3", slope, Relation::at_least, -146 * b),
                           exact_sides(t, "upper with p_3", slope, Relation::at_most, 2 * a + 118 * b),
                           exact_sides(t, "Jensen", a * a, Relation::at_most, b),
                           exact_sides(t, "p_2 p_3", a * b, Relation::at_most, value_at(p4, w)),
                           exact_sides(t, "p_4", value_at(p4, w), Relation::at_most, a * a)};
                 }});
  out.push_back({.id = "I3.2.4",
                 .statement = "0 <= A'(s) <= {c} s A",
                 .domain = "L >= 2, s in [1/64, 6]",
                 .parameters = slopes_and_lengths(Rational(1, 64), 2),
                 .constant = 2,
                 .twin = 1,
                 .sides = [](const StepTrial& t) -> std::vector<StepSides> {
                   const auto f = expectations({p2, growth_of_a()}, t.exact("s"), length(t), t);
                   const Interval slope = 2 * t("s") * f[1];
                   return {{"lower", slope, Relation::at_least, t.number(0)},
                           {"upper", slope, Relation::at_most, t.constant() * t("s") * f[0]}};
                 }});
  return out;
}

}  // namespace

std::vector<ProofStep> regression_weight_steps() {
  std::vector<ProofStep> out{heat_equation(), laplacian_of_power_sums()};
  for (auto&& part : {items_of_weights(), items_of_h()}) out.insert(out.end(), part.begin(), part.end());
  return out;
}

}  // namespace softlin::check
