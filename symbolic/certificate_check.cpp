#include "symbolic/certificate_check.hpp"

#include <functional>

#include "symbolic/certificate_equation.hpp"
#include "symbolic/certificate_polynomial.hpp"

namespace softlin::symbolic {

namespace {

using recheck::EquationCheck;
using recheck::Refusal;
using Make = std::function<std::unique_ptr<EquationCheck>(const std::string& equation)>;

/// `at` is the step being checked, counted from 1.
void run(const Certificate& certificate, std::size_t& at, const Make& make) {
  std::map<int, std::unique_ptr<EquationCheck>> equations;
  const int count = static_cast<int>(certificate.equations.size());
  for (at = 1; at <= certificate.steps.size(); ++at) {
    const CertificateStep& step = certificate.steps[at - 1];
    if (step.equation < 1 || step.equation > count)
      throw Refusal("there is no equation " + std::to_string(step.equation));
    auto& equation = equations[step.equation];
    if (!equation) equation = make(certificate.equations[static_cast<std::size_t>(step.equation - 1)]);
    equation->apply(step);
  }
  if (count == 0) throw Refusal("the certificate states nothing");
  for (int k = 1; k <= count; ++k) {
    const auto found = equations.find(k);
    if (found == equations.end() || !found->second->proved()) {
      throw Refusal("the certificate ends before equation " + std::to_string(k) + " is proved");
    }
  }
}

/// The free scalars of a certificate about statistics.
std::set<std::string> scalars_of(const recheck::Setting& setting) {
  std::set<std::string> out;
  for (const auto& [name, shape] : setting.shapes) {
    if (shape != recheck::Shape::scalar || recheck::is_taken(name)) {
      throw Refusal("'" + name + "' cannot be a free scalar here");
    }
    out.insert(name);
  }
  if (!setting.definitions.empty() || !setting.covariances.empty()) throw Refusal("a setting with more than scalars");
  return out;
}

}  // namespace

CertificateVerdict check_certificate(const Certificate& certificate) {
  std::size_t at = 1;
  try {
    const recheck::Setting setting = recheck::read_setting(certificate.setting);
    if (certificate.kind == "statistic") {
      const std::set<std::string> scalars = scalars_of(setting);
      run(certificate, at, [&](const std::string& equation) {
        return recheck::statistic_equation(equation, scalars, certificate.definitions);
      });
    } else if (certificate.kind == "matrix") {
      run(certificate, at, [&](const std::string& equation) {
        return recheck::matrix_equation(equation, setting, certificate.dimensions);
      });
    } else {
      throw Refusal("the kind '" + certificate.kind + "' is neither statistic nor matrix");
    }
    return {true, 0, ""};
  } catch (const std::exception& failure) {
    return {false, at, failure.what()};
  }
}

}  // namespace softlin::symbolic
