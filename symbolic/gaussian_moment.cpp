#include "symbolic/gaussian_moment.hpp"

#include <algorithm>

#include "symbolic/gaussian_moment_size.hpp"
#include "symbolic/gaussian_table.hpp"

namespace softlin::symbolic {

namespace {

using GiNaC::ex;
using Column = std::vector<ex>;
using Square = std::vector<Column>;

constexpr double k_max_sums = 5e6;          // entries visited when a polynomial is shifted to its mean
constexpr std::size_t k_max_terms = 20000;  // terms of a moment in open symbols
constexpr unsigned k_max_open_quadratic = 3;

Column expressions(const std::vector<Formula>& entries) {
  Column out;
  for (const auto& entry : entries) out.push_back(entry.expression());
  return out;
}

Square expressions(const std::vector<std::vector<Formula>>& rows) {
  Square out;
  for (const auto& row : rows) out.push_back(expressions(row));
  return out;
}

ex dot(const Column& x, const Column& y) {
  ex sum = 0;
  for (std::size_t i = 0; i < x.size(); ++i) sum += x[i] * y[i];
  return sum;
}

Column product(const Square& a, const Column& x) {
  Column out;
  for (const auto& row : a) out.push_back(dot(row, x));
  return out;
}

ex expanded(const ex& e) { return Formula(e).expanded().expression(); }

bool is_closed(const ex& e) { return Formula(e).symbols().empty(); }

/// The law tilted by e^{q(x)}, and the factor E e^{q(x)}.
struct Tilted {
  Column mean;
  Square covariance;
  Formula factor = Formula(Rational(1));
  bool fractions = false;  ///< entries are worth writing over one denominator; common factors cost little to find

  ex tidy(const ex& e) const { return fractions ? e.normal() : expanded(e); }
};

/// I - 2 Gamma B on the coordinates where B is not zero, with what follows from it.
class QuadraticTilt {
 public:
  QuadraticTilt(const Square& gamma, const Square& b) : gamma_(gamma), b_(b) {
    for (std::size_t i = 0; i < b.size(); ++i) {
      const bool zero = std::all_of(b[i].begin(), b[i].end(), [](const ex& entry) { return entry.is_zero(); });
      if (!zero) support_.push_back(i);
    }
    rest_ = GiNaC::matrix(size(), size());
    for (unsigned i = 0; i < size(); ++i) {
      for (unsigned j = 0; j < size(); ++j) {
        ex entry = i == j ? 1 : 0;
        for (const std::size_t k : support_) entry -= 2 * gamma[support_[i]][k] * b[k][support_[j]];
        rest_(i, j) = expanded(entry);
        is_closed_ = is_closed_ && is_closed(rest_(i, j));
      }
    }
    if (!is_closed_ && size() > k_max_open_quadratic) {
      throw Error("a quadratic exponent in " + std::to_string(size()) +
                  " coordinates: it needs values for its symbols, which may stay open in at most " +
                  std::to_string(k_max_open_quadratic));
    }
  }

  bool is_trivial() const { return support_.empty(); }
  bool has_simple_fractions() const { return size() == 1 || is_closed_; }

  /// E_1, ..., E_n; the last is the determinant.
  std::vector<Formula> minors() const {
    const GiNaC::symbol t;
    GiNaC::matrix shifted = rest_;
    for (unsigned i = 0; i < size(); ++i) shifted(i, i) += t;
    const ex polynomial = shifted.determinant().expand();
    std::vector<Formula> out;
    for (unsigned k = 1; k <= size(); ++k)
      out.push_back(Formula(expanded(polynomial.coeff(t, static_cast<int>(size() - k)))));
    return out;
  }

  /// Gamma + 2 Gamma B (I - 2 Gamma B)^{-1} Gamma
  Square covariance() const {
    const GiNaC::matrix inverse = inverse_of_rest();
    const std::size_t d = gamma_.size();
    Square middle(size(), Column(size(), 0));  // 2 B (I - 2 Gamma B)^{-1}
    for (unsigned i = 0; i < size(); ++i) {
      for (unsigned j = 0; j < size(); ++j) {
        for (unsigned k = 0; k < size(); ++k) middle[i][j] += 2 * b_[support_[i]][support_[k]] * inverse(k, j);
      }
    }
    Square out = gamma_;
    for (std::size_t i = 0; i < d; ++i) {
      for (std::size_t j = i; j < d; ++j) {
        for (unsigned p = 0; p < size(); ++p) {
          for (unsigned q = 0; q < size(); ++q) {
            out[i][j] += gamma_[i][support_[p]] * middle[p][q] * gamma_[support_[q]][j];
          }
        }
        out[i][j] = out[j][i] = has_simple_fractions() ? out[i][j].normal() : expanded(out[i][j]);
      }
    }
    return out;
  }

