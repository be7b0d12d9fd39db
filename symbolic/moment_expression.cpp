#include "symbolic/moment_expression.hpp"

#include <algorithm>
#include <cctype>

namespace softlin::symbolic {

namespace {

using GiNaC::ex;

/// The names in `text` that are not called.
std::set<std::string> names_in(std::string_view text) {
  std::set<std::string> out;
  const auto is_part = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; };
  for (std::size_t i = 0; i < text.size();) {
    if (!is_part(text[i])) {
      ++i;
      continue;
    }
    std::size_t end = i;
    while (end < text.size() && is_part(text[end])) ++end;
    std::size_t next = end;
    while (next < text.size() && text[next] == ' ') ++next;
    const bool called = next < text.size() && (text[next] == '(' || text[next] == '[');
    const bool number = std::isdigit(static_cast<unsigned char>(text[i])) != 0;
    if (!called && !number) out.emplace(text.substr(i, end - i));
    i = end;
  }
  return out;
}

/// The index of x7; 0 for any other name.
std::size_t index_of(const std::string& name) {
  if (name.size() < 2 || name.size() > 4 || name[0] != 'x' || name[1] == '0') return 0;
  std::size_t index = 0;
  for (const char c : name.substr(1)) {
    if (std::isdigit(static_cast<unsigned char>(c)) == 0) return 0;
    index = 10 * index + static_cast<std::size_t>(c - '0');
  }
  return index;
}

/// The shorter of a formula and its expanded form.
Formula shorter(const Formula& formula) {
  const Formula expanded = formula.expanded();
  return expanded.text().size() < formula.text().size() ? expanded : formula;
}

}  // namespace

MomentExpression MomentExpression::parse(std::string_view text, const Place& place) {
  MomentExpression out;
  out.place_ = place;
  std::set<std::string> names = names_in(text);
  for (const auto& name : names) {
    const std::size_t index = index_of(name);
    if (name == "x" || index > k_max_coordinates) {
      throw InputError(place, "'" + name + "'", "coordinates x1, ..., x" + std::to_string(k_max_coordinates));
    }
    out.dimension_ = std::max(out.dimension_, index);
  }
  names.erase("pi");
  const Formula::Calls calls{
      {"E",
       [&out](const Formula& body) {
         const GiNaC::realsymbol symbol("E[" + body.text() + "]", "\\mathbb{E}\\left[" + body.latex() + "\\right]");
         out.expectations_.push_back({symbol, body});
         return Formula(symbol);
       }},
      {"positive", [&out](const Formula& side) {
         const GiNaC::realsymbol symbol("positive(" + side.text() + ")",
                                        "\\mathbf{1}\\left\\{" + side.latex() + " > 0\\right\\}");
         out.half_spaces_.emplace_back(Formula(symbol), side);
         return Formula(symbol);
       }}};
  out.outer_ = Formula::parse(text, names, place, calls);
  for (const auto& name : names) {
    if (index_of(name) == 0) {
      out.symbols_.insert(name);
    } else if (out.outer_.expression().has(Formula::symbol(name).expression())) {
      throw InputError(place, name + " outside of E[...]", "coordinates inside E[...] only");
    }
  }
  for (const auto& [symbol, side] : out.half_spaces_) {
    if (out.outer_.expression().has(symbol.expression())) {
      throw InputError(place, symbol.text() + " outside of E[...]", "half-spaces inside E[...] only");
    }
  }
  return out;
}

GaussianMoment MomentExpression::value(const WeightedLaws& laws, const std::map<std::string, Formula>& values,
                                       const SignOf& sign) const {
  GaussianMoment out;
  GiNaC::exmap known;
  const auto closed = [&](const Formula& formula) {
    return Formula(formula.substitute(values).expression().subs(known, GiNaC::subs_options::no_pattern));
  };
  for (const auto& expectation : expectations_) {
    const std::string name = Formula(expectation.symbol).text();
    HalfSpaces half_spaces;
    for (const auto& [symbol, side] : half_spaces_) half_spaces.emplace_back(symbol, closed(side));
    Formula sum;
    for (const auto& integrand :
         take_apart(closed(expectation.body), laws.front().second.dimension(), half_spaces, place_)) {
      for (const auto& [weight, law] : laws) {
        try {
          const GaussianMoment moment = gaussian_moment(integrand, law, sign);
          sum = sum + weight * moment.value;
          for (const auto& condition : moment.positive) out.need_positive(condition);
        } catch (const DomainError& error) {
          throw DomainError(name + ": " + error.what());
        }
      }
    }
    known[expectation.symbol] = sum.expression();
  }
  // GiNaC's order of terms changes from run to run, and with it the order in which conditions are met.
  std::sort(out.positive.begin(), out.positive.end(),
            [](const Formula& a, const Formula& b) { return a.text() < b.text(); });
  out.value = shorter(closed(outer_));
  return out;
}

}  // namespace softlin::symbolic
