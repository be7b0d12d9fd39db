#include "bounds/statistic_bounds.hpp"

#include "bounds/normal_text.hpp"

namespace softlin::bounds {

namespace {

constexpr int k_staircase_steps = 12;
constexpr int k_floor_steps = 16;

std::string text(int n) { return std::to_string(n); }

/// P(S_n < c) by the least of A2.1 (free t0), A2.2 (free r; c <= n is built in) and A2.3, for n copies of y; log_ratio
/// is ln(c/n). Each is nondecreasing in c, also where it is 1.
std::string lower_tail(const std::string& n, const std::string& c, const std::string& log_ratio) {
  const std::string cut = "exp(-max(0, " + n + "*mass - " + c + ")^2/(2*" + n + "*square))";
  const std::string power = "exp(-r/(1 + r)*max(0, 1 - " + c + "/" + n + ")^((1 + r)/r)*" + n + "*exp(-(1 + r)*s^2/2))";
  const std::string am_gm = normal_below("sqrt(" + n + ")*((" + log_ratio + ")/s + s/2)");
  return "min(" + cut + ", min(" + power + ", " + am_gm + "))";
}

/// t0 and r of lower_tail(), with p = mass and q = square of A2.1.
void add_lower_tail_parameters(Bound& bound) {
  // r = 1 and no cut are right for long prompts: a search begins there.
  bound.parameters.push_back({"t0", "s - 2", "2*s + 8", true});
  bound.parameters.push_back({"r", "1/50", "1", true});
  bound.definitions.emplace_back("mass", normal_below("t0 - s"));
  bound.definitions.emplace_back("square", "exp(s^2)*" + normal_below("t0 - 2*s"));
}

/// H_k(c) of A2.5 where k0 = ln(c)/s + s/2.
std::string capped_moment(int k, const std::string& c, const std::string& k0) {
  return "exp(" + text(k * (k - 1)) + "*s^2/2)*" + normal_below(k0 + " - " + text(k) + "*s") + "/" + c + "^" + text(k) +
         " + " + normal_above(k0);
}

Bound threshold(int k) {
  Bound bound{.name = k == 2 ? "a-threshold" : "s3-threshold",
              .statement = k == 2 ? "A <= L E min(y/c, 1)^2 + P(S_L < c), any c > 0"
                                  : "E S_3 <= L E min(y/c, 1)^3 + P(S_L < c), any c > 0",
              .source = "bounds.md A2.5 with A2.1 to A2.3",
              .tight = "ratio to the truth tends to 1 as L grows",
              .subject = k == 2 ? "A" : "S3",
              .conditions = {positive_slope()},
              .parameters = {{"depth", "0", "s^2 + 4"}},  // c = L e^{-depth}
              .formula = "L*(capped) + tail"};
  add_lower_tail_parameters(bound);
  bound.definitions.emplace_back("c", "L*exp(-depth)");
  bound.definitions.emplace_back("k0", "(log(L) - depth)/s + s/2");
  bound.definitions.emplace_back("capped", capped_moment(k, "c", "k0"));
  bound.definitions.emplace_back("tail", lower_tail("L", "c", "-depth"));
  return bound;
}

/// c_k = (L - 1) e^{-depth - (k-1) gap}
Bound staircase() {
  Bound bound{.name = "a-staircase",
              .statement =
                  "A <= L {H(c_1) + sum_k [H(c_{k+1}) - H(c_k)] P(S_{L-1} < c_k)}, H(c) = E min(y/c, 1)^2, any "
                  "c_1 > ... > c_12 > c_13 = 0",
              .source = "bounds.md A2.7 with A2.1 to A2.3",
              .tight = "ratio to the truth tends to 1 as L grows",
              .subject = "A",
              .least_length = 2,
              .conditions = {positive_slope()},
              .parameters = {{"depth", "0", "s^2 + 2"}, {"gap", "1/100", "2"}},
              .formula = {}};
  add_lower_tail_parameters(bound);
  bound.definitions.emplace_back("n", "L - 1");
  for (int k = 1; k <= k_staircase_steps; ++k) {
    const std::string i = text(k);
    bound.definitions.emplace_back("log_ratio" + i, "-depth - " + text(k - 1) + "*gap");
    bound.definitions.emplace_back("c" + i, "n*exp(log_ratio" + i + ")");
    bound.definitions.emplace_back("k" + i, "(log(n) + log_ratio" + i + ")/s + s/2");
    bound.definitions.emplace_back("H" + i, capped_moment(2, "c" + i, "k" + i));
    bound.definitions.emplace_back("P" + i, lower_tail("n", "c" + i, "log_ratio" + i));
  }
  bound.formula = "H1";
  for (int k = 1; k <= k_staircase_steps; ++k) {
    const std::string next = k == k_staircase_steps ? "1" : "H" + text(k + 1);
    bound.formula += " + (" + next + " - H" + text(k) + ")*P" + text(k);
  }
  bound.formula = "L*(" + bound.formula + ")";
  return bound;
}

Bound a_bound(std::string name, std::string statement, std::string source, std::string tight, std::string formula) {
  return {.name = std::move(name),
          .statement = std::move(statement),
          .source = std::move(source),
          .tight = std::move(tight),
          .subject = "A",
          .formula = std::move(formula)};
}

std::vector<Bound> upper_bounds_of_a() {
  const std::string exact_ends = "equality at L = 1 and at s = 0";
  Bound logistic = a_bound("a-logistic", "A <= q/(L - 1 + q), q = e^{s^2}", "bounds.md A2.9",
                           exact_ends + "; ratio to the truth tends to 1 as L grows",
                           // one use of each variable, no overflow
                           "1/(1 + (L - 1)*exp(-s^2))");
  Bound am_gm =
      a_bound("a-am-gm", "A <= e^{2 s^2 (1 - 1/L)}/L", "bounds.md A2.4", exact_ends, "exp(2*s^2*(1 - 1/L))/L");
  Bound sharp =
      a_bound("a-sharp", "A <= x/(1 - theta)^2 + e^{-theta^2/(2x)}, x = e^{s^2}/L, any theta in [0, 1)",
              "bounds.md A2.6", "ratio to the truth tends to 1 as L grows", "x/(1 - theta)^2 + exp(-theta^2/(2*x))");
  sharp.parameters = {{"theta", "0", "1"}};
  sharp.definitions = {{"x", "exp(s^2)/L"}};
  Bound closed = a_bound("a-sharp-closed", "A <= x (1 - sqrt(4 x ln(1/x)))^{-2} + x^2, x = e^{s^2}/L",
                         "bounds.md A2.6 with theta^2 = 4 x ln(1/x)", "ratio to the truth tends to 1 as L grows",
                         "x*(1 - sqrt(4*x*log(1/x)))^(-2) + x^2");
  closed.definitions = {{"x", "exp(s^2)/L"}};
  closed.conditions = {{"e^{s^2} < L", "L - exp(s^2)"},
                       {"4 x ln(1/x) < 1, x = e^{s^2}/L", "1 - 4*exp(s^2)/L*log(L*exp(-s^2))"}};
  Bound power =
      a_bound("a-power-law", "A <= C_r L^{-r} e^{r(1+r) s^2/2}, C_r = (1 + ((1+r)/e)^{r/(2+r)})^{2+r}, any r in (0, 1]",
              "bounds.md A2.8", "the exponent of L is best for s^2 in proportion to ln L",
              "constant*L^(-r)*exp(r*(1 + r)*s^2/2)");
  power.parameters = {{"r", "1/1024", "1"}};
  power.definitions = {{"constant", "(1 + ((1 + r)/exp(1))^(r/(2 + r)))^(2 + r)"}};
  Bound freezing = a_bound(
      "a-freezing", "A <= 1 - (s0/s) (L - 1)/(L - 1 + e^{s0^2}), any s0 in (0, s]", "sharper-bounds.md E1.10",
      exact_ends + "; of the right rate as s grows: 1 - A falls like 1/s", "1 - s0/s*(L - 1)/(L - 1 + exp(s0^2))");
  freezing.conditions = {positive_slope()};
  freezing.parameters = {{"s0", "0", "s", true}};
  return {logistic, am_gm, threshold(2), sharp, closed, staircase(), power, freezing};
}

std::vector<Bound> lower_bounds() {
  Bound uniform = a_bound("a-floor-uniform", "A >= 1/L", "bounds.md A3.1", "equality at L = 1 and at s = 0", "1/L");
  Bound tail = a_bound("a-floor-tail", "A >= (L/4) P(N(0,1) > ln(L)/t + t/2), any t in (0, s]", "bounds.md A3.5, A1.8",
                       "of the right exponent near s^2 = 2 ln L", "L/4*" + normal_above("log(L)/t + t/2"));
  tail.least_length = 2;
  tail.conditions = {positive_slope()};
  tail.parameters = {{"t", "s/64", "s", true}};
  Bound closed = a_bound(
      "a-floor-closed",
      "A >= L e^{s^2} Phi(t - 2s)/(y + L - 1)^2 + L (1 - Phi(t)) (y/(y + L - 1))^2, y = e^{s t - s^2/2}, any t",
      "bounds.md A3.2", "ratio to the truth tends to 1 as L grows",
      "L*exp(s^2)*" + normal_below("t - 2*s") + "/(y + L - 1)^2 + L*" + normal_above("t") + "*(y/(y + L - 1))^2");
  closed.least_length = 2;
  closed.conditions = {positive_slope()};
  closed.parameters = {{"t", "min(2*s, log(L)/s + s/2) - 6", "max(2*s, log(L)/s + s/2) + 6"}};
  closed.definitions = {{"y", "exp(s*t - s^2/2)"}};
  Bound steps = a_bound("a-floor-steps", "A >= L E (y/(y + L - 1))^2, from below in 16 steps", "bounds.md A3.1",
                        "ratio to the truth tends to 1 as L grows", "floor_a");
  Bound b_steps{.name = "b-floor-steps",
                .statement = "B >= L E [y^2 (xi - s)^2/(y + L - 1)^2], from below in 16 steps",
                .source = "bounds.md A3.3",
                .tight = "ratio to the truth tends to 1 as L grows",
                .subject = "B",
                .formula = "floor_b"};
  Bound b_tail{.name = "b-floor-tail",
               .statement = "B >= (L/4) (k - s)^2 P(N(0,1) > k), k = ln(L)/s + s/2",
               .source = "bounds.md A3.5",
               .tight = "of the right exponent near s^2 = 2 ln L",
               .subject = "B",
               .least_length = 2,
               .conditions = {positive_slope(), {"s^2 < 2 ln L", "2*log(L) - s^2"}},
               .definitions = {{"k", "log(L)/s + s/2"}},
               .formula = "L/4*(log(L)/s - s/2)^2*" + normal_above("k")};
  std::vector<Bound> out{uniform, tail, closed, steps, b_tail, b_steps};
  for (Bound& bound : out) {
    bound.is_lower = true;
    if (bound.formula == "floor_a" || bound.formula == "floor_b") add_floor_steps(bound);
  }
  return out;
}

}  // namespace

Condition positive_slope() { return {"s > 0", "s"}; }

Bound with_outer_formula(Bound bound, const std::string& inner, const std::string& formula) {
  bound.definitions.emplace_back(inner, bound.formula);
  bound.formula = formula;
  return bound;
}

void add_floor_steps(Bound& bound) {
  // y is increasing in xi: on a step y + L - 1 is at most its value y_j + L - 1 at the right end, and beyond the last
  // step y/(y + L - 1) is at least its value at t_m. The rest are normal moments over half lines.
  bound.conditions.push_back(positive_slope());
  bound.parameters.push_back({"start", "min(2*s, log(L)/s + s/2) - 6", "max(2*s, log(L)/s + s/2) + 6"});
  bound.parameters.push_back({"step", "1/100", "1"});
  std::string a = "0", b = "0", a_before = "0", b_before = "0", end;
  for (int j = 1; j <= k_floor_steps; ++j) {
    const std::string i = text(j);
    bound.definitions.emplace_back("t" + i, "start + " + text(j - 1) + "*step");
    bound.definitions.emplace_back("y" + i, "exp(s*t" + i + " - s^2/2)");
    bound.definitions.emplace_back("a" + i, normal_below("t" + i + " - 2*s"));
    bound.definitions.emplace_back(
        "b" + i, "(1 + s^2)*a" + i + " - t" + i + "*" + normal_density("t" + i + " - 2*s"));  // k + 2s = t
    a += " + (a" + i + " - " + a_before + ")/(y" + i + " + L - 1)^2";
    b += " + (b" + i + " - " + b_before + ")/(y" + i + " + L - 1)^2";
    a_before = "a" + i;
    b_before = "b" + i;
    end = i;
  }
  bound.definitions.emplace_back("share", "(y" + end + "/(y" + end + " + L - 1))^2");
  bound.definitions.emplace_back("floor_a", "L*exp(s^2)*(" + a + ") + L*" + normal_above("t" + end) + "*share");
  bound.definitions.emplace_back("floor_b", "L*exp(s^2)*(" + b + ") + L*((1 + s^2)*" + normal_above("t" + end) +
                                                " + (t" + end + " - 2*s)*" + normal_density("t" + end) + ")*share");
}

std::vector<Bound> statistic_bounds() {
  std::vector<Bound> out = upper_bounds_of_a();
  out.push_back({.name = "b-logistic",
                 .statement = "B <= (1 + s^2) q/(L - 1 + q), q = e^{s^2}",
                 .source = "bounds.md A1.5 with A2.9",
                 .tight = "equality at L = 1 and at s = 0; ratio to the truth tends to 1 as L grows",
                 .subject = "B",
                 .formula = "(1 + s^2)/(1 + (L - 1)*exp(-s^2))"});
  for (Bound& bound : lower_bounds()) out.push_back(std::move(bound));
  out.push_back({.name = "s3-logistic",
                 .statement = "E S_3 <= (Q/(L - 1 + Q))^2, Q = e^{3 s^2/2}",
                 .source = "bounds.md A2.10",
                 .tight = "equality at L = 1 and at s = 0; ratio to the truth tends to 1 as L grows",
                 .subject = "S3",
                 .formula = "(1 + (L - 1)*exp(-3*s^2/2))^(-2)"});
  out.push_back({.name = "s3-am-gm",
                 .statement = "E S_3 <= e^{9 s^2 (1 - 1/L)/2}/L^2",
                 .source = "bounds.md A2.4",
                 .tight = "equality at L = 1 and at s = 0",
                 .subject = "S3",
                 .formula = "exp(9*s^2*(1 - 1/L)/2)/L^2"});
  out.push_back(threshold(3));
  return out;
}

}  // namespace softlin::bounds
