#include "numeric/pair_lattice.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numbers>
#include <set>

namespace softlin::numeric {

namespace {

using std::numbers::ln2;

/// Values of pairs stay between this and its reciprocal, where nothing under- or overflows.
constexpr double k_smallest = 0x1p-900;
/// Radii are multiplied by this, which covers the rounding of the at most 2^12 operations that made them.
constexpr double k_inflate = 1 + 0x1p-30;
/// An underflowing product is wrong by at most this.
constexpr double k_underflow = 0x1p-1060;
/// A pair made from an enclosure of 160 bits.
constexpr double k_conversion_units = 2;

DoublePair nearest_pair(const Interval& x) {
  const double high = x.mid_double();
  return {high, (x - Interval::point(high, x.precision())).mid_double()};
}

long floor_div(long a, long b) { return a >= 0 ? a / b : -((-a + b - 1) / b); }
long ceil_div(long a, long b) { return -floor_div(-a, b); }

/// Where xi -> phi(xi) G_n(u + s xi), or with H for n = 0, is largest, as v = u + s xi: the zero of a decreasing
/// function by bisection. A window may be centred anywhere, so this needs no proof.
double mode(int n, double u, double s) {
  const double s2 = s * s;
  double low = u;
  double high = u + s2;
  if (n > 0) {
    low = std::min(u, std::log(static_cast<double>(n)));
    high = std::max(u, std::log(static_cast<double>(n)));
  }
  for (int i = 0; i < 40 && high - low > 0.01; ++i) {
    const double v = (low + high) / 2;
    const double t = std::exp(std::min(v, 300.0));
    const double slope = n > 0 ? n - t : t / std::expm1(std::min(t, 700.0));
    (slope > (v - u) / s2 ? low : high) = v;
  }
  return (low + high) / 2;
}

/// Offsets l of the inner lattice from a node.
struct Window {
  long low;
  long high;
  void cover(const Window& other) {
    low = std::min(low, other.low);
    high = std::max(high, other.high);
  }
};

/// A function on the inner lattice, one row for each residue of the index modulo the stride, so that what consecutive
/// outer nodes need is contiguous.
class LatticeTable {
 public:
  LatticeTable(long first, long last, long stride)
      : stride_(stride),
        first_(floor_div(first, stride)),
        row_(static_cast<std::size_t>(floor_div(last, stride) - first_ + 1)),
        values_(row_ * static_cast<std::size_t>(stride)) {}

  PairTable& values() { return values_; }
  const PairTable& values() const { return values_; }
  /// Place of lattice index k.
  std::size_t place(long k) const {
    const long part = floor_div(k, stride_);
    return static_cast<std::size_t>(k - part * stride_) * row_ + static_cast<std::size_t>(part - first_);
  }
  /// Lattice index at a place.
  long index(std::size_t place) const {
    return (first_ + static_cast<long>(place % row_)) * stride_ + static_cast<long>(place / row_);
  }
  DoublePair at(long k) const { return values_[place(k)]; }

 private:
  long stride_;
  long first_;
  std::size_t row_;
  PairTable values_;
};

/// Weights h/(s sqrt(2 pi)) e^{-(l h)^2/(2 s^2) + tilt l h}, and their relative error in units.
struct Weights {
  LatticeTable table;
  double units = 0;
};

/// Makes everything that does not depend on the length.
class Builder {
 public:
  Builder(const LatticePlan& plan, const PartitionTerms& terms, const LatticeErrors& errors, const Interval& s_squared,
          double digits)
      : terms_(terms),
        errors_(errors),
        nodes_(plan.nodes),
        stride_(plan.stride),
        octave_(plan.octave),
        h_(log_of_two(PairLattice::k_input_bits) / plan.octave),
        s2_(s_squared),
        h_double_(ln2 / static_cast<double>(plan.octave)),
        s_(std::sqrt(s_squared.mid_double())),
        reach_(s_ * std::sqrt(2 * (digits * 3.33 + 16) * ln2)) {}

  /// False when a value leaves the range of a double.
  bool make() {
    const int N = terms_.most_degree();
    const double leftmost = static_cast<double>(nodes_.first * stride_) * h_double_;
    scale = std::max(0L, static_cast<long>(std::ceil((-560.0 / N - leftmost) / ln2)));
    if (static_cast<double>(N * scale) * ln2 + N * std::log(N) > 560) return false;

    std::set<int> degrees{0};
    for (const auto& shape : terms_.shapes()) degrees.insert(shape.begin(), shape.end());
    for (const int n : degrees) make_windows(n);
    make_exponentials();
    if (!make_tables(N)) return false;
    for (const int n : degrees) {
      auto function = correlate(n);
      if (!function) return false;
      if (n == 0) {
        q = std::move(*function);
      } else {
        moments.emplace(n, std::move(*function));
      }
    }
    return true;
  }

