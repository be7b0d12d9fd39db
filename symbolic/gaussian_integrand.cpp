#include "symbolic/gaussian_integrand.hpp"

#include <numeric>
#include <set>

namespace softlin::symbolic {

namespace {

using GiNaC::ex;
using Polynomial = std::map<Exponents, ex>;

constexpr std::size_t k_max_products = 4000000;  // products of two monomials, for one product of two polynomials

/// The exponential and the half-space of a product; exponents are expanded, so that equal ones are equal expressions.
struct Factor {
  ex exponent = 0;
  std::optional<std::size_t> side;
};
struct FactorLess {
  bool operator()(const Factor& a, const Factor& b) const {
    if (a.side != b.side) return a.side < b.side;
    return GiNaC::ex_is_less()(a.exponent, b.exponent);
  }
};
using Integrand = std::map<Factor, Polynomial, FactorLess>;

class Reader {
 public:
  Reader(std::size_t dimension, const HalfSpaces& half_spaces, const Place& place)
      : dimension_(dimension), half_spaces_(half_spaces), place_(place) {
    for (std::size_t i = 0; i < dimension; ++i) coordinates_.push_back(coordinate(i).expression());
  }

  Integrand read(const ex& e) const {
    if (is_free(e)) return of_polynomial({{one(), e}});
    if (GiNaC::is_a<GiNaC::symbol>(e)) return symbol(e);
    if (GiNaC::is_a<GiNaC::add>(e)) {
      Integrand out;
      for (const auto& term : e) add(out, read(term));
      return out;
    }
    if (GiNaC::is_a<GiNaC::mul>(e)) {
      Integrand out = of_polynomial({{one(), 1}});
      for (const auto& factor : e) out = product(out, read(factor), e);
      return out;
    }
    if (GiNaC::is_a<GiNaC::power>(e)) return power(e);
    if (is_call(e, "exp")) return of_exponential(e.op(0), 1, e);
    if (is_call(e, "sinh") || is_call(e, "cosh")) {
      Integrand out = of_exponential(e.op(0), ex(1) / 2, e);
      add(out, of_exponential(-e.op(0), ex(is_call(e, "sinh") ? -1 : 1) / 2, e));
      return out;
    }
    fail(e);
  }

  QuadraticForm form(const ex& e, int most_degree, const std::string& where) const {
    const Integrand parts = read(e);
    QuadraticForm out{Formula(), std::vector<Formula>(dimension_),
                      std::vector<std::vector<Formula>>(dimension_, std::vector<Formula>(dimension_))};
    for (const auto& [factor, polynomial] : parts) {
      if (!factor.exponent.is_zero() || factor.side) refuse_form(e, most_degree, where);
      for (const auto& [alpha, coefficient] : polynomial) put(out, alpha, coefficient, e, most_degree, where);
    }
    return out;
  }

 private:
  [[noreturn]] void fail(const ex& e) const {
    throw InputError(place_, "'" + Formula(e).text() + "' inside E[...]",
                     "sums of polynomial(x) * exp(at most quadratic form in x) * positive(linear form in x)");
  }
  [[noreturn]] void refuse_form(const ex& e, int most_degree, const std::string& where) const {
    throw InputError(place_, "'" + Formula(e).text() + "' inside " + where,
                     std::string(most_degree == 1 ? "a linear" : "an at most quadratic") + " form in x");
  }

  static bool is_call(const ex& e, const std::string& name) {
    return GiNaC::is_a<GiNaC::function>(e) && GiNaC::ex_to<GiNaC::function>(e).get_name() == name;
  }

  Exponents one() const { return Exponents(dimension_, 0); }

  bool is_free(const ex& e) const {
    for (const auto& x : coordinates_) {
      if (e.has(x)) return false;
    }
    for (const auto& [symbol, side] : half_spaces_) {
      if (e.has(symbol.expression())) return false;
    }
    return true;
  }

  static Integrand of_polynomial(Polynomial polynomial) {
    Integrand out;
    out.emplace(Factor{}, std::move(polynomial));
    return out;
  }

  Integrand of_exponential(const ex& exponent, const ex& coefficient, const ex& source) const {
    const ex expanded = Formula(exponent).expanded().expression();
    form(expanded, 2, "the exponent of '" + Formula(source).text() + "'");  // refuses what is not quadratic
    Integrand out;
    out[Factor{expanded, std::nullopt}] = {{one(), coefficient}};
    return out;
  }

  Integrand symbol(const ex& e) const {
    Exponents alpha = one();
    for (std::size_t i = 0; i < dimension_; ++i) {
      if (!e.is_equal(coordinates_[i])) continue;
      alpha[i] = 1;
      return of_polynomial({{alpha, 1}});
    }
    for (std::size_t k = 0; k < half_spaces_.size(); ++k) {
      if (!e.is_equal(half_spaces_[k].first.expression())) continue;
      Integrand out;
      out[Factor{0, k}] = {{alpha, 1}};
      return out;
    }
    fail(e);
  }

