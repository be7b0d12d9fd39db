#include "bounds/tight_bounds.hpp"

#include "bounds/hypotheses.hpp"
#include "bounds/sub_gaussian_text.hpp"

namespace softlin::bounds {

namespace {

using symbolic::Quantity;
using Definitions = std::vector<std::pair<std::string, std::string>>;

std::string source(Quantity quantity, const std::string& output_step) {
  return "sharper-bounds.md " + output_step + (quantity == Quantity::grad_v ? " with E3.8" : "");
}

Bound start(const std::string& name, Quantity quantity) {
  return sub_gaussian_bound(name, quantity, "not tight; no logarithm");
}

/// E3.5: C0 = 3 d, C1 = 70 + 7 d.
Definitions output_constants() { return {{"C0", "3*d"}, {"C1", "70 + 7*d"}}; }
/// E2.9: C0 = 1 + 4 d, C1 = 28. kp2 and kp3 of E2.4 and E2.10.
Definitions gradient_constants() { return {{"C0", "1 + 4*d"}, {"C1", "28"}, {"kp2", "0.6477"}, {"kp3", "1.4215"}}; }

const std::pair<std::string, std::string> k_printed_exponent{"c2", "1/max(1, 8*norm_u^2)"};

/// E3.7
Bound printed_form(Quantity quantity) {
  const bool output = quantity == Quantity::output;
  Bound bound = start(output ? "prop-3.1-tight" : "prop-3.4-v-tight", quantity);
  bound.statement = left_side(quantity) + " <= " + (output ? "" : "rows(V) ") +
                    "c1 sigma^4 L^{-c2/sigma^2} for L >= 2, averaged over the query law";
  bound.source = source(quantity, "E3.7");
  bound.definitions = output_constants();
  bound.definitions.insert(bound.definitions.begin(), k_printed_exponent);
  const std::string unit = "(1 - 4*c2*norm_u^2)^(-d/2)*C0 + C1*norm_u^2*(d + 8/exp(1)*(2^d - 1))";
  bound.definitions.emplace_back("c1", output ? "norm_v^2*(" + unit + ")" : unit);
  bound.formula = std::string(output ? "" : "rows*") + "c1*sigma^4*L^(-c2/sigma^2)";
  return bound;
}

/// E2.11
Bound u_printed_form() {
  Bound bound = start("prop-3.4-u-tight", Quantity::grad_u);
  bound.statement =
      left_side(Quantity::grad_u) + " <= c1 sigma^8 L^{-c2/sigma^2} for L >= 2, averaged over the query law";
  bound.source = "sharper-bounds.md E2.11";
  bound.definitions = gradient_constants();
  bound.definitions.insert(bound.definitions.begin(), k_printed_exponent);
  bound.definitions.emplace_back("c1",
                                 "norm_v^2*(C0^2*(d + 8/exp(1)*(2^d - 1)) + (2^d - 1)*(128*kp2*C0*C1*norm_u^2 + "
                                 "512*kp3*C1^2*norm_u^4))");
  bound.formula = "c1*sigma^8*L^(-c2/sigma^2)";
  return bound;
}

FreeParameter share(const std::string& name) { return {name, "0", "1 - 4*r*sigma^2*norm_u^2"}; }

/// m - 1 with this eta.
std::string excess(const std::string& eta) { return "((1 - 4*r*lam - " + eta + ")^(-d/2) - 1)"; }

/// B1 of E2.10, and the minimum of E3.6.
std::string first_average(const std::string& eta) {
  return "min(d + 2/(exp(1)*" + eta + ")*" + excess(eta) + ", 2/" + eta + "*" + excess(eta) + ")";
}

/// B2, B3 of E2.10.
std::string higher_average(const std::string& n, const std::string& eta) {
  return "min(kp" + n + "*(2/" + eta + ")^" + n + "*" + excess(eta) + ", (2*" + n + "/(exp(1)*" + eta + "))^" + n +
         "*(1 + " + excess(eta) + "))";
}

/// E3.6
Bound closed_form(Quantity quantity) {
  Bound bound = start("sub-gaussian-tight" + name_suffix(quantity), quantity);
  bound.statement = left_side(quantity) + " <= " + scale_in_words(quantity) +
                    " sigma^2 L^{-r} {3 d (1-k)^{-d/2} + (70 + 7 d) lam min[d + (2/(e eta))(m-1), (2/eta)(m-1)]}, k = "
                    "4 r lam, lam = sigma^2 |U|^2, m = (1-k-eta)^{-d/2}, for L >= 2, any r in (0, 1], eta > 0 with k + "
                    "eta < 1";
  bound.source = source(quantity, "E3.6");
  bound.parameters = {exponent_parameter(), share("eta")};
  bound.definitions = output_constants();
  bound.definitions.emplace_back("lam", "sigma^2*norm_u^2");
  bound.definitions.emplace_back("B1", first_average("eta"));
  bound.formula = scale(quantity) + "*sigma^2*L^(-r)*(C0*(1 - 4*r*lam)^(-d/2) + C1*lam*B1)";
  return bound;
}

/// E2.10
Bound u_closed_form() {
  Bound bound = start("sub-gaussian-tight-u", Quantity::grad_u);
  bound.statement =
      left_side(Quantity::grad_u) +
      " <= |V|^2 sigma^4 L^{-r} {C0^2 B1 + 2 C0 C1 lam B2 + C1^2 lam^2 B3}, C0 = 1 + 4 d, C1 = 28, lam = sigma^2 "
      "|U|^2, "
      "B1 to B3 of E2.10 each with its own eta, for L >= 2, any r in (0, 1], eta > 0 with 4 r lam + eta < 1";
  bound.source = "sharper-bounds.md E2.10";
  bound.parameters = {exponent_parameter(), share("eta1"), share("eta2"), share("eta3")};
  bound.definitions = gradient_constants();
  bound.definitions.emplace_back("lam", "sigma^2*norm_u^2");
  bound.definitions.emplace_back("B1", first_average("eta1"));
  bound.definitions.emplace_back("B2", higher_average("2", "eta2"));
  bound.definitions.emplace_back("B3", higher_average("3", "eta3"));
  bound.formula = "norm_v^2*sigma^4*L^(-r)*(C0^2*B1 + 2*C0*C1*lam*B2 + C1^2*lam^2*B3)";
  return bound;
}

Bound start_query(Quantity quantity) {
  Bound bound = start("sub-gaussian-query-tight" + name_suffix(quantity), quantity);
  bound.hypotheses = sub_gaussian_query_hypotheses();
  bound.parameters = {{"r", "1/1024", "1", true}};
  return bound;
}

/// E3.5
Bound query_form(Quantity quantity) {
  Bound bound = start_query(quantity);
  bound.statement = left_side(quantity) + " <= " + scale_in_words(quantity) +
                    " sigma^2 (3 d + (70 + 7 d) b) (e^{2b}/L)^r, b = sigma^2 |Uz|^2, for L >= 2, any r in (0, 1]";
  bound.source = source(quantity, "E3.5");
  bound.definitions = output_constants();
  bound.definitions.emplace_back("b", "sigma^2*norm_uz2");
  bound.formula = scale(quantity) + "*sigma^2*(C0 + C1*b)*exp(r*(2*b - log(L)))";
  return bound;
}

/// E2.9
Bound u_query_form() {
  Bound bound = start_query(Quantity::grad_u);
  bound.statement = left_side(Quantity::grad_u) +
                    " <= |V|^2 |z|^2 sigma^4 (1 + 4 d + 28 b)^2 (e^{2b}/L)^r, b = sigma^2 |Uz|^2, for L >= 2, any r in "
                    "(0, 1]";
  bound.source = "sharper-bounds.md E2.9";
  bound.definitions = {{"C0", "1 + 4*d"}, {"C1", "28"}, {"b", "sigma^2*norm_uz2"}};
  bound.formula = "norm_v^2*norm_z2*sigma^4*(C0 + C1*b)^2*exp(r*(2*b - log(L)))";
  return bound;
}

}  // namespace

std::vector<Bound> tight_bounds() {
  std::vector<Bound> out;
  for (const Quantity quantity : {Quantity::output, Quantity::grad_v}) {
    out.push_back(printed_form(quantity));
    out.push_back(closed_form(quantity));
  }
  out.push_back(u_printed_form());
  out.push_back(u_closed_form());
  return out;
}

std::vector<Bound> tight_query_bounds() {
  return {query_form(Quantity::output), query_form(Quantity::grad_v), u_query_form()};
}

}  // namespace softlin::bounds