  long scale = 0;
  PairFunction q;
  std::map<int, PairFunction> moments;
  std::size_t table_size = 0;

 private:
  static int tilt_of(int n) { return n / 2; }
  std::size_t count() const { return static_cast<std::size_t>(nodes_.count()); }
  double node(std::size_t j) const {
    return static_cast<double>((nodes_.first + static_cast<long>(j)) * stride_) * h_double_;
  }
  long lattice_index(std::size_t j) const { return (nodes_.first + static_cast<long>(j)) * stride_; }

  /// One window for each block of nodes: it reaches as far beyond the modes as the digits need.
  void make_windows(int n) {
    std::vector<Window>& windows = windows_[n];
    for (std::size_t j = 0; j < count(); j += k_pair_lanes) {
      const double first = node(j);
      const double last = node(std::min(j + k_pair_lanes, count()) - 1);
      windows.push_back({static_cast<long>(std::floor((mode(n, last, s_) - reach_ - last) / h_double_)) - 1,
                         static_cast<long>(std::ceil((mode(n, first, s_) + reach_ - first) / h_double_)) + 1});
    }
  }

  /// e^{i h} for one octave, by repeated multiplication.
  void make_exponentials() {
    const DoublePair ratio = nearest_pair(exp(h_));
    octave_values_.assign(1, DoublePair{1, 0});
    for (long i = 1; i < octave_; ++i) octave_values_.push_back(octave_values_.back() * ratio);
    exponential_units_ = static_cast<double>(octave_) * (k_conversion_units + k_product_units);
  }

  /// e^{k h}
  DoublePair exponential(long k) const {
    const long octaves = floor_div(k, octave_);
    return scaled(octave_values_[static_cast<std::size_t>(k - octaves * octave_)],
                  std::ldexp(1.0, static_cast<int>(octaves)));
  }

  /// G_0, G_1, ... as far as tilted sums need them, and H. Beyond the cut G counts as 0 and H as 1.
  bool make_tables(int N) {
    long first = std::numeric_limits<long>::max();
    long last = std::numeric_limits<long>::min();
    for (const auto& [n, windows] : windows_) {
      for (std::size_t b = 0; b < windows.size(); ++b) {
        first = std::min(first, lattice_index(b * k_pair_lanes) + windows[b].low);
        last = std::max(last, lattice_index((b + 1) * k_pair_lanes) + windows[b].high);
      }
    }
    cut_ = static_cast<long>(std::floor(std::log(k_exp_most * 0.999) / h_double_));
    last = std::max(last, cut_);
    if (static_cast<double>(first) * h_double_ < -600) return false;
    LatticeTable arguments(first, last, stride_);
    const std::size_t size = arguments.values().size();
    table_size = size;
    for (std::size_t i = 0; i < size; ++i) {
      const long k = arguments.index(i);
      if (k <= cut_) arguments.values().set(i, exponential(k));
    }
    LatticeTable decays(first, last, stride_);
    rests_.emplace(first, last, stride_);
    exp_negative(arguments.values(), decays.values(), rests_->values());
    const double power = std::ldexp(1.0, static_cast<int>(scale));
    for (std::size_t i = 0; i < size; ++i) {
      if (arguments.index(i) <= cut_) {
        arguments.values().set(i, scaled(arguments.values()[i], power));
      } else {
        decays.values().set(i, {0, 0});
        rests_->values().set(i, {1, 0});
      }
    }
    decays_.push_back(std::move(decays));
    for (int m = 1; m <= N - tilt_of(N); ++m) {
      LatticeTable next(first, last, stride_);
      multiply(decays_.back().values(), arguments.values(), next.values());
      decays_.push_back(std::move(next));
    }
    return true;
  }

