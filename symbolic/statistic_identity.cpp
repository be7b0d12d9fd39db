#include "symbolic/statistic_identity.hpp"

#include <algorithm>
#include <optional>

#include "symbolic/named_mean.hpp"

namespace softlin::symbolic {

namespace {

using Kind = Expression::Kind;

constexpr std::size_t k_most_terms = 5000;
constexpr int k_largest_scalar_exponent = 256;
/// A score brings one weight more when it is reduced.
constexpr int k_max_reduced_degree = k_max_weight_degree + k_max_score_degree;

/// What an expression is the mean of, and whether it has been averaged already.
struct Value {
  StatisticSum sum;
  bool is_mean = false;  ///< a number, though it is written with S(n,p)
};

/// d(inside)/ds or d(inside)/d(s^2), still to be worked out; it stands in other sums as the scalar `symbol`.
struct Derivative {
  std::string symbol;
  std::string text;  ///< the expression inside, as written
  StatisticSum inside;
  bool by_square = true;
};

class Reader {
 public:
  Reader(const std::set<std::string>& parameters, const Place& place) : parameters_(parameters), place_(place) {}

  StatisticSum read(const Expression& e) { return value(e).sum; }

  std::vector<Derivative> derivatives;             ///< inner ones first
  std::map<std::string, std::string> definitions;  ///< used

 private:
  Value value(const Expression& e) {
    switch (e.kind) {
      case Kind::number: return {StatisticSum(e.number)};
      case Kind::name: return named(e.name);
      case Kind::call: return call(e);
      case Kind::negative: {
        Value inner = value(e.parts[0]);
        return {StatisticSum(Rational(-1)) * inner.sum, inner.is_mean};
      }
      case Kind::sum: return sum(e);
      case Kind::product: {
        Value left = value(e.parts[0]);
        const Value right = value(e.parts[1]);
        return product(left, right, e);
      }
      case Kind::quotient: return quotient(e);
      case Kind::power: return power(e);
      case Kind::transpose: break;
    }
    throw InputError(place_, "a transpose in '" + e.text() + "'", "numbers, s, statistics and their products");
  }

  Value named(const std::string& name) {
    if (name == "s" || parameters_.count(name) > 0) return {StatisticSum::scalar(name)};
    const auto definition = find_named_mean(name);
    if (!definition) {
      std::string known = "s, S(n,p), S2, S3, ...";
      for (const auto& entry : named_means()) known += ", " + entry.name;
      throw InputError(place_, "the name '" + name + "'", "one of " + known + ", Kij");
    }
    definitions.emplace(name, definition->text);
    return {value(Expression::parse(definition->text, place_)).sum, definition->expectation};
  }

  Value sum(const Expression& e) {
    Value out;
    for (const Expression& part : e.parts) {
      const Value term = value(part);
      out.sum = out.sum + term.sum;
      out.is_mean = out.is_mean || term.is_mean;  // with a random term: the mean of the sum is understood
    }
    return checked(std::move(out), e);
  }

  Value product(const Value& left, const Value& right, const Expression& e) {
    const auto is_number = [](const Value& v) { return v.sum.is_scalar() && !v.is_mean; };
    if ((left.is_mean && !is_number(right)) || (right.is_mean && !is_number(left))) {
      throw InputError(place_, "the product '" + e.text() + "' of a mean with another statistic",
                       "a mean times numbers and scalars only, or the product written in S(n,p), such as S2^2");
    }
    if (left.sum.terms().size() * right.sum.terms().size() > 50 * k_most_terms) too_large(e);
    return checked({left.sum * right.sum, left.is_mean || right.is_mean}, e);
  }

