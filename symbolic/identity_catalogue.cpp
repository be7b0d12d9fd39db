#include "symbolic/identity_catalogue.hpp"

#include <algorithm>

namespace softlin::symbolic {

namespace {

using Kind = IdentityKind;

/// Lap S_n and grad S_m . grad S_n for small exponents. Every coefficient of the rules is a polynomial of degree at most 2
/// in n, and in m, so three exponents each that keep the power sums apart settle them for all.
std::vector<std::string> laplacian_rules() {
  std::vector<std::string> out;
  for (int n = 2; n <= 8; ++n) {
    const auto text = [](int k) { return std::to_string(k); };
    out.push_back("lap(S" + text(n) + ") = " + text(n) + "*(" + text(n - 1) + "*S" + text(n) + " - " + text(2 * n) +
                  "*S" + text(n + 1) + " + " + text(n + 1) + "*S2*S" + text(n) + ")");
  }
  return out;
}

std::vector<std::string> gradient_rules() {
  std::vector<std::string> out;
  for (int m = 2; m <= 6; ++m) {
    for (int n = m; n <= 6; ++n) {
      const auto S = [](int k) { return "S" + std::to_string(k); };
      out.push_back("dot(" + S(m) + ", " + S(n) + ") = " + std::to_string(m * n) + "*(" + S(m + n) + " - " + S(m) +
                    "*" + S(n + 1) + " - " + S(n) + "*" + S(m + 1) + " + " + S(m) + "*" + S(n) + "*S2)");
    }
  }
  return out;
}

/// Letters of exact.md 3 in whitened form: R the root of Gamma, N = V^T V, e the unit vector, Gamma a = s R e. The
/// statistics stand as free scalars, tied by the definitions of A3, A4, A5.
const std::vector<std::string> k_whitened{"vector e", "symmetric R N", "define Gamma = R*R", "define M = R*N*R",
                                          "define P = I - e*e'"};

std::vector<std::string> with(std::vector<std::string> setting, const std::vector<std::string>& more) {
  setting.insert(setting.end(), more.begin(), more.end());
  return setting;
}

const std::string k_formula_8 =
    "(e'*M*e)*(e'*Gamma*e)*G1 - 2*(e'*Gamma*P*M*e)*G2"
    " + (2*(e'*Gamma*P*M*e) + (e'*M*e)*tr(P*Gamma) + (e'*Gamma*e)*tr(P*M))*G3"
    " + tr(P*M*P*Gamma)*G4 + tr(P*Gamma)*tr(P*M)*G5";

/// Letters of icl-regression.md 1: the task w, the query x, the parameters A, b.
const std::vector<std::string> k_regression{"scalar b",
                                            "matrix A",
                                            "symmetric Sigma Omega",
                                            "vector w x",
                                            "law cov(w,w) = Omega",
                                            "law cov(x,x) = Sigma",
                                            "define M = b*Sigma*A - I",
                                            "define R = tr(Omega*M*Sigma*M')/2"};

std::vector<Identity> statistics_of_exact() {
  return {
      {"heat-flow-laplacian",
       "The Laplacian of a weight power sum, n = 2 to 8.",
       "exact.md 4.2",
       Kind::statistic,
       {},
       laplacian_rules()},
      {"heat-flow-gradient",
       "The product of the gradients of two weight power sums, m, n = 2 to 6.",
       "exact.md 4.2",
       Kind::statistic,
       {},
       gradient_rules()},
      {"heat-flow-a",
       "The derivative of A in s^2.",
       "exact.md 4.2",
       Kind::statistic,
       {},
       {"d(A)/d(s^2) = S2 - 4*S3 + 3*S2^2"}},
      {"heat-flow-k04",
       "The derivative of E S_2^2 in s^2.",
       "exact.md 8",
       Kind::statistic,
       {},
       {"d(K04)/d(s^2) = 2*S2^2 - 16*S2*S3 + 10*S2^3 + 4*S4"}},
      {"exact-c", "The mean weighted score.", "exact.md 4.3", Kind::statistic, {}, {"C = s*(1 - A)"}},
      {"exact-b",
       "The mean squared weighted score about s.",
       "exact.md 4.3",
       Kind::statistic,
       {},
       {"B = A + s^2*(S2 - 6*S3 + 6*S2^2)"}},
      {"exact-vhat",
       "The mean weighted variance.",
       "exact.md 4.3",
       Kind::statistic,
       {},
       {"VHAT = 1 - A + s^2*(-2*S2 + 8*S3 - 6*S2^2)"}},
      {"exact-g3",
       "The statistic G3 = E rho.",
       "exact.md 4.3",
       Kind::statistic,
       {},
       {"G3 = G5 + s^2*(S2 + 7*S2^2 + 20*S2^3 - 52*S2*S3 - 14*S3 + 38*S4)"}},
      {"exact-g2",
       "The statistic G2 = E (vhat - 1) S_2.",
       "exact.md 4.3",
       Kind::statistic,
       {},
       {"G2 = G3 - G4 - s^2*(S2 + 11*S2^2 + 40*S2^3 - 92*S2*S3 - 18*S3 + 58*S4)"}},
      {"exact-g1",
       "The statistic G1 = E (vhat - 1)^2.",
       "exact.md 4.3",
       Kind::statistic,
       {},
       {"G1 = s^4*(S2 + 27*S2^2 + 240*S2^3 + 840*S2^4 - 2880*S2^2*S3 - 680*S2*S3 + 2480*S2*S4 - 62*S3 + 1020*S3^2"
        " + 594*S4 - 1580*S5) - 2*G2 + 4*G3 - G4 - G5"}},
      {"exact-k22",
       "The mixed moment E Y1^2 S_2.",
       "exact.md 4.3",
       Kind::statistic,
       {},
       {"K22 = S2^2 + s^2*(S2^2 + 20*S2^3 - 28*S2*S3 + 8*S4)"}},
      {"exact-k40",
       "The fourth moment E Y1^4.",
       "exact.md 4.3",
       Kind::statistic,
       {},
       {"K40 = 3*S2^2 + s^2*(6*S2^2 + 120*S2^3 - 168*S2*S3 + 48*S4)"
        " + s^4*(3*S2^2 + 120*S2^3 + 840*S2^4 - 2160*S2^2*S3 - 200*S2*S3 + 1280*S2*S4 + 540*S3^2 + 78*S4 - 500*S5)"}},
      {"exact-5",
       "The output error without a division by s: t = tr V Gamma V^T, v = |V Gamma a|^2/s^2.",
       "exact.md (4), (5)",
       Kind::statistic,
       {"scalar t v"},
       {"A*(t - v) + B*v = A*t + s^2*v*(S2 - 6*S3 + 6*S2^2)"}}};
}

std::vector<Identity> statistics_of_bounds() {
  return {{"a1.1", "The mean of tau: the exact bias.", "bounds.md A1.1", Kind::statistic, {}, {"Y1 = -s*A"}},
          {"a1.2",
           "The mean of sum w_i^2 zeta_i, zeta = xi - s.",
           "bounds.md A1.2",
           Kind::statistic,
           {},
           {"S(2,1) - s*S2 = s*(S2 - 2*S3)"}},
          {"a1.3", "The mean of tau p_2.", "bounds.md A1.3", Kind::statistic, {}, {"Y1*S2 = s*(2*S3 - 3*S2^2)"}},
          {"a1.4", "The mean of tau^2.", "bounds.md A1.4", Kind::statistic, {}, {"B = A + s^2*(S2 - 6*S3 + 6*S2^2)"}},
          {"a1.5",
           "(1 + s^2) A - B is a multiple of p_3 - p_2^2, which is not negative.",
           "bounds.md A1.5",
           Kind::statistic,
           {},
           {"(1 + s^2)*A - B = 6*s^2*(S3 - S2^2)"}},
          {"a1.6",
           "E (tau + s a)^2 for any number a; at a = A it is B - s^2 A^2, which is not negative.",
           "bounds.md A1.6",
           Kind::statistic,
           {"scalar a"},
           {"(Y1 + s*a)^2 = B - 2*a*s^2*A + a^2*s^2"}},
          {"a1.7",
           "What Theorem A1 leaves: t = tr V Gamma V^T, v = |V g|^2.",
           "bounds.md A1.7",
           Kind::statistic,
           {"scalar t v"},
           {"A*(t + s^2*v) - (A*(t - v) + B*v) = 6*s^2*v*(S3 - S2^2)"}},
          {"a1.8",
           "The derivative of A in s as the mean of a weighted covariance, which is not negative.",
           "bounds.md A1.8",
           Kind::statistic,
           {},
           {"d(A)/ds = 2*(S(2,1) - S2*S(1,1))"}},
          {"a1.9",
           "The statistics of the U-gradient.",
           "bounds.md A1.9",
           Kind::statistic,
           {},
           {"VHAT = 1 - A + s^2*(-2*S2 + 8*S3 - 6*S2^2)",
            "(vhat - 1)*S2 = -S2^2 + s^2*(4*S3 - 4*S2^2 - 20*S4 + 40*S2*S3 - 20*S2^3)",
            "rho = S2 - 2*S3 + S2^2 + s^2*(S2 - 14*S3 + 7*S2^2 + 38*S4 - 52*S2*S3 + 20*S2^3)",
            "(vhat - 1)^2 = 2*S2 - 4*S3 + 3*S2^2 + s^2*(4*S2 - 64*S3 + 36*S2^2 + 192*S4 - 288*S2*S3 + 120*S2^3)"
            " + s^4*(S2 - 62*S3 + 27*S2^2 + 594*S4 - 680*S2*S3 - 1580*S5 + 240*S2^3 + 2480*S2*S4 + 1020*S3^2"
            " - 2880*S2^2*S3 + 840*S2^4)"}}};
}

std::vector<Identity> matrices_of_attention() {
  return {
      {"lemma-2.1",
       "The mean of the tilted Gaussian is the gradient of its cumulant generating function m^T a + a^T Gamma a/2, so "
       "attention of N(m, Gamma) is V m + V Gamma U z. Gamma may be singular.",
       "notation.md lemma-2.1",
       Kind::matrix,
       {"vector m a z", "matrix V K Q", "symmetric Gamma", "define U = K'*Q"},
       {"V*grad(m'*a + a'*Gamma*a/2, a) = V*m + V*Gamma*a",
        "grad(m'*U*z + z'*U'*Gamma*U*z/2, z) = U'*(m + Gamma*K'*Q*z)"},
       {1, 2, 3, 4}},
      {"lemma-2.1-series",
       "The terms up to degree 6 of E e^{a^T g} = e^{a^T Gamma a/2} and of E g e^{a^T g} = Gamma a E e^{a^T g}, "
       "g ~ N(0, Gamma); those of odd degree are 0 on both sides.",
       "notation.md lemma-2.1",
       Kind::matrix,
       {"vector a g", "symmetric Gamma", "law cov(g,g) = Gamma"},
       {"mean((a'*g)^2, g) = a'*Gamma*a", "mean((a'*g)^4, g) = 3*(a'*Gamma*a)^2",
        "mean((a'*g)^6, g) = 15*(a'*Gamma*a)^3", "mean(g*(a'*g), g) = Gamma*a",
        "mean(g*(a'*g)^3, g) = 3*Gamma*a*mean((a'*g)^2, g)", "mean(g*(a'*g)^5, g) = 5*Gamma*a*mean((a'*g)^4, g)"},
       {1, 2, 3}},
      {"lemma-2.1-pushforward",
       "A Gaussian query N(c, Gz) is carried to N(V m + V Gamma U c, V Gamma U Gz U^T Gamma V^T).",
       "notation.md lemma-2.1",
       Kind::matrix,
       {"vector m c g", "matrix V U", "symmetric Gamma Gz", "law cov(g,g) = Gz", "define T = V*m + V*Gamma*U*(c + g)",
        "define D = T - V*m - V*Gamma*U*c"},
       {"mean(T, g) = V*m + V*Gamma*U*c", "mean(D*D', g) = V*Gamma*U*Gz*U'*Gamma*V'"},
       {1, 2, 3, 4}},
      {"u-gradient-9",
       "The U-gradient error in original quantities (9) is the whitened form (8); A3, A4, A5 as they are defined "
       "there.",
       "exact.md (8), (9)",
       Kind::matrix,
       with(k_whitened, {"scalar s G4 G5 A3 A4 A5", "define G3 = G5 + s^2*A3", "define G2 = G3 - G4 - s^2*A4",
                         "define G1 = s^4*A5 - 2*G2 + 4*G3 - G4 - G5", "define ga = s*R*e"}),
       {k_formula_8 + " = tr(N*Gamma*Gamma)*G4 + tr(Gamma)*tr(N*Gamma)*G5"
                      " + A3*((ga'*N*ga)*tr(Gamma) + (ga'*ga)*tr(N*Gamma)) + 2*A4*(ga'*Gamma*N*ga)"
                      " + A5*(ga'*N*ga)*(ga'*ga)"},
       {1, 2, 3}},
      {"a5.2",
       "The U-gradient error with g = Gamma a/s and Gp = Gamma - g g^T is the whitened form (8).",
       "bounds.md A5.2, exact.md (8)",
       Kind::matrix,
       with(k_whitened,
            {"scalar G1 G2 G3 G5 K04", "define G4 = K04 + G5", "define g = R*e", "define Gp = Gamma - g*g'",
             "define t1 = tr(N*Gp)", "define t2 = tr(Gp)", "define t3 = tr(N*Gp*Gp)", "define om = g'*Gp*N*g"}),
       {k_formula_8 +
        " = G1*(g'*N*g)*(g'*g) + G3*((g'*N*g)*t2 + (g'*g)*t1 + 2*om) + G5*(t1*t2 + t3) + K04*t3 - 2*G2*om"},
       {1, 2, 3}}};
}

std::vector<Identity> regression_identities() {
  return {
      {"i1.5",
       "The risk of the infinite prompt, its gradients, and its Hessian along (H, h).",
       "icl-regression.md I1.5",
       Kind::matrix,
       with(k_regression, {"matrix H", "scalar h", "define N = b*Sigma*H + h*Sigma*A",
                           "define slope = tr(H'*grad(R, A)) + h*grad(R, b)"}),
       {"mean((b*w'*Sigma*A*x - w'*x)^2, w, x)/2 = tr(Omega*M*Sigma*M')/2", "grad(R, A) = b*Sigma*Omega*M*Sigma",
        "grad(R, b) = tr(A'*Sigma*Omega*M*Sigma)",
        "tr(H'*grad(slope, A)) + h*grad(slope, b) = tr(Omega*N*Sigma*N') + 2*h*tr(Omega*Sigma*H*Sigma*M')"},
       {1, 2, 3}},
      {"i2.2",
       "The gradient flow keeps |A|_F^2 - b^2: its derivative is -2 (tr A^T grad_A R - b grad_b R) = 0.",
       "icl-regression.md I2.2",
       Kind::matrix,
       k_regression,
       {"tr(A'*grad(R, A)) = b*grad(R, b)"},
       {1, 2, 3}},
      {"i3.1",
       "The second moment of the weighted score, and the heat equation for A.",
       "icl-regression.md I3.1",
       Kind::statistic,
       {},
       {"xibar^2 = A + s^2*(1 - S2 - 6*S3 + 6*S2^2)", "d(A)/d(s^2) = S2 - 4*S3 + 3*S2^2"}},
      {"i3.2",
       "The statistic H and its derivative.",
       "icl-regression.md I3.2",
       Kind::statistic,
       {},
       {"s^2*H = A*(1 + 2*s^2) - B", "d(H)/ds = s*(2*S2 + 28*S3 - 18*S2^2 - 156*S4 + 264*S2*S3 - 120*S2^3)"}},
      {"i3.3",
       "The exact risk at one query, averaged over the scores, times s^2; m2 = E m^2, mx = E m w.x; and its gap to the "
       "infinite prompt.",
       "icl-regression.md I3.3",
       Kind::statistic,
       {"scalar b m2 mx t"},
       {"b^2*(m2*xibar^2 + (s^2*t - m2)*S2) - 2*b*s*mx*xibar = s^2*(b^2*(m2*(1 - H) + t*A) - 2*b*mx*(1 - A))",
        "b^2*(m2*(1 - H) + t*A) - 2*b*mx*(1 - A) - (b^2*m2 - 2*b*mx) = (b^2*t + 2*b*mx)*A - b^2*m2*H"}},
      {"i3.3-averages",
       "The averages over the task in the exact risk: m = w^T Sigma A x; n the noise, of variance tau2.",
       "icl-regression.md I3.3",
       Kind::matrix,
       {"matrix A", "symmetric Sigma Omega", "vector w x", "scalar n tau2", "law cov(w,w) = Omega",
        "law cov(x,x) = Sigma", "law cov(n,n) = tau2"},
       {"mean((w'*Sigma*A*x)^2, w) = x'*A'*Sigma*Omega*Sigma*A*x",
        "mean((w'*Sigma*A*x)*(w'*x), w) = x'*A'*Sigma*Omega*x", "mean((w'*x + n)^2, w, x, n) = tr(Sigma*Omega) + tau2"},
       {1, 2, 3, 4}},
      {"i5.2",
       "The risk of linear attention at L = 1/h: the fourth moment of the prompt, the average over task w and query q, "
       "and the equation Q M = C Omega of the best M. Labels w.y + n, Cov(x,y) = C, noise of variance tau2.",
       "icl-regression.md I5.2",
       Kind::matrix,
       {"matrix C M", "symmetric Sp Sy Sq Omega", "vector x y w q", "scalar n tau2 h", "law cov(x,x) = Sp",
        "law cov(y,y) = Sy", "law cov(x,y) = C", "law cov(w,w) = Omega", "law cov(q,q) = Sq", "law cov(n,n) = tau2",
        "define t = tr(Omega*Sy) + tau2", "define Q = (1 + h)*C*Omega*C' + h*t*Sp",
        "define R = tr(M*Sq*M'*Q)/2 - tr(M*Sq*Omega*C') + tr(Omega*Sq)/2"},
       {"mean((w'*y + n)^2*x*x', x, y, n) = (w'*Sy*w + tau2)*Sp + 2*C*w*w'*C'", "mean((w'*y)*x, x, y) = C*w",
        "mean(h*q'*M'*((w'*Sy*w + tau2)*Sp + 2*C*w*w'*C')*M*q + (1 - h)*(q'*M'*C*w)^2 - 2*(w'*q)*(q'*M'*C*w)"
        " + (w'*q)^2, w, q)/2 = tr(M*Sq*M'*Q)/2 - tr(M*Sq*Omega*C') + tr(Omega*Sq)/2",
        "grad(R, M) = (Q*M - C*Omega)*Sq"},
       {1, 2, 3}}};
}

}  // namespace

const std::vector<Identity>& identity_catalogue() {
  static const std::vector<Identity> all = [] {
    std::vector<Identity> out;
    for (const auto& part :
         {statistics_of_exact(), statistics_of_bounds(), matrices_of_attention(), regression_identities()}) {
      out.insert(out.end(), part.begin(), part.end());
    }
    return out;
  }();
  return all;
}

const Identity* find_identity(const std::string& name) {
  const auto& all = identity_catalogue();
  const auto found = std::find_if(all.begin(), all.end(), [&](const Identity& entry) { return entry.name == name; });
  return found == all.end() ? nullptr : &*found;
}

}  // namespace softlin::symbolic
