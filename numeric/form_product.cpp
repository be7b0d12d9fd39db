#include "numeric/form_product.hpp"

#include <algorithm>
#include <array>
#include <map>

namespace softlin::numeric {

FormProduct::FormProduct(const GaussianForms& forms, const std::vector<std::size_t>& factors, bool absolute)
    : degree_(factors.size()) {
  const std::size_t d = forms.dimension;
  const std::size_t side = forms.side();
  const auto size_or_self = [&](const Interval& x) { return absolute ? abs(x) : x; };
  for (const std::size_t k : factors) {
    Row row;
    for (const Interval& x : forms.forms[k]) row.push_back(size_or_self(x));
    entries_.push_back(std::move(row));
  }
  const auto entry = [&](std::size_t k, std::size_t i, std::size_t j) -> const Interval& {
    return entries_[k][i * side + j];
  };
  const auto group = [&](std::size_t i) { return forms.group_of[i]; };
  const Interval zero(0, k_form_bits);
  for (std::size_t k = 0; k < degree_; ++k) {
    Row row(forms.lambda.size(), zero);
    for (std::size_t i = 0; i < d; ++i) row[group(i)] += entry(k, i, i);
    single_.push_back(std::move(row));
  }
  using Key = std::array<std::size_t, 3>;
  const auto listed = [](const std::map<Key, Interval>& sums) {
    std::vector<Coefficient> out;
    for (const auto& [key, value] : sums) out.push_back({key[0], key[1], key[2], value});
    return out;
  };
  const auto add = [](std::map<Key, Interval>& sums, Key key, const Interval& x) {
    std::sort(key.begin(), key.end());
    const auto [place, is_new] = sums.try_emplace(key, x);
    if (!is_new) place->second += x;
  };
  // Column after column of what is not 0: forms are often diagonal.
  std::vector<std::vector<std::vector<std::size_t>>> filled(degree_, std::vector<std::vector<std::size_t>>(d));
  for (std::size_t k = 0; k < degree_; ++k) {
    for (std::size_t i = 0; i < d; ++i) {
      for (std::size_t j = 0; j < d; ++j) {
        if (!vanishes(entry(k, i, j))) filled[k][i].push_back(j);
      }
    }
  }
  for (std::size_t a = 0; a < degree_; ++a) {
    for (std::size_t b = a + 1; b < degree_; ++b) {
      std::map<Key, Interval> sums;
      for (std::size_t i = 0; i < d; ++i) {
        for (const std::size_t j : filled[a][i]) {
          if (!vanishes(entry(b, j, i))) add(sums, {0, group(i), group(j)}, entry(a, i, j) * entry(b, j, i));
        }
      }
      pair_.push_back(listed(sums));
    }
  }
  if (degree_ == 3) {
    std::map<Key, Interval> sums;
    for (std::size_t i = 0; i < d; ++i) {
      for (const std::size_t j : filled[0][i]) {
        for (const std::size_t l : filled[1][j]) {
          if (vanishes(entry(2, l, i))) continue;
          add(sums, {group(i), group(j), group(l)}, entry(0, i, j) * entry(1, j, l) * entry(2, l, i));
        }
      }
    }
    triple_ = listed(sums);
  }
  if (!forms.shifted) {
    entries_.clear();
    return;
  }
  group_of_ = forms.group_of;
  for (const Interval& b : forms.shift) shift_.push_back(size_or_self(b));
}

FormProduct FormProduct::rounded(Bits bits) const {
  FormProduct out = *this;
  const auto round = [bits](Interval& x) { x = x.with_precision(bits); };
  for (Row& row : out.single_) std::for_each(row.begin(), row.end(), round);
  for (auto& row : out.pair_) {
    for (Coefficient& x : row) round(x.value);
  }
  for (Coefficient& x : out.triple_) round(x.value);
  std::for_each(out.shift_.begin(), out.shift_.end(), round);
  for (Row& row : out.entries_) std::for_each(row.begin(), row.end(), round);
  return out;
}

namespace {

Interval zero_like(const Interval& x) { return Interval(0, x.precision()); }
ComplexInterval zero_like(const ComplexInterval& x) { return {zero_like(x.re), zero_like(x.re)}; }

/// sum += a b without a temporary for every operation.
void add_product(Interval& sum, const Interval& a, const Interval& b, Interval& scratch) {
  mpfi_mul(scratch.raw(), a.raw(), b.raw());
  mpfi_add(sum.raw(), sum.raw(), scratch.raw());
}
void add_product(ComplexInterval& sum, const ComplexInterval& a, const Interval& b, Interval& scratch) {
  add_product(sum.re, a.re, b, scratch);
  add_product(sum.im, a.im, b, scratch);
}
void add_product(ComplexInterval& sum, const ComplexInterval& a, const ComplexInterval& b, Interval& scratch) {
  add_product(sum.re, a.re, b.re, scratch);
  add_product(sum.im, a.re, b.im, scratch);
  add_product(sum.im, a.im, b.re, scratch);
  mpfi_mul(scratch.raw(), a.im.raw(), b.im.raw());
  mpfi_sub(sum.re.raw(), sum.re.raw(), scratch.raw());
}

Interval scratch_for(const Interval& x) { return Interval::blank(x.precision()); }
Interval scratch_for(const ComplexInterval& x) { return scratch_for(x.re); }

}  // namespace

template <class T>
T FormProduct::pair_trace(const std::vector<Coefficient>& row, const std::vector<T>& c) const {
  Interval scratch = scratch_for(c[0]);
  T sum = zero_like(c[0]);
  for (auto x = row.begin(); x != row.end();) {
    const std::size_t h = x->h;
    T inner = zero_like(c[0]);
    for (; x != row.end() && x->h == h; ++x) add_product(inner, c[x->l], x->value, scratch);
    add_product(sum, inner, c[h], scratch);
  }
  return sum;
}

template <class T>
T FormProduct::triple_trace(const std::vector<T>& c) const {
  Interval scratch = scratch_for(c[0]);
  T sum = zero_like(c[0]);
  for (auto x = triple_.begin(); x != triple_.end();) {
    const std::size_t g = x->g;
    T middle = zero_like(c[0]);
    while (x != triple_.end() && x->g == g) {
      const std::size_t h = x->h;
      T inner = zero_like(c[0]);
      for (; x != triple_.end() && x->g == g && x->h == h; ++x) add_product(inner, c[x->l], x->value, scratch);
      add_product(middle, inner, c[h], scratch);
    }
    add_product(sum, middle, c[g], scratch);
  }
  return sum;
}

template <class T>
T FormProduct::moment(const std::vector<T>& c) const {
  Interval scratch = scratch_for(c[0]);
  const T zero = zero_like(c[0]);
  std::vector<T> first(degree_, zero);  // cumulants
  std::vector<T> second(pair_.size(), zero);
  T third = zero;
  for (std::size_t k = 0; k < degree_; ++k) {
    for (std::size_t g = 0; g < c.size(); ++g) add_product(first[k], c[g], single_[k][g], scratch);
  }
  for (std::size_t k = 0; k < pair_.size(); ++k) second[k] = pair_trace(pair_[k], c) * 2;
  if (degree_ == 3) third = triple_trace(c) * 8;
  if (!entries_.empty()) {
    const std::size_t d = shift_.size();
    const auto entry = [&](std::size_t k, std::size_t i, std::size_t j) -> const Interval& {
      return entries_[k][i * (d + 1) + j];
    };
    std::vector<T> mean(d, zero);
    for (std::size_t i = 0; i < d; ++i) {
      if (!vanishes(shift_[i])) mean[i] = c[group_of_[i]] * shift_[i];
    }
    std::vector<std::vector<T>> image(degree_, std::vector<T>(d + 1, zero));  // N_k (mu, 1)
    std::vector<std::vector<T>> spread = image;                               // C m_k
    for (std::size_t k = 0; k < degree_; ++k) {
      for (std::size_t i = 0; i <= d; ++i) {
        image[k][i] = image[k][i] + entry(k, i, d);
        for (std::size_t j = 0; j < d; ++j) {
          if (!vanishes(shift_[j]) && !vanishes(entry(k, i, j)))
            add_product(image[k][i], mean[j], entry(k, i, j), scratch);
        }
        if (i < d) spread[k][i] = image[k][i] * c[group_of_[i]];
      }
      first[k] = first[k] + image[k][d];
      for (std::size_t i = 0; i < d; ++i) add_product(first[k], mean[i], image[k][i], scratch);
    }
    std::size_t pair = 0;
    for (std::size_t a = 0; a < degree_; ++a) {
      for (std::size_t b = a + 1; b < degree_; ++b, ++pair) {
        T sum = zero;
        for (std::size_t i = 0; i < d; ++i) add_product(sum, image[a][i], spread[b][i], scratch);
        second[pair] = second[pair] + sum * 4;
      }
    }
    for (std::size_t b = 0; degree_ == 3 && b < 3; ++b) {
      const auto& left = spread[(b + 1) % 3];
      const auto& right = spread[(b + 2) % 3];
      T sum = zero;
      for (std::size_t i = 0; i < d; ++i) {
        T inner = zero;
        for (std::size_t j = 0; j < d; ++j) {
          if (!vanishes(entry(b, i, j))) add_product(inner, right[j], entry(b, i, j), scratch);
        }
        add_product(sum, left[i], inner, scratch);
      }
      third = third + sum * 8;
    }
  }
  if (degree_ == 1) return first[0];
  if (degree_ == 2) return first[0] * first[1] + second[0];
  return first[0] * first[1] * first[2] + first[0] * second[2] + first[1] * second[1] + first[2] * second[0] + third;
}

template Interval FormProduct::moment(const std::vector<Interval>&) const;
template ComplexInterval FormProduct::moment(const std::vector<ComplexInterval>&) const;

}  // namespace softlin::numeric
