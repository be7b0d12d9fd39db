#include "bounds/average_bounds.hpp"

#include "bounds/hypotheses.hpp"
#include "bounds/normal_text.hpp"

namespace softlin::bounds {

namespace {

using symbolic::Quantity;

constexpr int k_staircase_steps = 40;

/// Which average: of the output error, of the V-gradient's, of either for a query with a mean, or of A alone.
enum class Kind { output, grad_v, shifted_output, shifted_grad_v, mean_a };

bool is_shifted(Kind kind) { return kind == Kind::shifted_output || kind == Kind::shifted_grad_v; }
bool is_grad_v(Kind kind) { return kind == Kind::grad_v || kind == Kind::shifted_grad_v; }

/// rho* of B4; 1 at lambda = 0.
const char* const k_rho = "2/max(2, lambda + sqrt(lambda^2 + 4*lambda))";

/// M(beta), of which E_z e^{beta s^2} (tr V Gamma V^T + |V Gamma U z|^2) is at most the value (B8 for a mean).
std::string moment(Kind kind, const std::string& beta) {
  const std::string gap = "(1 - 2*(" + beta + ")*lambda)";
  const std::string determinant = gap + "^(-trace_h/(2*lambda))";
  if (kind == Kind::mean_a) return determinant;
  if (is_shifted(kind)) {
    const std::string size = determinant + "*exp((" + beta + ")*mean_s2/" + gap + ")";
    const std::string slope = "(trace_h/" + gap + " + mean_s2/" + gap + "^2)";
    return kind == Kind::shifted_output ? size + "*(trace + norm_out*" + slope + ")"
                                        : "rows*" + size + "*(trace_gamma + norm_gamma*" + slope + ")";
  }
  return kind == Kind::output ? determinant + "*(trace + mean_signal/" + gap + ")"
                              : "rows*" + determinant + "*(trace_gamma + mean_signal_gamma/" + gap + ")";
}

std::string moment_text(Kind kind, const std::string& beta) {
  if (kind == Kind::mean_a) return "E_z e^{" + beta + " s^2}";
  return std::string(is_grad_v(kind) ? "rows(V) E_z e^{" + beta + " s^2} (tr Gamma + |Gamma U z|^2)"
                                     : "E_z e^{" + beta + " s^2} (tr V Gamma V^T + |V Gamma U z|^2)");
}

std::string left_side(Kind kind) {
  if (kind == Kind::mean_a) return "E_z A";
  return is_grad_v(kind) ? "E_z E|grad_V T_L - grad_V T|_F^2" : "E_z E|T_L - T|^2";
}

Bound start(Kind kind, const std::string& name) {
  const bool mean_a = kind == Kind::mean_a;
  Bound bound{.name = (mean_a ? "mean-a-" : "average-") + name + (is_grad_v(kind) ? "-v" : "") +
                      (is_shifted(kind) ? "-shifted" : ""),
              .statement = {},
              .source = {},
              .tight = {},
              .subject = mean_a ? "mean A" : "",
              .quantity = is_grad_v(kind) ? Quantity::grad_v : Quantity::output,
              .hypotheses = {gaussian_tokens(), is_shifted(kind) ? gaussian_query() : centred_gaussian_query()},
              .conditions = {{"lambda > 0", "lambda"}},
              .formula = {}};
  return bound;
}

std::string step_of(Kind kind, const std::string& step) {
  return "bounds.md " + step + (is_shifted(kind) ? " with B8" : "") + (is_grad_v(kind) ? ", V = I" : "");
}

Bound power_law(Kind kind) {
  Bound bound = start(kind, "power-law");
  bound.statement = left_side(kind) + " <= C_r L^{-r} " + moment_text(kind, "r(1+r)/2") +
                    ", C_r = (1 + ((1+r)/e)^{r/(2+r)})^{2+r}, any r in (0, 1] with r(1+r) lambda < 1";
  bound.source = step_of(kind, "B1");
  bound.tight = "every exponent below the exact one is reached";
  bound.parameters = {{"r", std::string(k_rho) + "/1024", k_rho}};
  bound.definitions = {{"rho", k_rho}, {"constant", "(1 + ((1 + r)/exp(1))^(r/(2 + r)))^(2 + r)"}};
  bound.formula = "constant*L^(-r)*" + moment(kind, "r*(1 + r)/2");
  return bound;
}

Bound headline(Kind kind) {
  Bound bound = start(kind, "headline");
  bound.statement = left_side(kind) + " <= " + moment_text(kind, "1") + "/L if 2 lambda < 1";
  bound.source = step_of(kind, "B2'");
  bound.tight = "L times the truth tends to L times the bound as L grows, if H has rank one or is a multiple of I";
  bound.conditions.push_back({"2 lambda < 1", "1 - 2*lambda"});
  bound.formula = moment(kind, "1") + "/L";
  return bound;
}

Bound am_gm(Kind kind) {
  Bound bound = start(kind, "am-gm");
  bound.statement = left_side(kind) + " <= " + moment_text(kind, "2(1-1/L)") + "/L if 4 (1 - 1/L) lambda < 1";
  bound.source = step_of(kind, "B3");
  bound.tight = "equality at L = 1 for a centred query";
  bound.conditions.push_back({"4 (1 - 1/L) lambda < 1", "1 - 4*(1 - 1/L)*lambda"});
  bound.formula = moment(kind, "2*(1 - 1/L)") + "/L";
  return bound;
}

Bound light(Kind kind) {
  Bound bound = start(kind, "light");
  bound.statement = left_side(kind) +
                    " <= M(1)/(L (1-theta)^2) + (2k/(e L theta^2))^k M(k), M(beta) = " + moment_text(kind, "beta") +
                    ", any theta in (0, 1), 1 <= k < 1/(2 lambda), if 2 lambda < 1";
  bound.source = step_of(kind, "B2");
  bound.tight = "superseded by average-headline";
  bound.conditions.push_back({"2 lambda < 1", "1 - 2*lambda"});
  bound.parameters = {{"theta", "0", "1"}, {"k", "1", "min(50, 1/(2*lambda))"}};
  bound.formula = moment(kind, "1") + "/(L*(1 - theta)^2) + (2*k/(exp(1)*L*theta^2))^k*" + moment(kind, "k");
  return bound;
}

Bound trivial(Kind kind) {
  Bound bound = start(kind, "trivial");
  bound.statement = left_side(kind) + " <= " + moment_text(kind, "0");
  bound.source = step_of(kind, "B0");
  bound.tight = "equality at L = 1";
  bound.formula = moment(kind, "0");
  return bound;
}

/// Abar at s = t: the smaller of A2.9 and A2.5, the latter with c = L e^{-depth}, depth = a t^4 up to a cap, and A2.1 and
/// A2.3 for the tail; A2.1 cuts where y = e^{t^2/2 + gamma (ln L - t^2/2)}. The names of the definitions end in `i`.
void add_bound_of_a(Bound& bound, const std::string& i, const std::string& t) {
  const auto define = [&](const std::string& name, const std::string& text) {
    bound.definitions.emplace_back(name + i, text);
  };
  define("depth", "min(a*" + t + "^4, min(" + t + "^2, 100))");
  define("c", "L*exp(-depth" + i + ")");
  define("k", "(log(L) - depth" + i + ")/" + t + " + " + t + "/2");
  define("cut", t + " + gamma*max(0, log(L)/" + t + " - " + t + "/2)");
  define("mass", normal_below("cut" + i + " - " + t));
  define("square", "exp(" + t + "^2)*" + normal_below("cut" + i + " - 2*" + t));
  define("rare", "min(exp(-max(0, L*mass" + i + " - c" + i + ")^2/(2*L*square" + i + ")), " +
                     normal_below("sqrt(L)*(" + t + "/2 - depth" + i + "/" + t + ")") + ")");
  define("capped",
         "exp(" + t + "^2)*" + normal_below("k" + i + " - 2*" + t) + "/c" + i + "^2 + " + normal_above("k" + i));
  define("abar", "min(1/(1 + (L - 1)*exp(-" + t + "^2)), L*capped" + i + " + rare" + i + ")");
}

/// B7 on the grid k h, F(k h) = F_k. Increments are counted where they are positive: then F need not be monotone, since A
/// is (A1.8), and F_k is an upper bound on the whole cell below k h.
Bound staircase(bool rank_one) {
  Bound bound = start(Kind::output, rank_one ? "staircase-rank-one" : "staircase");
  bound.statement =
      "E_z E|T_L - T|^2 <= F(h) + sum_{k=1}^{39} [F((k+1)h) - F(kh)]_+ P(s > kh) + E[F_1(s); s > 40h], F(t) = (tr V "
      "Gamma "
      "V^T + |V Gamma V^T| t^2) Abar(t, L), F_1 the same without Abar, any h > 0";
  bound.source = std::string("bounds.md B7 with A2.5, A2.9, ") + (rank_one ? "exact" : "Chernoff") + " tail of s";
  bound.tight = rank_one ? "1.02 times the truth at lambda = 1/16, about 10 times at lambda = 1"
                         : "1.6 times the truth at lambda = 1/16, about 200 times at lambda = 1, L = 10^6";
  if (rank_one) {
    bound.hypotheses.push_back(exact_lambda());
    bound.conditions.push_back({"trace_h <= lambda (H has rank one)", "lambda - trace_h", false});
  }
  bound.parameters = {{"h", "sqrt(lambda)/64", "sqrt(lambda)/2"},
                      {"beta", "0", "1/(2*lambda)"},
                      {"a", "0", "1/10"},
                      {"gamma", "0", "1"}};
  for (int k = 1; k <= k_staircase_steps; ++k) {
    const std::string i = std::to_string(k), t = "t" + i;
    bound.definitions.emplace_back(t, i + "*h");
    add_bound_of_a(bound, i, t);
    bound.definitions.emplace_back("F" + i, "(trace + norm_out*" + t + "^2)*abar" + i);
    if (rank_one) {
      bound.definitions.emplace_back("P" + i, "2*" + normal_above(t + "/sqrt(lambda)"));
    } else {  // the best beta >= 0 of e^{-beta t^2} (1 - 2 beta lambda)^{-trace_h/(2 lambda)}, w = t^2/trace_h
      bound.definitions.emplace_back("w" + i, "max(1, " + t + "^2/trace_h)");
      bound.definitions.emplace_back("P" + i,
                                     "exp(-trace_h/(2*lambda)*(w" + i + " - 1))*w" + i + "^(trace_h/(2*lambda))");
    }
  }
  const std::string last = std::to_string(k_staircase_steps);
  bound.formula = "F1";
  for (int k = 1; k < k_staircase_steps; ++k) {
    const std::string i = std::to_string(k);
    bound.formula += " + max(0, F" + std::to_string(k + 1) + " - F" + i + ")*P" + i;
  }
  bound.formula += " + exp(-beta*t" + last +
                   "^2)*(1 - 2*beta*lambda)^(-trace_h/(2*lambda))*(trace + norm_out*trace_h/(1 - 2*beta*lambda))";
  return bound;
}

Bound mean_a_exponent() {
  Bound bound = start(Kind::mean_a, "exponent");
  bound.statement =
      "E_z A <= 8 sqrt(e) (2 ln L/(lambda (1+rho)))^{R/2} L^{-rho}, R = trace_h/lambda, rho = min(1, (sqrt(1+4/lambda) "
      "- "
      "1)/2), if lambda >= 1/2";
  bound.source = "bounds.md B4, with trace_h/lambda for the rank";
  bound.tight = "the exponent rho of L is exact";
  bound.least_length = 2;
  bound.conditions.push_back({"lambda >= 1/2", "lambda - 1/2", false});
  bound.conditions.push_back({"1/(2 ln L) < rho", "2*log(L) - max(2, lambda + sqrt(lambda^2 + 4*lambda))/2"});
  bound.definitions = {{"rho", k_rho}};
  bound.formula = "8*exp(1/2)*(2*log(L)/(lambda*(1 + rho)))^(trace_h/(2*lambda))*L^(-rho)";
  return bound;
}

Bound lower(Bound bound) {
  bound.is_lower = true;
  bound.least_length = 2;
  bound.hypotheses.push_back(exact_lambda());
  return bound;
}

const char* const k_mean_a_floor = "2*(erfc(s0/sqrt(2*lambda))/2)*max(1/L, L/4*erfc((log(L)/s0 + s0/2)/sqrt(2))/2)";

Bound mean_a_floor() {
  Bound bound = lower(start(Kind::mean_a, "floor"));
  bound.statement = "E_z A >= 2 P(N(0,1) > t/sqrt(lambda)) max(1/L, (L/4) P(N(0,1) > ln(L)/t + t/2)), any t > 0";
  bound.source = "bounds.md B5";
  bound.tight = "the exponent of L is exact";
  bound.parameters = {{"s0", "sqrt(lambda)/1024", "4*sqrt(lambda) + sqrt(2*log(L))"}};
  bound.formula = k_mean_a_floor;
  return bound;
}

Bound mean_a_floor_closed() {
  Bound bound = lower(start(Kind::mean_a, "floor-closed"));
  bound.statement = "E_z A >= sqrt(lambda) L^{-rho}/(16 pi (1+u) ln L), u = (1+4/lambda)^{-1/2}, if lambda >= 1/2";
  bound.source = "bounds.md B5 (closed form)";
  bound.tight = "the exponent rho of L is exact";
  bound.conditions.push_back({"lambda >= 1/2", "lambda - 1/2", false});
  bound.conditions.push_back({"2 u ln L >= lambda", "2*log(L) - lambda*sqrt(1 + 4/lambda)", false});
  bound.definitions = {{"rho", k_rho}, {"u", "1/sqrt(1 + 4/lambda)"}};
  bound.formula = "sqrt(lambda)*L^(-rho)/(16*pi*(1 + u)*log(L))";
  return bound;
}

Bound floor_of_rank() {
  Bound bound = lower(start(Kind::output, "floor-rank"));
  bound.statement = "E_z E|T_L - T|^2 >= (tr V Gamma V^T - |V Gamma V^T|) a, a from mean-a-floor";
  bound.source = "bounds.md B5 (last line)";
  bound.tight = "the exponent of L is exact when V Gamma V^T has rank 2 or more";
  bound.parameters = {{"s0", "sqrt(lambda)/1024", "4*sqrt(lambda) + sqrt(2*log(L))"}};
  bound.definitions = {{"a", k_mean_a_floor}};
  bound.formula = "(trace - norm_out)*a";
  return bound;
}

Bound floor_of_rank_one() {
  Bound bound = lower(start(Kind::output, "floor"));
  bound.statement =
      "E_z E|T_L - T|^2 >= tr(V Gamma V^T) P(s0 <= s <= s1) (L/4) min(1, (ln(L)/s1 - s1/2)^2) P(N(0,1) > ln(L)/s0 + "
      "s0/2), any 0 < s0 < s1 < sqrt(2 ln L), if H has rank one";
  bound.source = "bounds.md B6";
  bound.tight = "the exponent of L is exact";
  bound.conditions.push_back({"trace_h <= lambda (H has rank one)", "lambda - trace_h", false});
  bound.parameters = {{"s0", "sqrt(2*log(L))/256", "sqrt(2*log(L))"}, {"s1", "s0", "sqrt(2*log(L))"}};
  bound.definitions = {
      {"inside", "2*(" + normal_above("s0/sqrt(lambda)") + " - " + normal_above("s1/sqrt(lambda)") + ")"},
      {"far", normal_above("log(L)/s0 + s0/2")}};
  bound.formula = "trace*inside*L/4*min(1, (log(L)/s1 - s1/2)^2)*far";
  return bound;
}

}  // namespace

std::vector<Bound> average_bounds() {
  std::vector<Bound> out;
  for (const Kind kind : {Kind::output, Kind::grad_v, Kind::shifted_output, Kind::shifted_grad_v}) {
    for (const auto& make : {trivial, headline, am_gm, light, power_law}) out.push_back(make(kind));
  }
  for (const bool rank_one : {false, true}) out.push_back(staircase(rank_one));
  out.push_back(power_law(Kind::mean_a));
  for (const auto& make : {floor_of_rank_one, floor_of_rank, mean_a_exponent, mean_a_floor, mean_a_floor_closed}) {
    out.push_back(make());
  }
  return out;
}

}  // namespace softlin::bounds
