#pragma once
/// The rows of tests/data/limit_reference.csv.

#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "numeric/interval.hpp"

namespace softlin::tests {

struct LimitReference {
  std::string law;
  Rational argument;
  numeric::Interval value;  ///< the printed value and one unit of its last digit on either side
};

inline std::vector<LimitReference> limit_reference() {
  std::ifstream file(SOFTLIN_TEST_DATA "/limit_reference.csv");
  std::string line;
  std::getline(file, line);  // how it was made
  std::getline(file, line);  // the heading
  std::vector<LimitReference> out;
  while (std::getline(file, line)) {
    std::istringstream cells(line);
    std::string law, argument, value;
    std::getline(cells, law, ',');
    std::getline(cells, argument, ',');
    std::getline(cells, value, ',');
    const auto exact = symbolic::parse_rational(value);
    if (!exact) throw std::runtime_error("limit_reference.csv: " + line);
    const Rational slack = abs(*exact) / Rational(Integer(pow(Integer(10), 58)));
    const numeric::Bits bits(300);
    out.push_back(
        {law, Rational(argument),
         hull(numeric::Interval(Rational(*exact - slack), bits), numeric::Interval(Rational(*exact + slack), bits))});
  }
  if (out.empty()) throw std::runtime_error("limit_reference.csv is missing or empty");
  return out;
}

}  // namespace softlin::tests
