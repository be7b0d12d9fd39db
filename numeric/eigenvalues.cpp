#include "numeric/eigenvalues.hpp"

#include "numeric/gaussian_forms.hpp"

namespace softlin::numeric {

std::vector<Interval> eigenvalues(const symbolic::Matrix& a) {
  symbolic::AverageForm form;
  form.pivots = symbolic::Vector::Constant(a.rows(), symbolic::Number(1));
  form.slope = a;
  const GaussianForms forms(form);
  std::vector<Interval> out;
  for (std::size_t g = 0; g < forms.lambda.size(); ++g) {
    for (int i = 0; i < forms.multiplicity[g]; ++i) out.push_back(widen(forms.lambda[g], forms.perturbation));
  }
  return out;
}

}  // namespace softlin::numeric
