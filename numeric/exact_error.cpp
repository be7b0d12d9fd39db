#include "numeric/exact_error.hpp"

#include <map>
#include <mutex>

#include "symbolic/average_form.hpp"

namespace softlin::numeric {

using symbolic::Quantity;
using symbolic::Target;

/// Averages at single lengths; a question that is being answered makes others who ask it wait.
struct ExactError::Memory {
  struct Entry {
    std::mutex guard;
    std::optional<Interval> value;
  };
  std::mutex guard;
  std::map<std::pair<Integer, int>, std::shared_ptr<Entry>> entries;

  std::shared_ptr<Entry> entry(const Integer& L, int digits) {
    const std::lock_guard lock(guard);
    auto& found = entries[{L, digits}];
    if (!found) found = std::make_shared<Entry>();
    return found;
  }
};

ExactError::ExactError(std::shared_ptr<const QueryAverage> average)
    : way_(std::move(average)), memory_(std::make_shared<Memory>()) {}

std::optional<ExactError> ExactError::of(const symbolic::AttentionModel& model, Quantity quantity, Target target) {
  const auto* tokens = symbolic::as_gaussian(model.tokens);
  if (tokens == nullptr) {
    if (!PromptEnumeration::applies(model, quantity, target)) return std::nullopt;
    return ExactError(PromptEnumeration(model, quantity, target));
  }
  if (const symbolic::Vector* z = symbolic::single_query(model.query)) {
    return ExactError(Expectation(symbolic::error_form(*tokens, model.head, *z, quantity, target)));
  }
  const auto query = symbolic::as_gaussian_query(model);
  if (!query || quantity == Quantity::bias || target == Target::inverse) return std::nullopt;
  return ExactError(std::make_shared<QueryAverage>(symbolic::average_form(*tokens, model.head, *query, quantity)));
}

std::vector<Interval> ExactError::enclose(const std::vector<Integer>& lengths, int digits, unsigned threads) const {
  if (const auto* sum = std::get_if<PromptEnumeration>(&way_)) {
    std::vector<Interval> out;
    for (const Integer& L : lengths) out.push_back(sum->enclose(L, digits));
    return out;
  }
  if (const auto* gap = std::get_if<LimitGap>(&way_)) return {lengths.size(), gap->enclose(digits)};
  if (const auto* average = std::get_if<Average>(&way_)) {
    if (lengths.size() != 1) return (*average)->enclose(lengths, digits, threads);
    const auto entry = memory_->entry(lengths.front(), digits);
    const std::lock_guard lock(entry->guard);
    if (!entry->value) entry->value = (*average)->enclose(lengths, digits, threads).front();
    return {*entry->value};
  }
  return std::get<Expectation>(way_).enclose(lengths, digits, threads);
}

Integer ExactError::prompts(const Integer& L) const {
  const auto* sum = std::get_if<PromptEnumeration>(&way_);
  return sum == nullptr ? Integer(0) : sum->prompts(L);
}

}  // namespace softlin::numeric