  Value quotient(const Expression& e) {
    const Value below = value(e.parts[1]);
    const auto& terms = below.sum.terms();
    if (terms.size() != 1 || !terms.begin()->first.first.empty() || below.is_mean) {
      throw InputError(place_, "the denominator '" + e.parts[1].text() + "'", "a number or a product of scalars");
    }
    StatisticSum inverse;
    ScalarMonomial scalars;
    for (const auto& [name, exponent] : terms.begin()->first.second) scalars[name] = -exponent;
    inverse.add({{}, scalars}, Rational(1 / terms.begin()->second));
    return product(value(e.parts[0]), {inverse}, e);
  }

  Value power(const Expression& e) {
    Value base = value(e.parts[0]);
    if (e.exponent < 0) {
      Expression positive = e;
      positive.exponent = -e.exponent;
      return quotient({.kind = Kind::quotient, .parts = {{.kind = Kind::number, .number = 1}, positive}});
    }
    Value out{StatisticSum(Rational(1))};
    for (int i = 0; i < e.exponent; ++i) out = product(out, base, e);
    return out;
  }

  Value call(const Expression& e) {
    const auto arguments = [&](std::size_t count) {
      if (e.parts.size() != count) {
        throw InputError(place_, "'" + e.text() + "'", e.name + " with " + std::to_string(count) + " arguments");
      }
    };
    if (e.name == "S") {
      arguments(2);
      return {StatisticSum::statistic(index(e.parts[0], 1), index(e.parts[1], 0))};
    }
    if (e.name == "derivative") {
      Value inside = value(e.parts[0]);
      const std::string symbol = "D" + std::to_string(derivatives.size() + 1);
      derivatives.push_back({symbol, e.parts[0].text(), inside.sum, e.parts[1].kind == Kind::power});
      return {StatisticSum::scalar(symbol), true};
    }
    if (e.name == "lap") {
      arguments(1);
      return checked({laplacian(weights_only(e.parts[0]))}, e);
    }
    if (e.name == "dot") {
      arguments(2);
      // 2 grad f . grad g = Lap(f g) - f Lap g - g Lap f
      const StatisticSum f = weights_only(e.parts[0]);
      const StatisticSum g = weights_only(e.parts[1]);
      const StatisticSum twice = laplacian(f * g) - f * laplacian(g) - g * laplacian(f);
      return checked({StatisticSum(Rational(1, 2)) * twice}, e);
    }
    throw InputError(place_, "the function '" + e.name + "'", "S(n,p), d(X)/ds, d(X)/d(s^2), lap(X) or dot(X, Y)");
  }

  StatisticSum weights_only(const Expression& e) {
    const Value inside = value(e);
    const auto& terms = inside.sum.terms();
    const bool plain = std::all_of(terms.begin(), terms.end(), [](const auto& t) { return t.first.second.empty(); });
    if (inside.is_mean || !plain || !inside.sum.is_weight_only()) {
      throw InputError(place_, "'" + e.text() + "'", "a polynomial in weight power sums S2, S3, ... with numbers");
    }
    return inside.sum;
  }

  static StatisticSum laplacian(const StatisticSum& f) {
    WeightForm out = f.weights();
    for (auto& [scalars, part] : out) part = Rational(2) * part.heat_flow();
    return StatisticSum::of(out);
  }

  int index(const Expression& e, int least) const {
    const bool whole = e.kind == Kind::number && mp::denominator(e.number) == 1;
    if (!whole || e.number < least || e.number > k_max_reduced_degree) {
      throw InputError(place_, "the index '" + e.text() + "'",
                       "a whole number from " + std::to_string(least) + " to " + std::to_string(k_max_reduced_degree));
    }
    return e.number.convert_to<int>();
  }

  [[noreturn]] void too_large(const Expression& e) const {
    std::string text = e.text();
    if (text.size() > 80) text = text.substr(0, 80) + "...";
    throw InputError(place_, "'" + text + "', which multiplies out to very many terms",
                     "at most " + std::to_string(k_most_terms) + " terms, degrees up to " +
                         std::to_string(k_max_weight_degree) + " in the weights, " +
                         std::to_string(k_max_score_degree) + " in the scores and " +
                         std::to_string(k_largest_scalar_exponent) + " in a scalar");
  }

