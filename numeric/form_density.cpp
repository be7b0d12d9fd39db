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
                          shift_squares[g].mid_double(), vanishes(forms.lambda[g])});
  }
  return out;
}

TransformLaw<Interval> enclosed_law(const GaussianForms& forms, const std::vector<Interval>& shift_squares, Bits bits) {
  TransformLaw<Interval> out;
  const Interval zero(0, bits);
  for (std::size_t g = 0; g < forms.lambda.size(); ++g) {
    const Interval lambda = forms.lambda[g].with_precision(bits);
    const Interval rest = max(1 - lambda / forms.lambda.front().with_precision(bits), zero);
    out.groups.push_back({lambda * 2, g == 0 ? zero : rest, Interval(forms.multiplicity[g], bits),
                          shift_squares[g].with_precision(bits), vanishes(lambda)});
  }
  return out;
}

}  // namespace

/// What all x = v^2 in [low, high] share. In units of (mu/pi) e^{(p0 + mu) x} 2^exponent, the density weighted with
/// product i is 2 h sum_k Re e^{-y t_k^2 + 2 i y t_k} transform_ki, y = mu x, with errors
/// below_i e^{y (kappa^2 - 1)} + above_i e^{y (kappa^2 - 1)} + omitted_i.
struct FormDensity::Window {
  std::once_flag filled;
  Bits bits{64};
  double low = 0;
  double high = 0;
  ContourPlan plan;
  std::vector<std::vector<Ball>> transform;     ///< [i][k]
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
  // The saddle point moves against the vertex of a shared contour: fewer x share one where that costs digits.
  double mean = 0;
  for (std::size_t g = 0; g < forms.lambda.size(); ++g) {
    mean += forms.lambda[g].mid_double() * (forms.multiplicity[g] + shift_squares_[g].mid_double());
  }
  const double y = saddle_point(law_, mean) * mean;
  windows_an_octave_ = static_cast<int>(std::ceil(std::sqrt(y) * std::numbers::ln2 / 8));
}

FormDensity::~FormDensity() = default;

