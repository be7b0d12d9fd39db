#include "symbolic/identity.hpp"

#include <set>
#include <sstream>

#include "symbolic/matrix_identity.hpp"
#include "symbolic/named_mean.hpp"

namespace softlin::symbolic {

namespace {

/// The free scalars that a statistic identity declares.
std::set<std::string> scalars_of(const Identity& identity, const Place& place) {
  std::set<std::string> out;
  for (const std::string& line : identity.setting) {
    std::istringstream words(line);
    std::string word;
    words >> word;
    if (word != "scalar") throw InputError(place, "'" + line + "'", "free scalars only among statistics");
    while (words >> word) {
      if (word == "s" || find_named_mean(word)) {
        throw InputError(place, "the scalar '" + word + "'", "a name that has no meaning yet");
      }
      out.insert(word);
    }
  }
  return out;
}

}  // namespace

std::string name_of(IdentityKind kind) { return kind == IdentityKind::statistic ? "statistic" : "matrix"; }

IdentityProof prove(const Identity& identity) {
  const Place place{"identity " + identity.name, 0, ""};
  IdentityProof out;
  Certificate& certificate = out.certificate;
  certificate.identity = identity.name;
  certificate.kind = name_of(identity.kind);
  certificate.source = identity.source;
  certificate.setting = identity.setting;
  out.derived = true;
  if (identity.kind == IdentityKind::statistic) {
    const std::set<std::string> scalars = scalars_of(identity, place);
    for (const std::string& text : identity.equations) {
      out.statistics.push_back(prove_statistic(Equation::parse(text, place), scalars, place, certificate));
      out.derived = out.derived && out.statistics.back().proved();
    }
    return out;
  }
  certificate.dimensions = identity.dimensions;
  const MatrixSetting setting(identity.setting);
  for (const std::string& text : identity.equations) {
    const bool equal = prove_matrix(Equation::parse(text, place), setting, certificate);
    out.derived = out.derived && equal;
  }
  return out;
}

std::vector<Identity> mutants(const Identity& identity) {
  const Place place{"identity " + identity.name, 0, ""};
  std::vector<Identity> out;
  for (std::size_t k = 0; k < identity.equations.size(); ++k) {
    const Equation equation = Equation::parse(identity.equations[k], place);
    const auto put = [&](const Equation& changed) {
      Identity mutant = identity;
      mutant.equations[k] = changed.text();
      out.push_back(std::move(mutant));
    };
    for (const Expression& left : with_one_coefficient_changed(equation.left)) put({left, equation.right});
    for (const Expression& right : with_one_coefficient_changed(equation.right)) put({equation.left, right});
  }
  return out;
}

}  // namespace softlin::symbolic