  Value checked(Value value, const Expression& e) const {
    if (value.sum.terms().size() > k_most_terms) too_large(e);
    for (const auto& [key, coefficient] : value.sum.terms()) {
      int weights = 0;
      int scores = 0;
      for (const auto& [n, p] : key.first) {
        weights += n;
        scores += p;
      }
      const int most_weights = scores > 0 ? k_max_weight_degree : k_max_reduced_degree;
      if (weights > most_weights || scores > k_max_score_degree) too_large(e);
      for (const auto& [name, exponent] : key.second) {
        if (std::abs(exponent) > k_largest_scalar_exponent) too_large(e);
      }
    }
    return value;
  }

  const std::set<std::string>& parameters_;
  const Place& place_;
};

/// Works out the derivatives, then the sum itself, and notes every step.
class Prover {
 public:
  Prover(int equation, std::vector<CertificateStep>* steps) : equation_(equation), steps_(steps) {}

  WeightForm settle(const std::string& part, const std::string& text, const StatisticSum& sum,
                    const std::vector<Derivative>& derivatives) {
    note(part, "expand", text, sum.text());
    for (const Derivative& derivative : derivatives) {
      if (values_.count(derivative.symbol) == 0) work_out(derivative);
    }
    return reduced(part, sum);
  }

 private:
  void work_out(const Derivative& derivative) {
    note(derivative.symbol, "expand", derivative.text, derivative.inside.text());
    const WeightForm inside = reduced(derivative.symbol, derivative.inside);
    const WeightForm value = derivative.by_square ? derivative_in_s_squared(inside) : derivative_in_s(inside);
    const StatisticSum after = StatisticSum::of(value);
    note(derivative.symbol, "differentiate", StatisticSum::of(inside).text(), after.text());
    values_[derivative.symbol] = after;
  }

  WeightForm reduced(const std::string& part, StatisticSum sum) {
    for (const auto& [symbol, value] : values_) {
      if (!sum.uses_scalar(symbol)) continue;
      note(part, "insert", symbol, value.text());
      sum = sum.substitute(symbol, value);
    }
    return reduce(sum, [&](const ScoreMonomial& monomial, const StatisticSum& value) {
      note(part, "stein", text_of(monomial), value.text());
    });
  }

  void note(const std::string& part, const std::string& rule, std::string before, std::string after) {
    if (steps_ != nullptr) steps_->push_back({equation_, part, rule, std::move(before), std::move(after)});
  }

  int equation_;
  std::vector<CertificateStep>* steps_;
  std::map<std::string, StatisticSum> values_;
};

}  // namespace

WeightForm reduce_statistic(const Expression& expression, const std::set<std::string>& parameters, const Place& place) {
  Reader reader(parameters, place);
  const StatisticSum sum = reader.read(expression);
  return Prover(0, nullptr).settle("", "", sum, reader.derivatives);
}

StatisticProof prove_statistic(const Equation& equation, const std::set<std::string>& parameters, const Place& place,
                               Certificate& certificate) {
  StatisticProof out;
  out.left = reduce_statistic(equation.left, parameters, place);
  out.right = reduce_statistic(equation.right, parameters, place);
  Reader reader(parameters, place);
  const StatisticSum sum = reader.read(equation.difference());
  certificate.equations.push_back(equation.text());
  certificate.definitions.insert(reader.definitions.begin(), reader.definitions.end());
  const int number = static_cast<int>(certificate.equations.size());
  out.rest =
      Prover(number, &certificate.steps).settle("difference", equation.difference_text(), sum, reader.derivatives);
  certificate.steps.push_back({number, "difference", "zero", StatisticSum::of(out.rest).text(), "0"});
  return out;
}

Equation reduction_equation(const Expression& expression, const Place& place) {
  const WeightForm form = reduce_statistic(expression, {}, place);
  return {expression, Expression::parse(text_of(form, FormStyle::parseable), place)};
}

}  // namespace softlin::symbolic