  /// From the largest weight outwards: w_{l+1} = w_l r_l, r_{l+1} = r_l e^{-h^2/s^2}.
  const Weights* weights(int tilt) {
    const auto known = weights_.find(tilt);
    if (known != weights_.end()) return &known->second;
    Window reach{0, 0};
    for (const auto& [n, windows] : windows_) {
      if (tilt_of(n) != tilt) continue;
      for (const Window& window : windows) reach.cover(window);
    }
    const double peak = tilt * s_ * s_ / h_double_;
    const long start = std::clamp(static_cast<long>(std::lround(peak)), reach.low, reach.high);
    const Interval square = sqr(h_) / s2_;
    const auto log_ratio = [&](long l, long direction) {  // ln w_{l + direction} - ln w_l
      return h_ * (tilt * direction) - square * (2 * l * direction + 1) / 2;
    };
    const Interval unit = h_ / sqrt(2 * Interval::pi(h_.precision()) * s2_);
    const Interval top = unit * exp(h_ * (tilt * start) - square * start * start / 2);
    if (!(top.upper_double() < 1 / k_smallest)) return nullptr;
    const DoublePair largest = nearest_pair(top);
    const DoublePair shrink = nearest_pair(exp(-square));
    Weights out{LatticeTable(reach.low, reach.high, stride_)};
    double smallest = largest.high;
    for (const long direction : {1L, -1L}) {
      DoublePair w = largest;
      DoublePair ratio = nearest_pair(exp(log_ratio(start, direction)));
      for (long l = start; l >= reach.low && l <= reach.high; l += direction) {
        out.table.values().set(out.table.place(l), w);
        smallest = std::min(smallest, w.high);
        w = w * ratio;
        ratio = ratio * shrink;
      }
    }
    if (!(smallest > k_smallest)) return nullptr;
    // The ratio gathers 10 units a step, so w gathers 10 + 20 + ... besides its own.
    const double steps = static_cast<double>(std::max(reach.high - start, start - reach.low)) + 2;
    out.units = 5 * steps * steps;
    return &weights_.emplace(tilt, std::move(out)).first->second;
  }

  /// m_n (q for n = 0) at every node, with all its errors.
  std::optional<PairFunction> correlate(int n) {
    const int tilt = tilt_of(n);
    const Weights* w = weights(tilt);
    if (w == nullptr) return std::nullopt;
    const LatticeTable& table = n == 0 ? *rests_ : decays_[static_cast<std::size_t>(n - tilt)];
    const std::vector<Window>& windows = windows_.at(n);
    const double argument_units = n == 0 ? exponential_units_ : k_exp_most * exponential_units_;  // of e^{-e^v}, H
    const double table_units = k_exp_units + argument_units + (n - tilt) * (exponential_units_ + k_product_units);
    PairFunction out{PairTable(count()), std::vector<double>(count())};
    for (std::size_t b = 0; b < windows.size(); ++b) {
      const Window& window = windows[b];
      PairSums sums;
      for (long c = 0; c < stride_; ++c) {
        const long low = ceil_div(window.low - c, stride_);
        const long high = floor_div(window.high - c, stride_);
        if (high < low) continue;
        const std::size_t from = w->table.place(low * stride_ + c);
        const std::size_t at = table.place(lattice_index(b * k_pair_lanes) + low * stride_ + c);
        add_products(w->table.values().high() + from, w->table.values().low() + from, table.values().high() + at,
                     table.values().low() + at, static_cast<std::size_t>(high - low + 1), sums);
      }
      const double products = static_cast<double>(window.high - window.low + 1 + stride_);
      const double units =
          w->units + table_units + (products + 8) * (products + 8) + tilt * (exponential_units_ + k_product_units);
      for (std::size_t i = 0; i < k_pair_lanes && b * k_pair_lanes + i < count(); ++i) {
        const std::size_t j = b * k_pair_lanes + i;
        const double size = sums.high[i];
        const double missing = beyond(window, *w, table, n, j) + products * k_underflow;
        if (!(size > k_smallest && missing < size)) return std::nullopt;
        DoublePair value{sums.high[i], sums.low[i]};
        if (tilt > 0) {
          const DoublePair factor = scaled(exponential(lattice_index(j)), std::ldexp(1.0, static_cast<int>(scale)));
          for (int t = 0; t < tilt; ++t) value = value * factor;
        }
        if (!(value.high > k_smallest && value.high < 1 / k_smallest)) return std::nullopt;
        out.values.set(j, value);
        out.radii[j] = (units * k_pair_unit + missing / size) * k_inflate;
      }
    }
    if (!add_strip(n, out)) return std::nullopt;
    return out;
  }

