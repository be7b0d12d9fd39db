#pragma once
/// Tokens of one prompt, drawn in blocks.

#include <Eigen/Dense>
#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "numeric/chi_square_stream.hpp"
#include "numeric/normal_stream.hpp"
#include "numeric/token_limit.hpp"

namespace softlin::numeric {

/// The token index of the Philox stream that belongs to the query of a prompt.
inline constexpr std::uint64_t k_query_token = k_token_limit - 1;

/// The slot of a token that says which mixture component it comes from.
inline constexpr std::uint32_t k_choice_slot = k_slot_limit - 1;

/// A matrix factor that multiplies many vectors; diagonal ones cost O(d).
struct RootFactor {
  Eigen::MatrixXd matrix;
  Eigen::VectorXd diagonal;
  bool is_diagonal = false;
  double norm = 0;  ///< Frobenius

  explicit RootFactor(const Eigen::MatrixXd& m);
};

/// Draws tokens of one law, minus a centre, into the columns of a matrix.
///
/// Formula    : token i of the prompt is a function of the Philox blocks named at sample_block (numeric/sampler.hpp)
/// Errors     : none of its own; `tokens` must have passed SamplerTokens::check
/// Threads    : one object, one thread
/// Checked by : tests/numeric/sampler_test.cpp
class TokenSource {
 public:
  /// Tokens of a block; even, so that a pair of tokens never crosses a block.
  static constexpr Eigen::Index k_block = 256;

  /// Keeps a reference to `tokens`.
  explicit TokenSource(const SamplerTokens& tokens);

  /// Sets the centre.
  void set_centre(const Eigen::VectorXd& centre);

  /// A bound on the 2-norm of the error of any centred token. Student tokens have no bound beforehand: of those drawn since
  /// the last call of draw_query or of fill with first = 0.
  double token_error() const { return token_error_; }

  /// Tokens first .. first + count - 1 (first even, count <= k_block), centred, into the first `count` columns of `out`.
  void fill(const NormalStream& stream, std::uint64_t first, Eigen::Index count, Eigen::MatrixXd& out);

  /// One token from the numbers of the query that owns the stream's token `token`, centred, into the first column of `out`.
  void draw_query(const NormalStream& stream, std::uint64_t token, Eigen::MatrixXd& out);

 private:
  std::size_t choose(double u) const;
  /// Column j times sqrt(nu/W); what that costs in accuracy goes into token_error().
  void divide_by_root(const ChiSquareDraw& chi_square, Eigen::Index j);
  void copy_atom(double u, Eigen::Index j, Eigen::MatrixXd& out) const;
  void apply(const RootFactor& factor, const Eigen::VectorXd& shift, Eigen::Index count, Eigen::MatrixXd& out) const;
  void scale(Eigen::Index count, Eigen::MatrixXd& out) const;

  const SamplerTokens& tokens_;
  Eigen::Index d_;
  Eigen::MatrixXd raw_;
  std::array<double, 2> choice_{};
  double token_error_ = 0;
  std::optional<ChiSquareStream> chi_square_;
  Eigen::VectorXd centre_;  ///< of atoms
  std::vector<RootFactor> factors_;
  std::vector<Eigen::VectorXd> shifts_;  ///< component means (or the mean) minus the centre
  std::vector<double> cumulative_;       ///< weights of components or atoms, summed up; empty: equal
};

}  // namespace softlin::numeric
