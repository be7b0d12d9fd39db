// The loops of lane_kernels.hpp. Not an ordinary header: see lane_types.hpp.

#include "numeric/lane_functions.hpp"
#include "numeric/lane_kernels.hpp"

namespace softlin::numeric::SOFTLIN_LANES {

/// The counters of one group of prompts, loaded.
struct Counters {
  I prompt_low, prompt_high, row;
  const std::uint64_t* round_keys;

  explicit Counters(const LaneStream& stream)
      : prompt_low(load_words(stream.prompt_low)),
        prompt_high(load_words(stream.prompt_high)),
        row(set_word(stream.row)),
        round_keys(stream.round_keys) {}

  Words words(std::uint64_t token, std::uint64_t slot) const {
    return philox(set_word(token), word_or(prompt_high, set_word((token >> 32) | (slot << 9))), prompt_low, row,
                  round_keys);
  }
};

/// Raw coordinates of the tokens 2 pair and 2 pair + 1: d vectors each, one after the other.
template <RawLaw law>
inline void draw_pair(const Counters& counters, std::uint64_t pair, std::size_t d, double* out) {
  if constexpr (law == RawLaw::sign) {
    const D one = set(1);
    const I sign = set_word(std::uint64_t{1} << 63);
    for (std::uint64_t token = 2 * pair; token < 2 * pair + 2; ++token) {
      for (std::size_t k = 0; k < d; k += 128) {
        const Words words = counters.words(token, k / 128);
        const std::size_t n = d - k < 128 ? d - k : 128;
        I word = words.first;
        for (std::size_t b = 0; b < n; ++b, out += k_lanes) {
          if (b == 64) word = words.second;
          store(out, from_bits(word_or(word_and(left<63>(word), sign), bits(one))));
          word = right<1>(word);
        }
      }
    }
  } else {
    for (std::size_t k = 0; k < d; ++k, out += 2 * k_lanes) {
      const Words words = counters.words(pair, k);
      if constexpr (law == RawLaw::normal) {
        const Normals x = normals(words);
        store(out, x.first);
        store(out + k_lanes, x.second);
      } else {
        store(out, fma(uniform(words.first), set(2), set(-1)));  // exact
        store(out + k_lanes, fma(uniform(words.second), set(2), set(-1)));
      }
    }
  }
}

/// sum over the block's tokens t of w_t x_t[k], added to `sum`, for k < d. x has token stride `stride` vectors.
/// Four coordinates at a time: their sums stay in registers and do not wait for each other.
inline void add_weighted(const double* w, const double* x, std::size_t tokens, std::size_t stride, std::size_t d,
                         double* sum) {
  std::size_t k = 0;
  for (; k + 4 <= d; k += 4) {
    double* s = sum + k_lanes * k;
    D s0 = load(s), s1 = load(s + k_lanes), s2 = load(s + 2 * k_lanes), s3 = load(s + 3 * k_lanes);
    for (std::size_t t = 0; t < tokens; ++t) {
      const D weight = load(w + k_lanes * t);
      const double* y = x + k_lanes * (t * stride + k);
      s0 = fma(weight, load(y), s0);
      s1 = fma(weight, load(y + k_lanes), s1);
      s2 = fma(weight, load(y + 2 * k_lanes), s2);
      s3 = fma(weight, load(y + 3 * k_lanes), s3);
    }
    store(s, s0), store(s + k_lanes, s1), store(s + 2 * k_lanes, s2), store(s + 3 * k_lanes, s3);
  }
  for (; k < d; ++k) {
    D s = load(sum + k_lanes * k);
    for (std::size_t t = 0; t < tokens; ++t) {
      s = fma(load(w + k_lanes * t), load(x + k_lanes * (t * stride + k)), s);
    }
    store(sum + k_lanes * k, s);
  }
}

/// Multiplies `count` vectors by `factor`.
inline void rescale(double* x, std::size_t count, D factor) {
  for (std::size_t i = 0; i < count; ++i) store(x + k_lanes * i, mul(load(x + k_lanes * i), factor));
}

/// Raises the reference to `top` where that is larger by more than the slack; `factor` becomes what earlier weights shrink by. False
/// when no lane rose.
inline bool raise(D& reference, D top, D& factor) {
  const Mask risen = greater(sub(top, reference), set(k_reference_slack));
  if (!any(risen)) return false;
  const D raised = select(risen, top, reference);
  factor = exponential(sub(reference, raised));
  reference = raised;
  return true;
}

template <RawLaw law, bool second>
void naive(const LaneStream& stream, const NaiveLanes& task, std::uint64_t first, std::uint64_t count,
           const NaiveSums& sums) {
  const Counters counters(stream);
  const std::size_t d = task.d;
  const std::size_t pairs = second ? d * (d + 1) / 2 : 0;
  const std::size_t block = naive_block(d, second);
  double* x = sums.work;
  double* w = x + k_lanes * block * d;
  double* weighted = w + k_lanes * block;
  double* chunk_first = sums.chunk + k_lanes;
  double* chunk_second = chunk_first + k_lanes * d;
  for (std::size_t i = 0; i < k_lanes * (1 + d + pairs); ++i) sums.chunk[i] = 0;
  D reference = load(sums.reference);
  D total = set(0);

  for (std::uint64_t done = 0; done < count; done += block) {
    const std::size_t n = count - done < block ? static_cast<std::size_t>(count - done) : block;
    const std::uint64_t pair = (first + done) / 2;
    D top = set(-1e308);
    for (std::size_t t = 0; t < n; t += 2) {
      double* y = x + k_lanes * t * d;
      if constexpr (law == RawLaw::given) {
        const double* g = task.given + (done + t) * d;
        for (std::size_t k = 0; k < (n - t < 2 ? d : 2 * d); ++k) store(y + k_lanes * k, set(g[k]));
      } else {
        draw_pair<law>(counters, pair + t / 2, d, y);
      }
      for (std::size_t half = t; half < n && half < t + 2; ++half, y += k_lanes * d) {
        D score = mul(load(task.slope), load(y));
        for (std::size_t k = 1; k < d; ++k) score = fma(load(task.slope + k_lanes * k), load(y + k_lanes * k), score);
        store(w + k_lanes * half, score);
        top = larger(top, score);
      }
    }
    if (D factor; raise(reference, top, factor)) {
      total = mul(total, factor);
      rescale(sums.total, 1, factor);
      rescale(sums.first, d, factor);
      rescale(sums.second, pairs, factor);
      rescale(chunk_first, d + pairs, factor);
    }
    for (std::size_t t = 0; t < n; ++t) {
      const D weight = exponential(sub(load(w + k_lanes * t), reference));
      store(w + k_lanes * t, weight);
      total = add(total, weight);
    }
    if constexpr (second) {
      for (std::size_t t = 0; t < n; ++t) {
        for (std::size_t k = 0; k < d; ++k) {
          double* y = x + k_lanes * (t * d + k);
          store(y, sub(load(y), load(task.centre + k_lanes * k)));
        }
      }
      double* row = chunk_second;
      for (std::size_t k = 0; k < d; ++k) {
        for (std::size_t t = 0; t < n; ++t) {
          store(weighted + k_lanes * t, mul(load(w + k_lanes * t), load(x + k_lanes * (t * d + k))));
        }
        add_weighted(weighted, x, n, d, k + 1, row);
        row += k_lanes * (k + 1);
      }
    }
    add_weighted(w, x, n, d, d, chunk_first);
  }

  store(sums.reference, reference);
  store(sums.total, add(load(sums.total), total));
  for (std::size_t i = 0; i < d; ++i) {
    store(sums.first + k_lanes * i, add(load(sums.first + k_lanes * i), load(chunk_first + k_lanes * i)));
  }
  for (std::size_t i = 0; i < pairs; ++i) {
    store(sums.second + k_lanes * i, add(load(sums.second + k_lanes * i), load(chunk_second + k_lanes * i)));
  }
}

inline void naive_any(const LaneStream& stream, const NaiveLanes& task, std::uint64_t first, std::uint64_t count,
                      const NaiveSums& sums) {
  switch (task.law) {
    case RawLaw::normal:
      return task.second ? naive<RawLaw::normal, true>(stream, task, first, count, sums)
                         : naive<RawLaw::normal, false>(stream, task, first, count, sums);
    case RawLaw::sign:
      return task.second ? naive<RawLaw::sign, true>(stream, task, first, count, sums)
                         : naive<RawLaw::sign, false>(stream, task, first, count, sums);
    case RawLaw::uniform:
      return task.second ? naive<RawLaw::uniform, true>(stream, task, first, count, sums)
                         : naive<RawLaw::uniform, false>(stream, task, first, count, sums);
    case RawLaw::given:
      return task.second ? naive<RawLaw::given, true>(stream, task, first, count, sums)
                         : naive<RawLaw::given, false>(stream, task, first, count, sums);
  }
}

/// The sums t_np of a chunk, in registers.
template <bool second>
struct PowerSums {
  D t10 = set(0), t11 = set(0), t20 = set(0);
  D t12 = set(0), t21 = set(0), t22 = set(0), t30 = set(0);

