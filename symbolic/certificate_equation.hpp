#pragma once
/// One equation of a certificate while its steps are checked.

#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "symbolic/certificate.hpp"

namespace softlin::symbolic::recheck {

class EquationCheck {
 public:
  virtual ~EquationCheck() = default;
  /// Errors : Refusal when the step does not hold.
  virtual void apply(const CertificateStep& step) = 0;
  virtual bool proved() const = 0;
};

enum class Shape { scalar, vector, matrix, symmetric };

struct Setting {
  std::map<std::string, Shape> shapes;
  std::map<std::pair<std::string, std::string>, std::string> covariances;
  std::map<std::string, std::string> definitions;
};

/// "scalar b c", "vector x", "matrix A", "symmetric Sigma", "law cov(x,y) = C", "define M = b*A - I"
Setting read_setting(const std::vector<std::string>& lines);

/// Statistics: certificate_statistics.cpp. Matrices: certificate_matrices.cpp.
std::unique_ptr<EquationCheck> statistic_equation(const std::string& equation, const std::set<std::string>& scalars,
                                                  const std::map<std::string, std::string>& definitions);
std::unique_ptr<EquationCheck> matrix_equation(const std::string& equation, const Setting& setting,
                                               const std::vector<int>& dimensions);

/// Is it the name of a statistic, or of a symbol that stands for a derivative?
bool is_taken(const std::string& name);

}  // namespace softlin::symbolic::recheck
