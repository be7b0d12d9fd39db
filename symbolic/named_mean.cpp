#include "symbolic/named_mean.hpp"

namespace softlin::symbolic {

const std::vector<NamedMean>& named_means() {
  static const std::vector<NamedMean> all{
      {"A", "S2"},
      {"B", "(S(1,1) - s)^2"},
      {"C", "S(1,1)"},
      {"VHAT", "S(1,2) - S(1,1)^2"},
      {"G1", "(S(1,2) - S(1,1)^2 - 1)^2"},
      {"G2", "(S(1,2) - S(1,1)^2 - 1)*S2"},
      {"G3", "S(2,2) - 2*S(2,1)*S(1,1) + S2*S(1,1)^2"},
      {"G4", "S2 - 2*S3 + 2*S2^2"},
      {"G5", "S2 - 2*S3 + S2^2"},
      {"A2", "S2 - 6*S3 + 6*S2^2"},
      {"A3", "S2 + 7*S2^2 + 20*S2^3 - 52*S2*S3 - 14*S3 + 38*S4"},
      {"A4", "S2 + 11*S2^2 + 40*S2^3 - 92*S2*S3 - 18*S3 + 58*S4"},
      {"A5",
       "S2 + 27*S2^2 + 240*S2^3 + 840*S2^4 - 2880*S2^2*S3 - 680*S2*S3 + 2480*S2*S4 - 62*S3 + 1020*S3^2 + 594*S4 - "
       "1580*S5"},
      {"H", "S2 + 6*S3 - 6*S2^2"},
      {"xibar", "S(1,1)", false},
      {"Y1", "S(1,1) - s", false},
      {"vhat", "S(1,2) - S(1,1)^2", false},
      {"rho", "S(2,2) - 2*S(2,1)*S(1,1) + S2*S(1,1)^2", false},
      {"tau2", "S2 - 2*S3 + S2^2", false}};
  return all;
}

std::optional<NamedMean> find_named_mean(const std::string& name) {
  for (const NamedMean& definition : named_means()) {
    if (definition.name == name) return definition;
  }
  const auto digit = [&](std::size_t i) { return name[i] >= '0' && name[i] <= '9'; };
  if (name.size() != 3 || name[0] != 'K' || !digit(1) || !digit(2)) return std::nullopt;
  const int i = name[1] - '0';
  const int j = name[2] - '0';
  if (j % 2 != 0 || i + j == 0) return std::nullopt;
  std::string text;
  if (i > 0) text = "(S(1,1) - s)^" + std::to_string(i);
  if (j > 0) text += (i > 0 ? "*S2^" : "S2^") + std::to_string(j / 2);
  return NamedMean{name, text};
}

}  // namespace softlin::symbolic