  /// What the window of node j leaves out. The summands are log-concave in l, so beyond each end they fall at least as
  /// fast as the last two inside.
  double beyond(const Window& window, const Weights& w, const LatticeTable& table, int n, std::size_t j) const {
    const long index = lattice_index(j);
    const long high = n == 0 ? window.high : std::min(window.high, cut_ - index);
    if (high - window.low < 1) return std::numeric_limits<double>::infinity();
    const auto summand = [&](long l) { return w.table.at(l).high * table.at(index + l).high; };
    const auto tail = [&](long end, long inside) {
      const double last = summand(end);
      const double ratio = last / summand(inside) * k_inflate;
      return ratio < 0.999 ? last * ratio / (1 - ratio) * k_inflate : std::numeric_limits<double>::infinity();
    };
    return tail(window.low, window.low + 1) + tail(high, high - 1);
  }

  /// Theorem B: (14) for q; for m_n the value at an earlier node, or the bound to the left of the first.
  bool add_strip(int n, PairFunction& function) const {
    if (n == 0) {
      const double strip = errors_.zeroth_strip().upper_double();
      for (double& radius : function.radii) radius = (radius + strip + radius * strip) * k_inflate;
      return true;
    }
    const Interval growth = errors_.outer_step() * n;
    const Interval factor = errors_.strip() * exp(growth * errors_.shift());
    const double factor_double = factor.upper_double();
    const double growth_double = exp(growth).upper_double();
    const std::size_t shift = static_cast<std::size_t>(errors_.shift());
    // e^{-nu} m_n(u) decreases, so its bound at the leftmost place serves all those before the first node.
    const Interval leftmost = errors_.outer_step() * (nodes_.first - errors_.shift());
    double left = scale_by_power_of_two(factor * errors_.moment_bound(n, leftmost), n * scale).upper_double();
    for (std::size_t j = 0; j < count(); ++j) {
      const double size = function.values[j].high;
      const double strip =
          j >= shift ? factor_double * function.values[j - shift].high * (1 + function.radii[j - shift]) : left;
      function.radii[j] = (function.radii[j] + strip / size) * k_inflate;
      left *= growth_double * k_inflate;
      if (!std::isfinite(function.radii[j])) return false;
    }
    return true;
  }

