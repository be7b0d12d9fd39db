#include "symbolic/evaluation_order.hpp"

#include <algorithm>
#include <sstream>
#include <tuple>

#include "symbolic/formula_text.hpp"

namespace softlin::symbolic {

namespace {

using GiNaC::ex;

std::string size_text(const ex& number) {
  std::ostringstream out;
  out << GiNaC::abs(GiNaC::ex_to<GiNaC::numeric>(number));
  return out.str();
}

bool is_sum_or_product(const ex& e) { return GiNaC::is_a<GiNaC::add>(e) || GiNaC::is_a<GiNaC::mul>(e); }

}  // namespace

std::vector<ex> EvaluationOrder::operands(const ex& expression) {
  // Where keys are equal, as for exp(x) and exp(-x), the texts differ.
  std::vector<std::tuple<std::string, std::string, ex>> keyed;
  for (std::size_t i = 0; i < expression.nops(); ++i) keyed.emplace_back(key(expression.op(i)), "", expression.op(i));
  const auto by_key = [](const auto& a, const auto& b) {
    return std::tie(std::get<0>(a), std::get<1>(a)) < std::tie(std::get<0>(b), std::get<1>(b));
  };
  std::sort(keyed.begin(), keyed.end(), by_key);
  for (std::size_t i = 0; i + 1 < keyed.size(); ++i) {
    if (std::get<0>(keyed[i]) != std::get<0>(keyed[i + 1])) continue;
    for (const std::size_t k : {i, i + 1}) std::get<1>(keyed[k]) = plain_text(std::get<2>(keyed[k]));
  }
  std::sort(keyed.begin(), keyed.end(), by_key);
  std::vector<ex> out;
  for (auto& entry : keyed) out.push_back(std::move(std::get<2>(entry)));
  return out;
}

const std::string& EvaluationOrder::key(const ex& expression) {
  const auto known = keys_.find(expression);
  if (known != keys_.end()) return known->second;
  return keys_.emplace(expression, new_key(expression)).first->second;
}

std::string EvaluationOrder::new_key(const ex& expression) {
  if (GiNaC::is_a<GiNaC::numeric>(expression)) return size_text(expression);
  if (expression.nops() == 0) return plain_text(expression);
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < expression.nops(); ++i) {
    const ex part = expression.op(i);
    const bool is_exponent = GiNaC::is_a<GiNaC::power>(expression) && i == 1;
    std::string text = is_exponent && GiNaC::is_a<GiNaC::numeric>(part) ? plain_text(part) : key(part);
    // A factor -1 is a sign.
    if (!GiNaC::is_a<GiNaC::mul>(expression) || text != "1") parts.push_back(std::move(text));
  }
  if (is_sum_or_product(expression)) std::sort(parts.begin(), parts.end());
  std::string out = GiNaC::is_a<GiNaC::add>(expression)     ? "+"
                    : GiNaC::is_a<GiNaC::mul>(expression)   ? "*"
                    : GiNaC::is_a<GiNaC::power>(expression) ? "^"
                                                            : GiNaC::ex_to<GiNaC::function>(expression).get_name();
  // A product of a sign and one factor is that factor.
  if (out == "*" && parts.size() == 1) return parts.front();
  out += "(";
  for (const std::string& part : parts) out += part + ",";
  return out + ")";
}

}  // namespace softlin::symbolic
