#include "proofs-check/claim.hpp"

namespace softlin::check {

std::string name_of(Quantity quantity) {
  switch (quantity) {
    case Quantity::output: return "output";
    case Quantity::grad_v: return "grad-v";
    case Quantity::grad_u: return "grad-u";
    case Quantity::bias: return "bias";
  }
  return {};
}

std::string exceedance_name(Quantity quantity) {
  switch (quantity) {
    case Quantity::output: return "exceedance";
    case Quantity::grad_v: return "exceedance-v";
    case Quantity::grad_u: return "exceedance-u";
    case Quantity::bias: return "exceedance-bias";
  }
  return {};
}

std::string name_of(RegressionQuantity quantity) {
  switch (quantity) {
    case RegressionQuantity::risk: return "risk";
    case RegressionQuantity::linear_risk: return "linear-risk";
    case RegressionQuantity::gradient: return "gradient";
    case RegressionQuantity::balance: return "balance";
    case RegressionQuantity::time: return "time";
    case RegressionQuantity::formula: return "formula";
  }
  return {};
}

std::string name_of(RegressionPlace place) {
  switch (place) {
    case RegressionPlace::endpoint: return "endpoint";
    case RegressionPlace::start: return "start";
    case RegressionPlace::optimum: return "optimum";
    case RegressionPlace::point: return "point";
  }
  return {};
}

std::string name_of(Method method) {
  switch (method) {
    case Method::exact: return "exact";
    case Method::reduced: return "reduced";
    case Method::naive: return "naive";
    case Method::both: return "both";
  }
  return {};
}

std::string name_of(Relation relation) {
  switch (relation) {
    case Relation::at_most: return "<=";
    case Relation::at_least: return ">=";
    case Relation::equal: return "=";
  }
  return {};
}

std::string name_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::proved: return "proved";
    case Verdict::violated: return "violated";
    case Verdict::consistent: return "consistent";
    case Verdict::undecided: return "undecided";
  }
  return {};
}

std::string name_of(Target target) {
  switch (target) {
    case Target::limit: return "limit";
    case Target::linear: return "linear";
    case Target::inverse: return "inverse";
  }
  return {};
}

std::string to_text(const Length& length) { return length.infinite ? "inf" : length.value.str(); }

}  // namespace softlin::check
