#include "symbolic/softmax_statistic.hpp"

#include <functional>
#include <utility>

namespace softlin::symbolic {

namespace {

using P = WeightPolynomial;

P S(int n) { return P::power_sum(n); }
P operator*(long c, const P& p) { return Rational(c) * p; }

}  // namespace

namespace softmax {

P a() { return S(2); }
P a2() { return S(2) - 6 * S(3) + 6 * (S(2) * S(2)); }
P a3() { return S(2) + 7 * k04() + 20 * (k04() * S(2)) - 52 * (S(2) * S(3)) - 14 * S(3) + 38 * S(4); }
P a4() { return S(2) + 11 * k04() + 40 * (k04() * S(2)) - 92 * (S(2) * S(3)) - 18 * S(3) + 58 * S(4); }
P a5() {
  return S(2) + 27 * k04() + 240 * (k04() * S(2)) + 840 * (k04() * k04()) - 2880 * (k04() * S(3)) -
         680 * (S(2) * S(3)) + 2480 * (S(2) * S(4)) - 62 * S(3) + 1020 * (S(3) * S(3)) + 594 * S(4) - 1580 * S(5);
}
P g4() { return S(2) - 2 * S(3) + 2 * k04(); }
P g5() { return S(2) - 2 * S(3) + k04(); }
P k04() { return S(2) * S(2); }
P k22_s2() { return k04() + 20 * (k04() * S(2)) - 28 * (S(2) * S(3)) + 8 * S(4); }
P k40_s2() { return 6 * k04() + 120 * (k04() * S(2)) - 168 * (S(2) * S(3)) + 48 * S(4); }
P k40_s4() {
  return 3 * k04() + 120 * (k04() * S(2)) + 840 * (k04() * k04()) - 2160 * (k04() * S(3)) - 200 * (S(2) * S(3)) +
         1280 * (S(2) * S(4)) + 540 * (S(3) * S(3)) + 78 * S(4) - 500 * S(5);
}

}  // namespace softmax

namespace {

using Terms = std::vector<ExpectationForm::Term>;
struct Reduction {
  Number constant;
  Terms terms;
};

/// Every entry in terms of s; G2 and G1 are written out from the relations beside a4() and a5().
const std::vector<std::pair<std::string, std::function<Reduction(const Number&)>>>& table() {
  namespace sm = softmax;
  const auto plain = [](P (*statistic)()) {
    return [statistic](const Number&) { return Reduction{0, {{1, statistic()}}}; };
  };
  static const std::vector<std::pair<std::string, std::function<Reduction(const Number&)>>> entries{
      {"A", plain(sm::a)},
      {"B",
       [](const Number& s) {
         return Reduction{0, {{1, sm::a()}, {s * s, sm::a2()}}};
       }},
      {"C",
       [](const Number& s) {
         return Reduction{s, {{-s, sm::a()}}};
       }},
      {"VHAT",
       [](const Number& s) {
         return Reduction{1, {{-1, sm::a()}, {s * s, -2 * S(2) + 8 * S(3) - 6 * sm::k04()}}};
       }},
      {"G1",
       [](const Number& s) {
         const Number s2 = s * s;
         return Reduction{0,
                          {{s2 * s2, sm::a5()}, {2 * s2, sm::a4()}, {2 * s2, sm::a3()}, {1, sm::g4()}, {1, sm::g5()}}};
       }},
      {"G2",
       [](const Number& s) {
         return Reduction{0, {{s * s, sm::a3()}, {-(s * s), sm::a4()}, {1, sm::g5()}, {-1, sm::g4()}}};
       }},
      {"G3",
       [](const Number& s) {
         return Reduction{0, {{1, sm::g5()}, {s * s, sm::a3()}}};
       }},
      {"G4", plain(sm::g4)},
      {"G5", plain(sm::g5)},
      {"K40",
       [](const Number& s) {
         const Number s2 = s * s;
         return Reduction{0, {{3, sm::k04()}, {s2, sm::k40_s2()}, {s2 * s2, sm::k40_s4()}}};
       }},
      {"K22",
       [](const Number& s) {
         return Reduction{0, {{1, sm::k04()}, {s * s, sm::k22_s2()}}};
       }},
      {"K04", plain(sm::k04)},
      {"A2", plain(sm::a2)},
      {"A3", plain(sm::a3)},
      {"A4", plain(sm::a4)},
      {"A5", plain(sm::a5)}};
  return entries;
}

}  // namespace

const std::vector<std::string>& statistic_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> out;
    for (const auto& entry : table()) out.push_back(entry.first);
    return out;
  }();
  return names;
}

ExpectationForm named_statistic(const std::string& name, const Number& s) {
  for (const auto& [known, reduce] : table()) {
    if (known != name) continue;
    Reduction reduction = reduce(s);
    return {s * s, std::move(reduction.constant), std::move(reduction.terms), 0};
  }
  std::string list;
  for (const auto& known : statistic_names()) list += (list.empty() ? "" : ", ") + known;
  throw InputError("statistic", "'" + name + "'", "one of " + list);
}

}  // namespace softlin::symbolic
