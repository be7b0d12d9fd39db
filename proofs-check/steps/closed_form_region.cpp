#include "proofs-check/steps/closed_form_region.hpp"

#include <cmath>
#include <optional>
#include <sstream>
#include <utility>
#include <vector>

#include "numeric/interval.hpp"

namespace softlin::check {

namespace {

using numeric::Bits;
using numeric::Interval;

using std::exp;
using std::log;
using std::sqrt;

constexpr Bits k_bits{80};

// --- One text of each formula, in floating point to choose and in intervals to prove ----------------------------------

template <class N>
N number(const Rational& x);
template <>
double number(const Rational& x) {
  return x.convert_to<double>();
}
template <>
Interval number(const Rational& x) {
  return {x, k_bits};
}

template <class N>
N point(double x);
template <>
double point(double x) {
  return x;
}
template <>
Interval point(double x) {
  return Interval::point(x, k_bits);
}

bool at_most(double x, double y) { return x <= y; }
bool at_most(const Interval& x, const Interval& y) { return certainly_less_equal(x, y); }

double larger(double x, double y) { return std::max(x, y); }
Interval larger(const Interval& x, const Interval& y) { return max(x, y); }

/// b and om on a box; the ends are the binary numbers themselves.
struct Box {
  double least_b, most_b, least_om, most_om;
  bool all_b = false;   ///< every b >= least_b = most_b
  bool all_om = false;  ///< every om >= least_om = most_om
  int depth = 0;
};

template <class N>
struct Corners {
  N least_b, b, least_om, om;  ///< least and most; b is the least where there is no most
  N log_length;                ///< ln L at the upper corner
  N least_log_length;
  bool all_b, all_om;

  explicit Corners(const Box& box)
      : least_b(point<N>(box.least_b)),
        b(point<N>(box.most_b)),
        least_om(point<N>(box.least_om)),
        om(point<N>(box.most_om)),
        log_length(2 * b + log(om)),
        least_log_length(2 * least_b + log(least_om)),
        all_b(box.all_b),
        all_om(box.all_om) {}
};

template <class N>
struct Kappa {
  N ka, rho, lift;  ///< ka, D(ka) at rank 1, ka/(1-ka)

  explicit Kappa(const Rational& x) : ka(number<N>(x)), rho(log(1 / (1 - ka)) / 2), lift(ka / (1 - ka)) {}
};

template <class N>
struct Cut {
  N c, g, log_inverse;  ///< c, 1 - c + c ln c, ln(1/c)

  explicit Cut(const Rational& x) : c(number<N>(x)), g(1 - c + c * log(c)), log_inverse(-log(c)) {}
};

/// The left side: at rank 1, and how much it grows with the rank and with b. For the gradient all three are squares of norms.
template <class N>
struct Sides {
  N value, rank_slope, b_slope;
};

/// -ln P at the corner where the tail P(D_L < c) of D1.1, D1.1' is largest.
template <class N>
N log_tail(const Corners<N>& at, const Cut<N>& cut) {
  const N binomial = cut.g * at.least_om;
  const N gap = cut.log_inverse - at.b / 2;
  if (at.all_b || !at_most(point<N>(0), gap)) return binomial;
  return larger(binomial, at.least_om * exp(2 * at.least_b) * gap * gap / (2 * at.b));
}

/// X >= 4, from where the terms of the bad event times om decrease in om.
template <class N>
bool is_allowed(const Corners<N>& at, const N& log_P) {
  return !at.all_om || at_most(point<N>(4), log_P);
}

const std::vector<Rational>& cut_values() {
  static const std::vector<Rational> out = [] {
    std::vector<Rational> list;
    for (int k = 5; k <= 17; ++k) list.emplace_back(k, 20);
    return list;
  }();
  return out;
}

template <class Entry>
std::vector<Entry> table(const std::vector<Rational>& values) {
  std::vector<Entry> out;
  for (const Rational& x : values) out.emplace_back(x);
  return out;
}

// --- The output -----------------------------------------------------------------------------------------------------------

class OutputProblem {
 public:
  struct Choice {
    bool trivial;
    std::size_t cut = 0, good = 0, bad = 0;  ///< places in the tables
  };

