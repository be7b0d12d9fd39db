#include <nlohmann/json.hpp>

#include "numeric/evaluate.hpp"
#include "numeric/interval_text.hpp"
#include "numeric/precision.hpp"
#include "proofs-check/calibration.hpp"
#include "proofs-check/json_text.hpp"
#include "proofs-check/local_exponent.hpp"
#include "proofs-check/standard_table.hpp"

namespace softlin::check {

namespace {

using Json = nlohmann::ordered_json;
using numeric::Bits;
using numeric::Interval;
using symbolic::Number;

Interval enclosure(const Number& x, int digits, const std::string& what) {
  const auto compiled = x.compile();
  return numeric::raise_precision([&](Bits bits) { return numeric::evaluate(compiled, bits); }, digits + 2, what);
}

// --- constants ---

/// The bounds of one quantity share its exact errors.
struct ConstantsFamily {
  Quantity quantity;
  std::vector<std::string> bounds;
};

const std::vector<ConstantsFamily>& families() {
  static const std::vector<ConstantsFamily> list{{Quantity::output, {"prop-3.1", "prop-3.1-sharp"}},
                                                 {Quantity::grad_v, {"prop-3.4-v", "prop-3.4-v-sharp"}},
                                                 {Quantity::grad_u, {"prop-3.4-u", "prop-3.4-u-sharp"}}};
  return list;
}

Claim constants_claim(const std::string& bound, Quantity quantity, const symbolic::AttentionModel& model,
                      const std::vector<Length>& lengths) {
  Claim out;
  out.id = bound;
  out.place = {"table constants", 0, ""};
  out.model = model;
  out.quantity = quantity;
  out.bound = bound;
  out.sigma = Number(1);
  out.lengths = lengths;
  out.scales = {1};
  return out;
}

/// Where the rows of one d and u go.
struct ConstantsCase {
  std::string d;
  std::string u;
  symbolic::AttentionModel model;
};

void add_constants_row(const ConstantsCase& at, const std::string& bound, const Calibrated& found,
                       const TableRequest& request, StandardTable& out) {
  const Number c2 = Number::parse(found.fixed.at("c2"), Place{"c2", 0, ""});
  const Interval exponent = enclosure(c2, request.digits, "c2");
  const auto shown = [&](const std::optional<Interval>& x) {
    return x ? numeric::to_text(*x, request.digits + 5) : std::string("-");
  };
  const Interval& proved = found.proved.value().value;
  out.table.rows.push_back({at.d, at.u, bound, shown(exponent), shown(proved), shown(found.value),
                            found.witness ? to_text(*found.witness) : "-", shown(found.slack)});
  Json row{{"table", "constants"}, {"d", at.d}, {"u", at.u}, {"bound", bound}};
  row["c2"] = ends(exponent);
  row["proved_c1"] = ends(proved);
  row["best_c1"] = found.value ? ends(*found.value) : Json();
  row["witness_length"] = found.witness ? Json(to_text(*found.witness)) : Json();
  row["slack"] = found.slack ? ends(*found.slack) : Json();
  out.json.push_back({row.dump(), out.table.rows.size() - 1});
}

std::vector<ConstantsCase> constants_cases(const TableRequest& request) {
  const std::vector<Integer> dimensions = request.dimensions.empty() ? std::vector<Integer>{1, 2} : request.dimensions;
  std::vector<ConstantsCase> out;
  for (const Integer& d : dimensions) {
    for (const Number& u : numbers_or(request.scales, {Rational(1, 10), Rational(1, 4), Rational(1, 2)}))
      out.push_back({d.str(), u.text(), standard_model(d.convert_to<Eigen::Index>(), u, Number(1))});
  }
  return out;
}

}  // namespace

StandardTable exponents_table(const TableRequest& request) {
  const auto lengths = lengths_or(request.lengths, {16, 256, 4096, 65536, 1000000, 1000000000, 1000000000000});
  const auto lambdas = numbers_or(request.lambdas, {Rational(1, 4), Rational(1, 2), 1, 2, 4});
  require_increasing(lengths);
  StandardTable out;
  out.table.caption = std::string("Local exponent of the exact error (") + name_of(request.quantity) +
                      ") averaged over a query N(0, lambda), beside rho*: tokens N(0, 1), U = V = 1";
  out.table.label = "tab:exponents";
  out.table.digits = request.digits;
  out.table.columns = {{.key = "lambda", .heading = "lambda", .in_group_heading = true},
                       {.key = "rho", .heading = "rho*", .in_group_heading = true},
                       {.key = "from", .heading = "L1", .align = Align::number},
                       {.key = "to", .heading = "L2", .align = Align::number},
                       {.key = "exponent", .heading = "-ln(E(L2)/E(L1))/ln(L2/L1)"}};
  out.table.notes = {"Enclosures. rho* is the exponent in the limit of long prompts, up to powers of ln L."};
  std::size_t done = 0;
  for (const Number& lambda : lambdas) {
    const Interval rho = limit_exponent(lambda, request.digits);
    const std::string rho_text = numeric::to_text(rho, request.digits + 5);
    const auto exponents =
        local_exponents(standard_model(1, 1, lambda), request.quantity, lengths, request.digits, request.threads);
    out.table.groups.push_back({out.table.rows.size(), "lambda = " + lambda.text() + ", rho* = " + rho_text});
    for (std::size_t i = 0; i < exponents.size(); ++i) {
      out.table.rows.push_back({lambda.text(), rho_text, to_text(lengths[i]), to_text(lengths[i + 1]),
                                numeric::to_text(exponents[i], request.digits + 5)});
      Json row{{"table", "exponents"},          {"quantity", name_of(request.quantity)},
               {"lambda", lambda.text()},       {"rho", ends(rho)},
               {"from", to_text(lengths[i])},   {"to", to_text(lengths[i + 1])},
               {"exponent", ends(exponents[i])}};
      out.json.push_back({row.dump(), out.table.rows.size() - 1});
    }
    request.progress(static_cast<double>(++done) / static_cast<double>(lambdas.size()));
  }
  return out;
}

StandardTable constants_table(const TableRequest& request) {
  const auto lengths = lengths_or(request.lengths, {2, 16, 256, 4096});
  StandardTable out;
  out.table.caption =
      "Proved constants beside the best c1 at the proved c2: tokens and query N(0, I_d), U = u I, V = I, sigma = 1";
  out.table.label = "tab:constants";
  out.table.digits = request.digits;
  out.table.columns = {{"d", "d", Align::number},
                       {"u", "u"},
                       {"bound", "bound"},
                       {"c2", "c2"},
                       {"proved_c1", "proved c1"},
                       {"best_c1", "best c1"},
                       {.key = "witness", .heading = "at L", .align = Align::number, .field = "witness_length"},
                       {"slack", "slack"}};
  std::string list;
  for (const Length& length : lengths) list += (list.empty() ? "" : ", ") + to_text(length);
  out.table.notes = {"Enclosures. The best c1 is the smallest for which the bound holds at L = " + list +
                     " for this law; the proved one serves every sub-Gaussian law and every L >= 2."};
  const auto cases = constants_cases(request);
  std::size_t done = 0;
  for (const ConstantsCase& at : cases) {
    for (const ConstantsFamily& family : families()) {
      std::optional<Calibrator> first;
      for (const std::string& bound : family.bounds) {
        Calibrator calibrator(constants_claim(bound, family.quantity, at.model, lengths), 1);
        if (first) calibrator.take_errors(*first);
        const auto found = calibrator.solve({"c1", {}, "", request.digits, request.threads});
        add_constants_row(at, bound, found, request, out);
        if (!first) first.emplace(std::move(calibrator));
      }
      request.progress(static_cast<double>(++done) / static_cast<double>(cases.size() * families().size()));
    }
  }
  return out;
}

}  // namespace softlin::check
