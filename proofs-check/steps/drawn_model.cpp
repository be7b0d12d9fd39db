#include "proofs-check/steps/drawn_model.hpp"

namespace softlin::check {

using numeric::Interval;
using Matrix2 = DrawnModel::Matrix2;
using Vector2 = DrawnModel::Vector2;

Vector2 operator*(const Matrix2& a, const Vector2& x) { return {dot(a[0], x), dot(a[1], x)}; }

Matrix2 transpose(const Matrix2& a) { return {{{a[0][0], a[1][0]}, {a[0][1], a[1][1]}}}; }

Matrix2 operator*(const Matrix2& a, const Matrix2& b) {
  const Matrix2 columns = transpose(b);
  return {{{dot(a[0], columns[0]), dot(a[0], columns[1])}, {dot(a[1], columns[0]), dot(a[1], columns[1])}}};
}

Rational dot(const Vector2& x, const Vector2& y) { return x[0] * y[0] + x[1] * y[1]; }

DrawnModel::DrawnModel(const Rational& draw) : draw_(draw) {
  std::uint64_t k = 0;
  const auto next = [&] { return drawn_entry(draw, k++); };
  Matrix2 root;
  for (auto* matrix : {&v_, &root}) {
    for (auto& row : *matrix) row = {next(), next()};
  }
  gamma_ = root * transpose(root);
  m_ = {next(), next()};
  a_ = {next() / 2, next() / 2};
}

Vector2 DrawnModel::gamma_a() const { return gamma_ * a_; }
Rational DrawnModel::s_squared() const { return dot(a_, gamma_a()); }
Rational DrawnModel::trace() const {
  const Matrix2 all = v_ * gamma_ * transpose(v_);
  return all[0][0] + all[1][1];
}
Rational DrawnModel::signal() const {
  const Vector2 out = v_ * gamma_a();
  return dot(out, out);
}

namespace {

symbolic::Matrix as_matrix(const Matrix2& a) {
  symbolic::Matrix out(2, 2);
  for (int i = 0; i < 2; ++i) {
    for (int j = 0; j < 2; ++j) out(i, j) = a[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)];
  }
  return out;
}

symbolic::Vector as_vector(const Vector2& x) {
  symbolic::Vector out(2);
  out(0) = x[0];
  out(1) = x[1];
  return out;
}

}  // namespace

symbolic::GaussianTokens DrawnModel::tokens() const { return {as_vector(m_), as_matrix(gamma_)}; }
symbolic::Head DrawnModel::head() const { return {symbolic::identity(2), as_matrix(v_)}; }
symbolic::Vector DrawnModel::query() const { return as_vector(a_); }

DrawnPrompt::DrawnPrompt(const DrawnModel& model, int tokens, const StepTrial& trial)
    : model_(&model), bits_(trial.bits()) {
  constexpr std::uint64_t k_first = 100;  // entries before it belong to the model
  const Vector2 direction = model.gamma_a();
  Interval total(0, bits_);
  for (int i = 0; i < tokens; ++i) {
    const auto k = k_first + 2 * static_cast<std::uint64_t>(i);
    const Vector2 x{drawn_entry(model.draw(), k), drawn_entry(model.draw(), k + 1)};
    const Rational score = dot(model.a(), x);  // s xi_i, without the part <a, m> that cancels
    // g xi_i = Gamma a (s xi_i)/s^2
    const Rational along = score / model.s_squared();
    x_.push_back(x);
    y_.push_back({x[0] - along * direction[0], x[1] - along * direction[1]});
    weights_.push_back(exp(Interval(score, bits_)));
    total += weights_.back();
  }
  for (Interval& w : weights_) w = w / total;
}

Interval DrawnPrompt::value(const Vector2& row, const std::vector<Vector2>& points) const {
  Interval sum(0, bits_);
  for (std::size_t i = 0; i < points.size(); ++i) sum += weights_[i] * Interval(dot(row, points[i]), bits_);
  return sum;
}

Interval DrawnPrompt::error(int k) const {
  const Vector2& row = model_->V()[static_cast<std::size_t>(k)];
  return value(row, x_) - Interval(dot(row, model_->gamma_a()), bits_);
}

Interval DrawnPrompt::signal_part(int k) const {
  // (V g) tau = V Gamma a (sum w_i s xi_i - s^2)/s^2
  const Rational along = dot(model_->V()[static_cast<std::size_t>(k)], model_->gamma_a()) / model_->s_squared();
  return Interval(along, bits_) * (value(model_->a(), x_) - Interval(model_->s_squared(), bits_));
}

Interval DrawnPrompt::rest_part(int k) const { return value(model_->V()[static_cast<std::size_t>(k)], y_); }

}  // namespace softlin::check