 private:
  unsigned size() const { return static_cast<unsigned>(support_.size()); }

  /// By cofactors over the one determinant when symbols are open: no common factors of polynomials are looked for.
  GiNaC::matrix inverse_of_rest() const {
    if (is_closed_) return rest_.inverse();
    const ex determinant = rest_.determinant().expand();
    GiNaC::matrix out(size(), size());
    for (unsigned i = 0; i < size(); ++i) {
      for (unsigned j = 0; j < size(); ++j) {
        const ex minor = size() == 1
                             ? ex(1)
                             : GiNaC::ex_to<GiNaC::matrix>(GiNaC::reduced_matrix(rest_, j, i)).determinant().expand();
        out(i, j) = ((i + j) % 2 == 0 ? minor : -minor) / determinant;
      }
    }
    return out;
  }

  const Square& gamma_;
  const Square& b_;
  std::vector<std::size_t> support_;
  GiNaC::matrix rest_;
  bool is_closed_ = true;
};

void require_positive(const Formula& condition, const std::string& failure, const SignOf& sign, GaussianMoment& out) {
  if (!condition.symbols().empty()) {
    out.need_positive(condition);
  } else if (sign(condition) <= 0) {
    throw DomainError(failure);
  }
}

Tilted tilt(const GaussianIntegrand& integrand, const GaussianLaw& law, const SignOf& sign, GaussianMoment& out) {
  const Column m = expressions(law.mean);
  const Column b = expressions(integrand.exponent.linear);
  const Square quadratic = expressions(integrand.exponent.quadratic);
  Tilted tilted{m, expressions(law.covariance)};
  const Square gamma = tilted.covariance;
  const QuadraticTilt correction(gamma, quadratic);
  const Column half_slope = product(quadratic, m);
  Column w = b;
  for (std::size_t i = 0; i < w.size(); ++i) w[i] = expanded(w[i] + 2 * half_slope[i]);
  if (!correction.is_trivial()) {
    const auto minors = correction.minors();
    for (std::size_t k = 0; k < minors.size(); ++k) {
      const std::string found = "E_" + std::to_string(k + 1) + "(I - 2 Gamma B) = " + minors[k].text();
      require_positive(minors[k],
                       integrand.side
                           ? "no closed form here: on a half-space the exponent still needs I - 2 Gamma B "
                             "positive definite, but " +
                                 found + " is not positive"
                           : "the integral diverges: it needs I - 2 Gamma B positive definite (2 b var < 1), "
                             "but " +
                                 found + " is not positive",
                       sign, out);
    }
    tilted.covariance = correction.covariance();
    tilted.fractions = correction.has_simple_fractions();
    tilted.factor = Formula(Rational(1)) / minors.back().sqrt();
  }
  const Column shift = product(tilted.covariance, w);
  for (std::size_t i = 0; i < m.size(); ++i) tilted.mean[i] = tilted.tidy(m[i] + shift[i]);
  const ex at_mean = integrand.exponent.constant.expression() + dot(b, m) + dot(half_slope, m);
  tilted.factor = tilted.factor * Formula(tilted.tidy(at_mean + dot(w, shift) / 2)).exp();
  return tilted;
}

/// The half-space {h > 0} under the tilted law.
struct Cut {
  ex eta;        ///< h at the mean
  ex variance;   ///< tau^2
  Column slope;  ///< S n
};

Cut cut_by(const QuadraticForm& side, const Tilted& law) {
  const Column n = expressions(side.linear);
  Cut cut{law.tidy(side.constant.expression() + dot(n, law.mean)), 0, product(law.covariance, n)};
  for (auto& entry : cut.slope) entry = law.tidy(entry);
  cut.variance = law.tidy(dot(n, cut.slope));
  return cut;
}

/// h has no variance, under the law itself and therefore under the tilted one: Gamma n = 0.
bool is_constant(const QuadraticForm& side, const GaussianLaw& law) {
  for (const auto& entry : product(expressions(law.covariance), expressions(side.linear))) {
    if (!Formula(entry).is_identically_zero()) return false;
  }
  return true;
}

Rational collected(const Rational& value) { return value; }

[[noreturn]] void refuse_length() {
  throw Error("the closed form may have more than " + std::to_string(k_max_terms) +
              " terms: put values for some symbols, or lower the degree");
}

ex collected(const ex& value) {
  ex out = value.expand();
  if (out.nops() > k_max_terms) refuse_length();
  return out;
}

/// Short names for the entries of a law, so that the recursion handles a polynomial in them; rational entries stay.
class Names {
 public:
  ex operator()(const ex& value) {
    if (Formula(value).as_rational()) return value;
    const auto known = by_value_.find(value);
    if (known != by_value_.end()) return known->second;
    const GiNaC::realsymbol name;
    by_value_[value] = name;
    values_[name] = value;
    return name;
  }
  Column operator()(const Column& values) {
    Column out;
    for (const auto& value : values) out.push_back((*this)(value));
    return out;
  }
  Square operator()(const Square& values) {
    Square out;
    for (const auto& row : values) out.push_back((*this)(row));
    return out;
  }

