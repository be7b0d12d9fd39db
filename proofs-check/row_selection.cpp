#include "proofs-check/row_selection.hpp"

#include <algorithm>
#include <functional>
#include <set>

#include "proofs-check/shell_text.hpp"
#include "proofs-check/toml_input.hpp"

namespace softlin::check {

namespace {

/// What one option compares: the text of a row and the texts asked for.
struct RowFilter {
  std::string option;
  std::vector<std::string> wanted;
  std::function<std::string(const ResultRow&)> of;
};

std::vector<RowFilter> filters_of(const RowSelection& selection) {
  std::vector<RowFilter> out;
  const auto add = [&](const char* option, const auto& values, auto text,
                       std::function<std::string(const ResultRow&)> of) {
    if (values.empty()) return;
    RowFilter filter{option, {}, std::move(of)};
    for (const auto& value : values) filter.wanted.push_back(text(value));
    out.push_back(std::move(filter));
  };
  add(
      "--length", selection.lengths, [](const Length& length) { return to_text(length); },
      [](const ResultRow& row) { return row.identity ? "" : to_text(row.length); });
  add(
      "--scale", selection.scales, [](const symbolic::Number& scale) { return scale.text(); },
      [](const ResultRow& row) { return row.scale; });
  add(
      "--method", selection.methods, [](Method method) { return name_of(method); },
      [](const ResultRow& row) { return name_of(row.method); });
  return out;
}

/// "16, 256, inf": at most so many, so that a message stays short.
std::string some_values(const std::vector<std::string>& values) {
  constexpr std::size_t k_most_listed = 12;
  std::vector<std::string> listed;
  std::set<std::string> seen;
  for (const std::string& value : values) {
    if (!value.empty() && seen.insert(value).second) listed.push_back(value);
  }
  if (listed.size() > k_most_listed) {
    const std::size_t more = listed.size() - k_most_listed;
    listed.resize(k_most_listed);
    std::string out;
    for (const std::string& value : listed) out += value + ", ";
    return out + "or one of " + std::to_string(more) + " more";
  }
  return list_text(listed);
}

bool is_among(const std::vector<std::string>& words, const std::string& word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// Rows that plan_rows() makes of a claim.
struct RowCount {
  std::size_t all = 0;
  std::size_t sampled = 0;
};
RowCount rows_of(const Claim& claim) {
  if (claim.identity) return {1, 0};
  if (claim.regression) return {claim.lengths.size(), 0};
  const std::size_t each = claim.scales.size() * claim.lengths.size();
  switch (claim.method) {
    case Method::exact: return {each, 0};
    case Method::both: return {2 * each, each};
    case Method::reduced:
    case Method::naive: break;
  }
  return {each, each};
}

}  // namespace

SelectedRows select_rows(const Suite& suite, const RowSelection& selection) {
  SelectedRows out;
  Suite part;
  part.name = suite.name;
  std::vector<std::string> ids;
  std::vector<std::size_t> first_rows;  // of the claims of `part`
  for (const Claim& claim : suite.claims) {
    ids.push_back(claim.id);
    if (selection.claims.empty() || is_among(selection.claims, claim.id)) {
      part.claims.push_back(claim);
      first_rows.push_back(out.rows_of_suite);
    }
    const RowCount count = rows_of(claim);
    out.rows_of_suite += count.all;
    out.sampled_rows_of_suite += count.sampled;
  }
  for (const std::string& id : selection.claims) {
    if (!is_among(ids, id)) throw InputError(selection.claims_option, quoted_text(id), some_values(ids));
  }
  out.plans = plan_rows(part);
  for (std::size_t i = 0; i < part.claims.size(); ++i) {
    const std::size_t count = rows_of(part.claims[i]).all;
    for (std::size_t k = 0; k < count; ++k) out.numbers.push_back(first_rows[i] + k);
  }
  if (out.numbers.size() != out.plans.size()) throw Error("the rows of the suite were counted wrongly");

  for (std::size_t i = 0; i < out.plans.size(); ++i) out.asked.push_back(i);
  for (const RowFilter& filter : filters_of(selection)) {
    // Each entry must be met among the rows that the options before leave: a message then lists what these have.
    std::vector<std::string> found;
    for (const std::size_t i : out.asked) found.push_back(filter.of(out.plans[i].row));
    for (const std::string& value : filter.wanted) {
      if (!is_among(found, value)) throw InputError(filter.option, quoted_text(value), some_values(found));
    }
    out.asked.erase(
        std::remove_if(out.asked.begin(), out.asked.end(),
                       [&](std::size_t i) { return !is_among(filter.wanted, filter.of(out.plans[i].row)); }),
        out.asked.end());
  }
  return out;
}

std::string run_inputs(const SelectedRows& rows, const std::string& version, int digits) {
  std::string out = version + " digits " + std::to_string(digits) + "\n";
  for (const std::size_t place : rows.asked) {
    if (rows.is_part())
      out += "row " + std::to_string(rows.numbers[place]) + " of " + std::to_string(rows.rows_of_suite) + "\n";
    out += to_json_line(rows.plans[place].row) + "\n";
  }
  return out;
}

RunOptions run_of(const SelectedRows& rows) {
  RunOptions out;
  out.only = rows.asked;
  out.numbers = rows.numbers;
  out.sampled_rows = rows.sampled_rows_of_suite;
  return out;
}

std::string row_command(const std::vector<std::string>& arguments, const ResultRow& row,
                        const std::vector<const ResultRow*>& claim_rows) {
  std::string out = "softlin check";
  for (const std::string& word : arguments) out += " " + shell_quoted(word);
  const auto add = [&](const char* option, const std::string& value) {
    // A value that begins with a dash would be taken for an option.
    out += std::string(" ") + option + (value.front() == '-' ? "=" : " ") + shell_quoted(value);
  };
  add("--claim", row.claim);
  const auto add_where_it_varies = [&](const char* option, const auto& of) {
    const std::string own = of(row);
    if (std::all_of(claim_rows.begin(), claim_rows.end(), [&](const ResultRow* other) { return of(*other) == own; }))
      return;
    add(option, own);
  };
  add_where_it_varies("--length", [](const ResultRow& r) { return to_text(r.length); });
  add_where_it_varies("--scale", [](const ResultRow& r) { return r.scale; });
  add_where_it_varies("--method", [](const ResultRow& r) { return name_of(r.method); });
  return out + " --format json";
}

}  // namespace softlin::check
