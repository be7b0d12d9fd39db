#include "bounds/raw_bounds.hpp"

#include "bounds/hypotheses.hpp"
#include "bounds/normal_text.hpp"
#include "bounds/one_query_text.hpp"
#include "bounds/sub_gaussian_text.hpp"

namespace softlin::bounds {

namespace {

using symbolic::Quantity;

constexpr int k_cells = 20;

Bound start(const std::string& name, Quantity quantity) {
  Bound bound = sub_gaussian_bound(name, quantity, "not tight");
  bound.conditions = {{"U != 0", "norm_u"}};
  return bound;
}

/// b0 in units of ln L: b0 = part ln L.
const FreeParameter k_part{"part", "0", "1"};

/// C2.1.
Bound raw(Quantity quantity) {
  Bound bound = start("sub-gaussian-raw" + name_suffix(quantity), quantity);
  bound.statement =
      left_side(quantity) + " <= " + scale_in_words(quantity) +
      " sigma^2 {e^{2 b0}/(L (1-th)^2) (sqrt(2 d ln 2) + 6 sqrt(b0))^2 + 8 P1 [ln L + Hd + ln(1/P1) + b0] + 8 "
      "P2 [ln L + Hd + b0] + 8 J} for L >= 2, any b0 >= 0, th, vv in (0, 1)";
  bound.source = quantity == Quantity::output ? "bounds.md C2.1" : "bounds.md C2.1 with V = I";
  bound.parameters = {k_part, {"th", "0", "1"}, {"vv", "0", "1"}};
  bound.definitions = {{"hd", "d/2*log(2)"},
                       {"b0", "part*log(L)"},
                       {"e1", "L*th^2*exp(-2*b0)/2"},  // ln(1/P1)
                       {"far", "(1 - vv)^(-d/2)*exp(-vv*b0/(2*sigma^2*norm_u^2))"},
                       {"J", "2*sigma^2*norm_u^2/vv*far"}};
  bound.formula =
      scale(quantity) +
      "*sigma^2*(exp(2*b0)/(L*(1 - th)^2)*(sqrt(2*d*log(2)) + 6*sqrt(b0))^2 + 8*exp(-e1)*(log(L) + hd + e1 + "
      "b0) + 8*min(1, far)*(log(L) + hd + b0) + 8*J)";
  return bound;
}

/// C4.1.
Bound raw_u() {
  Bound bound = start("sub-gaussian-raw-u", Quantity::grad_u);
  bound.statement =
      "E|grad_U T_L - grad_U T|_F^2 <= |V|^2 sigma^4 {good + bad + far} for L >= 2, any b0 >= 0, th in (0, 1), gam > 1";
  bound.source = "bounds.md C4.1";
  bound.parameters = {k_part, {"th", "0", "1"}, {"gam", "1", "6"}};
  bound.definitions = {
      {"hd", "d/2*log(2)"},
      {"b0", "part*log(L)"},
      {"far", "exp(-b0/(4*sigma^2*norm_u^2))"},
      {"P", "min(1, exp(-L*th^2*exp(-2*b0)/2) + L^(1 - gam))"},
      {"size", "2*d*log(2) + 4*b0"},
      {"good",
       "2*d*exp(2*b0)/(L*(1 - th)^2)*(16*(sqrt(1 + hd + 4*b0) + sqrt(b0))^4 + size^2 + 4*(sqrt(gam*log(L) + hd) + "
       "sqrt(b0))^2*(sqrt(2*d*log(2)) + 6*sqrt(b0))^2)"},
      {"bad", "d*(16*P*(1 + log(L) + hd - log(P))^2 + size^2*P)"},
      {"Z1", "min(d, 2^d*(8/exp(1))*far)"},
      {"Z3", "2^d*(24/exp(1))^3*far"},
      {"tail", "16*(1 + log(L) + hd)^2*Z1 + 2*(2*d*log(2))^2*Z1 + 32*sigma^4*norm_u^4*Z3"}};
  bound.formula = "norm_v^2*sigma^4*(good + bad + tail)";
  return bound;
}

/// For each cell b_k = lam w_k, w_k = (k h)^2, and c = 1 - th, which follows b by the free kappa; then what `define_more`
/// defines with the cell's index at the end of its names.
template <class DefineMore>
void add_cells(Bound& bound, const DefineMore& define_more) {
  for (int k = 1; k <= k_cells; ++k) {
    const std::string i = std::to_string(k);
    bound.definitions.emplace_back("w" + i, "(" + i + "*h)^2");
    bound.definitions.emplace_back("b" + i, "lam*w" + i);
    bound.definitions.emplace_back("c" + i, "max(1/4, 1 - kappa*exp(b" + i + ")*sqrt(log(L)/L))");
    define_more(i);
  }
}

/// Psi_k of D1.4 or E3.3 in each cell, with triv_k = Triv(b_k). Each cell has its own c and ka of D1.3,
/// which follow b by the free kappa and kb; ka of the tails is shared.
enum class OneQuery { sharp, tight };
void add_one_query_bounds(Bound& bound, const std::string& least_h, const std::string& lam = "sigma^2*norm_u^2",
                          const std::string& most_h = "2*sqrt(d)", OneQuery form = OneQuery::sharp) {
  bound.parameters = {{"h", least_h, most_h}, {"kappa", "0", "3"}, {"kb", "0", "1"}, {"ka", "1/2", "1"}};
  bound.definitions = {{"lam", lam}};
  define_tails(bound);
  add_cells(bound, [&](const std::string& i) {
    bound.definitions.emplace_back("k" + i, "kb*sqrt(b" + i + ")/(kb*sqrt(b" + i + ") + 1 - kb)");
    if (form == OneQuery::sharp) {
      define_one_query(bound, i);
    } else {
      bound.definitions.emplace_back("kfour" + i, "2*kb*sqrt(b" + i + ")/(2*kb*sqrt(b" + i + ") + 1 - kb)");
      define_one_query_tight(bound, i);
    }
  });
}

/// Psi_1 + sum_k [Psi_{k+1} - Psi_k]_+ tail_k
std::string stairs() {
  std::string sum = "Psi1";
  for (int k = 1; k < k_cells; ++k) {
    const std::string i = std::to_string(k), next = std::to_string(k + 1);
    sum += " + max(0, Psi" + next + " - Psi" + i + ")*tail" + i;
  }
  return sum;
}

/// tail_k = (w/d)^{d/2} e^{-(w - d)/2} >= P(|z|^2 > w_k), and J by C0.8 with the free vv.
void add_query_tails(Bound& bound) {
  bound.parameters.push_back({"vv", "0", "1"});
  for (int k = 1; k <= k_cells; ++k) {
    const std::string i = std::to_string(k);
    bound.definitions.emplace_back("u" + i, "max(1, w" + i + "/d)");
    bound.definitions.emplace_back("tail" + i, "exp(-d/2*(u" + i + " - 1))*u" + i + "^(d/2)");
  }
  bound.definitions.emplace_back("J", "2*lam/vv*(1 - vv)^(-d/2)*exp(-vv*w" + std::to_string(k_cells) + "/2)");
}

std::string staircase_statement(Quantity quantity, const std::string& grid) {
  return left_side(quantity) + " <= " + scale_in_words(quantity) +
         " sigma^2 {Psi(t_1) + sum_{k<20} [Psi(t_{k+1}) - Psi(t_k)]_+ P(b > t_k) + tail beyond t_20}, " + grid +
         ", for L >= 2, any h > 0";
}

/// C2.2 with D1.4.
Bound staircase(Quantity quantity) {
  Bound bound = start("sub-gaussian-staircase" + name_suffix(quantity), quantity);
  bound.statement =
      staircase_statement(quantity, "Psi the one-query bound sub-gaussian-query, t_k = sigma^2 |U|^2 (k h)^2");
  bound.source = quantity == Quantity::output ? "bounds.md C2.2 with D1.4" : "bounds.md C2.2 with D1.4, D2.6";
  bound.tight = "about 3 times the truth at |U| = 1/10 and 25 times at 1/4 (d = 1, L = 1024)";
  add_one_query_bounds(bound, "sqrt(d)/32");
  add_query_tails(bound);
  const std::string last = std::to_string(k_cells);
  bound.formula = scale(quantity) + "*sigma^2*(" + stairs() + " + (2*top + 8*b" + last + ")*tail" + last + " + 8*J)";
  return bound;
}

/// C2.2 as printed: with the one-query bounds of part C.
Bound printed_staircase(Quantity quantity) {
  Bound bound = start("sub-gaussian-staircase-raw" + name_suffix(quantity), quantity);
  bound.statement =
      staircase_statement(quantity, "Psi the one-query bound sub-gaussian-query-raw, t_k = sigma^2 |U|^2 (k h)^2");
  bound.source = quantity == Quantity::output ? "bounds.md C2.2" : "bounds.md C2.2 with V = I";
  bound.tight = "not tight; superseded by sub-gaussian-staircase";
  bound.parameters = {{"h", "sqrt(d)/32", "2*sqrt(d)"}, {"kappa", "0", "3"}};
  bound.definitions = {{"lam", "sigma^2*norm_u^2"}, {"hd", "d/2*log(2)"}};
  add_cells(bound, [&](const std::string& i) { define_one_query_raw(bound, i); });
  add_query_tails(bound);
  const std::string last = std::to_string(k_cells);
  bound.formula =
      scale(quantity) + "*sigma^2*(" + stairs() + " + 8*(log(L) + hd + b" + last + ")*tail" + last + " + 8*J)";
  return bound;
}

/// D2.1 for |Uz|^2 = E|Uz|^2 g^2 with g ~ N(0, 1): the staircase with the exact tail. Beyond the last step Triv(b) <= 2 top +
/// 8 b and E[g^2; |g| > x] = 2 x phi(x) + 2 P(g > x).
Bound gaussian_staircase(Quantity quantity) {
  Bound bound = start("sub-gaussian-staircase-gaussian" + name_suffix(quantity), quantity);
  bound.statement = staircase_statement(
      quantity, "Psi the one-query bound sub-gaussian-query, t_k = sigma^2 E|Uz|^2 (k h)^2, b = sigma^2 |Uz|^2");
  bound.source = quantity == Quantity::output ? "bounds.md D2.1 with D1.4" : "bounds.md D2.1 with D1.4, D2.6";
  bound.tight = "the exact law of |Uz|: a Gaussian query and U Sz U^T of rank one";
  bound.hypotheses = {sigma_at_least_one(), centred_tokens(), sub_gaussian_tokens(), centred_gaussian_query(),
                      rank_one_query()};
  bound.conditions = {{"E|Uz|^2 > 0", "mean_uz2"}};
  add_one_query_bounds(bound, "1/16", "sigma^2*mean_uz2", "1/2");
  for (int k = 1; k <= k_cells; ++k) {
    const std::string i = std::to_string(k);
    bound.definitions.emplace_back("tail" + i, "2*" + normal_above(i + "*h"));
  }
  const std::string last = std::to_string(k_cells), x = last + "*h";
  bound.formula = scale(quantity) + "*sigma^2*(" + stairs() + " + 2*top*tail" + last + " + 8*lam*(2*" + x + "*" +
                  normal_density(x) + " + tail" + last + "))";
  return bound;
}

/// An explicit feasible point of the linear program of D2.2 and D4.4: G(w) = F_1 + al1 w + be1 e^{eta1 w/2} + be2 e^{eta2 w/2}
/// with G(w_k) >= F_{k+1}, where al1 is fitted to the first cells, be1 to those in the middle, and be2 to the last ones and
/// to `far` at w_20, from where `far`/w^power is nonincreasing. The result is at least E G(|Uz|^2/|U|^2).
std::string fit_majorant(Bound& bound, const std::string& F, const std::string& far, const std::string& power) {
  constexpr int k_linear = 6, k_middle = 12;
  const std::string last = std::to_string(k_cells);
  bound.parameters.push_back({"eta1", "0", "1"});
  bound.parameters.push_back({"eta2", "2*" + power + "/(" + last + "*h)^2", "1"});
  std::vector<std::string> slopes, middle, beyond;
  for (int k = 1; k < k_cells; ++k) {
    const std::string i = std::to_string(k), next = F + std::to_string(k + 1);
    const std::string line = next + " - " + F + "1 - al1*w" + i;
    if (k <= k_linear) {
      slopes.push_back("(" + next + " - " + F + "1)/w" + i);
    } else if (k <= k_middle) {
      middle.push_back("(" + line + ")*exp(-eta1*w" + i + "/2)");
    } else {
      beyond.push_back("(" + line + " - be1*exp(eta1*w" + i + "/2))*exp(-eta2*w" + i + "/2)");
    }
  }
  beyond.push_back(far + "*exp(-eta2*w" + last + "/2)");
  bound.definitions.emplace_back("al1", largest(slopes));
  bound.definitions.emplace_back("be1", largest(middle));
  bound.definitions.emplace_back("be2", largest(beyond));
  return "(" + F + "1 + al1*d + be1*(1 - eta1)^(-d/2) + be2*(1 - eta2)^(-d/2))";
}

std::string majorant_statement(Quantity quantity, const std::string& one_query) {
  return left_side(quantity) + " <= " + scale_in_words(quantity) +
         " sigma^2 [al0 + al1 d + be1 (1 - eta1)^{-d/2} + be2 (1 - eta2)^{-d/2}], where al0 + al1 w + be1 e^{eta1 w/2} "
         "+ be2 e^{eta2 w/2} lies above the one-query bound " +
         one_query + " at |Uz|^2 = |U|^2 w, for L >= 2";
}

/// D2.2 with the one-query bound of D1.4 or E3.3.
Bound majorant(Quantity quantity, OneQuery form) {
  const bool output = quantity == Quantity::output, sharp = form == OneQuery::sharp;
  Bound bound = start(std::string("sub-gaussian-majorant") + (sharp ? "" : "-tight") + name_suffix(quantity), quantity);
  bound.statement = majorant_statement(quantity, sharp ? "sub-gaussian-query" : "of E3.3");
  if (sharp) {
    bound.source = output ? "bounds.md D2.2 with D1.4" : "bounds.md D2.2 with D1.4, D2.6";
    bound.tight = "2.4 times the truth at |U| = 1/10 and 9 times at 1/4 (d = 1, L = 1024)";
  } else {
    bound.source = output ? "sharper-bounds.md E3.4" : "sharper-bounds.md E3.4 with E3.8";
  }
  add_one_query_bounds(bound, "sqrt(d)/14", "sigma^2*norm_u^2", "2*sqrt(d)", form);
  bound.formula = scale(quantity) + "*sigma^2*" + fit_majorant(bound, "Psi", "triv" + std::to_string(k_cells), "1");
  return bound;
}

/// D4.4
Bound u_majorant() {
  Bound bound = start("sub-gaussian-majorant-u", Quantity::grad_u);
  bound.statement =
      "E|grad_U T_L - grad_U T|_F^2 <= |V|^2 sigma^4 [al0 + al1 d + be1 (1 - eta1)^{-d/2} + be2 (1 - eta2)^{-d/2}], "
      "where "
      "al0 + al1 w + be1 e^{eta1 w/2} + be2 e^{eta2 w/2} lies above w PsiU(sigma^2 |U|^2 w), PsiU the one-query bound "
      "sub-gaussian-query-u, for L >= 2";
  bound.source = "bounds.md D4.4 with D4.3";
  bound.tight = "56 times the truth at |U| = 1/10 (d = 1, L = 1024)";
  bound.parameters = {{"h", "sqrt(d)/8", "2*sqrt(d)"}, {"kappa", "0", "3"}, {"ka", "1/2", "1"}};
  bound.definitions = {{"lam", "sigma^2*norm_u^2"}};
  define_tails(bound);
  add_cells(bound, [&](const std::string& i) {
    define_one_query_u(bound, i);
    bound.definitions.emplace_back("F" + i, "w" + i + "*PsiU" + i);
  });
  const std::string last = std::to_string(k_cells);
  bound.formula = "norm_v^2*sigma^4*" + fit_majorant(bound, "F", "w" + last + "*trivu" + last, "3");
  return bound;
}

}  // namespace

std::vector<Bound> raw_bounds() {
  std::vector<Bound> out;
  for (const Quantity quantity : {Quantity::output, Quantity::grad_v}) {
    out.push_back(raw(quantity));
    out.push_back(staircase(quantity));
    out.push_back(printed_staircase(quantity));
    out.push_back(gaussian_staircase(quantity));
    for (const OneQuery form : {OneQuery::sharp, OneQuery::tight}) out.push_back(majorant(quantity, form));
  }
  out.push_back(raw_u());
  out.push_back(u_majorant());
  return out;
}

}  // namespace softlin::bounds