  Integrand power(const ex& e) const {
    const ex base = e.op(0);
    const ex exponent = e.op(1);
    // exp(q)^c = exp(c q) for every real c.
    if (is_call(base, "exp") && is_free(exponent)) return of_exponential(exponent * base.op(0), 1, e);
    if (!GiNaC::is_a<GiNaC::numeric>(exponent) || !GiNaC::ex_to<GiNaC::numeric>(exponent).is_nonneg_integer()) fail(e);
    if (GiNaC::ex_to<GiNaC::numeric>(exponent) > k_max_moment_degree) refuse_degree(e);
    int n = GiNaC::ex_to<GiNaC::numeric>(exponent).to_int();
    Integrand out = of_polynomial({{one(), 1}});
    Integrand square = read(base);
    for (;;) {
      if (n % 2 == 1) out = product(out, square, e);
      if ((n /= 2) == 0) return out;
      square = product(square, square, e);
    }
  }

  [[noreturn]] void refuse_degree(const ex& e) const {
    throw InputError(place_,
                     "a degree above " + std::to_string(k_max_moment_degree) + " in '" + Formula(e).text() + "'",
                     "a lower degree");
  }

  static void add(Polynomial& to, const Exponents& alpha, const ex& coefficient) {
    const auto [entry, fresh] = to.emplace(alpha, coefficient);
    if (!fresh) entry->second += coefficient;
  }

  static void add(Integrand& to, const Integrand& more) {
    for (const auto& [factor, polynomial] : more) {
      for (const auto& [alpha, coefficient] : polynomial) add(to[factor], alpha, coefficient);
    }
  }

  Integrand product(const Integrand& a, const Integrand& b, const ex& source) const {
    Integrand out;
    for (const auto& [left, p] : a) {
      for (const auto& [right, q] : b) {
        if (left.side && right.side && left.side != right.side) {
          throw InputError(place_, "a product of two half-spaces in '" + Formula(source).text() + "'",
                           "one half-space a term: positive(x1)*positive(1 - x1) is positive(x1) - positive(x1 - 1)");
        }
        Polynomial& into = out[Factor{(left.exponent + right.exponent).expand(), left.side ? left.side : right.side}];
        multiply(into, p, q, source);
      }
    }
    return out;
  }

  void multiply(Polynomial& into, const Polynomial& p, const Polynomial& q, const ex& source) const {
    if (p.size() * q.size() > k_max_products || into.size() > k_max_monomials) {
      throw InputError(place_, "too many monomials in '" + Formula(source).text() + "'",
                       "at most " + std::to_string(k_max_monomials));
    }
    for (const auto& [alpha, c] : p) {
      for (const auto& [beta, d] : q) {
        Exponents sum = alpha;
        for (std::size_t i = 0; i < dimension_; ++i) sum[i] += beta[i];
        if (std::accumulate(sum.begin(), sum.end(), 0) > k_max_moment_degree) refuse_degree(source);
        add(into, sum, c * d);
      }
    }
  }

  void put(QuadraticForm& out, const Exponents& alpha, const ex& coefficient, const ex& e, int most_degree,
           const std::string& where) const {
    std::vector<std::size_t> at;
    for (std::size_t i = 0; i < dimension_; ++i) at.insert(at.end(), static_cast<std::size_t>(alpha[i]), i);
    if (at.size() > static_cast<std::size_t>(most_degree)) {
      if (Formula(coefficient).is_identically_zero()) return;
      refuse_form(e, most_degree, where);
    }
    if (at.empty()) {
      out.constant = Formula(coefficient);
    } else if (at.size() == 1) {
      out.linear[at[0]] = Formula(coefficient);
    } else if (at[0] == at[1]) {
      out.quadratic[at[0]][at[0]] = Formula(coefficient);
    } else {
      out.quadratic[at[0]][at[1]] = out.quadratic[at[1]][at[0]] = Formula(coefficient / 2);
    }
  }

  std::size_t dimension_;
  const HalfSpaces& half_spaces_;
  const Place& place_;
  std::vector<ex> coordinates_;
};

}  // namespace

Formula coordinate(std::size_t i) { return Formula::symbol("x" + std::to_string(i + 1)); }

std::vector<GaussianIntegrand> take_apart(const Formula& body, std::size_t dimension, const HalfSpaces& half_spaces,
                                          const Place& place) {
  const Reader reader(dimension, half_spaces, place);
  std::vector<GaussianIntegrand> out;
  for (const auto& [factor, polynomial] : reader.read(body.expression())) {
    GaussianIntegrand term{{}, reader.form(factor.exponent, 2, "an exponent"), std::nullopt};
    if (factor.side) term.side = reader.form(half_spaces[*factor.side].second.expression(), 1, "positive(...)");
    for (const auto& [alpha, coefficient] : polynomial) {
      if (!Formula(coefficient).expanded().expression().is_zero()) term.polynomial.emplace(alpha, coefficient);
    }
    if (!term.polynomial.empty()) out.push_back(std::move(term));
  }
  return out;
}

}  // namespace softlin::symbolic
