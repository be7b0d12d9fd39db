#include "proofs-check/steps/step_registry.hpp"

#include <algorithm>
#include <cctype>
#include <numeric>
#include <tuple>
#include <utility>

#include "symbolic/error.hpp"

namespace softlin::check {

namespace {

/// The least number of letters to insert, delete or replace that turns a into b.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = std::exchange(row[j], std::min({row[j] + 1, row[j - 1] + 1, replaced}));
    }
  }
  return row.back();
}

std::string nearest_ids(const std::string& word) {
  constexpr std::size_t k_shown = 5;
  std::vector<std::pair<std::size_t, std::string>> ranked;
  for (const ProofStep& step : proof_steps()) ranked.emplace_back(edit_distance(word, step.id), step.id);
  std::stable_sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::string out;
  for (std::size_t i = 0; i < std::min(k_shown, ranked.size()); ++i) out += ranked[i].second + ", ";
  return out + "... (softlin steps --list)";
}

/// A, 2, 10 of "A2.10", and whether it is primed: the order of bounds.md. A theorem "C3" comes before its step "C3.1".
std::tuple<char, int, int, bool> place_of(const std::string& id) {
  const auto dot = id.find('.');
  const int number = dot == std::string::npos ? 0 : std::stoi(id.substr(dot + 1));
  return {id.front(), std::stoi(id.substr(1)), number, id.back() == '\''};
}

bool names(std::string_view word, std::string_view id) {
  if (word.empty() || id.substr(0, word.size()) != word) return false;
  return id.size() == word.size() || id[word.size()] == '.' || word.size() == 1;
}

}  // namespace

std::string ProofStep::statement_with(const Rational& value) const {
  std::string out = statement;
  const std::string text = symbolic::to_text(value);
  for (std::size_t at; (at = out.find("{c}")) != std::string::npos;) out.replace(at, 3, text);
  return out;
}

const std::vector<ProofStep>& proof_steps() {
  static const std::vector<ProofStep> all = [] {
    std::vector<ProofStep> out;
    for (auto&& part : {gaussian_query_steps(),
                        upper_bound_steps(),
                        lower_bound_steps(),
                        gradient_steps(),
                        query_average_steps(),
                        sub_gaussian_steps(),
                        sub_gaussian_gradient_steps(),
                        sub_gaussian_constant_steps(),
                        sub_gaussian_average_steps(),
                        gradient_event_steps(),
                        sharper_sub_gaussian_steps(),
                        majorant_steps(),
                        worst_law_steps(),
                        sharper_gradient_steps(),
                        tight_gradient_steps(),
                        tight_sub_gaussian_steps(),
                        regression_limit_steps(),
                        regression_flow_steps(),
                        regression_weight_steps(),
                        regression_prompt_steps(),
                        regression_generator_steps()})
      out.insert(out.end(), part.begin(), part.end());
    std::stable_sort(out.begin(), out.end(),
                     [](const ProofStep& a, const ProofStep& b) { return place_of(a.id) < place_of(b.id); });
    return out;
  }();
  return all;
}

std::vector<const ProofStep*> find_steps(const std::vector<std::string>& words) {
  std::vector<bool> chosen(proof_steps().size(), words.empty());
  for (const std::string& word : words) {
    bool found = false;
    for (std::size_t i = 0; i < chosen.size(); ++i) {
      if (!names(word, proof_steps()[i].id)) continue;
      chosen[i] = found = true;
    }
    if (!found) throw InputError("step", "'" + word + "'", "one of " + nearest_ids(word));
  }
  std::vector<const ProofStep*> out;
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    if (chosen[i]) out.push_back(&proof_steps()[i]);
  }
  return out;
}

}  // namespace softlin::check
