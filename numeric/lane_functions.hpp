// Random bits, normals and exponentials of eight lanes. Not an ordinary header: see lane_types.hpp.
//
// Polynomials are near-minimax; tests/numeric/lane_functions_test.cpp proves their errors with intervals and holds the
// functions against 50 digits.

#include "numeric/lane_types.hpp"

namespace softlin::numeric::SOFTLIN_LANES {

/// Two 64-bit words a lane.
struct Words {
  I first, second;
};

/// Philox4x32-10 (numeric/philox.hpp) of eight counters; of each counter word the lower 32 bits are read.
/// `round_keys` holds the ten keys of both words, alternating.
inline Words philox(I c0, I c1, I c2, I c3, const std::uint64_t* round_keys) {
  const I m0 = set_word(0xD2511F53U);
  const I m1 = set_word(0xCD9E8D57U);
#pragma GCC unroll 10
  for (int r = 0; r < 10; ++r) {
    // Upper halves of lanes hold rubbish, which a product of lower halves does not read.
    const I p0 = half_product(c0, m0);
    const I p1 = half_product(c2, m1);
    c0 = word_xor(right<32>(p1), c1, set_word(round_keys[2 * r]));
    c2 = word_xor(right<32>(p0), c3, set_word(round_keys[2 * r + 1]));
    c1 = p1;
    c3 = p0;
  }
  const I low = set_word(0xffffffffU);
  return {word_or(word_and(c0, low), left<32>(c1)), word_or(word_and(c2, low), left<32>(c3))};
}

/// unit_uniform of numeric/normal_stream.hpp: exact.
inline D uniform(I word) {
  const D x = from_bits(word_or(right<12>(word), bits(set(1.0))));  // in [1, 2)
  return sub(x, set(1 - 0x1p-53));
}

// c = the double nearest to 1/(1 + k/16), and 2 ln c, each to nearest; k = 0 is exact, so that logarithms near 1 keep their
// relative accuracy.
inline constexpr double k_log_factor[16] = {
    0x1.0000000000000p+0, 0x1.e1e1e1e1e1e1ep-1, 0x1.c71c71c71c71cp-1, 0x1.af286bca1af28p-1,
    0x1.999999999999ap-1, 0x1.8618618618618p-1, 0x1.745d1745d1746p-1, 0x1.642c8590b2164p-1,
    0x1.5555555555555p-1, 0x1.47ae147ae147bp-1, 0x1.3b13b13b13b14p-1, 0x1.2f684bda12f68p-1,
    0x1.2492492492492p-1, 0x1.1a7b9611a7b96p-1, 0x1.1111111111111p-1, 0x1.0842108421084p-1,
};
inline constexpr double k_log_offset[16] = {
    0x0.0p+0,
    -0x1.f0a30c01162a8p-4,
    -0x1.e27076e2af2eap-3,
    -0x1.5ff3070a793d6p-2,
    -0x1.c8ff7c79a9a20p-2,
    -0x1.1675cababa60fp-1,
    -0x1.4618bc21c5ec2p-1,
    -0x1.739d7f6bbd007p-1,
    -0x1.9f323ecbf984dp-1,
    -0x1.c8ff7c79a9a21p-1,
    -0x1.f128f5faf06ecp-1,
    -0x1.0be72e4252a83p+0,
    -0x1.1e85f5e7040d1p+0,
    -0x1.307d7334f10bep+0,
    -0x1.41d8fe84672afp+0,
    -0x1.52a2d265bc5abp+0,
};

/// c[k] + c[k+1] x + ... + c[n-1] x^{n-1-k} by Horner's rule.
template <std::size_t k = 0, std::size_t n>
inline D polynomial(const double (&c)[n], D x) {
  if constexpr (k + 1 == n) {
    return set(c[k]);
  } else {
    return fma(polynomial<k + 1>(c, x), x, set(c[k]));
  }
}

/// P of minus_two_log.
inline constexpr double k_log_polynomial[7] = {0x1.fffffffffffe6p-3, 0x1.5555555587303p-4, 0x1.00000000a04e3p-5,
                                               0x1.99998d2371171p-7, 0x1.5555407f85b75p-8, 0x1.24f5f19eeeb96p-9,
                                               0x1.007358926f4c0p-10};
/// sin((pi/2) f)/f as a polynomial in f^2.
inline constexpr double k_sine_polynomial[6] = {0x1.921fb54442cf8p+0,  -0x1.4abbce62577b8p-1, 0x1.466bc670fd117p-4,
                                                -0x1.32d2c6298a0c8p-8, 0x1.5071bed3bb035p-13, -0x1.dd4e53d509dabp-19};
/// cos((pi/2) f) as a polynomial in f^2.
inline constexpr double k_cosine_polynomial[7] = {1,
                                                  -0x1.3bd3cc9be45dbp+0,
                                                  0x1.03c1f081b4b77p-2,
                                                  -0x1.55d3c7e101c3dp-6,
                                                  0x1.e1f500948171ap-11,
                                                  -0x1.a6cc332a0144bp-16,
                                                  0x1.f4b55a82159fap-22};
/// e^r.
inline constexpr double k_exp_polynomial[7] = {1,
                                               0x1.00000000000b9p+0,
                                               0x1.0000000000115p-1,
                                               0x1.55555547d35a4p-3,
                                               0x1.555555471367dp-5,
                                               0x1.1115c09bd0f3bp-7,
                                               0x1.6c1d00c6f0588p-10};

/// -2 ln u for u in (0, 1), a positive normal number.
///
/// u = 2^e m with 1 - 2^-6 <= m < 2 - 2^-5, k the place of m in steps of 1/16, R = 2 - 2 c_k m, |R| <= 2^-4 (1 + 2^-50):
/// -2 ln u = -2 e ln 2 + 2 ln c_k + R + R^2 P(R).
/// Relative error below 3 * 2^-48: the polynomial has 2^-49.1; where e or k is not 0, ln 2 and ln c_k are off by 2^-54 at most
/// against |ln u| >= 2^-6 (1 + 2^-7), which makes 2^-47 at worst; roundings make up for a few 2^-52.
inline D minus_two_log(D u) {
  const I t = word_add(bits(u), set_word(std::uint64_t{1} << 47));
  const I exponent_bits = word_and(t, set_word(std::uint64_t{0xfff} << 52));
  const D m = from_bits(word_add(word_sub(bits(u), exponent_bits), bits(set(1.0))));
  const D e = exponent(from_bits(t));
  const I k = right<48>(t);
  const D R = fma(mul(set(-2), lookup16(k_log_factor, k)), m, set(2));
  const D p = fma(mul(R, R), polynomial(k_log_polynomial, R), R);
  return add(fma(e, set(-2 * 0x1.62e42fefa39efp-1), lookup16(k_log_offset, k)), p);
}

/// Two independent normals a lane.
struct Normals {
  D first, second;
};

/// normal_pair of numeric/normal_stream.hpp for the two words of a block.
///
/// The turn u2 = q/4 + f/4 is split exactly; sin and cos of (pi/2) f, |f| < 1/2, have relative errors below 2^-47.4 and
/// 2^-51 with roundings of a few 2^-53. Together with half the error of the logarithm: below 2^-46.
inline Normals normals(Words words) {
  const D r = root(minus_two_log(uniform(words.first)));
  const D magic = set(0x1.8p52);
  const D turns = mul(uniform(words.second), set(4));
  const D shifted = add(turns, magic);
  const D f = sub(turns, sub(shifted, magic));
  const I q = bits(shifted);
  const D x = mul(f, f);
  const D s = mul(polynomial(k_sine_polynomial, x), f);
  const D c = polynomial(k_cosine_polynomial, x);
  // Quarter turns (c, s), (-s, c), (-c, -s), (s, -c).
  const Mask swap = odd(q);
  const I sign = set_word(std::uint64_t{1} << 63);
  const I first_sign = word_and(left<62>(word_add(q, set_word(1))), sign);
  const I second_sign = word_and(left<62>(q), sign);
  return {from_bits(word_xor(bits(mul(r, select(swap, s, c))), first_sign)),
          from_bits(word_xor(bits(mul(r, select(swap, c, s))), second_sign))};
}

inline constexpr double k_exp_table[8] = {
    0x1.0000000000000p+0, 0x1.172b83c7d517bp+0, 0x1.306fe0a31b715p+0, 0x1.4bfdad5362a27p+0,
    0x1.6a09e667f3bcdp+0, 0x1.8ace5422aa0dbp+0, 0x1.ae89f995ad3adp+0, 0x1.d5818dcfba487p+0,
};

/// e^x for -700 <= x <= 700; e^-700 below. e^0 = 1 exactly.
///
/// x = (n/8) ln 2 + r, |r| <= (ln 2)/16 (1 + 2^-20): e^x = 2^{floor(n/8)} 2^{(n mod 8)/8} p(r).
/// Relative error below 2^-48 + 2^-52 |x|: the polynomial has 2^-48.9, the double nearest to (ln 2)/8 makes r wrong by 2^-53 |x|,
/// roundings come to less than 2^-51.
inline D exponential(D x) {
  x = larger(x, set(-700));
  const D magic = set(0x1.8p52);
  const D shifted = fma(x, set(0x1.71547652b82fep+3), magic);
  const D r = fma(sub(shifted, magic), set(-0x1.62e42fefa39efp-4), x);
  const D p = polynomial(k_exp_polynomial, r);
  const D y = mul(lookup8(k_exp_table, bits(shifted)), p);
  const I power = left<49>(word_and(bits(shifted), set_word(~std::uint64_t{7})));
  return from_bits(word_add(bits(y), power));
}

}  // namespace softlin::numeric::SOFTLIN_LANES