const FormDensity::Window& FormDensity::window(const Interval& x, int digits) const {
  const long index = static_cast<long>(std::floor(std::log2(x.mid_double()) * windows_an_octave_));
  Window* place = nullptr;
  {
    const std::lock_guard lock(guard_);
    auto& slot = windows_[{index, digits}];
    if (!slot) slot = std::make_unique<Window>();
    place = slot.get();
  }
  std::call_once(place->filled, [&] {
    // A little wider, so that no rounding of the logarithm matters.
    place->low = std::exp2(static_cast<double>(index) / windows_an_octave_) * (1 - 1e-9);
    place->high = std::exp2(static_cast<double>(index + 1) / windows_an_octave_) * (1 + 1e-9);
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
  std::vector<std::vector<ComplexInterval>> values(size());
  for (int k = 0; k < plan.count; ++k) {
    const Interval t = step * (2 * k + 1) / 2;
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
      const ComplexInterval term{group.rest + a * (1 - sqr(t)), a * t * 2};
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
    ComplexInterval value = ComplexInterval{Interval(1, bits), t} * inverse(root);
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
  const Interval zero(0, k_error_bits);
  const auto spread = [&](const Interval& scale, const std::vector<Interval>& variances) {
    std::vector<Interval> out;
    for (const FormProduct& product : absolute_) {
      out.push_back(product.degree() == 0 ? scale : scale * product.moment(variances));
    }
    return out;
  };
  const auto contour_error = [&](double at) {
    const Interval kappa = few_point(at);
    const Interval size = exp(log_contour_size(few, mu_few, kappa, y));
    const Interval gap = abs(1 - kappa);
    return spread(size / expm1(Interval::pi(k_error_bits) * 2 * gap / h),
                  variance_bounds<Interval>(few, mu_few, kappa, zero, std::nullopt));
  };
  window.below = contour_error(plan.below);
  window.above = contour_error(plan.above);
  // Omitted nodes: 2 h sum (1 + t) e^{-y t^2} times what the transform is at most, at least geometric.
  const Interval next = h * (2 * static_cast<long>(plan.count) + 1) / 2;
  const Interval ratio = (1 + next + h) / (1 + next) * exp(-(y * (next * 2 * h + sqr(h))));
  if (!certainly_less(ratio, Interval(1, k_error_bits))) {
    throw PrecisionError("density", "a contour with an end", "terms that do not decrease", "one plan");
  }
  const std::vector<Interval> variances =
      variance_bounds<Interval>(few, mu_few, Interval(1, k_error_bits), sqr(next), std::nullopt);
  window.omitted =
      spread(h * 2 * (1 + next) * exp(log_transform(few, variances) - y * sqr(next)) / (1 - ratio), variances);
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
  const Interval yh = y * h;
  const Interval decay = exp(-(yh * h * 2));
  // e^{-y t^2 + 2 i y t} at t_0 = h/2; the quotient of the next two; the quotient of quotients is `decay`.
  const Interval first_size = exp(-(yh * h / 4));
  const ComplexInterval first{first_size * cos(yh), first_size * sin(yh)};
  const ComplexInterval second{decay * cos(yh * 2), decay * sin(yh * 2)};
  const auto relative_radius = [](const ComplexInterval& a) {
    return radius_of(a).upper_double() / std::max(abs(a.re).lower_double(), abs(a.im).lower_double());
  };
  // Each complex product adds at most sqrt(5) units, each real one 1; e^{...} at node k carries at most (k + 1)^2 of them.
  const double last_place = std::ldexp(1.0, -static_cast<int>(bits.count));
  const double unit =
      1.001 * (std::max({relative_radius(first), relative_radius(second), decay.relative_width()}) + 3 * last_place);
  const double nodes = shared.plan.count;
  if (!(unit * nodes * nodes < 1e-3)) {
    throw PrecisionError("density", "rounding errors that stay small", "an argument that is too wide", "one contour");
  }

  Real w_re(bits), w_im(bits), q_re(bits), q_im(bits), a(bits), term(bits), other(bits);
  mpfr_set(w_re.get(), &first.re.raw()->left, MPFR_RNDN);
  mpfr_set(w_im.get(), &first.im.raw()->left, MPFR_RNDN);
  mpfr_set(q_re.get(), &second.re.raw()->left, MPFR_RNDN);
  mpfr_set(q_im.get(), &second.im.raw()->left, MPFR_RNDN);
  mpfr_set(a.get(), &decay.raw()->left, MPFR_RNDN);
  std::vector<Interval> sums(size(), Interval(0, bits));  // points, their lower ends used
  std::vector<double> errors(size(), 0);
  for (std::size_t k = 0; k < static_cast<std::size_t>(shared.plan.count); ++k) {
    // |w| < 2^(damping + 1)
    const auto exponent = [](Real& x) { return mpfr_zero_p(x.get()) ? mpfr_get_emin() : mpfr_get_exp(x.get()); };
    const long damping = std::max(exponent(w_re), exponent(w_im)) + 1;
    const double steps = static_cast<double>((k + 1) * (k + 1)) + nodes;  // and the rounding of the sum
    for (std::size_t i = 0; i < size(); ++i) {
      const Ball& f = shared.transform[i][k];
      mpfr_ptr sum = &sums[i].raw()->left;
      mpfr_fmms(term.get(), w_re.get(), &f.ends.re.raw()->left, w_im.get(), &f.ends.im.raw()->left, MPFR_RNDN);
      mpfr_add(sum, sum, term.get(), MPFR_RNDN);
      errors[i] += std::ldexp(1.001 * (f.size * steps * unit + f.radius), clamped(f.exponent + damping));
    }
    mpfr_fmms(term.get(), w_re.get(), q_re.get(), w_im.get(), q_im.get(), MPFR_RNDN);
    mpfr_fmma(other.get(), w_re.get(), q_im.get(), w_im.get(), q_re.get(), MPFR_RNDN);
    mpfr_swap(w_re.get(), term.get());
    mpfr_swap(w_im.get(), other.get());
    mpfr_mul(q_re.get(), q_re.get(), a.get(), MPFR_RNDN);
    mpfr_mul(q_im.get(), q_im.get(), a.get(), MPFR_RNDN);
  }

  const Interval mu = point(shared.plan.mu, bits);
  const Interval p0 = -(1 / (forms_.lambda.front().with_precision(bits) * 2));
  const Interval scale = exp((p0 + mu) * x) * mu * v.with_precision(bits) * 2 / Interval::pi(bits);
  const Interval y_few = y.with_precision(k_error_bits);
  const auto growth = [&](double kappa) { return exp(y_few * (sqr(point(kappa, k_error_bits)) - 1)); };
  const Interval below = growth(shared.plan.below);
  const Interval above = growth(shared.plan.above);
  std::vector<Interval> out;
  for (std::size_t i = 0; i < size(); ++i) {
    if (!std::isfinite(errors[i])) throw PrecisionError("density", "rounding errors", "none finite", "one contour");
    mpfr_set(&sums[i].raw()->right, &sums[i].raw()->left, MPFR_RNDN);
    const Interval rounded = widen(sums[i], point(1.01 * errors[i], k_error_bits));
    const Interval sum = scale_by_power_of_two(rounded * h * 2, shared.exponent[i]);
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
