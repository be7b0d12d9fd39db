#include "bounds/one_query_text.hpp"

#include <utility>

namespace softlin::bounds {

namespace {

/// Adds definitions whose names end in i: an "@" in a text stands for i.
class Definer {
 public:
  Definer(Bound& bound, std::string i) : bound_(bound), i_(std::move(i)) {}

  void operator()(const std::string& name, const std::string& text) const {
    std::string out;
    for (const char letter : text) {
      if (letter == '@') {
        out += i_;
      } else {
        out += letter;
      }
    }
    bound_.definitions.emplace_back(name + i_, out);
  }

 private:
  Bound& bound_;
  std::string i_;
};

/// D1.3 (i)
void define_second_moment(const Definer& define) {
  define("second", "exp(2*b@)*(d*log(1/(1 - k@))/k@ + (4/(k@*(1 - k@)) + de)*b@)");
}

/// The least of c_h (e^{h^2 b/2} - 1)/b of E2.3 (ii) for some h where d = 1; beyond every bound where d >= 2.
std::string on_the_line(const std::string& b) {
  std::string least = "10^100*min(1, d - 1) + (exp(18*" + b + ") - 1)/(18*" + b + ")";
  // h^2/2 and c_h for h = 5, 4, 3, 5/2
  for (const auto& [rate, constant] :
       {std::pair{"25/2", "0.0837"}, {"8", "0.1583"}, {"9/2", "0.556"}, {"25/8", "2.18"}}) {
    least = "min(" + least + ", 10^100*min(1, d - 1) + " + constant + "*(exp(" + rate + "*" + b + ") - 1)/(" + b + "))";
  }
  return least;
}

/// mE(b) of E2.3 (i) with the free ka there, and (ii).
void define_centred_second_moment(const Definer& define, const std::string& name, const std::string& b,
                                  const std::string& ka, bool line) {
  const std::string Y = "Y" + name + "_", r = "r" + name + "_";
  define(Y, "d/2*log(1/(1 - " + ka + ")) + 2*" + b + "*" + ka + "/(1 - " + ka + ")");
  define(r, "min(max(1 - " + Y + "@, 0), 2*" + b + ")");
  const std::string any = "exp(2*" + b + " - " + r + "@)*2/" + ka + "*(" + Y + "@ + " + r + "@)";
  define(name, line ? "min(" + any + ", " + on_the_line(b) + ")" : any);
}

/// ln(1/P) by D1.1 with q = c p, p = e^{-2b}, and by D1.1'
void define_tail(const Definer& define) {
  define("p", "exp(-2*b@)");
  define("e", "max(L*(c@*p@*log(c@) + (1 - c@*p@)*log((1 - c@*p@)/(1 - p@))), L*max(0, log(1/c@) - b@/2)^2/(2*b@))");
}

/// q_h of D4.2: kappa near the best, then the smaller of the two forms of Q_h.
void define_fourth_moment(const Definer& define, const std::string& h) {
  const std::string part = h + "^2*b@";
  const std::string ka = "f" + h + "_@", x = "x" + h + "_@", p = "p" + h + "_@";
  define("f" + h + "_", "1/(7/5 + d/4 + " + part + "/4)");
  define("x" + h + "_", "d/2*log(1/(1 - " + ka + ")) + " + part + "/(2*(1 - " + ka + "))");
  define("p" + h + "_", "min(" + part + "/2, max(0, " + x + " - 1))");
  define("Q" + h + "_",
         "min(8/" + ka + "^2*(exp(" + x + ") - 1), 4/" + ka + "^2*exp(" + p + ")*(1 + " + x + " - " + p + ")^2)");
  define("q" + h + "_", "(Q" + h + "_@^(1/4) + 2*sqrt(b@)*exp(" + part + "/8))^4");
}

}  // namespace

void define_tails(Bound& bound) {
  bound.definitions.emplace_back("de", "(1 + sqrt(10))^2*min(1, d - 1)");
  bound.definitions.emplace_back("tilt", "d/2*log(1/(1 - ka))");
  bound.definitions.emplace_back("top", "2/ka*(log(L) + tilt)");
}

void define_one_query(Bound& bound, const std::string& i) {
  const Definer define(bound, i);
  define_second_moment(define);
  define_tail(define);
  define("triv", "(sqrt(min(L*d, top)) + 2*sqrt(b@))^2");
  define("Psi", "min(triv@, second@/(L*c@^2) + exp(-e@)*(sqrt(2/ka*(log(L) + tilt + e@)) + 2*sqrt(b@))^2)");
}

void define_one_query_tight(Bound& bound, const std::string& i, bool line) {
  const Definer define(bound, i);
  define_centred_second_moment(define, "second", "b@", "k@", line);
  define_centred_second_moment(define, "more", "4*b@", "kfour@", line);
  define_tail(define);
  define("triv", "(sqrt(min(L*d, top)) + 2*sqrt(b@))^2");
  define("K", "(2*c@ + 1)/c@^2");
  define("good",
         "min(second@/(L*c@^2), (second@*(1 + 2/L) + K@*((more@ + second@)/L^2 + 3*second@*(exp(2*b@) - 1)/L))/L)");
  define("lift", "2*ka*b@/(1 - ka)");
  // The first form of W1: ka >= 1/2, so that ln L + D(ka) >= 1.
  define("bad", "exp(-e@)*min(2/ka*(log(L) + tilt + e@ + lift@), (sqrt(2/ka*(log(L) + tilt + e@)) + 2*sqrt(b@))^2)");
  define("Psi", "min(min(triv@, top + 2/ka*lift@), good@ + bad@)");
}

void define_one_query_u(Bound& bound, const std::string& i) {
  const Definer define(bound, i);
  define("k", "sqrt(8*b@/d)/(1 + 2*sqrt(8*b@/d))");
  define_second_moment(define);
  define_tail(define);
  define("h", "sqrt(2*b@/d)/(1 + 2*sqrt(2*b@/d))");
  define("t", "d*log(1/(1 - h@))/h@ + b@/(h@*(1 - h@))");
  define_fourth_moment(define, "2");
  define_fourth_moment(define, "4");
  // Q_2(0) with kappa = 1/(7/5 + d/4)
  define("trivu", "min((2/ka*(1 + log(L) + tilt))^2, 8*L*(7/5 + d/4)^2*((1 - 1/(7/5 + d/4))^(-d/2) - 1)) + t@^2");
  define("good",
         "min(4*(q2_@ + exp(2*b@)*t@^2)/(c@^2*L), (sqrt((q2_@ + exp(2*b@)*t@^2)/L)/c@ + sqrt(q4_@/L^3 + "
         "3*second@^2/L^2)/c@^2)^2)");
  define("PsiU", "min(trivu@, good@ + exp(-e@)*((2/ka)^2*(1 + log(L) + tilt + e@)^2 + t@^2))");
}

void define_one_query_raw(Bound& bound, const std::string& i) {
  const Definer define(bound, i);
  define("e", "L*(1 - c@)^2*exp(-2*b@)/2");
  define("Psi",
         "min(4*(sqrt(log(L) + hd) + sqrt(b@))^2, exp(2*b@)/(L*c@^2)*(sqrt(2*d*log(2)) + 6*sqrt(b@))^2 + "
         "4*exp(-e@)*(sqrt(log(L) + hd + e@) + sqrt(b@))^2)");
}

}  // namespace softlin::bounds
