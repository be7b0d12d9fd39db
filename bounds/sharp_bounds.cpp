#include "bounds/sharp_bounds.hpp"

#include "bounds/sub_gaussian_text.hpp"

namespace softlin::bounds {

namespace {

using symbolic::Quantity;
using Definitions = std::vector<std::pair<std::string, std::string>>;

Bound start(const std::string& name, Quantity quantity) {
  return sub_gaussian_bound(name, quantity, "not tight; no logarithm");
}

/// C0 = 16 d + 15.1 and C1 = 169 (d = 1), 325 (d >= 2) of D1.5.
Definitions one_query_constants() { return {{"C0", "16*d + 15.1"}, {"C1", "169 + 156*min(1, d - 1)"}}; }

/// C0 = 28.9 + 26.3 (d/2) ln 2 and C1 = 217 of D4.5.
Definitions u_constants() { return {{"C0", "28.9 + 26.3*d/2*log(2)"}, {"C1", "217"}}; }

/// D2.4 in its two forms.
Bound printed_form(Quantity quantity, bool tilt) {
  const bool output = quantity == Quantity::output;
  Bound bound = start(std::string(output ? "prop-3.1" : "prop-3.4-v") + "-sharp" + (tilt ? "-tilt" : ""), quantity);
  bound.statement = left_side(quantity) + " <= " + (output ? "" : "rows(V) ") +
                    "c1 sigma^4 L^{-c2/sigma^2} for L >= 2, averaged over the query law";
  bound.source = std::string("bounds.md D2.4") + (tilt ? " (dimension-free tilt)" : "") + (output ? "" : " with D2.6");
  bound.definitions = one_query_constants();
  bound.definitions.insert(bound.definitions.begin(),
                           {"c2", tilt ? "1/max(1, 4*(d + 2)*norm_u^2)" : "1/max(1, 8*norm_u^2)"});
  const std::string unit = tilt ? "sqrt(exp(1))*C0 + 2*(exp(1) - 1)*(d + 2)*C1*norm_u^2"
                                : "(1 - 4*c2*norm_u^2)^(-d/2)*C0 + 8*(2^d - 1)*C1*norm_u^2";
  bound.definitions.emplace_back("c1", output ? "norm_v^2*(" + unit + ")" : unit);
  bound.formula = std::string(output ? "" : "rows*") + "c1*sigma^4*L^(-c2/sigma^2)";
  return bound;
}

Bound u_printed_form() {
  Bound bound = start("prop-3.4-u-sharp", Quantity::grad_u);
  bound.statement =
      left_side(Quantity::grad_u) + " <= c1 sigma^8 L^{-c2/sigma^2} for L >= 2, averaged over the query law";
  bound.source = "bounds.md D4.6";
  bound.definitions = u_constants();
  bound.definitions.insert(bound.definitions.begin(), {"c2", "1/max(1, 8*norm_u^2)"});
  bound.definitions.emplace_back(
      "c1", "norm_v^2*2^d*((8/exp(1))*C0^2 + 2*C0*C1*norm_u^2*(16/exp(1))^2 + C1^2*norm_u^4*(24/exp(1))^3)");
  bound.formula = "c1*sigma^8*L^(-c2/sigma^2)";
  return bound;
}

/// Av(r; c0, c1) of D2.3 with the free eta; the two cases q <= c0 and q > c0 in one.
std::string average(const std::string& r, const std::string& c0, const std::string& c1, const std::string& eta) {
  const std::string q = "((" + c1 + ")/" + eta + ")";
  const std::string m1 = "(1 - 4*" + r + "*lam)^(-d/2)";
  const std::string m2 = "(1 - (4*" + r + " + 2*" + eta + ")*lam)^(-d/2)";
  return "(" + q + "*" + m2 + " + " + c0 + " - " + q + " + max(0, " + c0 + " - " + q + ")*(" + m1 + " - 1))";
}

/// The largest eta with (4r + 2 eta) lam <= 1, where lam is small a smaller one.
std::string largest_eta(const std::string& r) {
  return "(1 - 4*" + r + "*sigma^2*norm_u^2)/(2*max(sigma^2*norm_u^2, 1/1024))";
}

Bound closed_form(Quantity quantity) {
  Bound bound = start("sub-gaussian-closed" + name_suffix(quantity), quantity);
  bound.statement = left_side(quantity) + " <= " + scale_in_words(quantity) +
                    " sigma^2 Av(r) L^{-r} for L >= 2, any r in (0, 1] with 4 r sigma^2 |U|^2 < 1";
  bound.source = quantity == Quantity::output ? "bounds.md D2.3" : "bounds.md D2.3 with D2.6";
  bound.tight = "rho is the exact worst exponent of L over sub-Gaussian laws (D3)";
  bound.parameters = {exponent_parameter(), {"eta", "0", largest_eta("r")}};
  bound.definitions = one_query_constants();
  bound.definitions.insert(bound.definitions.begin(), {"rho", exponent_parameter().high});
  bound.definitions.emplace_back("lam", "sigma^2*norm_u^2");
  bound.formula = scale(quantity) + "*sigma^2*" + average("r", "C0", "C1", "eta") + "*L^(-r)";
  return bound;
}

Bound u_closed_form() {
  Bound bound = start("sub-gaussian-closed-u", Quantity::grad_u);
  bound.statement =
      left_side(Quantity::grad_u) +
      " <= |V|^2 sigma^4 L^{-r} {C0^2 (2/eta)(m - 1) + m [2 C0 C1 lam (4/(e eta))^2 + C1^2 lam^2 (6/(e "
      "eta))^3]}, m = (1 - 4 r lam - eta)^{-d/2}, lam = sigma^2 |U|^2, for L >= 2, any r in (0, 1] and eta > "
      "0 with 4 r lam + eta < 1";
  bound.source = "bounds.md D4.5";
  bound.parameters = {exponent_parameter(), {"eta", "0", "1 - 4*r*sigma^2*norm_u^2"}};
  bound.definitions = u_constants();
  bound.definitions.emplace_back("lam", "sigma^2*norm_u^2");
  bound.definitions.emplace_back("m", "(1 - 4*r*lam - eta)^(-d/2)");
  bound.formula =
      "norm_v^2*sigma^4*L^(-r)*(C0^2*(2/eta)*(m - 1) + m*(2*C0*C1*lam*(4/(exp(1)*eta))^2 + "
      "C1^2*lam^2*(6/(exp(1)*eta))^3))";
  return bound;
}

/// D3, with D2.3.
Bound worst_exponent() {
  Bound bound = start("worst-exponent", Quantity::output);
  bound.statement =
      "rho_sg = min(1, 1/(4 sigma^2 |U|^2)): E|T_L - T|^2 = O(L^{-r}) for every r < rho_sg, and no r > rho_sg does for "
      "all "
      "laws";
  bound.source = "bounds.md D3 with D2.3";
  bound.tight =
      "exact: d = 1, V = 1, z ~ N(0, 1), sigma = 1 and P(X = k_j) = P(X = -k_j) = 2^{-j-3} e^{-k_j^2/2}, j = 1, 2, "
      "..., "
      "else X = 0, with k_j >= 2j, k_{j+1} >= 16 k_j, k_j/k_{j+1} -> 0 (D3.1)";
  bound.subject = "exponent";
  bound.definitions = {{"rho", "1/max(1, 4*sigma^2*norm_u^2)"}};
  bound.formula = "rho";
  return bound;
}

Bound light(Quantity quantity) {
  Bound bound = start("sub-gaussian-light" + name_suffix(quantity), quantity);
  bound.statement =
      left_side(quantity) + " <= " + scale_in_words(quantity) +
      " sigma^2 {Av(1; 2D/ka, 4/(ka(1-ka)) + de)/(c^2 L) + L^{-k} Av(k; 4 d ln 2 M + 4(g + 1/e)((k+1)/(g e))^{k+1}, 20 "
      "M)}, "
      "D = (d/2) ln(1/(1-ka)), g = 1 - c + c ln c, M = max(1, (k/(g e))^k), for L >= 2 if 4 sigma^2 |U|^2 < 1";
  bound.source = quantity == Quantity::output ? "bounds.md D2.5" : "bounds.md D2.5 with D2.6";
  bound.tight = "within a factor of about 10 of the truth for |U| <= 1/4 and long prompts";
  bound.conditions = {{"4 sigma^2 |U|^2 < 1", "1 - 4*sigma^2*norm_u^2"}};
  bound.parameters = {{"c", "0", "1"},
                      {"ka", "0", "1"},
                      {"k", "1", "1/max(1/8, 4*sigma^2*norm_u^2)"},
                      {"eta1", "0", largest_eta("1")},
                      {"eta2", "0", largest_eta("k")}};
  bound.definitions = {{"lam", "sigma^2*norm_u^2"},
                       {"tilt", "d/2*log(1/(1 - ka))"},
                       {"g", "1 - c + c*log(c)"},
                       {"m", "max(1, (k/(g*exp(1)))^k)"},
                       {"good0", "2*tilt/ka"},
                       {"good1", "4/(ka*(1 - ka)) + (1 + sqrt(10))^2*min(1, d - 1)"},
                       {"bad0", "4*d*log(2)*m + 4*(g + exp(-1))*((k + 1)/(g*exp(1)))^(k + 1)"},
                       {"bad1", "20*m"}};
  bound.formula = scale(quantity) + "*sigma^2*(" + average("1", "good0", "good1", "eta1") + "/(c^2*L) + L^(-k)*" +
                  average("k", "bad0", "bad1", "eta2") + ")";
  return bound;
}

}  // namespace

std::vector<Bound> sharp_bounds() {
  std::vector<Bound> out;
  for (const Quantity quantity : {Quantity::output, Quantity::grad_v}) {
    for (const bool tilt : {false, true}) out.push_back(printed_form(quantity, tilt));
    out.push_back(closed_form(quantity));
    out.push_back(light(quantity));
  }
  out.push_back(u_printed_form());
  out.push_back(u_closed_form());
  out.push_back(worst_exponent());
  return out;
}

}  // namespace softlin::bounds
