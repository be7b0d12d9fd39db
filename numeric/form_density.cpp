#include "numeric/form_density.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "numeric/precision.hpp"

namespace softlin::numeric {

namespace {

constexpr Bits k_error_bits(96);

/// A floating-point number of MPFR, rounded to nearest; its errors are counted where it is used.
class Real {
 public:
  explicit Real(Bits bits) { mpfr_init2(value_, static_cast<mpfr_prec_t>(bits.count)); }
  Real(const Real&) = delete;
  Real& operator=(const Real&) = delete;
  ~Real() { mpfr_clear(value_); }
  mpfr_ptr get() { return value_; }

 private:
  mpfr_t value_;
};

/// A middle (the lower ends), and upper bounds of its modulus and of how far the rest is away from it, both in units of
/// 2^exponent: terms far from the vertex may be beyond the range of a double before they are damped.
struct Ball {
  ComplexInterval ends;
  double size = 0;
  double radius = 0;
  long exponent = 0;
};

/// |re| + |im|, at least the modulus.
Interval size_of(const ComplexInterval& a) { return abs(a.re) + abs(a.im); }

/// Upper bound of the distance of any point of `a` from its lower left corner.
Interval radius_of(const ComplexInterval& a) { return (a.re.upper() - a.re.lower()) + (a.im.upper() - a.im.lower()); }

/// The exponent of the upper end: 2^exponent is larger.
long exponent_of(const Interval& x) { return mpfr_zero_p(&x.raw()->right) ? 0 : mpfr_get_exp(&x.raw()->right); }

/// As an exponent of a double: what is too small counts as the least, what is too large as infinite.
int clamped(long exponent) { return static_cast<int>(std::clamp<long>(exponent, -1000, 2000)); }

Ball ball(const ComplexInterval& a) {
  const Interval size = size_of(a);
  const long exponent = exponent_of(size);
  return {a, scale_by_power_of_two(size, -exponent).upper_double(),
          scale_by_power_of_two(radius_of(a), -exponent).upper_double(), exponent};
}

/// The product of all, in a tree: rectangles grow with the depth only.
ComplexInterval product_of(std::vector<ComplexInterval> factors) {
  while (factors.size() > 1) {
    const std::size_t half = factors.size() / 2;
    for (std::size_t i = 0; i < half; ++i) factors[i] = factors[i] * factors[factors.size() - 1 - i];
    factors.erase(factors.end() - static_cast<std::ptrdiff_t>(half), factors.end());
  }
  return factors.front();
}

TransformLaw<double> planning_law(const GaussianForms& forms, const std::vector<Interval>& shift_squares) {
  TransformLaw<double> out;
  const double largest = forms.lambda.front().mid_double();
  for (std::size_t g = 0; g < forms.lambda.size(); ++g) {
    const double lambda = forms.lambda[g].mid_double();
    out.groups.push_back({2 * lambda, 1 - lambda / largest, static_cast<double>(forms.multiplicity[g]),
                          shift_squares[g].mid_double(), lambda / largest, vanishes(forms.lambda[g])});
  }
  return out;
}

TransformLaw<Interval> enclosed_law(const GaussianForms& forms, const std::vector<Interval>& shift_squares, Bits bits) {
  TransformLaw<Interval> out;
  const Interval zero(0, bits);
  for (std::size_t g = 0; g < forms.lambda.size(); ++g) {
    const Interval lambda = forms.lambda[g].with_precision(bits);
    const Interval part = g == 0 ? Interval(1, bits) : lambda / forms.lambda.front().with_precision(bits);
    out.groups.push_back({lambda * 2, max(1 - part, zero), Interval(forms.multiplicity[g], bits),
                          shift_squares[g].with_precision(bits), part, vanishes(lambda)});
  }
  return out;
}

}  // namespace

/// What all x = v^2 in [low, high] share. In units of (mu/pi) e^{(p0 + mu (1 - sin alpha)) x} 2^exponent, the density weighted
/// with product i is h sum_k Re e^{y (-damping_k + i turn_k)} transform_ki, y = mu x, with errors
/// below_i e^{y (sin alpha - sin below)} + above_i e^{y (sin alpha - sin above)} + omitted_i.
struct FormDensity::Window {
  std::once_flag filled;
  Bits bits{64};
  double low = 0;
  double high = 0;
  ContourPlan plan;
  std::vector<Interval> damping;                ///< [k], sin(alpha) (cosh u_k - 1)
  std::vector<Interval> turn;                   ///< [k], cos(alpha) sinh u_k
  std::vector<std::vector<Ball>> transform;     ///< [i][k], cos(i u_k - alpha) F
  std::vector<long> exponent;                   ///< [i]
  std::vector<Interval> below, above, omitted;  ///< [i]
};

FormDensity::FormDensity(const GaussianForms& forms, const std::vector<std::vector<std::size_t>>& products)
    : forms_(forms), shift_squares_(forms.lambda.size(), Interval(0, k_form_bits)) {
  for (const auto& product : products) {
    exact_.emplace_back(forms, product, false);
    few_.push_back(exact_.back().rounded(k_error_bits));
    absolute_.push_back(FormProduct(forms, product, true).rounded(k_error_bits));
  }
  for (std::size_t i = 0; i < forms.dimension; ++i) shift_squares_[forms.group_of[i]] += sqr(forms.shift[i]);
  if (forms.is_flat()) return;
  law_ = planning_law(forms, shift_squares_);
  for (const auto& group : law_.groups) mean_ += group.twice / 2 * (group.freedom + group.shift_square);
}

FormDensity::~FormDensity() = default;

/// The saddle point moves against the vertex of a shared contour: fewer x share one where that costs digits.
int FormDensity::windows_in_octave(long octave) const {
  double y = 0;
  constexpr int k_samples = 8;
  for (int i = 0; i <= k_samples; ++i) {
    const double x = std::exp2(static_cast<double>(octave) + static_cast<double>(i) / k_samples);
    y = std::max(y, saddle_point(law_, x) * x);
  }
  if (std::floor(std::log2(mean_)) == static_cast<double>(octave)) y = std::max(y, saddle_point(law_, mean_) * mean_);
  return static_cast<int>(std::ceil(std::sqrt(y) * std::numbers::ln2 / 8));
}

const FormDensity::Window& FormDensity::window(const Interval& x, int digits) const {
  const double logarithm = std::log2(x.mid_double());
  const long octave = static_cast<long>(std::floor(logarithm));
  Window* place = nullptr;
  int parts = 0;
  long index = 0;
  {
    const std::lock_guard lock(guard_);
    auto [found, is_new] = octaves_.try_emplace(octave, 0);
    if (is_new) found->second = windows_in_octave(octave);
    parts = found->second;
    index = static_cast<long>(std::floor((logarithm - static_cast<double>(octave)) * parts));
    auto& slot = windows_[{octave, index, digits}];
    if (!slot) slot = std::make_unique<Window>();
    place = slot.get();
  }
  std::call_once(place->filled, [&] {
    // A little wider, so that no rounding of the logarithm matters.
    const double first = static_cast<double>(octave) + static_cast<double>(index) / parts;
    place->low = std::exp2(first) * (1 - 1e-9);
    place->high = std::exp2(first + 1.0 / parts) * (1 + 1e-9);
    fill(*place, digits);
  });
  return *place;
}

void FormDensity::fill(Window& window, int digits) const {
  window.plan = plan_contour(law_, window.low, window.high, digits);
  const ContourPlan& plan = window.plan;
  const int rank = forms_.rank();
  double shift = 0;
  for (const Interval& b : shift_squares_) shift += b.mid_double();
  // Exponents of that size lose as many bits.
  const double steep = 2 * std::log2(1 + plan.mu * window.high + shift);
  window.bits = bits_for_digits(digits, 24 + static_cast<long>(steep) +
                                            static_cast<long>(std::max(plan.log_loss, 0.0) / std::numbers::ln2 +
                                                              3 * std::log2(plan.count + rank)));
  const Bits bits = window.bits;
  const TransformLaw<Interval> law = enclosed_law(forms_, shift_squares_, bits);
  std::vector<FormProduct> products;
  bool moments = forms_.shifted;
  for (const FormProduct& product : exact_) {
    products.push_back(product.rounded(bits));
    moments = moments || product.degree() > 0;
  }
  const Interval mu = Interval::point(plan.mu, bits);
  const Interval step = Interval::point(plan.step, bits);
  const Interval sine = sin(Interval::point(plan.angle, bits));
  const Interval cosine = cos(Interval::point(plan.angle, bits));
  std::vector<std::vector<ComplexInterval>> values(size());
  for (int k = 0; k < plan.count; ++k) {
    const Interval u = step * (2 * k + 1) / 2;
    const Interval ch = cosh(u);
    const Interval sh = sinh(u);
    window.damping.push_back(sine * sqr(sinh(u / 2)) * 2);
    window.turn.push_back(cosine * sh);
    std::vector<ComplexInterval> factors;  // of prod (1 + 2 p lambda)^n
    std::vector<ComplexInterval> c;
    double angle = 0;
    ComplexInterval exponent{Interval(0, bits), Interval(0, bits)};
    for (const auto& group : law.groups) {
      if (group.flat) {
        c.push_back({Interval(1, bits), Interval(0, bits)});
        continue;
      }
      const Interval a = group.twice * mu;
      const ComplexInterval term{group.rest + a * (1 - sine * ch), a * window.turn.back()};
      const long freedom = static_cast<long>(group.freedom.mid_double());
      angle += static_cast<double>(freedom) * std::atan2(term.im.mid_double(), term.re.mid_double());
      factors.insert(factors.end(), static_cast<std::size_t>(freedom), term);
      if (moments) c.push_back(inverse(term));
      if (!vanishes(group.shift_square))
        exponent = exponent + (c.back() + Interval(-1, bits)) * (group.shift_square / 2);
    }
    // prod (1 + 2 p lambda)^{n/2} with principal roots: the root of the product whose argument is that of the factors.
    ComplexInterval root = some_root(product_of(std::move(factors)));
    if (std::cos(angle / 2 - std::atan2(root.im.mid_double(), root.re.mid_double())) < 0) root = -root;
    ComplexInterval value = ComplexInterval{cosine * ch, sine * sh} * inverse(root);
    if (forms_.shifted) value = value * exp(exponent);
    for (std::size_t i = 0; i < size(); ++i) {
      values[i].push_back(products[i].degree() == 0 ? value : value * products[i].moment(c));
    }
  }
  for (std::vector<ComplexInterval>& row : values) {
    window.exponent.push_back(exponent_of(size_of(row.front())));
    window.transform.emplace_back();
    for (const ComplexInterval& value : row) {
      window.transform.back().push_back(ball({scale_by_power_of_two(value.re, -window.exponent.back()),
                                              scale_by_power_of_two(value.im, -window.exponent.back())}));
    }
  }

  // Errors.
  const TransformLaw<Interval> few = enclosed_law(forms_, shift_squares_, k_error_bits);
  const auto few_point = [](double x) { return Interval::point(x, k_error_bits); };
  const Interval mu_few = few_point(plan.mu);
  const Interval h = few_point(plan.step);
  const Interval y = mu_few * few_point(window.low);
  const auto spread = [&](const Interval& scale, const std::vector<Interval>& variances) {
    std::vector<Interval> out;
    for (const FormProduct& product : absolute_) {
      out.push_back(product.degree() == 0 ? scale : scale * product.moment(variances));
    }
    return out;
  };
  const Interval one(1, k_error_bits);
  const auto contour_error = [&](double at) {
    const Interval beside = sin(few_point(at));
    const Interval size = exp(log_contour_size(few, mu_few, beside, y, plan.reach));
    const Interval gap = abs(few_point(plan.angle) - few_point(at));
    return spread(size / expm1(Interval::pi(k_error_bits) * 2 * gap / h),
                  variance_bounds<Interval>(few, mu_few, beside, one, std::nullopt));
  };
  window.below = contour_error(plan.below);
  window.above = contour_error(plan.above);
  // Omitted nodes: h sum cosh u e^{-rate (cosh u - cosh next)} times what the transform is at most, at least geometric.
  const Interval next = h * (2 * static_cast<long>(plan.count) + 1) / 2;
  const Interval few_sine = sin(few_point(plan.angle));
  const DampedSize<Interval> size = damped_transform<Interval>(few, mu_few, few_sine, y, cosh(next), std::nullopt);
  const Interval ratio = exp(h - size.rate * h * sinh(next));
  if (!certainly_less(ratio, one)) {
    throw PrecisionError("density", "a contour with an end", "terms that do not decrease", "one plan");
  }
  window.omitted = spread(h * cosh(next) * exp(size.log_size) / (1 - ratio),
                          variance_bounds<Interval>(few, mu_few, few_sine, cosh(next), std::nullopt));
}

std::vector<Interval> FormDensity::at(const Interval& v, int digits) const {
  const Window& shared = window(sqr(v), digits);
  const Bits bits = shared.bits;
  const Interval x = sqr(v.with_precision(Bits(bits.count + 8)));
  const auto point = [](double value, Bits precision) { return Interval::point(value, precision); };
  if (!certainly_less_equal(point(shared.low, bits), x) || !certainly_less_equal(x, point(shared.high, bits))) {
    throw PrecisionError("density", "a narrow argument", "an interval wider than a contour serves", "one contour");
  }
  const Interval y = x * point(shared.plan.mu, bits);
  const Interval h = point(shared.plan.step, bits);
  // e^{-y damping} (cos + i sin)(y turn): its relative error is at most (y damping + y turn) times that of the factors, and
  // four roundings.
  const double last_place = std::ldexp(1.0, -static_cast<int>(bits.count));
  double factors = y.relative_width();
  for (const auto* row : {&shared.damping, &shared.turn}) {
    for (const Interval& x : *row) factors = std::max(factors, y.relative_width() + x.relative_width());
  }
  const double unit = 1.01 * (factors + 4 * last_place);
  const double farthest = (y * (shared.damping.back() + shared.turn.back())).upper_double();
  if (!(unit * farthest < 1e-3)) {
    throw PrecisionError("density", "rounding errors that stay small", "an argument that is too wide", "one contour");
  }

  const std::size_t count = static_cast<std::size_t>(shared.plan.count);
  Real size_of_w(bits), w_re(bits), w_im(bits), term(bits);
  std::vector<Interval> sums(size(), Interval(0, bits));  // points, their lower ends used
  std::vector<double> errors(size(), 0);
  for (std::size_t k = 0; k < count; ++k) {
    mpfr_mul(term.get(), &y.raw()->left, &shared.turn[k].raw()->left, MPFR_RNDN);
    double steps =
        1 + std::abs(mpfr_get_d(term.get(), MPFR_RNDA)) + static_cast<double>(count);  // and the sum's rounding
    mpfr_sin_cos(w_im.get(), w_re.get(), term.get(), MPFR_RNDN);
    mpfr_mul(term.get(), &y.raw()->left, &shared.damping[k].raw()->left, MPFR_RNDN);
    steps += std::abs(mpfr_get_d(term.get(), MPFR_RNDA));
    mpfr_neg(term.get(), term.get(), MPFR_RNDN);
    mpfr_exp(size_of_w.get(), term.get(), MPFR_RNDN);
    mpfr_mul(w_re.get(), w_re.get(), size_of_w.get(), MPFR_RNDN);
    mpfr_mul(w_im.get(), w_im.get(), size_of_w.get(), MPFR_RNDN);
    // |w| < 2^damping
    const long damping = (mpfr_zero_p(size_of_w.get()) ? mpfr_get_emin() : mpfr_get_exp(size_of_w.get())) + 1;
    for (std::size_t i = 0; i < size(); ++i) {
      const Ball& f = shared.transform[i][k];
      mpfr_ptr sum = &sums[i].raw()->left;
      mpfr_fmms(term.get(), w_re.get(), &f.ends.re.raw()->left, w_im.get(), &f.ends.im.raw()->left, MPFR_RNDN);
      mpfr_add(sum, sum, term.get(), MPFR_RNDN);
      errors[i] += std::ldexp(1.01 * (f.size * steps * unit + f.radius), clamped(f.exponent + damping));
    }
  }

  const Interval mu = point(shared.plan.mu, bits);
  const Interval p0 = -(1 / (forms_.lambda.front().with_precision(bits) * 2));
  const Interval sine = sin(point(shared.plan.angle, bits));
  const Interval scale = exp((p0 + mu * (1 - sine)) * x) * mu * v.with_precision(bits) * 2 / Interval::pi(bits);
  const Interval y_few = y.with_precision(k_error_bits);
  const auto growth = [&](double at) {
    return exp(y_few * (sine.with_precision(k_error_bits) - sin(point(at, k_error_bits))));
  };
  const Interval below = growth(shared.plan.below);
  const Interval above = growth(shared.plan.above);
  std::vector<Interval> out;
  for (std::size_t i = 0; i < size(); ++i) {
    if (!std::isfinite(errors[i])) throw PrecisionError("density", "rounding errors", "none finite", "one contour");
    mpfr_set(&sums[i].raw()->right, &sums[i].raw()->left, MPFR_RNDN);
    const Interval rounded = widen(sums[i], point(1.01 * errors[i], k_error_bits));
    const Interval sum = scale_by_power_of_two(rounded * h, shared.exponent[i]);
    const Interval error = shared.below[i] * below + shared.above[i] * above + shared.omitted[i];
    out.push_back(widen(sum, error.upper()) * scale);
  }
  return out;
}

std::vector<double> FormDensity::log_rough(double v) const {
  std::vector<double> variances;
  const double base = log_density(law_, v * v, variances) + std::log(2 * v);
  std::vector<Interval> c;
  for (const double x : variances) c.push_back(Interval::point(x, k_error_bits));
  std::vector<double> out;
  for (const FormProduct& product : few_) {
    const double moment = product.degree() == 0 ? 1 : std::abs(product.moment(c).mid_double());
    out.push_back(base + std::log(std::max(moment, 1e-300)));
  }
  return out;
}

Interval FormDensity::mass(const Interval& beta, const Interval& eta, std::vector<Interval>& variances) const {
  const Bits bits = beta.precision();
  Interval size(1, bits);
  Interval exponent(0, bits);
  variances.clear();
  for (std::size_t g = 0; g < forms_.lambda.size(); ++g) {
    if (vanishes(forms_.lambda[g])) {
      variances.push_back(Interval(1, bits));
      continue;
    }
    const Interval rest = 1 - eta - beta * 2 * forms_.lambda[g].with_precision(bits);
    if (!certainly_positive(rest)) throw DomainError("query average: 2 beta lambda >= 1");
    variances.push_back(1 / rest);
    size = size / sqrt(pow(rest, forms_.multiplicity[g]));
    exponent += shift_squares_[g].with_precision(bits) * (variances.back() - 1) / 2;
  }
  return size * exp(exponent);
}

Interval FormDensity::moment(std::size_t product, const Interval& beta, const Interval& eta) const {
  std::vector<Interval> variances;
  const Interval size = mass(beta, eta, variances);
  return exact_[product].degree() == 0 ? size : size * exact_[product].moment(variances);
}

double FormDensity::log_mass(double beta, double eta) const {
  double sum = 0;
  for (std::size_t g = 0; g < forms_.lambda.size(); ++g) {
    if (vanishes(forms_.lambda[g])) continue;
    const double rest = 1 - eta - 2 * beta * forms_.lambda[g].mid_double();
    if (rest <= 0) return std::numeric_limits<double>::infinity();
    sum += (shift_squares_[g].mid_double() * (1 / rest - 1) - forms_.multiplicity[g] * std::log(rest)) / 2;
  }
  return sum;
}

}  // namespace softlin::numeric
