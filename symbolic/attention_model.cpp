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
                             [](const StudentTokens& student) {
                               if (student.degrees_of_freedom <= 1) {
                                 throw Error("Student tokens with " + to_text(student.degrees_of_freedom) +
                                             " degrees of freedom have no mean: it takes more than 1");
                               }
                               return student.mean;
                             },
                             [](const DiscreteTokens& discrete) {
                               Vector sum = Vector::Constant(discrete.atoms.front().size(), Number(0));
                               for (std::size_t k = 0; k < discrete.atoms.size(); ++k) {
                                 for (Eigen::Index i = 0; i < sum.size(); ++i) {
                                   sum(i) += discrete.weights[k] * discrete.atoms[k](i);
                                 }
                               }
                               return sum;
                             },
                             [](const RowTokens& rows) { return rows.table->mean(); },
                             [](const auto& simple) { return simple.mean; }},
                    law);
}

Eigen::Index dimension(const TokenLaw& law) {
  return std::visit(Overload{[](const MixtureTokens& mixture) { return mixture.components.front().law.mean.size(); },
                             [](const DiscreteTokens& discrete) { return discrete.atoms.front().size(); },
                             [](const RowTokens& rows) { return rows.table->dimension(); },
                             [](const auto& simple) { return simple.mean.size(); }},
                    law);
}

std::string law_name(const TokenLaw& law) {
  return std::visit(
      Overload{[](const GaussianTokens&) { return "gaussian"; }, [](const RademacherTokens&) { return "rademacher"; },
               [](const SphereTokens&) { return "sphere"; }, [](const UniformCubeTokens&) { return "uniform-cube"; },
               [](const MixtureTokens&) { return "mixture"; }, [](const StudentTokens&) { return "student-t"; },
               [](const DiscreteTokens&) { return "discrete"; }, [](const RowTokens&) { return "rows"; }},
      law);
}

std::string law_name(const QueryLaw& law) {
  return std::visit(
      Overload{[](const FixedQuery&) { return "fixed"; }, [](const PairQuery&) { return "pair"; },
               [](const GaussianQuery&) { return "gaussian"; }, [](const TokenQuery&) { return "tokens"; }},
      law);
}

namespace {

std::string text_of(const Vector& x) {
  std::string out = "[";
  for (Eigen::Index i = 0; i < x.size(); ++i) out += (i == 0 ? "" : ", ") + x(i).text();
  return out + "]";
}

std::string text_of(const Matrix& a) {
  std::string out = "[";
  for (Eigen::Index i = 0; i < a.rows(); ++i) out += (i == 0 ? "" : ", ") + text_of(Vector(a.row(i).transpose()));
  return out + "]";
}

std::string text_of(const GaussianTokens& law) {
  return "mean " + text_of(law.mean) + " covariance " + text_of(law.covariance);
}

}  // namespace

std::string exact_text(const AttentionModel& model) {
  const std::string tokens = std::visit(
      Overload{[](const GaussianTokens& law) { return text_of(law); },
               [](const RademacherTokens& law) { return "mean " + text_of(law.mean) + " scale " + law.scale.text(); },
               [](const SphereTokens& law) { return "mean " + text_of(law.mean) + " radius " + law.radius.text(); },
               [](const UniformCubeTokens& law) {
                 return "mean " + text_of(law.mean) + " half_width " + law.half_width.text();
               },
               [](const MixtureTokens& law) {
                 std::string out;
                 for (const auto& [weight, part] : law.components) {
                   out += (out.empty() ? "" : " + ") + weight.text() + " (" + text_of(part) + ")";
                 }
                 return out;
               },
               [](const StudentTokens& law) {
                 return "mean " + text_of(law.mean) + " scale " + text_of(law.scale) + " degrees_of_freedom " +
                        to_text(law.degrees_of_freedom);
               },
               [](const DiscreteTokens& law) {
                 std::string out;
                 for (std::size_t k = 0; k < law.atoms.size(); ++k) {
                   out += (out.empty() ? "" : " + ") + law.weights[k].text() + " " + text_of(law.atoms[k]);
                 }
                 return out;
               },
               [](const RowTokens& law) { return law.table->text(); }},
      model.tokens);
  const std::string query = std::visit(
      Overload{[](const GaussianQuery& law) {
                 return " mean " + text_of(law.mean) + " covariance " + text_of(law.covariance);
               },
               [](const TokenQuery&) { return std::string(); }, [](const auto& at) { return " z " + text_of(at.z); }},
      model.query);
  return "tokens " + law_name(model.tokens) + " " + tokens + "; U " + text_of(model.head.U) + "; V " +
         text_of(model.head.V) + "; query " + law_name(model.query) + query;
}

const GaussianTokens* as_gaussian(const TokenLaw& law) { return std::get_if<GaussianTokens>(&law); }

const Vector* single_query(const QueryLaw& law) {
  if (const auto* fixed = std::get_if<FixedQuery>(&law)) return &fixed->z;
  if (const auto* pair = std::get_if<PairQuery>(&law)) return &pair->z;
  return nullptr;
}

std::optional<GaussianQuery> as_gaussian_query(const AttentionModel& model) {
  std::optional<GaussianQuery> out;
  if (const auto* query = std::get_if<GaussianQuery>(&model.query)) out = *query;
  const GaussianTokens* tokens = as_gaussian(model.tokens);
  if (std::holds_alternative<TokenQuery>(model.query) && tokens != nullptr) out = {tokens->mean, tokens->covariance};
  return out;
}

}  // namespace softlin::symbolic
