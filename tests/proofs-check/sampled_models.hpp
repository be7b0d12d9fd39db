#pragma once
/// Models with exact errors, ready to be sampled: the truth that statistical tests are held against.

#include <string>
#include <utility>
#include <vector>

#include "numeric/exact_error.hpp"
#include "numeric/sampler_problem.hpp"
#include "proofs-check/claim.hpp"
#include "proofs-check/standard_table.hpp"

namespace softlin::tests {

/// Discrete laws are left out at lengths with more prompts to sum over: the sum would take longer than the samples.
inline constexpr long k_most_enumerated = 20000;

struct SampledModel {
  std::string label;
  numeric::SamplerProblem problem;
  numeric::SampleMethod method = numeric::SampleMethod::naive;
  std::uint64_t length = 1;
  double error = 0;  ///< upper end of the exact error, raised for the rounding of the model's entries
};

/// Gaussian tokens in one to three dimensions with slopes from 0 to 2, signs in one and two dimensions; every error by
/// every method that samples it, at each of the lengths.
inline std::vector<SampledModel> sampled_models(const std::vector<long>& lengths) {
  using check::Quantity;
  using symbolic::Number;
  std::vector<std::pair<std::string, symbolic::AttentionModel>> models;
  for (const Rational& s : {Rational(0), Rational(1, 2), Rational(1), Rational(2)}) {
    for (const Eigen::Index d : {1, 3}) {
      models.emplace_back("N(0, I_" + std::to_string(d) + "), s = " + s.str(),
                          check::standard_model(d, Number(s), std::nullopt));
    }
  }
  symbolic::AttentionModel query = check::standard_model(2, 1, Number(Rational(1, 4)));
  models.emplace_back("N(0, I_2), query N(0, I/4)", query);
  for (const Eigen::Index d : {1, 2}) {
    symbolic::AttentionModel signs = check::standard_model(d, 1, std::nullopt);
    signs.tokens = symbolic::RademacherTokens{symbolic::mean(signs.tokens), 1};
    models.emplace_back("signs, d = " + std::to_string(d), signs);
  }
  std::vector<SampledModel> out;
  for (const auto& [label, model] : models) {
    const bool gaussian = symbolic::as_gaussian(model.tokens) != nullptr;
    for (const Quantity quantity : {Quantity::output, Quantity::grad_v, Quantity::grad_u}) {
      const auto error = numeric::ExactError::of(model, quantity);
      if (!error) continue;
      std::vector<Integer> counts;
      for (const long length : lengths) {
        if (error->prompts(Integer(length)) <= k_most_enumerated) counts.emplace_back(length);
      }
      if (counts.empty()) continue;
      const auto values = error->enclose(counts, 14);
      for (std::size_t l = 0; l < counts.size(); ++l) {
        for (const auto method : {numeric::SampleMethod::naive, numeric::SampleMethod::reduced}) {
          const bool reduced = method == numeric::SampleMethod::reduced;
          if (reduced && !gaussian) continue;
          SampledModel sampled;
          sampled.label = label + ", " + check::name_of(quantity) + ", L = " + counts[l].str() +
                          (reduced ? ", reduced" : ", naive");
          sampled.problem = numeric::sampler_problem(model, quantity, symbolic::Target::limit, method);
          sampled.method = method;
          sampled.length = counts[l].convert_to<std::uint64_t>();
          sampled.error = values[l].upper_double() * (1 + 2 * numeric::k_model_rounding);
          out.push_back(std::move(sampled));
        }
      }
    }
  }
  return out;
}

}  // namespace softlin::tests
