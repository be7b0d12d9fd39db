#include "python/module/model_text.hpp"

#include "symbolic/error.hpp"

namespace softlin::python {

namespace {

using symbolic::Matrix;
using symbolic::Number;
using symbolic::Vector;

/// Small integers plainly, all else as a quoted exact text.
std::string text_of(const Number& x) {
  const std::string text = x.text();
  const bool plain =
      text.size() < 18 && text.find_first_not_of("0123456789", text[0] == '-' ? 1 : 0) == std::string::npos;
  return plain ? text : "\"" + text + "\"";
}

std::string text_of(const Vector& x) {
  std::string out = "[";
  for (Eigen::Index i = 0; i < x.size(); ++i) out += (i == 0 ? "" : ", ") + text_of(x(i));
  return out + "]";
}

std::string text_of(const Matrix& a) {
  std::string out = "[";
  for (Eigen::Index i = 0; i < a.rows(); ++i) out += (i == 0 ? "" : ", ") + text_of(Vector(a.row(i).transpose()));
  return out + "]";
}

/// Keys of the [tokens] section.
struct TokensText {
  std::string operator()(const symbolic::GaussianTokens& law) const {
    return "mean = " + text_of(law.mean) + "\ncovariance = " + text_of(law.covariance) + "\n";
  }
  std::string operator()(const symbolic::RademacherTokens& law) const {
    return "mean = " + text_of(law.mean) + "\nscale = " + text_of(law.scale) + "\n";
  }
  std::string operator()(const symbolic::SphereTokens& law) const {
    return "mean = " + text_of(law.mean) + "\nradius = " + text_of(law.radius) + "\n";
  }
  std::string operator()(const symbolic::UniformCubeTokens& law) const {
    return "mean = " + text_of(law.mean) + "\nhalf_width = " + text_of(law.half_width) + "\n";
  }
  std::string operator()(const symbolic::MixtureTokens& law) const {
    std::string out = "components = [\n";
    for (const auto& component : law.components) {
      out += "  { weight = " + text_of(component.weight) + ", mean = " + text_of(component.law.mean) +
             ", covariance = " + text_of(component.law.covariance) + " },\n";
    }
    return out + "]\n";
  }
  std::string operator()(const symbolic::StudentTokens& law) const {
    return "mean = " + text_of(law.mean) + "\nscale = " + text_of(law.scale) +
           "\ndegrees_of_freedom = " + text_of(Number(law.degrees_of_freedom)) + "\n";
  }
  std::string operator()(const symbolic::DiscreteTokens& law) const {
    std::string atoms, weights;
    for (std::size_t k = 0; k < law.atoms.size(); ++k) {
      atoms += (k == 0 ? "" : ", ") + text_of(law.atoms[k]);
      weights += (k == 0 ? "" : ", ") + text_of(law.weights[k]);
    }
    return "atoms = [" + atoms + "]\nweights = [" + weights + "]\n";
  }
  std::string operator()(const symbolic::RowTokens& law) const {
    throw InputError("model", law.table->text(), "a law that a model file can hold; write the rows to a .npy file");
  }
};

/// Keys of the [query] section.
struct QueryText {
  std::string operator()(const symbolic::FixedQuery& law) const { return "z = " + text_of(law.z) + "\n"; }
  std::string operator()(const symbolic::PairQuery& law) const { return "z = " + text_of(law.z) + "\n"; }
  std::string operator()(const symbolic::GaussianQuery& law) const {
    return "mean = " + text_of(law.mean) + "\ncovariance = " + text_of(law.covariance) + "\n";
  }
  std::string operator()(const symbolic::TokenQuery&) const { return ""; }
};

}  // namespace

std::string model_text(const symbolic::AttentionModel& model) {
  return "[tokens]\nlaw = \"" + symbolic::law_name(model.tokens) + "\"\n" + std::visit(TokensText{}, model.tokens) +
         "\n[head]\nU = " + text_of(model.head.U) + "\nV = " + text_of(model.head.V) + "\n\n[query]\nlaw = \"" +
         symbolic::law_name(model.query) + "\"\n" + std::visit(QueryText{}, model.query);
}

}  // namespace softlin::python
