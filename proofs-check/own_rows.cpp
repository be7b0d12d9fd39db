#include "proofs-check/own_rows.hpp"

#include <fmt/format.h>

#include "proofs-check/claim_bound.hpp"

namespace softlin::check {

namespace {

std::string key_of(const RegressionClaim& claim) {
  std::string out = name_of(claim.quantity) + "|" + name_of(claim.at) + "|" + claim.formula;
  if (claim.point) out += "|" + exact_text(*claim.point);
  if (claim.eps) out += "|eps " + claim.eps->text();
  return out;
}

}  // namespace

PlacedRows::PlacedRows(const OwnTable& table_given) : table(table_given) {
  for (std::size_t s = 0; s < table.rows.size(); ++s) {
    const OwnRows& rows = table.rows[s];
    first.push_back(all.size());
    for (const Length& length : rows.lengths) all.push_back({&rows, s, length});
    models.push_back(rows.regression ? symbolic::AttentionModel{} : scaled_model(rows.model, rows.scale));
  }
}

Claim PlacedRows::claim_at(std::size_t situation, const Claim& terms,
                           const std::vector<RegressionClaim>& regressions) const {
  const OwnRows& rows = table.rows[situation];
  Claim out = terms;
  out.model = rows.model;
  out.model_name = rows.name;
  out.scales = {rows.scale};
  out.lengths = rows.lengths;
  if (!regressions.empty()) out.regression = regressions[situation];
  out.key_lines["model"] = rows.model_line;
  out.key_lines["lengths"] = rows.lengths_line;
  return out;
}

std::string numbers_key(const Claim& terms) {
  std::string out = terms.sigma ? "|sigma " + terms.sigma->text() : "";
  for (const auto& [name, value] : terms.constants) out += "|" + name + " " + value->text();
  return out;
}

std::string error_key(const OwnColumn& column) {
  if (!column.regressions.empty()) return key_of(column.regressions.front());
  const Claim& terms = column.terms;
  std::string out = name_of(terms.quantity) + "|" + name_of(terms.target) + "|" + name_of(terms.method);
  if (terms.method != Method::exact) out += "|" + std::to_string(terms.prompts) + "|" + std::to_string(terms.seed);
  if (!terms.is_exceedance()) return out;
  return out + "|" + terms.radius + "|" + terms.radius_factor.text() + "|" + fmt::format("{}", terms.confidence) +
         numbers_key(terms);
}

}  // namespace softlin::check