  explicit OutputProblem(OutputClosedForm form) : form_(std::move(form)) {}

  static std::vector<Choice> choices() {
    std::vector<Choice> out;
    for (std::size_t k = 0; k < largest_values().size(); ++k) out.push_back({true, 0, k});
    for (std::size_t c = 0; c < cut_values().size(); ++c) {
      for (std::size_t k1 = 0; k1 < good_values().size(); ++k1) {
        for (std::size_t k2 = 0; k2 < bad_values().size(); ++k2) out.push_back({false, c, k1, k2});
      }
    }
    return out;
  }

  static const char* name(const Choice& choice) {
    return choice.trivial ? "largest token" : "good event, largest token";
  }

  template <class N>
  Sides<N> limits(const Corners<N>& at) const {
    const N constant = number<N>(form_.constant), rank = number<N>(form_.rank_slope);
    const N slope = number<N>(form_.slope) + rank;
    return {constant + slope * at.least_b, constant + rank * at.least_b, slope};
  }

  template <class N>
  static std::optional<Sides<N>> sides(const Corners<N>& at, const Choice& choice) {
    static const auto largest = table<Kappa<N>>(largest_values()), good = table<Kappa<N>>(good_values()),
                      bad = table<Kappa<N>>(bad_values());
    static const auto cuts = table<Cut<N>>(cut_values());
    if (choice.trivial) {
      if (at.all_om) return {};  // it grows with om
      return largest_token(at, largest[choice.good], at.om, point<N>(0));
    }
    const Cut<N>& cut = cuts[choice.cut];
    const N log_P = log_tail(at, cut);
    if (!is_allowed(at, log_P)) return {};
    const N weight = at.om * exp(-log_P);
    const Sides<N> first = good_event(at, cut, good[choice.good]);
    const Sides<N> second = largest_token(at, bad[choice.bad], weight, log_P);
    return Sides<N>{first.value + second.value, first.rank_slope + second.rank_slope, first.b_slope + second.b_slope};
  }

 private:
  static const std::vector<Rational>& largest_values() {
    static const std::vector<Rational> out{{1, 2}, {2, 5}, {3, 5}, {3, 4}};
    return out;
  }
  static const std::vector<Rational>& good_values() {
    static const std::vector<Rational> out{{3, 10}, {2, 5}, {1, 2}, {3, 5}};
    return out;
  }
  /// At least 1/2: ln L + D >= 1.03, so that W1 is P (k - ln P).
  static const std::vector<Rational>& bad_values() {
    static const std::vector<Rational> out{{1, 2}, {13, 20}, {3, 4}};
    return out;
  }

  /// weight (2/ka) (ln L + D(ka) + 2 ka b/(1-ka) - ln P)
  template <class N>
  static Sides<N> largest_token(const Corners<N>& at, const Kappa<N>& k, const N& weight, const N& log_P) {
    const N f = weight * 2 / k.ka;
    return {f * (at.log_length + k.rho + log_P + 2 * k.lift * at.b), f * k.rho, f * (2 + 2 * k.lift)};
  }

  /// e^{-2b} mE(b)/c^2 by E2.3 (i)
  template <class N>
  static Sides<N> good_event(const Corners<N>& at, const Cut<N>& cut, const Kappa<N>& k) {
    const N f = 2 / (k.ka * cut.c * cut.c);
    const N excess = second_excess(at, k.rho + 2 * k.lift * at.least_b);
    return {f * (k.rho + 2 * k.lift * at.b + excess), f * k.rho, f * 2 * k.lift};
  }

  /// max over 0 <= r <= 2b of e^{-r} (Y + r) - Y, which does not rise with Y: at the least Y.
  template <class N>
  static N second_excess(const Corners<N>& at, const N& Y) {
    const N one = point<N>(1);
    if (at_most(one, Y)) return point<N>(0);
    if (!at.all_b && at_most(Y + 2 * at.b, one)) return exp(-2 * at.b) * (Y + 2 * at.b) - Y;
    return exp(Y - 1) - Y;
  }

