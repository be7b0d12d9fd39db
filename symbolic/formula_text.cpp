#include "symbolic/formula_text.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <sstream>
#include <utility>

namespace softlin::symbolic {

namespace {

using GiNaC::ex;
using GiNaC::numeric;

/// How tightly a text binds: a sum needs parentheses inside a product, a product inside a power.
enum class Level { sum, product, power, atom };

struct Printed {
  std::string text;
  Level level;
};

bool is_number(const ex& e) { return GiNaC::is_a<numeric>(e); }
bool is_negative_number(const ex& e) { return is_number(e) && GiNaC::ex_to<numeric>(e).is_negative(); }

std::string digits(const numeric& n) {
  std::ostringstream out;
  out << n;
  return out.str();
}

std::string latex_symbol(const ex& symbol) {
  std::ostringstream out;
  out << GiNaC::latex << symbol;
  return out.str();
}

/// Every part is printed once and remembered: sorting by text asks again at each level of a nested formula.
class Printer {
 public:
  explicit Printer(bool latex) : latex_(latex) {}

  Printed print(const ex& e) const {
    const auto known = printed_.find(e);
    return known != printed_.end() ? known->second : printed_.emplace(e, print_new(e)).first->second;
  }

  /// The operands, those of a sum or product sorted by their plain text.
  std::vector<ex> ordered(const ex& e, const Printer& plain) const {
    std::vector<std::pair<std::string, ex>> keyed;
    const bool is_product = GiNaC::is_a<GiNaC::mul>(e);
    for (std::size_t i = 0; i < e.nops(); ++i) {
      keyed.emplace_back(is_product ? plain.factor_key(e.op(i)) : plain.print(e.op(i)).text, e.op(i));
    }
    if (GiNaC::is_a<GiNaC::add>(e) || GiNaC::is_a<GiNaC::mul>(e)) {
      std::stable_sort(keyed.begin(), keyed.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    }
    std::vector<ex> out;
    for (auto& entry : keyed) out.push_back(std::move(entry.second));
    return out;
  }
  std::vector<ex> ordered(const ex& e) const { return ordered(e, plain()); }

 private:
  Printed print_new(const ex& e) const {
    if (is_number(e)) return number(GiNaC::ex_to<numeric>(e));
    if (e.is_equal(GiNaC::Pi)) return {latex_ ? "\\pi" : "pi", Level::atom};
    if (GiNaC::is_a<GiNaC::symbol>(e)) {
      return {latex_ ? latex_symbol(e) : GiNaC::ex_to<GiNaC::symbol>(e).get_name(), Level::atom};
    }
    if (GiNaC::is_a<GiNaC::add>(e)) return sum(e);
    if (GiNaC::is_a<GiNaC::mul>(e)) return product(e);
    if (GiNaC::is_a<GiNaC::power>(e)) {
      const Factor factor = with_chosen_sign(e);
      return is_negative_number(e.op(1)) || factor.negated ? product(e) : power(factor.base, factor.exponent);
    }
    return function(e);
  }

  std::string inside(const ex& e, Level least) const {
    const Printed part = print(e);
    if (part.level >= least) return part.text;
    return latex_ ? "\\left(" + part.text + "\\right)" : "(" + part.text + ")";
  }

  std::string joined(const std::vector<std::string>& factors) const {
    std::string out;
    for (const std::string& factor : factors) out += (out.empty() ? "" : latex_ ? " " : "*") + factor;
    return out;
  }

  Printed number(const numeric& n) const {
    if (!n.is_rational()) return {digits(n), Level::product};
    const bool negative = n.is_negative();
    const std::string top = digits(negative ? -n.numer() : n.numer());
    const std::string sign = negative ? "-" : "";
    if (n.is_integer()) return {sign + top, negative ? Level::sum : Level::atom};
    const std::string bottom = digits(n.denom());
    if (latex_) return {sign + "\\frac{" + top + "}{" + bottom + "}", negative ? Level::sum : Level::product};
    return {sign + top + "/" + bottom, negative ? Level::sum : Level::product};
  }

  Printed sum(const ex& e) const {
    std::string out;
    for (const ex& term : ordered(e)) {
      const std::string text = print(term).text;
      const bool negative = text.front() == '-';
      if (out.empty()) {
        out = text;
      } else {
        out += (negative ? " - " : " + ") + text.substr(negative ? 1 : 0);
      }
    }
    return {out, Level::sum};
  }

  const Printer& plain() const {
    if (!latex_) return *this;
    if (!plain_) plain_ = std::make_unique<Printer>(false);
    return *plain_;
  }

  /// A factor base^exponent of a product, times -1 where `negated`.
  struct Factor {
    ex base;
    ex exponent;
    bool negated = false;
  };

  /// GiNaC writes (x - y) z as -(y - x) z in some runs: which of the two a sum becomes inside a product, or below an integer
  /// exponent, depends on its order of the day. Here the one with fewer minus signs is taken, or else the one whose text
  /// comes first.
  Factor with_chosen_sign(const ex& e) const {
    const bool is_power = GiNaC::is_a<GiNaC::power>(e);
    Factor out{is_power ? e.op(0) : e, is_power ? e.op(1) : ex(1)};
    const bool sign_moves = is_number(out.exponent) && GiNaC::ex_to<numeric>(out.exponent).is_integer();
    if (!GiNaC::is_a<GiNaC::add>(out.base) || !sign_moves) return out;
    const ex opposite = -out.base;
    const auto rank = [&](const ex& sum) {
      std::size_t minuses = 0;
      for (std::size_t i = 0; i < sum.nops(); ++i) {
        minuses += !is_number(sum.op(i)) && plain().print(sum.op(i)).text.front() == '-' ? 1 : 0;
      }
      return std::pair(minuses, plain().print(sum).text);
    };
    if (!GiNaC::is_a<GiNaC::add>(opposite) || rank(out.base) <= rank(opposite)) return out;
    out.base = opposite;
    out.negated = GiNaC::ex_to<numeric>(out.exponent).is_odd();
    return out;
  }

  /// The text that a factor is sorted by: without the sign that the choice of its base moves to the product.
  std::string factor_key(const ex& factor) const {
    const Factor chosen = with_chosen_sign(factor);
    if (chosen.exponent.is_equal(1)) return print(chosen.base).text;
    return print(factor).text.substr(chosen.negated ? 1 : 0);
  }

  /// Factors with a negative numeric exponent go below the fraction bar.
  Printed product(const ex& e) const {
    std::vector<std::string> above;
    std::vector<std::string> below;
    bool negative = false;
    const std::vector<ex> factors = GiNaC::is_a<GiNaC::mul>(e) ? ordered(e) : std::vector<ex>{e};
    for (const ex& factor : factors) {
      if (is_number(factor) && GiNaC::ex_to<numeric>(factor).is_rational()) {
        const numeric n = GiNaC::ex_to<numeric>(factor);
        if (n.is_negative()) negative = !negative;
        const numeric top = n.is_negative() ? -n.numer() : n.numer();
        if (top != 1) above.insert(above.begin(), digits(top));
        if (n.denom() != 1) below.insert(below.begin(), digits(n.denom()));
        continue;
      }
      const Factor chosen = with_chosen_sign(factor);
      if (chosen.negated) negative = !negative;
      if (is_negative_number(chosen.exponent)) {
        below.push_back(factor_text(chosen.base, -chosen.exponent));
      } else if (chosen.exponent.is_equal(1)) {
        above.push_back(inside(chosen.base, Level::power));
      } else {
        above.push_back(power(chosen.base, chosen.exponent).text);  // binds at least as tightly as a power
      }
    }
    if (above.empty()) above.emplace_back("1");
    const std::string sign = negative ? "-" : "";
    const Level level = negative ? Level::sum : Level::product;
    if (below.empty()) return {sign + joined(above), level};
    if (latex_) return {sign + "\\frac{" + joined(above) + "}{" + joined(below) + "}", level};
    const std::string bottom = joined(below);
    return {sign + joined(above) + "/" + (below.size() > 1 ? "(" + bottom + ")" : bottom), level};
  }

  std::string factor_text(const ex& base, const ex& exponent) const {
    const Printed part = exponent.is_equal(1) ? print(base) : power(base, exponent);
    if (part.level >= Level::power) return part.text;
    return latex_ ? "\\left(" + part.text + "\\right)" : "(" + part.text + ")";
  }

  Printed power(const ex& base, const ex& exponent) const {
    if (exponent.is_equal(numeric(1, 2))) {
      const std::string text = print(base).text;
      return {latex_ ? "\\sqrt{" + text + "}" : "sqrt(" + text + ")", Level::atom};
    }
    const std::string bottom = inside(base, Level::atom);
    if (latex_) return {"{" + bottom + "}^{" + print(exponent).text + "}", Level::power};
    return {bottom + "^" + inside(exponent, Level::atom), Level::power};
  }

  Printed function(const ex& e) const {
    const std::string name = GiNaC::is_a<GiNaC::function>(e) ? GiNaC::ex_to<GiNaC::function>(e).get_name() : "?";
    std::string arguments;
    for (std::size_t i = 0; i < e.nops(); ++i) arguments += (i == 0 ? "" : ", ") + print(e.op(i)).text;
    if (!latex_) return {name + "(" + arguments + ")", Level::atom};
    if (name == "exp") return {"e^{" + arguments + "}", Level::power};
    if (name == "abs") return {"\\left|" + arguments + "\\right|", Level::atom};
    static const std::set<std::string> known{"sinh", "cosh", "tanh", "min", "max"};
    const std::string command = name == "log"           ? "\\ln"
                                : known.count(name) > 0 ? "\\" + name
                                                        : "\\operatorname{" + name + "}";
    return {command + "\\left(" + arguments + "\\right)", Level::power};
  }

  bool latex_;
  mutable std::map<ex, Printed, GiNaC::ex_is_less> printed_;
  mutable std::unique_ptr<Printer> plain_;  ///< prints the keys that LaTeX is sorted by
};

}  // namespace

std::vector<ex> ordered_operands(const ex& e) { return Printer(false).ordered(e); }

std::string plain_text(const ex& expression) { return Printer(false).print(expression).text; }

std::string latex_text(const ex& expression) { return Printer(true).print(expression).text; }

}  // namespace softlin::symbolic
