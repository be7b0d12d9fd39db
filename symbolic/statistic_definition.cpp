#include "symbolic/statistic_definition.hpp"

#include <map>

namespace softlin::symbolic {

namespace {

std::map<std::string, StatisticDefinition> make_definitions() {
  const std::string b = "(S(1,1) - s)^2";
  const std::string vhat = "(S(1,2) - S(1,1)^2)";
  const std::string g1 = "(" + vhat + " - 1)^2";
  const std::string g2 = "(" + vhat + " - 1)*S2";
  const std::string g3 = "S(2,2) - 2*S(2,1)*S(1,1) + S2*S(1,1)^2";
  const std::string g4 = "S2 - 2*S3 + 2*S2^2";
  const std::string g5 = "S2 - 2*S3 + S2^2";
  return {{"A", {"S2", 0}},
          {"B", {b, 0}},
          {"C", {"S(1,1)", 0}},
          {"VHAT", {vhat, 0}},
          {"G1", {g1, 0}},
          {"G2", {g2, 0}},
          {"G3", {g3, 0}},
          {"G4", {g4, 0}},
          {"G5", {g5, 0}},
          {"K40", {"(S(1,1) - s)^4", 0}},
          {"K22", {b + "*S2", 0}},
          {"K04", {"S2^2", 0}},
          {"A2", {b + " - S2", 2}},
          {"A3", {g3 + " - (" + g5 + ")", 2}},
          {"A4", {g3 + " - " + g2 + " - (" + g4 + ")", 2}},
          {"A5", {g1 + " + 2*" + g2 + " - 4*(" + g3 + ") + " + g4 + " + " + g5, 4}}};
}

}  // namespace

const StatisticDefinition& statistic_definition(const std::string& name) {
  static const std::map<std::string, StatisticDefinition> definitions = make_definitions();
  const auto found = definitions.find(name);
  if (found == definitions.end()) throw InputError("statistic", "'" + name + "'", "a name of docs/theory/exact.md 1.1");
  return found->second;
}

ExpectationForm reduce_definition(const std::string& name, const Number& s, const MonomialReduction& reduction) {
  const auto& [polynomial, divisor] = statistic_definition(name);
  return ScorePolynomial::parse(polynomial, Place{"statistic " + name, 0, ""}).reduce(s, reduction, divisor);
}

}  // namespace softlin::symbolic