  OutputClosedForm form_;
};

// --- The U-gradient -------------------------------------------------------------------------------------------------------

class GradientProblem {
 public:
  struct Choice {
    bool trivial;
    std::size_t covariance, cut = 0, good = 0, bad = 0;
  };

  explicit GradientProblem(GradientClosedForm form) : form_(std::move(form)) {}

  static std::vector<Choice> choices() {
    std::vector<Choice> out;
    for (std::size_t t = 0; t < covariance_values().size(); ++t) {
      for (std::size_t k = 0; k < trivial_values().size(); ++k) out.push_back({true, t, 0, k});
    }
    for (std::size_t c = 0; c < cut_values().size(); ++c) {
      for (std::size_t k1 = 0; k1 < good_values().size(); ++k1) {
        for (std::size_t t = 0; t < covariance_values().size(); ++t) {
          for (std::size_t k2 = 0; k2 < bad_values().size(); ++k2) out.push_back({false, t, c, k1, k2});
        }
      }
    }
    return out;
  }

  static const char* name(const Choice& choice) {
    return choice.trivial ? "largest token" : "good event, largest token";
  }

  template <class N>
  Sides<N> limits(const Corners<N>& at) const {
    const N rank = number<N>(form_.rank), slope = number<N>(form_.slope);
    return {square(number<N>(form_.constant) + rank + slope * at.least_b), square(rank), square(slope)};
  }

  template <class N>
  static std::optional<Sides<N>> sides(const Corners<N>& at, const Choice& choice) {
    static const auto trivial = table<Kappa<N>>(trivial_values()), good = table<Kappa<N>>(good_values()),
                      bad = table<Kappa<N>>(bad_values()), covariance = table<Kappa<N>>(covariance_values());
    static const auto cuts = table<Cut<N>>(cut_values());
    const Sides<N> root_k2 = covariance_root(at, covariance[choice.covariance]);
    if (choice.trivial) {
      const auto token = largest_token(at, trivial[choice.good]);
      if (!token || at.all_om) return {};  // it grows with om
      return sum(squares(*token), scaled(root_k2, at.om));
    }
    const Cut<N>& cut = cuts[choice.cut];
    const N log_P = log_tail(at, cut);
    if (!is_allowed(at, log_P)) return {};
    const N weight = at.om * exp(-log_P);
    const auto first = good_event(at, cut, good[choice.good]);
    if (!first) return {};
    return sum(sum(squares(*first), squares(bad_event(at, bad[choice.bad], weight, log_P))),
               scaled(root_k2, 1 / square(cut.c) + weight));
  }

 private:
  static const std::vector<Rational>& covariance_values() {
    static const std::vector<Rational> out{{7, 20}, {9, 20}, {1, 2}, {3, 5}};
    return out;
  }
  static const std::vector<Rational>& trivial_values() {
    static const std::vector<Rational> out{{1, 2}, {3, 5}, {7, 10}, {9, 20}};
    return out;
  }
  static const std::vector<Rational>& good_values() {
    static const std::vector<Rational> out{{2, 5}, {1, 2}, {3, 5}, {7, 10}};
    return out;
  }
  static const std::vector<Rational>& bad_values() {
    static const std::vector<Rational> out{{1, 2}, {3, 5}, {7, 10}, {3, 4}, {4, 5}};
    return out;
  }

  template <class N>
  static N square(const N& x) {
    return x * x;
  }
  template <class N>
  static Sides<N> squares(const Sides<N>& x) {
    return {square(x.value), square(x.rank_slope), square(x.b_slope)};
  }
  template <class N>
  static Sides<N> sum(const Sides<N>& x, const Sides<N>& y) {
    return {x.value + y.value, x.rank_slope + y.rank_slope, x.b_slope + y.b_slope};
  }
  template <class N>
  static Sides<N> scaled(const Sides<N>& root, const N& weight) {
    const Sides<N> x = squares(root);
    return {weight * x.value, weight * x.rank_slope, weight * x.b_slope};
  }