  bool is_empty() const { return values_.empty(); }
  ex spelled_out(const ex& e) const { return e.subs(values_, GiNaC::subs_options::no_pattern); }

 private:
  GiNaC::exmap by_value_;
  GiNaC::exmap values_;
};

Rational convert(const ex& value, Rational*) { return *Formula(value).as_rational(); }
ex convert(const ex& value, ex*) { return value; }
ex expression_of(const Rational& value) { return Formula(value).expression(); }
ex expression_of(const ex& value) { return value; }

template <class Ring>
std::vector<Ring> convert(const Column& values) {
  std::vector<Ring> out;
  for (const auto& value : values) out.push_back(convert(value, static_cast<Ring*>(nullptr)));
  return out;
}
template <class Ring>
std::vector<std::vector<Ring>> convert(const Square& values) {
  std::vector<std::vector<Ring>> out;
  for (const auto& row : values) out.push_back(convert<Ring>(row));
  return out;
}

/// The law in names.
struct NamedLaw {
  Column mean;
  Square covariance;
  Column slope;          ///< of the cut; empty without one
  Column boundary_mean;  ///< of y - mean given h(y) = 0
  Square boundary_covariance;
};

/// E p(y) and b(p), the factors of the two parts of the closed form.
struct Parts {
  ex whole = 0;
  ex boundary = 0;
};

/// Shifts each monomial to the mean, prod_i C(alpha_i, beta_i) mean_i^(alpha_i - beta_i), and sums central moments.
template <class Ring>
class Shift {
 public:
  explicit Shift(const NamedLaw& law)
      : mean_(convert<Ring>(law.mean)),
        slope_(convert<Ring>(law.slope)),
        central_(std::vector<Ring>(mean_.size(), Ring(0)), convert<Ring>(law.covariance), collect),
        on_boundary_(convert<Ring>(law.boundary_mean), convert<Ring>(law.boundary_covariance), collect) {}

  Parts of(const Exponents& alpha) {
    Ring whole(0);
    Ring boundary(0);
    Exponents beta(alpha.size(), 0);
    sum(alpha, beta, 0, Ring(1), whole, boundary);
    return {expression_of(whole), expression_of(boundary)};
  }

 private:
  static Ring collect(const Ring& value) { return collected(value); }

  void sum(const Exponents& alpha, Exponents& beta, std::size_t i, const Ring& weight, Ring& whole, Ring& boundary) {
    if (i == alpha.size()) {
      whole = whole + weight * central_.moment(beta);
      if (!slope_.empty()) boundary = boundary + weight * central_.boundary(beta, slope_, on_boundary_);
      return;
    }
    // From beta_i = alpha_i downwards; the binomial coefficient grows along.
    Ring factor = weight;
    Integer binomial = 1;
    for (int k = 0; k <= alpha[i]; ++k) {
      beta[i] = alpha[i] - k;
      sum(alpha, beta, i + 1, factor * number(binomial), whole, boundary);
      if (is_zero(mean_[i])) break;
      factor = factor * mean_[i];
      binomial = binomial * (alpha[i] - k) / (k + 1);
    }
    beta[i] = 0;
  }

  static Ring number(const Integer& n) {
    return convert(Formula(Rational(n)).expression(), static_cast<Ring*>(nullptr));
  }
  static bool is_zero(const Ring& value) { return value.is_zero(); }