  const PartitionTerms& terms_;
  const LatticeErrors& errors_;
  NodeRange nodes_;
  long stride_;
  long octave_;
  Interval h_;
  Interval s2_;
  double h_double_;
  double s_;
  double reach_;                                ///< half width of a window in v
  long cut_ = 0;                                ///< last lattice index where e^{-e^v} does not count as 0
  std::map<int, std::vector<Window>> windows_;  ///< of each n, 0 for q
  std::vector<DoublePair> octave_values_;
  double exponential_units_ = 0;
  std::vector<LatticeTable> decays_;  ///< G_0, G_1, ..., times 2^{scale n}
  std::optional<LatticeTable> rests_;
  std::map<int, Weights> weights_;  ///< by tilt
};

PairFunction product(const PairFunction& a, const PairFunction& b) {
  PairFunction out{PairTable(a.values.size()), a.radii};
  multiply(a.values, b.values, out.values);
  for (std::size_t j = 0; j < out.radii.size(); ++j) {
    out.radii[j] = (a.radii[j] + b.radii[j] + a.radii[j] * b.radii[j] + k_product_units * k_pair_unit) * k_inflate;
  }
  return out;
}

/// An upper bound of e^{-x} by a power of two.
double decay_bound(double x) { return std::ldexp(1.0, -static_cast<int>(std::min(x, 700.0) * 1.442695)); }

}  // namespace

/// Sums of values below it stay finite.
constexpr double k_largest = 1e295;

std::optional<PairLattice> PairLattice::make(const LatticePlan& plan, const PartitionTerms& terms,
                                             const LatticeErrors& errors, const Interval& s_squared, double digits) {
  Builder builder(plan, terms, errors, s_squared, digits);
  if (!builder.make()) return std::nullopt;
  PairLattice out(terms, errors);
  out.nodes_ = plan.nodes;
  out.octave_ = plan.octave;
  out.stride_ = plan.stride;
  out.table_size_ = builder.table_size;
  out.scale_ = builder.scale;
  out.log_reciprocals_ = PairTable(builder.q.values.size());
  log_reciprocal(builder.q.values, out.log_reciprocals_);
  out.q_ = std::move(builder.q);
  std::map<PartitionTerms::Shape, PairFunction> known;
  for (const auto& shape : terms.shapes()) {
    PairFunction value = builder.moments.at(shape.front());
    for (std::size_t b = 1; b < shape.size(); ++b) value = product(value, builder.moments.at(shape[b]));
    // Where the recursion of Theorem B has nothing to start from, relative errors may be as large as they like.
    for (std::size_t j = 0; j < value.radii.size(); ++j) {
      if (!(value.values[j].high * (1 + value.radii[j]) < k_largest)) return std::nullopt;
    }
    out.products_.push_back(std::move(value));
  }
  return out;
}

PairLattice::Powers PairLattice::powers(std::uint64_t n, std::size_t first, std::size_t count) const {
  Powers out{PairTable(count), std::vector<double>(count, 0)};
  if (n == 0) {
    for (std::size_t i = 0; i < count; ++i) out.values.set(i, {1, 0});
    return out;
  }
  const double n_high = static_cast<double>(n);
  const DoublePair exponent{
      n_high, n_high < 0x1p63 ? static_cast<double>(static_cast<std::int64_t>(n) - static_cast<std::int64_t>(n_high))
                              : -static_cast<double>((std::uint64_t{1} << 63) - n)};
  PairTable arguments(count);
  for (std::size_t i = 0; i < count; ++i) {
    const DoublePair y = log_reciprocals_[first + i] * exponent;
    arguments.set(i, y.high < k_exp_most ? y : DoublePair{k_exp_most, 0});
  }
  exp_negative(arguments, out.values);
  for (std::size_t i = 0; i < count; ++i) {
    const DoublePair q = q_.values[first + i];
    const double error = (q.high * q_.radii[first + i] + 8 * k_pair_unit) * k_inflate;  // of q
    const double rest = (1 - q.high) - q.low;
    const double y = arguments[i].high;
    // |ln m_0| moves by at most the error of q over the smallest m_0.
    const double room = rest * (1 - 0x1p-50) - error;
    const double drift =
        room > 0 ? (n_high * error / room + y * (k_log_units + k_product_units) * k_pair_unit) * k_inflate : 1;
    if (y < k_exp_most && drift < 0.25) {
      out.radii[i] = out.values[i].high * (drift + drift * drift + 2 * k_exp_units * k_pair_unit) * k_inflate;
      continue;
    }
    // Too small to matter or to know: between 0 and (1 - q)^n <= e^{-nq}.
    out.values.set(i, {0, 0});
    const double most = std::min(1.0, (std::abs(rest) * (1 + 0x1p-50) + error) * k_inflate);
    const double by_rest = n == 1 ? most : most * most * k_inflate;
    const double least = std::max(0.0, n_high * (1 - 0x1p-50) * (q.high * (1 - 0x1p-50) - error));
    out.radii[i] = std::min(by_rest, decay_bound(least));
  }
  return out;
}

std::vector<Interval> PairLattice::expectations(std::uint64_t L, const NodeRange& range, Bits bits) const {
  const std::size_t first = static_cast<std::size_t>(range.first - nodes_.first);
  const std::size_t count = static_cast<std::size_t>(range.count());
  std::map<std::size_t, Powers> known;  // m_0^{L-b}
  std::vector<Interval> sums;
  for (std::size_t k = 0; k < terms_->shapes().size(); ++k) {
    const PartitionTerms::Shape& shape = terms_->shapes()[k];
    if (shape.size() > L) {
      sums.emplace_back(0, bits);
      continue;
    }
    auto place = known.find(shape.size());
    if (place == known.end()) place = known.emplace(shape.size(), powers(L - shape.size(), first, count)).first;
    const Powers& power = place->second;
    const PairFunction& product = products_[k];
    DoublePair sum;
    double error = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const DoublePair value = product.values[first + i];
      sum = sum + value * power.values[i];
      const double radius = product.radii[first + i];
      error += value.high * (radius * (power.values[i].high + power.radii[i]) + power.radii[i]);
    }
    error += sum.high * (static_cast<double>(count) * k_sum_units + k_product_units) * k_pair_unit;
    error = error * k_inflate + static_cast<double>(count) * k_underflow;
    long degree = 0;
    for (const int n : shape) degree += n;
    const Interval middle = Interval::point(sum.high, bits) + Interval::point(sum.low, bits);
    sums.push_back(scale_by_power_of_two(widen(middle, Interval::point(error, bits)), -degree * scale_));
  }
  return terms_->expectations(sums, L, range, *errors_, log_of_two(bits) / octave_ * stride_);
}

void PairLattice::describe(LatticeReport& report) const {
  report.nodes = nodes_.count();
  report.table = static_cast<long>(table_size_);
  report.inner_bits = 106;
}

}  // namespace softlin::numeric
