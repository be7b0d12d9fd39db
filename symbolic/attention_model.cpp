#include "symbolic/attention_model.hpp"

namespace softlin::symbolic {

namespace {

template <class... Cases>
struct Overload : Cases... {
  using Cases::operator()...;
};
template <class... Cases>
Overload(Cases...) -> Overload<Cases...>;

}  // namespace

Vector mean(const TokenLaw& law) {
  return std::visit(Overload{[](const MixtureTokens& mixture) {
                               Vector sum = Vector::Constant(dimension(mixture), Number(0));
                               for (const auto& component : mixture.components) {
                                 for (Eigen::Index i = 0; i < sum.size(); ++i) {
                                   sum(i) += component.weight * component.law.mean(i);
                                 }
                               }
                               return sum;
                             },
                             [](const auto& simple) { return simple.mean; }},
                    law);
}

Eigen::Index dimension(const TokenLaw& law) {
  return std::visit(
      Overload{[](const MixtureTokens& mixture) { return mixture.components.front().law.mean.size(); },
               [](const auto& simple) { return simple.mean.size(); }},
      law);
}

std::string law_name(const TokenLaw& law) {
  return std::visit(Overload{[](const GaussianTokens&) { return "gaussian"; },
                             [](const RademacherTokens&) { return "rademacher"; },
                             [](const SphereTokens&) { return "sphere"; },
                             [](const UniformCubeTokens&) { return "uniform-cube"; },
                             [](const MixtureTokens&) { return "mixture"; }},
                    law);
}

std::string law_name(const QueryLaw& law) {
  return std::visit(Overload{[](const FixedQuery&) { return "fixed"; }, [](const PairQuery&) { return "pair"; },
                             [](const GaussianQuery&) { return "gaussian"; },
                             [](const TokenQuery&) { return "tokens"; }},
                    law);
}

const GaussianTokens* as_gaussian(const TokenLaw& law) { return std::get_if<GaussianTokens>(&law); }

const Vector* single_query(const QueryLaw& law) {
  if (const auto* fixed = std::get_if<FixedQuery>(&law)) return &fixed->z;
  if (const auto* pair = std::get_if<PairQuery>(&law)) return &pair->z;
  return nullptr;
}

}  // namespace softlin::symbolic
