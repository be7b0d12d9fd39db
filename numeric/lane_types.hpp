// Eight doubles, or eight 64-bit words, that move together: one definition for each instruction set.
//
// Not an ordinary header: a file lane_kernels_*.cpp defines SOFTLIN_LANES, the namespace that keeps its instruction set's
// code apart, and includes this once. Every operation gives the same bits in all three (fused multiply-add included), and
// nothing of the standard library with a body is used, so that no code for one instruction set can serve another.

#include <cstddef>
#include <cstdint>

#if defined(__AVX2__)
#include <immintrin.h>
#endif

namespace softlin::numeric::SOFTLIN_LANES {

#if defined(__AVX512F__) && defined(__AVX512DQ__)

using D = __m512d;
using I = __m512i;
using Mask = __mmask8;

inline D set(double x) { return _mm512_set1_pd(x); }
inline I set_word(std::uint64_t x) { return _mm512_set1_epi64(static_cast<long long>(x)); }
inline D load(const double* p) { return _mm512_loadu_pd(p); }
inline I load_words(const std::uint64_t* p) { return _mm512_loadu_si512(p); }
inline void store(double* p, D x) { _mm512_storeu_pd(p, x); }
inline D add(D x, D y) { return _mm512_add_pd(x, y); }
inline D sub(D x, D y) { return _mm512_sub_pd(x, y); }
inline D mul(D x, D y) { return _mm512_mul_pd(x, y); }
inline D div(D x, D y) { return _mm512_div_pd(x, y); }
inline D fma(D x, D y, D z) { return _mm512_fmadd_pd(x, y, z); }
inline D root(D x) { return _mm512_sqrt_pd(x); }
inline D larger(D x, D y) { return _mm512_max_pd(x, y); }
inline I word_add(I x, I y) { return _mm512_add_epi64(x, y); }
inline I word_sub(I x, I y) { return _mm512_sub_epi64(x, y); }
inline I word_and(I x, I y) { return _mm512_and_si512(x, y); }
inline I word_or(I x, I y) { return _mm512_or_si512(x, y); }
inline I word_xor(I x, I y) { return _mm512_xor_si512(x, y); }
inline I word_xor(I x, I y, I z) { return _mm512_ternarylogic_epi64(x, y, z, 0x96); }
template <int n>
inline I left(I x) {
  return _mm512_slli_epi64(x, n);
}
template <int n>
inline I right(I x) {
  return _mm512_srli_epi64(x, n);
}
/// Products of the lower halves.
inline I half_product(I x, I y) { return _mm512_mul_epu32(x, y); }
inline I bits(D x) { return _mm512_castpd_si512(x); }
inline D from_bits(I x) { return _mm512_castsi512_pd(x); }
inline Mask greater(D x, D y) { return _mm512_cmp_pd_mask(x, y, _CMP_GT_OQ); }
inline Mask odd(I x) { return _mm512_test_epi64_mask(x, _mm512_set1_epi64(1)); }
inline bool any(Mask m) { return m != 0; }
/// x where the mask is set, else y.
inline D select(Mask m, D x, D y) { return _mm512_mask_blend_pd(m, y, x); }
/// table[index & 7], table[index & 15].
inline D lookup8(const double* table, I index) { return _mm512_permutexvar_pd(index, _mm512_loadu_pd(table)); }
inline D lookup16(const double* table, I index) {
  return _mm512_permutex2var_pd(_mm512_loadu_pd(table), index, _mm512_loadu_pd(table + 8));
}
/// floor(log2 x) of a positive normal number.
inline D exponent(D x) { return _mm512_getexp_pd(x); }

#else

#if defined(__AVX2__) && defined(__FMA__)

struct D {
  __m256d a, b;
};
struct I {
  __m256i a, b;
};
struct Mask {
  __m256d a, b;
};

inline D set(double x) { return {_mm256_set1_pd(x), _mm256_set1_pd(x)}; }
inline I set_word(std::uint64_t x) {
  const auto v = static_cast<long long>(x);
  return {_mm256_set1_epi64x(v), _mm256_set1_epi64x(v)};
}
inline D load(const double* p) { return {_mm256_loadu_pd(p), _mm256_loadu_pd(p + 4)}; }
inline I load_words(const std::uint64_t* p) {
  const auto* q = reinterpret_cast<const __m256i*>(p);
  return {_mm256_loadu_si256(q), _mm256_loadu_si256(q + 1)};
}
inline void store(double* p, D x) { _mm256_storeu_pd(p, x.a), _mm256_storeu_pd(p + 4, x.b); }
inline D add(D x, D y) { return {_mm256_add_pd(x.a, y.a), _mm256_add_pd(x.b, y.b)}; }
inline D sub(D x, D y) { return {_mm256_sub_pd(x.a, y.a), _mm256_sub_pd(x.b, y.b)}; }
inline D mul(D x, D y) { return {_mm256_mul_pd(x.a, y.a), _mm256_mul_pd(x.b, y.b)}; }
inline D div(D x, D y) { return {_mm256_div_pd(x.a, y.a), _mm256_div_pd(x.b, y.b)}; }
inline D fma(D x, D y, D z) { return {_mm256_fmadd_pd(x.a, y.a, z.a), _mm256_fmadd_pd(x.b, y.b, z.b)}; }
inline D root(D x) { return {_mm256_sqrt_pd(x.a), _mm256_sqrt_pd(x.b)}; }
inline D larger(D x, D y) { return {_mm256_max_pd(x.a, y.a), _mm256_max_pd(x.b, y.b)}; }
inline I word_add(I x, I y) { return {_mm256_add_epi64(x.a, y.a), _mm256_add_epi64(x.b, y.b)}; }
inline I word_sub(I x, I y) { return {_mm256_sub_epi64(x.a, y.a), _mm256_sub_epi64(x.b, y.b)}; }
inline I word_and(I x, I y) { return {_mm256_and_si256(x.a, y.a), _mm256_and_si256(x.b, y.b)}; }
inline I word_or(I x, I y) { return {_mm256_or_si256(x.a, y.a), _mm256_or_si256(x.b, y.b)}; }
inline I word_xor(I x, I y) { return {_mm256_xor_si256(x.a, y.a), _mm256_xor_si256(x.b, y.b)}; }
template <int n>
inline I left(I x) {
  return {_mm256_slli_epi64(x.a, n), _mm256_slli_epi64(x.b, n)};
}
template <int n>
inline I right(I x) {
  return {_mm256_srli_epi64(x.a, n), _mm256_srli_epi64(x.b, n)};
}
inline I half_product(I x, I y) { return {_mm256_mul_epu32(x.a, y.a), _mm256_mul_epu32(x.b, y.b)}; }
inline I bits(D x) { return {_mm256_castpd_si256(x.a), _mm256_castpd_si256(x.b)}; }
inline D from_bits(I x) { return {_mm256_castsi256_pd(x.a), _mm256_castsi256_pd(x.b)}; }
inline Mask greater(D x, D y) { return {_mm256_cmp_pd(x.a, y.a, _CMP_GT_OQ), _mm256_cmp_pd(x.b, y.b, _CMP_GT_OQ)}; }
/// A blend reads the top bit of a mask.
inline Mask odd(I x) {
  const D top = from_bits(left<63>(x));
  return {top.a, top.b};
}
inline bool any(Mask m) { return (_mm256_movemask_pd(m.a) | _mm256_movemask_pd(m.b)) != 0; }
inline D select(Mask m, D x, D y) { return {_mm256_blendv_pd(y.a, x.a, m.a), _mm256_blendv_pd(y.b, x.b, m.b)}; }
inline D gather(const double* table, I index) {
  return {_mm256_i64gather_pd(table, index.a, 8), _mm256_i64gather_pd(table, index.b, 8)};
}
inline D lookup8(const double* table, I index) { return gather(table, word_and(index, set_word(7))); }
inline D lookup16(const double* table, I index) { return gather(table, word_and(index, set_word(15))); }

#else

struct D {
  double v[8];
};
struct I {
  std::uint64_t v[8];
};
struct Mask {
  bool v[8];
};

template <class Out, class F>
inline Out each(F f) {
  Out out;
  for (int i = 0; i < 8; ++i) out.v[i] = f(i);
  return out;
}

inline D set(double x) {
  return each<D>([=](int) { return x; });
}
inline I set_word(std::uint64_t x) {
  return each<I>([=](int) { return x; });
}
inline D load(const double* p) {
  return each<D>([=](int i) { return p[i]; });
}
inline I load_words(const std::uint64_t* p) {
  return each<I>([=](int i) { return p[i]; });
}
inline void store(double* p, D x) {
  for (int i = 0; i < 8; ++i) p[i] = x.v[i];
}
inline D add(D x, D y) {
  return each<D>([&](int i) { return x.v[i] + y.v[i]; });
}
inline D sub(D x, D y) {
  return each<D>([&](int i) { return x.v[i] - y.v[i]; });
}
inline D mul(D x, D y) {
  return each<D>([&](int i) { return x.v[i] * y.v[i]; });
}
inline D div(D x, D y) {
  return each<D>([&](int i) { return x.v[i] / y.v[i]; });
}
inline D fma(D x, D y, D z) {
  return each<D>([&](int i) { return __builtin_fma(x.v[i], y.v[i], z.v[i]); });
}
inline D root(D x) {
  return each<D>([&](int i) { return __builtin_sqrt(x.v[i]); });
}
inline D larger(D x, D y) {
  return each<D>([&](int i) { return x.v[i] > y.v[i] ? x.v[i] : y.v[i]; });
}
inline I word_add(I x, I y) {
  return each<I>([&](int i) { return x.v[i] + y.v[i]; });
}
inline I word_sub(I x, I y) {
  return each<I>([&](int i) { return x.v[i] - y.v[i]; });
}
inline I word_and(I x, I y) {
  return each<I>([&](int i) { return x.v[i] & y.v[i]; });
}
inline I word_or(I x, I y) {
  return each<I>([&](int i) { return x.v[i] | y.v[i]; });
}
inline I word_xor(I x, I y) {
  return each<I>([&](int i) { return x.v[i] ^ y.v[i]; });
}
template <int n>
inline I left(I x) {
  return each<I>([&](int i) { return x.v[i] << n; });
}
template <int n>
inline I right(I x) {
  return each<I>([&](int i) { return x.v[i] >> n; });
}
inline I half_product(I x, I y) {
  return each<I>([&](int i) { return (x.v[i] & 0xffffffffU) * (y.v[i] & 0xffffffffU); });
}
inline I bits(D x) {
  I out;
  __builtin_memcpy(&out, &x, sizeof out);
  return out;
}
inline D from_bits(I x) {
  D out;
  __builtin_memcpy(&out, &x, sizeof out);
  return out;
}
inline Mask greater(D x, D y) {
  return each<Mask>([&](int i) { return x.v[i] > y.v[i]; });
}
inline Mask odd(I x) {
  return each<Mask>([&](int i) { return (x.v[i] & 1U) != 0; });
}
inline bool any(Mask m) {
  bool out = false;
  for (int i = 0; i < 8; ++i) out = out || m.v[i];
  return out;
}
inline D select(Mask m, D x, D y) {
  return each<D>([&](int i) { return m.v[i] ? x.v[i] : y.v[i]; });
}
inline D lookup8(const double* table, I index) {
  return each<D>([&](int i) { return table[index.v[i] & 7U]; });
}
inline D lookup16(const double* table, I index) {
  return each<D>([&](int i) { return table[index.v[i] & 15U]; });
}

#endif

inline I word_xor(I x, I y, I z) { return word_xor(word_xor(x, y), z); }
inline D exponent(D x) {
  // The biased exponent in the last places of 2^52.
  return sub(from_bits(word_or(right<52>(bits(x)), bits(set(0x1p52)))), set(0x1p52 + 1023));
}

#endif

}  // namespace softlin::numeric::SOFTLIN_LANES