  void add_token(D w, D y) {
    t10 = add(t10, w);
    t11 = fma(w, y, t11);
    t20 = fma(w, w, t20);
    if constexpr (second) {
      const D wy = mul(w, y);
      t12 = fma(wy, y, t12);
      t21 = fma(wy, w, t21);
      t22 = fma(wy, wy, t22);
      t30 = fma(mul(w, w), w, t30);
    }
  }

  void scale(D factor) {
    const D square = mul(factor, factor);
    t10 = mul(t10, factor);
    t11 = mul(t11, factor);
    t20 = mul(t20, square);
    if constexpr (second) {
      t12 = mul(t12, factor);
      t21 = mul(t21, square);
      t22 = mul(t22, square);
      t30 = mul(t30, mul(square, factor));
    }
  }
};

template <bool second>
void reduced(const LaneStream& stream, const double* slope, std::uint64_t first, std::uint64_t count,
             ReducedSums& sums) {
  const Counters counters(stream);
  const D s = load(slope);
  PowerSums<second> total;
  total.t10 = load(sums.t10), total.t11 = load(sums.t11), total.t20 = load(sums.t20);
  if constexpr (second) {
    total.t12 = load(sums.t12), total.t21 = load(sums.t21), total.t22 = load(sums.t22), total.t30 = load(sums.t30);
  }
  PowerSums<second> chunk;
  D reference = load(sums.reference);
  double y[k_lanes * k_reduced_block];
  double score[k_lanes * k_reduced_block];

  for (std::uint64_t done = 0; done < count; done += k_reduced_block) {
    const std::size_t n = count - done < k_reduced_block ? static_cast<std::size_t>(count - done) : k_reduced_block;
    const std::uint64_t pair = (first + done) / 2;
    D top = set(-1e308);
    for (std::size_t t = 0; t < n; t += 2) {
      const Normals xi = normals(counters.words(pair + t / 2, 0));
      const D y0 = sub(xi.first, s);
      const D y1 = sub(xi.second, s);
      const D score0 = mul(s, y0);
      const D score1 = mul(s, y1);
      store(y + k_lanes * t, y0);
      store(score + k_lanes * t, score0);
      top = larger(top, score0);
      if (t + 1 < n) {
        store(y + k_lanes * (t + 1), y1);
        store(score + k_lanes * (t + 1), score1);
        top = larger(top, score1);
      }
    }
    if (D factor; raise(reference, top, factor)) {
      total.scale(factor);
      chunk.scale(factor);
    }
    for (std::size_t t = 0; t < n; ++t) {
      chunk.add_token(exponential(sub(load(score + k_lanes * t), reference)), load(y + k_lanes * t));
    }
  }

  store(sums.reference, reference);
  store(sums.t10, add(total.t10, chunk.t10));
  store(sums.t11, add(total.t11, chunk.t11));
  store(sums.t20, add(total.t20, chunk.t20));
  if constexpr (second) {
    store(sums.t12, add(total.t12, chunk.t12));
    store(sums.t21, add(total.t21, chunk.t21));
    store(sums.t22, add(total.t22, chunk.t22));
    store(sums.t30, add(total.t30, chunk.t30));
  }
}

inline void reduced_any(const LaneStream& stream, const double* slope, bool second, std::uint64_t first,
                        std::uint64_t count, ReducedSums& sums) {
  if (second) {
    reduced<true>(stream, slope, first, count, sums);
  } else {
    reduced<false>(stream, slope, first, count, sums);
  }
}

inline void squared_image(const SquaredImage& image, const double* vectors, double* out) {
  D sum = set(0);
  for (std::size_t i = 0; i < image.rows; ++i) {
    D y = image.offset == nullptr ? set(0) : load(image.offset + k_lanes * i);
    for (std::size_t k = 0; k < image.d; ++k) {
      y = fma(set(image.matrix[i * image.d + k]), load(vectors + k_lanes * k), y);
    }
    sum = fma(y, y, sum);
  }
  store(out, sum);
}

inline void squared_sandwich(const double* A, std::size_t rows, const double* B, std::size_t e, std::size_t d,
                             const double* S, double* work, double* out) {
  D sum = set(0);
  for (std::size_t i = 0; i < rows; ++i) {
    // One row of A S, then its products with the rows of B.
    for (std::size_t l = 0; l < d; ++l) {
      D y = set(0);
      for (std::size_t k = 0; k < d; ++k) {
        const std::size_t place = k >= l ? k * (k + 1) / 2 + l : l * (l + 1) / 2 + k;
        y = fma(set(A[i * d + k]), load(S + k_lanes * place), y);
      }
      store(work + k_lanes * l, y);
    }
    for (std::size_t j = 0; j < e; ++j) {
      D y = set(0);
      for (std::size_t l = 0; l < d; ++l) y = fma(set(B[j * d + l]), load(work + k_lanes * l), y);
      sum = fma(y, y, sum);
    }
  }
  store(out, sum);
}

inline void normal_rows(const LaneStream& stream, std::uint64_t first_token, std::uint32_t first_slot,
                        std::size_t tokens, std::size_t per_token, double* out) {
  // Lanes are consecutive blocks of one prompt here.
  const I low = set_word(stream.prompt_low[0]);
  const I row = set_word(stream.row);
  const std::size_t blocks = (per_token + 1) / 2;
  std::uint64_t token = 0;
  std::size_t slot = 0;
  for (std::size_t done = 0; done < tokens * blocks; done += k_lanes) {
    const std::size_t n = tokens * blocks - done < k_lanes ? tokens * blocks - done : k_lanes;
    std::uint64_t c0[k_lanes] = {};
    std::uint64_t c1[k_lanes] = {};
    double* place[k_lanes] = {};
    bool both[k_lanes] = {};
    for (std::size_t i = 0; i < n; ++i) {
      c0[i] = first_token + token;
      c1[i] = ((first_token + token) >> 32) | ((first_slot + slot) << 9) | stream.prompt_high[0];
      place[i] = out + token * per_token + 2 * slot;
      both[i] = 2 * slot + 1 < per_token;
      if (++slot == blocks) slot = 0, ++token;
    }
    const Normals x = normals(philox(load_words(c0), load_words(c1), low, row, stream.round_keys));
    double first[k_lanes];
    double second[k_lanes];
    store(first, x.first);
    store(second, x.second);
    for (std::size_t i = 0; i < n; ++i) {
      place[i][0] = first[i];
      if (both[i]) place[i][1] = second[i];
    }
  }
}

inline void normals_of(const std::uint64_t* first_half, const std::uint64_t* second_half, double* first,
                       double* second) {
  const Normals x = normals({load_words(first_half), load_words(second_half)});
  store(first, x.first);
  store(second, x.second);
}

inline void exponentials(double* x, std::size_t size) {
  std::size_t i = 0;
  for (; i + k_lanes <= size; i += k_lanes) store(x + i, exponential(load(x + i)));
  if (i == size) return;
  double rest[k_lanes] = {};
  for (std::size_t k = 0; i + k < size; ++k) rest[k] = x[i + k];
  store(rest, exponential(load(rest)));
  for (std::size_t k = 0; i + k < size; ++k) x[i + k] = rest[k];
}

/// sum over t of u_t x_t[k] and of v_t x_t[k], added to `a` and `b`, for `tile` coordinates k.
template <std::size_t tile>
inline void add_two_weighted_tile(const double* u, const double* v, const double* x, std::size_t tokens,
                                  std::size_t stride, double* a, double* b) {
  D p[tile];
  D q[tile];
  for (std::size_t k = 0; k < tile; ++k) p[k] = load(a + k_lanes * k), q[k] = load(b + k_lanes * k);
  for (std::size_t t = 0; t < tokens; ++t) {
    const D first = load(u + k_lanes * t);
    const D second = load(v + k_lanes * t);
    for (std::size_t k = 0; k < tile; ++k) {
      const D y = load(x + k_lanes * (t * stride + k));
      p[k] = fma(first, y, p[k]);
      q[k] = fma(second, y, q[k]);
    }
  }
  for (std::size_t k = 0; k < tile; ++k) store(a + k_lanes * k, p[k]), store(b + k_lanes * k, q[k]);
}

/// The same for all `n` coordinates of x.
inline void add_two_weighted(const double* u, const double* v, const double* x, std::size_t tokens, std::size_t n,
                             double* a, double* b) {
  std::size_t k = 0;
  for (; k + 3 <= n; k += 3) {
    add_two_weighted_tile<3>(u, v, x + k_lanes * k, tokens, n, a + k_lanes * k, b + k_lanes * k);
  }
  if (n - k == 2) add_two_weighted_tile<2>(u, v, x + k_lanes * k, tokens, n, a + k_lanes * k, b + k_lanes * k);
  if (n - k == 1) add_two_weighted_tile<1>(u, v, x + k_lanes * k, tokens, n, a + k_lanes * k, b + k_lanes * k);
}

/// out = M x for the eight vectors x of n coordinates.
inline void image(const double* M, std::size_t rows, std::size_t n, const double* x, double* out) {
  for (std::size_t i = 0; i < rows; ++i) {
    D y = set(0);
    for (std::size_t k = 0; k < n; ++k) y = fma(set(M[i * n + k]), load(x + k_lanes * k), y);
    store(out + k_lanes * i, y);
  }
}

inline D inner(const double* x, const double* y, std::size_t n) {
  D sum = set(0);
  for (std::size_t k = 0; k < n; ++k) sum = fma(load(x + k_lanes * k), load(y + k_lanes * k), sum);
  return sum;
}

/// One head at work on eight prompts.
struct HeadAtWork {
  const RegressionHeadLanes* head = nullptr;
  double* slope = nullptr;     ///< d: of the coordinates of a token
  D label_slope = set(0);      ///< of its label
  double* by_score = nullptr;  ///< d + 1: sum of w e, e = (g, y), w the weight or the score
  double* by_value = nullptr;  ///< d + 1: sum of w e value, or of e value
  double* score = nullptr;     ///< of the tokens of a block; then their weights
  double* value = nullptr;
  D total = set(0);

