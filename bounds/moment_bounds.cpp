#include "bounds/moment_bounds.hpp"

#include "bounds/hypotheses.hpp"

namespace softlin::bounds {

namespace {

std::string text(int n) { return std::to_string(n); }

int binomial(int n, int k) { return k == 0 ? 1 : binomial(n - 1, k - 1) * n / k; }

/// ze_k of C6.1
std::string query_moment(int k) { return k == 0 ? "1" : "4^" + text(k) + "*(" + text(k - 1) + " + hd)^" + text(k); }

/// p = 2j, q = 2i
Bound moment(int j, int i) {
  std::string sum = query_moment(i);
  if (j > 0) {
    sum = "0";
    for (int k = 0; k <= j; ++k) {
      sum += " + " + text(binomial(j, k)) + "*(" + text(j - 1) + " + hd)^" + text(j - k) + "*norm_u^" + text(2 * k) +
             "*" + query_moment(i + k);
    }
    sum = "4^" + text(j) + "*(" + sum + ")";
  }
  const std::string p = text(2 * j), q = text(2 * i);
  return {.name = "moment-" + p + "-" + q,
          .statement = "int int |x|^" + p + " |z|^" + q + " dmu_{Uz}(x) dnu(z) <= sigma^" + text(4 * j) + " M",
          .source = "bounds.md C6.1",
          .tight = "not tight",
          .subject = "moment",
          .hypotheses = sub_gaussian_hypotheses(),
          .definitions = {{"hd", "d/2*log(2)"}, {"M", sum}},
          .formula = j == 0 ? "M" : "sigma^" + text(4 * j) + "*M"};
}

}  // namespace

std::vector<Bound> moment_bounds() {
  std::vector<Bound> out;
  for (const int j : {0, 2, 4}) {
    for (const int i : {0, 2, 4}) {
      if (j + i > 0) out.push_back(moment(j, i));
    }
  }
  return out;
}

}  // namespace softlin::bounds