  /// sqrt N(e^y) or more, E2.4: N(z) <= kp2 (z - 1) everywhere, and N(z) = ln^2 z from z* on.
  template <class N>
  static N root_N(const N& y) {
    if (at_most(number<N>(Rational(1594, 1000)), y)) return y;
    return sqrt(number<N>(Rational(6477, 10000)) * (exp(y) - 1));
  }

  /// From here on sqrt N(e^y) - y does not rise.
  template <class N>
  static bool is_past_rise(const N& y) {
    return at_most(number<N>(Rational(2275, 10000)), y);
  }

  /// (t1 + t)/2 >= sqrt k2
  template <class N>
  static Sides<N> covariance_root(const Corners<N>& at, const Kappa<N>& k) {
    const N t1 = 2 * k.rho / k.ka, b_slope = 1 / (k.ka * (1 - k.ka));
    return {t1 + at.b * b_slope, t1 / 2, b_slope};
  }

  /// The root of om (4/ka^2) N(L e^{D(ka)}).
  template <class N>
  static std::optional<Sides<N>> largest_token(const Corners<N>& at, const Kappa<N>& k) {
    const N f = sqrt(at.om) * 2 / k.ka;
    const N least = at.least_log_length + k.rho;
    if (!is_past_rise(least)) return {};
    const N excess = larger(point<N>(0), root_N(least) - least);
    return Sides<N>{f * (at.log_length + k.rho + excess), f * k.rho, 2 * f};
  }

  /// The root of e^{-2b} q_2/c^2.
  template <class N>
  static std::optional<Sides<N>> good_event(const Corners<N>& at, const Cut<N>& cut, const Kappa<N>& k) {
    const N f = 2 / (k.ka * cut.c);
    const N least = k.rho + 2 * k.lift * at.least_b;
    if (!is_past_rise(least)) return {};
    return Sides<N>{f * (k.rho + 2 * k.lift * at.b + fourth_excess(at, least)), f * k.rho, f * 2 * k.lift};
  }

  /// max over 0 <= r <= 2b of e^{-r/2} sqrt N(e^{Y+r}) - Y, which does not rise with Y: at the least Y.
  template <class N>
  static N fourth_excess(const Corners<N>& at, const N& Y) {
    const N two = point<N>(2);
    const N at_zero = larger(point<N>(0), root_N(Y) - Y);
    if (at_most(two, Y)) return at_zero;
    if (!at.all_b && at_most(Y + 2 * at.b, two)) return larger(at_zero, exp(-at.b) * root_N(N(Y + 2 * at.b)) - Y);
    return larger(at_zero, 2 * exp(Y / 2 - 1) - Y);
  }

  /// The root of weight (4/ka^2) W2(ln L + D(ka), P)/P: Z, or 2 e^{Z/2-1} where Z < 2.
  template <class N>
  static Sides<N> bad_event(const Corners<N>& at, const Kappa<N>& k, const N& weight, const N& log_P) {
    const N f = sqrt(weight) * 2 / k.ka;
    const N least = at.least_log_length + k.rho + log_P;
    const N excess = at_most(point<N>(2), least) ? point<N>(0) : larger(point<N>(0), 2 * exp(least / 2 - 1) - least);
    return {f * (at.log_length + k.rho + log_P + excess), f * k.rho, 2 * f};
  }

