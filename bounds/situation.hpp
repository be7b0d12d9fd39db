#pragma once
/// What is known when bounds are evaluated: a model or none, and numbers that the user states; and the best bound there.
/// Checked by: tests/bounds/situation_test.cpp

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "bounds/enclosure.hpp"
#include "symbolic/attention_model.hpp"

namespace softlin::bounds {

class Situation {
 public:
  /// A number stated in `given` goes before the one that the model gives.
  Situation(std::optional<symbolic::AttentionModel> model, std::map<std::string, symbolic::Number> given)
      : model_(std::move(model)), known_(std::move(given)) {}

  bool has_model() const { return model_.has_value(); }

  /// The first hypothesis that the model does not meet; without a model they are taken as met, but for those about a
  /// known sigma.
  std::optional<std::string> failed_hypothesis(const Bound& bound);

  /// The value of a symbol other than L and the statistics A, A2, B; nothing when it is not known.
  std::optional<symbolic::Number> number(const std::string& symbol);

  /// Values of the bound's symbols at length L, or the name of one that is not known. A, A2 and B follow from s.
  std::variant<SymbolValues, std::string> values(const CompiledBound& bound, const Integer& L);

 private:
  std::optional<symbolic::AttentionModel> model_;
  std::map<std::string, symbolic::Number> known_;  ///< as given, and as found
  std::map<std::string, std::shared_ptr<const numeric::Expectation>> statistics_;
};

/// The bound, compiled as `compiled`, in the situation at length L, or why it does not apply: a hypothesis or condition
/// that fails, a number that is not known, no choice of its free parameters at which it is defined.
std::variant<Enclosed, std::string> enclose_in(Situation& situation, const Bound& bound, const CompiledBound& compiled,
                                               const Integer& L, int digits);

/// The smallest of several upper bounds, or the largest of several lower bounds.
struct Best {
  const Bound* bound = nullptr;
  Enclosed enclosed;
};

class Contest {
 public:
  /// Every bound of the catalogue for `about` (Bound::about). Errors: InputError when there is none, listing what there is.
  Contest(const std::string& about, bool lower);

  /// The winner at length L by the far end of its enclosure, or nothing when no bound applies.
  std::optional<Best> at(Situation& situation, const Integer& L, int digits);

  /// Bounds that did not take part the last time, and why.
  const std::map<std::string, std::string>& absent() const { return absent_; }

 private:
  struct Entry {
    const Bound* bound;
    CompiledBound compiled;
  };
  std::vector<Entry> entries_;
  bool lower_;
  std::map<std::string, std::string> absent_;
};

}  // namespace softlin::bounds
