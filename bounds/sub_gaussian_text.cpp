#include "bounds/sub_gaussian_text.hpp"

#include <map>

#include "bounds/hypotheses.hpp"

namespace softlin::bounds {

using symbolic::Quantity;

std::string name_suffix(Quantity quantity) {
  return quantity == Quantity::output ? "" : quantity == Quantity::grad_v ? "-v" : "-u";
}

const std::string& left_side(Quantity quantity) {
  static const std::map<Quantity, std::string> texts{{Quantity::output, "E|T_L - T|^2"},
                                                     {Quantity::grad_v, "E|grad_V T_L - grad_V T|_F^2"},
                                                     {Quantity::grad_u, "E|grad_U T_L - grad_U T|_F^2"}};
  return texts.at(quantity);
}

std::string scale(Quantity quantity) { return quantity == Quantity::grad_v ? "rows" : "norm_v^2"; }
std::string scale_in_words(Quantity quantity) { return quantity == Quantity::grad_v ? "rows(V)" : "|V|^2"; }

Bound sub_gaussian_bound(const std::string& name, Quantity quantity, const std::string& tight) {
  return {.name = name,
          .statement = {},
          .source = {},
          .tight = tight,
          .quantity = quantity,
          .least_length = 2,
          .hypotheses = sub_gaussian_hypotheses(),
          .formula = {}};
}

FreeParameter exponent_parameter() {
  return {"r", "1/(1024*max(1, 4*sigma^2*norm_u^2))", "1/max(1, 4*sigma^2*norm_u^2)"};
}

std::string largest(const std::vector<std::string>& texts) {
  std::string out = "0";
  for (const std::string& text : texts) out = "max(" + out + ", " + text + ")";
  return out;
}

}  // namespace softlin::bounds