  void begin(const RegressionHeadLanes* h, std::size_t d, const double* query, std::size_t block, double*& work) {
    head = h;
    slope = work;
    by_score = slope + k_lanes * d;
    by_value = by_score + k_lanes * (d + 1);
    score = by_value + k_lanes * (d + 1);
    value = score + k_lanes * block;
    work = value + k_lanes * block;
    if (head == nullptr) return;
    image(head->key, d, d, query, slope);
    double label[k_lanes];
    image(head->key_label, 1, d, query, label);
    label_slope = load(label);
    for (std::size_t k = 0; k < 2 * k_lanes * (d + 1); ++k) by_score[k] = 0;
  }

  /// Score and value of token t of the block.
  D see(const double* e, std::size_t d, std::size_t t) const {
    const D label = load(e + k_lanes * d);
    D s = mul(label_slope, label);
    D v = mul(set(head->value_label), label);
    for (std::size_t k = 0; k < d; ++k) {
      const D g = load(e + k_lanes * k);
      s = fma(load(slope + k_lanes * k), g, s);
      v = fma(set(head->value[k]), g, v);
    }
    store(score + k_lanes * t, s);
    store(value + k_lanes * t, v);
    return s;
  }

  /// From the sums over all tokens: the prediction, its derivatives in the value (left in by_score) and in the slope (left in
  /// by_value), and from these `answer`. `centred` subtracts prediction times the derivative in the value, as softmax asks.
  void finish(std::size_t d, D factor, bool centred, const double* query, D target,
              const RegressionAnswer& answer) const {
    rescale(by_score, 2 * (d + 1), factor);
    D prediction = mul(set(head->value_label), load(by_score + k_lanes * d));
    for (std::size_t k = 0; k < d; ++k) prediction = fma(set(head->value[k]), load(by_score + k_lanes * k), prediction);
    const D error = sub(prediction, target);
    store(answer.error, error);
    if (answer.gradient == nullptr) return;
    if (centred) {
      const D minus = sub(set(0), prediction);
      for (std::size_t k = 0; k <= d; ++k) {
        store(by_value + k_lanes * k, fma(minus, load(by_score + k_lanes * k), load(by_value + k_lanes * k)));
      }
    }
    const D weight = mul(error, load(answer.included));
    double* out = answer.gradient;
    for (std::size_t i = 0; i <= d; ++i) {
      const D scaled = mul(weight, load(by_value + k_lanes * i));
      for (std::size_t k = 0; k < d; ++k, out += k_lanes) {
        store(out, fma(scaled, load(query + k_lanes * k), load(out)));
      }
    }
    for (std::size_t i = 0; i <= d; ++i, out += k_lanes) {
      store(out, fma(weight, load(by_score + k_lanes * i), load(out)));
    }
  }
};

inline void regression(const LaneStream& stream, const RegressionLanes& task, double* work,
                       const RegressionAnswer& softmax_answer, const RegressionAnswer& linear_answer) {
  const Counters counters(stream);
  const std::size_t d = task.d;
  const std::size_t block = naive_block(d + 1, false);
  double* query = work;
  double* label_map = query + k_lanes * d;
  double* e = label_map + k_lanes * d;
  double* next = e + k_lanes * block * (d + 1);

  D target = set(0);
  {
    double* task_normals = e;  // free until the first block
    for (std::size_t k = 0; k < d; ++k) {
      const Normals x = normals(counters.words((std::uint64_t{1} << 41) - 1, k));
      store(query + k_lanes * k, x.first);
      store(task_normals + k_lanes * k, x.second);
    }
    image(task.task_map, d, d, task_normals, label_map);
    for (std::size_t i = 0; i < d; ++i) {
      double row[k_lanes];
      image(task.target_map + i * d, 1, d, query, row);
      target = fma(load(task_normals + k_lanes * i), load(row), target);
    }
  }
  HeadAtWork softmax;
  HeadAtWork linear;
  softmax.begin(task.softmax, d, query, block, next);
  linear.begin(task.linear, d, query, block, next);

  D reference = set(-1e308);
  const D noise = set(task.noise);
  for (std::uint64_t done = 0; done < task.length; done += block) {
    const std::size_t n = task.length - done < block ? static_cast<std::size_t>(task.length - done) : block;
    D top = set(-1e308);
    for (std::size_t t = 0; t < n; t += 2) {
      double* const first = e + k_lanes * t * (d + 1);
      double* const second = first + k_lanes * (d + 1);
      const std::uint64_t pair = (done + t) / 2;
      for (std::size_t k = 0; k < d; ++k) {
        const Normals g = normals(counters.words(pair, k));
        store(first + k_lanes * k, g.first);
        store(second + k_lanes * k, g.second);
      }
      D first_label = set(0);
      D second_label = set(0);
      if (task.noise != 0) {
        const Normals x = normals(counters.words(pair, d));
        first_label = mul(noise, x.first);
        second_label = mul(noise, x.second);
      }
      store(first + k_lanes * d, add(first_label, inner(label_map, first, d)));
      store(second + k_lanes * d, add(second_label, inner(label_map, second, d)));
      for (std::size_t i = t; i < n && i < t + 2; ++i) {
        if (softmax.head != nullptr) top = larger(top, softmax.see(e + k_lanes * i * (d + 1), d, i));
        if (linear.head != nullptr) linear.see(e + k_lanes * i * (d + 1), d, i);
      }
    }
    if (softmax.head != nullptr) {
      if (D factor; raise(reference, top, factor)) {
        softmax.total = mul(softmax.total, factor);
        rescale(softmax.by_score, 2 * (d + 1), factor);
      }
      for (std::size_t t = 0; t < n; ++t) {
        const D weight = exponential(sub(load(softmax.score + k_lanes * t), reference));
        softmax.total = add(softmax.total, weight);
        store(softmax.score + k_lanes * t, weight);
        store(softmax.value + k_lanes * t, mul(weight, load(softmax.value + k_lanes * t)));
      }
      add_two_weighted(softmax.score, softmax.value, e, n, d + 1, softmax.by_score, softmax.by_value);
    }
    if (linear.head != nullptr) {
      add_two_weighted(linear.score, linear.value, e, n, d + 1, linear.by_score, linear.by_value);
    }
  }
  if (softmax.head != nullptr) softmax.finish(d, div(set(1), softmax.total), true, query, target, softmax_answer);
  if (linear.head != nullptr) {
    linear.finish(d, set(1 / static_cast<double>(task.length)), false, query, target, linear_answer);
  }
}

}  // namespace softlin::numeric::SOFTLIN_LANES
