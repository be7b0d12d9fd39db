#include "numeric/softmax_lattice.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numbers>

#include "numeric/lattice_correlation.hpp"
#include "numeric/parallel_for.hpp"

namespace softlin::numeric {

namespace {

constexpr Bits k_error_bits = LatticeErrors::k_bits;

Integer ceiling(const Interval& x) {
  Integer out;
  mpfr_get_z(out.backend().data(), &x.raw()->right, MPFR_RNDU);
  return out;
}

/// Non-negative numbers in fixed point: the true k-th value lies in [slot k, slot k + slack] units of 2^-bits.
class FixedPoint {
 public:
  FixedPoint(std::size_t size, std::size_t slot_limbs, long bits)
      : slots_(size, slot_limbs), bits_(bits), scaled_(1, Bits(bits + 64)), width_(1, k_error_bits) {}

  void set(std::size_t k, const PositiveTable& values, std::size_t i) {
    mpfr_mul_2si(scaled_.lower(0), values.lower(i), bits_, MPFR_RNDD);
    mpfr_get_z(floor_.backend().data(), scaled_.lower(0), MPFR_RNDD);
    slots_.set(k, floor_.backend().data());
    sum_ += floor_;
    mpfr_sub(width_.lower(0), values.upper(i), values.lower(i), MPFR_RNDU);
    if (mpfr_greater_p(width_.lower(0), width_.upper(0))) mpfr_set(width_.upper(0), width_.lower(0), MPFR_RNDU);
  }

  const SlotSequence& slots() const { return slots_; }
  const Integer& sum() const { return sum_; }
  /// One unit for the floor, one more for its own rounding to bits_ + 64 bits, and the widest entry.
  Integer slack() const {
    Integer widest;
    PositiveTable scaled(1, k_error_bits);
    mpfr_mul_2si(scaled.upper(0), width_.upper(0), bits_, MPFR_RNDU);
    mpfr_get_z(widest.backend().data(), scaled.upper(0), MPFR_RNDU);
    return widest + 2;
  }

