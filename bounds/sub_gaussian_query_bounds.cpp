#include "bounds/sub_gaussian_query_bounds.hpp"

#include "bounds/hypotheses.hpp"
#include "bounds/one_query_text.hpp"
#include "bounds/sub_gaussian_text.hpp"

namespace softlin::bounds {

namespace {

using symbolic::Quantity;

Bound start(const std::string& name, Quantity quantity) {
  Bound bound = sub_gaussian_bound("sub-gaussian-query" + name + name_suffix(quantity), quantity, {});
  bound.hypotheses = sub_gaussian_query_hypotheses();
  bound.definitions = {{"b", "sigma^2*norm_uz2"}};
  return bound;
}

/// "E|T_L - T|^2 <= |V|^2 sigma^2 ", or the V-gradient's, which is V = I times the rows of V.
std::string statement_until_sigma(Quantity quantity) {
  return left_side(quantity) + " <= " + scale_in_words(quantity) + " sigma^2 ";
}
std::string scale_and_sigma(Quantity quantity) { return scale(quantity) + "*sigma^2*"; }
std::string with_identity(Quantity quantity) { return quantity == Quantity::output ? "" : " with D2.6"; }

Bound raw(Quantity quantity) {
  Bound bound = start("-raw", quantity);
  bound.statement =
      statement_until_sigma(quantity) +
      "min{4 (sqrt(ln L + Hd) + sqrt b)^2, e^{2b}/(L c^2) (sqrt(2 d ln 2) + 6 sqrt b)^2 + 4 P (sqrt(ln L + "
      "Hd + ln(1/P)) + sqrt b)^2}, P = exp(-L (1-c)^2 e^{-2b}/2), Hd = (d/2) ln 2, b = sigma^2 |Uz|^2, for "
      "L >= 2, any c in (0, 1)";
  bound.source = "bounds.md C1.1, C1.2, C1.3" + with_identity(quantity);
  bound.tight = "not tight; superseded by sub-gaussian-query";
  bound.parameters = {{"c", "0", "1"}};
  bound.definitions.emplace_back("hd", "d/2*log(2)");
  define_one_query_raw(bound, "");
  bound.formula = scale_and_sigma(quantity) + "Psi";
  return bound;
}

Bound sharp(Quantity quantity) {
  Bound bound = start("", quantity);
  bound.statement = statement_until_sigma(quantity) +
                    "Psi(b), Psi the smaller of Triv and mb(b)/(L c^2) + (sqrt(P (2/ka)(ln L + D(ka) + ln(1/P))) + 2 "
                    "sqrt(b P))^2, b = "
                    "sigma^2 |Uz|^2, for L >= 2, any c, k in (0, 1) (k is kappa of mb), ka in [1/2, 1)";
  bound.source = "bounds.md D1.4 with D1.3 (i)" + with_identity(quantity);
  bound.tight =
      "ratio to the truth tends to 1 as b tends to 0 and L grows, if the tokens have covariance sigma^2 I and V = I";
  bound.conditions = {{"U z != 0", "norm_uz2"}};
  bound.parameters = {{"c", "0", "1"}, {"k", "0", "1"}, {"ka", "1/2", "1"}};
  define_tails(bound);
  define_one_query(bound, "");
  bound.formula = scale_and_sigma(quantity) + "Psi";
  return bound;
}

const FreeParameter k_power{"r", "1/1024", "1", true};

Bound closed(Quantity quantity) {
  Bound bound = start("-closed", quantity);
  bound.statement =
      statement_until_sigma(quantity) +
      "(C0 + C1 b) (e^{2b}/L)^r, C0 = 16 d + 15.1, C1 = 169 (d = 1) or 325, b = sigma^2 |Uz|^2, for L >= 2, "
      "any r in (0, 1]";
  bound.source = "bounds.md D1.5" + with_identity(quantity);
  bound.tight = "not tight; no logarithm";
  bound.parameters = {k_power};
  bound.formula = scale_and_sigma(quantity) + "(16*d + 15.1 + (169 + 156*min(1, d - 1))*b)*exp(r*(2*b - log(L)))";
  return bound;
}

Bound u_sharp() {
  Bound bound = start("", Quantity::grad_u);
  bound.statement =
      "E|grad_U T_L - grad_U T|_F^2 <= |V|^2 |z|^2 sigma^4 PsiU(b), PsiU the smaller of TrivU and G_c + P ((2/ka)^2 (1 "
      "+ "
      "ln L + D(ka) + ln(1/P))^2 + t(b)^2), b = sigma^2 |Uz|^2, for L >= 2, any c in (0, 1), ka in [1/2, 1)";
  bound.source = "bounds.md D4.3 with D4.2, D1.3 (i)";
  bound.tight = "about 7 times the truth for standard normal tokens, small b and long prompts";
  bound.conditions = {{"U z != 0", "norm_uz2"}};
  bound.parameters = {{"c", "0", "1"}, {"ka", "1/2", "1"}};
  define_tails(bound);
  define_one_query_u(bound, "");
  bound.formula = "norm_v^2*norm_z2*sigma^4*PsiU";
  return bound;
}

Bound u_closed() {
  Bound bound = start("-closed", Quantity::grad_u);
  bound.statement =
      "E|grad_U T_L - grad_U T|_F^2 <= |V|^2 |z|^2 sigma^4 (C0 + C1 b)^2 (e^{2b}/L)^r, C0 = 28.9 + 26.3 (d/2) ln 2, C1 "
      "= "
      "217, b = sigma^2 |Uz|^2, for L >= 2, any r in (0, 1]";
  bound.source = "bounds.md D4.5 (one query)";
  bound.tight = "not tight; no logarithm";
  bound.parameters = {k_power};
  bound.formula = "norm_v^2*norm_z2*sigma^4*(28.9 + 26.3*d/2*log(2) + 217*b)^2*exp(r*(2*b - log(L)))";
  return bound;
}

}  // namespace

std::vector<Bound> sub_gaussian_query_bounds() {
  std::vector<Bound> out;
  for (const Quantity quantity : {Quantity::output, Quantity::grad_v}) {
    for (const auto& make : {raw, sharp, closed}) out.push_back(make(quantity));
  }
  out.push_back(u_sharp());
  out.push_back(u_closed());
  return out;
}

}  // namespace softlin::bounds