  GradientClosedForm form_;
};

// --- Branch and bound -----------------------------------------------------------------------------------------------------

constexpr double k_most_b = 12;
constexpr double k_most_om = 200;
constexpr int k_most_depth = 16;

std::vector<double> first_b() {
  return {0, 0.01, 0.02, 0.04, 0.07, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.7, 1, 1.4, 2, 3, 4, 6, 8, k_most_b};
}

std::vector<double> first_om() {
  std::vector<double> out{1};
  while (out.back() < k_most_om) out.push_back(std::min(k_most_om, out.back() * 1.25));
  return out;
}

std::vector<Box> first_boxes() {
  const std::vector<double> b = first_b(), om = first_om();
  std::vector<Box> out{{k_most_b, k_most_b, k_most_om, k_most_om, true, true}};
  for (std::size_t i = 0; i + 1 < b.size(); ++i) out.push_back({b[i], b[i + 1], k_most_om, k_most_om, false, true});
  for (std::size_t j = 0; j + 1 < om.size(); ++j) {
    out.push_back({k_most_b, k_most_b, om[j], om[j + 1], true, false});
    for (std::size_t i = 0; i + 1 < b.size(); ++i) out.push_back({b[i], b[i + 1], om[j], om[j + 1]});
  }
  return out;
}

std::pair<Box, Box> halves(const Box& box) {
  Box low = box, high = box;
  low.depth = high.depth = box.depth + 1;
  if (!box.all_om && (box.all_b || box.depth % 2 == 0)) {
    low.most_om = high.least_om = std::sqrt(box.least_om * box.most_om);
  } else {
    low.most_b = high.least_b = (box.least_b + box.most_b) / 2;
  }
  return {low, high};
}

std::string text(const Box& box) {
  std::ostringstream out;
  out << "b = " << box.least_b;
  if (!box.all_b) out << " .. " << box.most_b;
  out << (box.all_b ? " and more, om = " : ", om = ") << box.least_om;
  if (!box.all_om) out << " .. " << box.most_om;
  if (box.all_om) out << " and more";
  return out.str();
}

/// No L >= 2 in it.
bool is_too_short(const Box& box) {
  if (box.all_b || box.all_om) return false;
  return certainly_less(Corners<Interval>(box).log_length, log(Interval(2, k_bits)));
}

template <class Problem, class N>
bool holds(const Problem& problem, const Corners<N>& at, const typename Problem::Choice& choice) {
  const auto left = problem.sides(at, choice);
  if (!left) return false;
  const Sides<N> right = problem.limits(at);
  return at_most(left->value, right.value) && at_most(left->rank_slope, right.rank_slope) &&
         (!at.all_b || at_most(left->b_slope, right.b_slope));
}

/// Finds a choice that works in floating point and that intervals confirm; the one that worked last is tried first.
template <class Problem>
class Search {
 public:
  using Choice = typename Problem::Choice;
  explicit Search(const Problem& problem) : problem_(problem), choices_(problem.choices()) {}

  std::optional<Choice> operator()(const Box& box) {
    const Corners<double> approximate(box);
    const auto works = [&](const Choice& choice) {
      return holds(problem_, approximate, choice) && holds(problem_, Corners<Interval>(box), choice);
    };
    if (last_ && works(*last_)) return last_;
    for (const Choice& choice : choices_) {
      if (works(choice)) return last_ = choice;
    }
    return {};
  }

 private:
  const Problem& problem_;
  std::vector<Choice> choices_;
  std::optional<Choice> last_;
};

template <class Problem>
RegionResult prove_everywhere(const Problem& problem) {
  RegionResult result;
  Search<Problem> prove(problem);
  std::vector<Box> open = first_boxes();
  while (!open.empty()) {
    const Box box = open.back();
    open.pop_back();
    if (is_too_short(box)) continue;
    if (const auto choice = prove(box)) {
      ++result.boxes;
      ++result.methods[problem.name(*choice)];
      continue;
    }
    if (box.depth == k_most_depth || (box.all_b && box.all_om)) {
      result.open_box = text(box);
      return result;
    }
    const auto [low, high] = halves(box);
    open.push_back(high);
    open.push_back(low);
  }
  result.verdict = Verdict::proved;
  return result;
}

}  // namespace

RegionResult prove_closed_form(const OutputClosedForm& form) { return prove_everywhere(OutputProblem(form)); }
RegionResult prove_closed_form(const GradientClosedForm& form) { return prove_everywhere(GradientProblem(form)); }

}  // namespace softlin::check