 private:
  SlotSequence slots_;
  long bits_;
  PositiveTable scaled_;
  PositiveTable width_;
  Integer floor_;
  Integer sum_ = 0;
};

}  // namespace

Bits SoftmaxLattice::precision(const LatticePlan& plan) {
  long bits = plan.q.bits;
  for (const auto& moment : plan.moments) bits = std::max(bits, moment.second.bits);
  // Products of the tables carry the error of up to n steps twice over (gaussians: n^2/2).
  const long steps = plan.nodes.count() * plan.stride;
  return Bits(bits + 24 + 2 * std::bit_width(static_cast<unsigned long>(steps)));
}

SoftmaxLattice::SoftmaxLattice(const LatticePlan& plan, const PartitionTerms& terms, const LatticeErrors& errors,
                               const Interval& s_squared, Bits outer_bits, unsigned threads)
    : terms_(terms),
      errors_(errors),
      nodes_(plan.nodes),
      stride_(plan.stride),
      octave_(plan.octave),
      outer_bits_(outer_bits),
      inner_bits_(precision(plan)),
      s2_(s_squared.with_precision(inner_bits_)),
      h_(log_of_two(inner_bits_) / plan.octave),
      s_(std::sqrt(s_squared.mid_double())) {
  long low = 0;
  long high = 0;
  const auto cover = [&](const InnerPlan& inner) {
    const Window reach = window(inner);
    low = std::min(low, reach.low - 1);
    high = std::max(high, reach.high + 1);
  };
  cover(plan.q);
  for (const auto& moment : plan.moments) cover(moment.second);
  first_ = plan.nodes.first * plan.stride + low;
  const long last = plan.nodes.last * plan.stride + high;
  table_first_ = std::min({first_, low, 0L});
  make_exponentials(std::max({last, high, 0L}));
  make_decays(last);
  make_gaussians(std::max(-low, high));

  std::vector<std::pair<int, InnerPlan>> functions{{0, plan.q}};
  for (const auto& [n, inner] : plan.moments) {
    functions.emplace_back(n, inner);
    moments_[n];
  }
  parallel_for(functions.size(), threads, [&](std::size_t i) {
    const auto& [n, inner] = functions[i];
    if (n == 0) {
      q_ = zeroth(inner);
    } else {
      moments_.at(n) = moments(n, inner);
    }
  });
}

/// Offsets l with e^{tilt l h} e^{-(l h)^2/(2 s^2)} above about 2^-bits of its maximum.
SoftmaxLattice::Window SoftmaxLattice::window(const InnerPlan& inner) const {
  const double h = h_.mid_double();
  const double centre = inner.tilt * s_ * s_ / h;
  const double half = s_ * std::sqrt(2 * static_cast<double>(inner.bits + 2) * std::numbers::ln2) / h + 1;
  return {static_cast<long>(std::floor(centre - half)), static_cast<long>(std::ceil(centre + half))};
}

/// e^{k h} = 2^{floor(k/octave)} e^{(k mod octave) h} up to k = last: one octave by repeated multiplication.
void SoftmaxLattice::make_exponentials(long last) {
  PositiveTable octave(static_cast<std::size_t>(octave_), inner_bits_);
  PositiveTable ratio(1, inner_bits_);
  ratio.set(0, exp(h_));
  octave.set(0, Interval(1, inner_bits_));
  for (std::size_t i = 1; i < octave.size(); ++i) octave.set_product(i, octave, i - 1, ratio, 0);
  exponentials_ = PositiveTable(place(last) + 1, inner_bits_);
  for (long k = table_first_; k <= last; ++k) {
    const long rest = ((k % octave_) + octave_) % octave_;
    exponentials_.set(place(k), octave, static_cast<std::size_t>(rest));
    exponentials_.scale_by_power_of_two(place(k), (k - rest) / octave_);
  }
}

/// H = 1 - e^{-E} and D = e^{-E} at E = e^{k h}, up to the first index where only D in [0, 2^-bits] is kept. The first
/// octave by expm1; then H(2E) = H (2 - H), which does not amplify relative errors (its logarithmic derivative is at
/// most 1), as long as H <= 1/2, and D(2E) = D^2 from there on.
void SoftmaxLattice::make_decays(long last) {
  const double bits = static_cast<double>(inner_bits_.count);
  cut_ = std::max(static_cast<long>(std::ceil(std::log(bits * std::numbers::ln2 + 3) / h_.mid_double())), first_);
  const long end = std::min(last, cut_ - 1);
  const std::size_t size = static_cast<std::size_t>(std::max(end - first_ + 2, 1L));
  decays_ = PositiveTable(size, inner_bits_);
  rests_ = PositiveTable(size, inner_bits_);
  const Interval one(1, inner_bits_);
  for (long k = first_; k <= end; ++k) {
    const std::size_t i = static_cast<std::size_t>(k - first_);
    if (k - first_ < octave_) {
      const Interval rest = -expm1(-exponentials_.at(place(k)));
      rests_.set(i, rest);
      if (rest.upper_double() <= 0.5) {
        decays_.set_rest(i, rests_, i);
      } else {
        decays_.set(i, exp(-exponentials_.at(place(k))));
      }
      continue;
    }
    const std::size_t half = i - static_cast<std::size_t>(octave_);
    if (mpfr_cmp_d(rests_.upper(half), 0.5) <= 0) {
      mpfr_ui_sub(decays_.lower(i), 2, rests_.lower(half), MPFR_RNDD);  // a place to work in
      mpfr_ui_sub(decays_.upper(i), 2, rests_.upper(half), MPFR_RNDU);
      mpfr_mul(rests_.lower(i), rests_.lower(half), decays_.lower(i), MPFR_RNDD);
      mpfr_mul(rests_.upper(i), rests_.upper(half), decays_.upper(i), MPFR_RNDU);
      decays_.set_rest(i, rests_, i);
    } else {
      decays_.set_product(i, decays_, half, decays_, half);
      rests_.set_rest(i, decays_, i);
    }
  }
  if (last < cut_) return;
  // 0.69315 > ln 2, so that e^{-E} < 2^-bits wherever E is above this.
  if (mpfr_cmp_d(exponentials_.lower(place(cut_)), 0.69315 * bits) <= 0) throw Error("lattice: cut-off too early");
  decays_.set(size - 1,
              hull(Interval(0, inner_bits_), softlin::numeric::scale_by_power_of_two(one, -inner_bits_.count)));
  rests_.set_rest(size - 1, decays_, size - 1);
}

/// w_l = e^{-(l h)^2/(2 s^2)} by w_{l+1} = w_l r_l, r_{l+1} = r_l r_0^2.
void SoftmaxLattice::make_gaussians(long most) {
  gaussians_ = PositiveTable(static_cast<std::size_t>(most) + 1, inner_bits_);
  PositiveTable ratio(3, inner_bits_);  // r_l, r_0^2, and a place to work in
  ratio.set(0, exp(-(sqr(h_) / (2 * s2_))));
  ratio.set_product(1, ratio, 0, ratio, 0);
  gaussians_.set(0, Interval(1, inner_bits_));
  for (std::size_t l = 1; l < gaussians_.size(); ++l) {
    gaussians_.set_product(l, gaussians_, l - 1, ratio, 0);
    ratio.set_product(2, ratio, 0, ratio, 1);
    ratio.set(0, ratio, 2);
  }
}

/// Correlates weights e^{tilt l h} e^{-(lh)^2/(2s^2)} with `table`, and scales by h/(s sqrt(2 pi)) e^{tilt u_j}:
/// encloses the lattice sum h_x sum_l phi(x_l) e^{tilt v} table(v), v = u_j + l h, at every outer node.
/// `table(k, out)` sets entry 0 of `out`; `supremum` bounds its function over the whole line.
template <class Table>
PositiveTable SoftmaxLattice::correlation(const InnerPlan& inner, const Interval& supremum, const Table& table) const {
  const auto [low, high] = window(inner);
  // The peak e^{tilt^2 s^2/2} of the weights is taken out as a power of two.
  const long peak = static_cast<long>(std::ceil(inner.tilt * inner.tilt * s_ * s_ / 2 / std::numbers::ln2));
  PositiveTable work(2, inner_bits_);
  const auto make_weight = [&](long l) {
    work.set(0, gaussians_, static_cast<std::size_t>(std::labs(l)));
    for (int t = 0; t < inner.tilt; ++t) work.set_product(0, work, 0, exponentials_, place(l));
    work.scale_by_power_of_two(0, -peak);
  };
  const std::size_t count = static_cast<std::size_t>(high - low + 1);
  const long from = lattice_index(0) + low;
  const long to = lattice_index(static_cast<std::size_t>(nodes_.count() - 1)) + high;
  const long supremum_bits = std::max(0L, static_cast<long>(std::ceil(std::log2(supremum.upper_double()))));
  const std::size_t limbs = SlotSequence::limbs_for(2 * inner.bits + supremum_bits + std::bit_width(count) + 2);

  FixedPoint weights(count, limbs, inner.bits);
  for (long l = low; l <= high; ++l) {
    make_weight(l);
    weights.set(static_cast<std::size_t>(l - low), work, 0);
  }
  FixedPoint values(static_cast<std::size_t>(to - from + 1), limbs, inner.bits);
  for (long k = from; k <= to; ++k) {
    table(k, work);
    values.set(static_cast<std::size_t>(k - from), work, 0);
  }

  // Cut-off of the weights: beyond each end they fall at least geometrically, as they are log-concave.
  const auto beyond = [&](long outside, long inside) {
    make_weight(outside);
    const Interval first = work.at(0).with_precision(k_error_bits);
    make_weight(inside);
    const Interval ratio = first / work.at(0).with_precision(k_error_bits);
    if (!certainly_less(ratio, Interval(1, k_error_bits))) throw Error("lattice: window ends before the peak");
    return first / (1 - ratio);
  };
  const Interval omitted = beyond(low - 1, low) + beyond(high + 1, high);
  const Interval unit = softlin::numeric::scale_by_power_of_two(Interval(1, k_error_bits), inner.bits);
  const Integer slack = values.slack();
  const Integer table_most = ceiling(supremum * unit) + slack;
  const Integer error = slack * weights.sum() + weights.slack() * Integer(count) * (table_most + slack) +
                        ceiling(omitted * unit) * table_most;

  const SlotSequence sums = correlate(weights.slots(), values.slots(), stride_);
  const Interval h = h_.with_precision(outer_bits_);
  PositiveTable scale(1, outer_bits_);
  scale.set(0, softlin::numeric::scale_by_power_of_two(
                   h / sqrt(2 * Interval::pi(outer_bits_) * s2_.with_precision(outer_bits_)), peak - 2 * inner.bits));
  PositiveTable out(static_cast<std::size_t>(nodes_.count()), outer_bits_);
  PositiveTable factor(1, outer_bits_);
  Integer upper;
  for (std::size_t j = 0; j < out.size(); ++j) {
    mpz_t view;
    const mpz_srcptr sum = sums.view(j, view);
    mpfr_set_z(out.lower(j), sum, MPFR_RNDD);
    mpz_add(upper.backend().data(), sum, error.backend().data());
    mpfr_set_z(out.upper(j), upper.backend().data(), MPFR_RNDU);
    out.set_product(j, out, j, scale, 0);
    if (inner.tilt == 0) continue;
    factor.set(0, exponentials_, place(lattice_index(j)));
    for (int t = 0; t < inner.tilt; ++t) out.set_product(j, out, j, factor, 0);
  }
  return out;
}

/// m_n(u_j)
PositiveTable SoftmaxLattice::moments(int n, const InnerPlan& inner) const {
  const int rest = n - inner.tilt;  // table e^{rest v - e^v}, largest at v = ln rest
  Interval supremum(1, k_error_bits);
  if (rest > 0) supremum = pow(Interval(rest, k_error_bits) / exp(Interval(1, k_error_bits)), rest);
  PositiveTable sums = correlation(inner, supremum, [&](long k, PositiveTable& out) {
    // Beyond the cut-off e^{rest v - e^v} falls, so its bound at the cut-off serves.
    const long at = std::min(k, cut_);
    out.set(0, decays_, static_cast<std::size_t>(at - first_));
    for (int r = 0; r < rest; ++r) out.set_product(0, out, 0, exponentials_, place(at));
  });
  // Theorem B: |m_n^h - m_n|(u_j) <= eta e^{n h shift} m_n(u_{j-shift}). To the left of the first node e^{-nu} m_n(u), which
  // decreases, has one bound at the leftmost place.
  const Interval growth = errors_.outer_step() * n;
  PositiveTable factor(3, k_error_bits);  // for m_n(u_{j-shift}), for one step, and for the left at u_j
  factor.set(0, errors_.strip() * exp(growth * errors_.shift()));
  factor.set(1, exp(growth));
  factor.set(2, factor.at(0) * errors_.moment_bound(n, errors_.outer_step() * (nodes_.first - errors_.shift())));
  PositiveTable radius(1, k_error_bits);
  const std::size_t shift = static_cast<std::size_t>(errors_.shift());
  for (std::size_t j = 0; j < sums.size(); ++j) {
    if (j < shift) {
      mpfr_set(radius.upper(0), factor.upper(2), MPFR_RNDU);
      factor.set_product(2, factor, 2, factor, 1);
    } else {
      mpfr_mul(radius.upper(0), factor.upper(0), sums.upper(j - shift), MPFR_RNDU);
    }
    mpfr_add(sums.upper(j), sums.upper(j), radius.upper(0), MPFR_RNDU);
    mpfr_sub(sums.lower(j), sums.lower(j), radius.upper(0), MPFR_RNDD);
    if (mpfr_sgn(sums.lower(j)) < 0) mpfr_set_zero(sums.lower(j), 1);
  }
  return sums;
}

/// q(u_j) = 1 - m_0(u_j), with small relative error where q is small.
PositiveTable SoftmaxLattice::zeroth(const InnerPlan& inner) const {
  PositiveTable sums = correlation(inner, Interval(1, k_error_bits), [&](long k, PositiveTable& out) {
    out.set(0, rests_, static_cast<std::size_t>(std::min(k, cut_) - first_));
    if (inner.tilt == 0) return;
    mpfr_div(out.lower(0), out.lower(0), exponentials_.upper(place(k)), MPFR_RNDD);
    mpfr_div(out.upper(0), out.upper(0), exponentials_.lower(place(k)), MPFR_RNDU);
  });
  PositiveTable factor(1, outer_bits_);
  factor.set(0, widen(Interval(1, outer_bits_), errors_.zeroth_strip()));
  for (std::size_t j = 0; j < sums.size(); ++j) {
    sums.set_product(j, sums, j, factor, 0);
    for (const mpfr_ptr end : {sums.lower(j), sums.upper(j)}) {
      if (mpfr_cmp_ui(end, 1) > 0) mpfr_set_ui(end, 1, MPFR_RNDN);
    }
  }
  return sums;
}

std::vector<Interval> SoftmaxLattice::expectations(std::uint64_t L, const NodeRange& range) const {
  const std::vector<PartitionTerms::Shape>& shapes = terms_.shapes();
  const std::size_t most_blocks = terms_.most_blocks(L);
  const long length_bits = std::bit_width(L);
  const Bits power_bits(outer_bits_.count + length_bits + 8);
  PositiveTable rest(1, power_bits);  // m_0
  PositiveTable power(1, power_bits);
  PositiveTable powers(most_blocks + 1, outer_bits_);  // m_0^{L-b}
  PositiveTable products(most_blocks + 1, outer_bits_);
  PositiveTable term(1, outer_bits_);
  PositiveTable sums(shapes.size(), outer_bits_);
  products.set(0, Interval(1, outer_bits_));
  for (long index = range.first; index <= range.last; ++index) {
    const std::size_t j = node(index);
    rest.set_rest(0, q_, j);
    set_power(power, 0, rest.lower(0), rest.upper(0), L - most_blocks);
    powers.set(most_blocks, power, 0);
    for (std::size_t b = most_blocks; b-- > 1;) powers.set_product(b, powers, b + 1, rest, 0);
    const PartitionTerms::Shape* before = nullptr;
    for (std::size_t k = 0; k < shapes.size(); ++k) {
      const PartitionTerms::Shape& shape = shapes[k];
      if (shape.size() > L) continue;
      std::size_t shared = 0;
      while (before != nullptr && shared < std::min(before->size(), shape.size()) &&
             (*before)[shared] == shape[shared]) {
        ++shared;
      }
      for (std::size_t b = shared; b < shape.size(); ++b) {
        const PositiveTable& factor = moments_.at(shape[b]);
        if (b == 0) {
          products.set(1, factor, j);
        } else {
          products.set_product(b + 1, products, b, factor, j);
        }
      }
      term.set_product(0, products, shape.size(), powers, shape.size());
      sums.add(k, term, 0);
      before = &shape;
    }
  }
  std::vector<Interval> totals;
  for (std::size_t k = 0; k < sums.size(); ++k) totals.push_back(sums.at(k));
  return terms_.expectations(totals, L, range, errors_, h_.with_precision(outer_bits_) * stride_);
}

void SoftmaxLattice::describe(LatticeReport& report) const {
  report.nodes = nodes_.count();
  report.table = static_cast<long>(exponentials_.size());
  report.inner_bits = inner_bits_.count;
}

}  // namespace softlin::numeric