  std::vector<Ring> mean_;
  std::vector<Ring> slope_;
  GaussianTable<Ring> central_;
  GaussianTable<Ring> on_boundary_;
};

template <class Ring>
Parts shifted(const GaussianIntegrand& integrand, const NamedLaw& law) {
  Shift<Ring> shift(law);
  Parts out;
  for (const auto& [alpha, coefficient] : integrand.polynomial) {
    const Parts parts = shift.of(alpha);
    out.whole += coefficient.expression() * parts.whole;
    out.boundary += coefficient.expression() * parts.boundary;
  }
  return out;
}

/// Errors : Error when the polynomial has too high degrees in too many variables.
void require_small(const GaussianIntegrand& integrand) {
  double sums = 0;
  for (const auto& [alpha, coefficient] : integrand.polynomial) {
    double states = 1;
    for (const int power : alpha) states *= power + 1;
    sums += states;
  }
  if (sums > k_max_sums) throw Error("the polynomial is too large: its moment needs a sum of too many terms");
}

CovariancePattern pattern_of(const Square& covariance) {
  CovariancePattern out;
  GiNaC::exmap known;
  for (const auto& row : covariance) {
    out.entries.emplace_back();
    for (const ex& entry : row) {
      int symbol = entry.is_zero() ? CovariancePattern::k_zero : CovariancePattern::k_number;
      if (!GiNaC::is_a<GiNaC::numeric>(entry)) {
        const auto place = known.emplace(entry, static_cast<int>(known.size())).first;
        symbol = GiNaC::ex_to<GiNaC::numeric>(place->second).to_int();
      }
      out.entries.back().push_back(symbol);
    }
  }
  out.symbols = static_cast<int>(known.size());
  return out;
}

/// Errors : Error when a moment in symbols would get very long.
void require_short(const GaussianIntegrand& integrand, const Square& covariance) {
  const CovariancePattern pattern = pattern_of(covariance);
  for (const auto& [alpha, coefficient] : integrand.polynomial) {
    if (may_exceed(alpha, pattern, static_cast<double>(k_max_terms))) refuse_length();
  }
}

Parts parts_of(const GaussianIntegrand& integrand, const Tilted& law, const Cut* cut) {
  require_small(integrand);
  Names names;
  NamedLaw named{names(law.mean), names(law.covariance), {}, {}, {}};
  if (!names.is_empty()) require_short(integrand, named.covariance);
  if (cut != nullptr) {
    named.slope = names(cut->slope);
    const ex inverse = names(expanded(1 / cut->variance));
    const ex ratio = names(expanded(cut->eta / cut->variance));
    named.boundary_covariance = named.covariance;
    for (std::size_t i = 0; i < named.slope.size(); ++i) {
      named.boundary_mean.push_back(-ratio * named.slope[i]);
      for (std::size_t j = 0; j < named.slope.size(); ++j) {
        named.boundary_covariance[i][j] -= inverse * named.slope[i] * named.slope[j];
      }
    }
  }
  Parts out = names.is_empty() ? shifted<Rational>(integrand, named) : shifted<ex>(integrand, named);
  return {names.spelled_out(out.whole), names.spelled_out(out.boundary)};
}

}  // namespace

GaussianLaw GaussianLaw::open(std::size_t dimension) {
  GaussianLaw law;
  const auto index = [](std::size_t i) { return std::to_string(i + 1); };
  const std::string between = dimension < 10 ? "" : "_";
  for (std::size_t i = 0; i < dimension; ++i) {
    law.mean.push_back(Formula::symbol("m" + index(i)));
    law.covariance.emplace_back();
    for (std::size_t j = 0; j < dimension; ++j) {
      law.covariance[i].push_back(Formula::symbol("g" + index(std::min(i, j)) + between + index(std::max(i, j))));
    }
  }
  return law;
}

GaussianLaw GaussianLaw::substitute(const std::map<std::string, Formula>& values) const {
  GaussianLaw out = *this;
  for (auto& entry : out.mean) entry = entry.substitute(values);
  for (auto& row : out.covariance) {
    for (auto& entry : row) entry = entry.substitute(values);
  }
  return out;
}

void GaussianMoment::need_positive(const Formula& condition) {
  const bool known = std::any_of(positive.begin(), positive.end(), [&](const Formula& other) {
    return other.expression().is_equal(condition.expression());
  });
  if (!known) positive.push_back(condition);
}

GaussianMoment gaussian_moment(const GaussianIntegrand& integrand, const GaussianLaw& law, const SignOf& sign) {
  GaussianMoment out;
  const Tilted tilted = tilt(integrand, law, sign, out);
  if (!integrand.side) {
    out.value = tilted.factor * Formula(parts_of(integrand, tilted, nullptr).whole);
    return out;
  }
  const Cut cut = cut_by(*integrand.side, tilted);
  const Formula eta(cut.eta);
  const Formula variance(cut.variance);
  if (is_constant(*integrand.side, law)) {  // all of the space or nothing
    if (!eta.symbols().empty()) {
      throw DomainError("the half-space is everything or nothing, by the sign of " + eta.text() + ": it needs values");
    }
    if (sign(eta) > 0) out.value = tilted.factor * Formula(parts_of(integrand, tilted, nullptr).whole);
    return out;
  }
  require_positive(variance, "the variance " + variance.text() + " of the half-space is not positive", sign, out);
  const Parts parts = parts_of(integrand, tilted, &cut);
  const Formula doubled = Formula(Rational(2)) * variance;
  const Formula probability = Formula(Rational(1, 2)) * (-eta / doubled.sqrt()).erfc();
  const Formula density =
      Formula(tilted.tidy(-cut.eta * cut.eta / doubled.expression())).exp() / (Formula(GiNaC::Pi) * doubled).sqrt();
  out.value = tilted.factor * (probability * Formula(parts.whole) + density * Formula(parts.boundary));
  return out;
}

}  // namespace softlin::symbolic
