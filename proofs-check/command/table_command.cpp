#include <algorithm>
#include <memory>

#include "proofs-check/claim_file.hpp"
#include "proofs-check/command/command.hpp"
#include "proofs-check/command/interrupt.hpp"
#include "proofs-check/command/kind_options.hpp"
#include "proofs-check/command/progress_bar.hpp"
#include "proofs-check/model_file.hpp"
#include "proofs-check/own_table.hpp"
#include "proofs-check/standard_table.hpp"

namespace softlin::check {

namespace {

using symbolic::Number;

constexpr long k_largest_dimension = 16;

struct TableOptions {
  CommonOptions common;
  std::string name;
  std::string lengths;
  std::string s;
  std::string u;
  std::string lambda;
  std::string d;
  std::string model;
  std::vector<std::string> suites;
  std::string quantity;
  std::string percent;
  std::uint64_t seeds = 0;
  bool all_bounds = false;
  unsigned threads = 0;
  TableView view;
  bool digits_given = false;
};

std::string known_names() {
  std::string out;
  for (const auto& kind : standard_tables()) out += (out.empty() ? "" : ", ") + kind.name;
  return out;
}

const StandardTableKind& kind_of(const std::string& name) {
  for (const auto& kind : standard_tables()) {
    if (kind.name == name) return kind;
  }
  throw InputError("table", "'" + name + "'", "one of " + known_names() + ", or a file that ends in .toml");
}

/// The options that tables may or may not read, as given.
std::vector<std::string> given_options(const TableOptions& options) {
  const std::pair<std::string, bool> given[]{{"--lengths", !options.lengths.empty()},
                                             {"--s", !options.s.empty()},
                                             {"--u", !options.u.empty()},
                                             {"--lambda", !options.lambda.empty()},
                                             {"--d", !options.d.empty()},
                                             {"--model", !options.model.empty()},
                                             {"--suite", !options.suites.empty()},
                                             {"--quantity", !options.quantity.empty()},
                                             {"--percent", !options.percent.empty()},
                                             {"--seeds", options.seeds != 0},
                                             {"--all-bounds", options.all_bounds}};
  std::vector<std::string> names;
  for (const auto& [name, is_given] : given) {
    if (is_given) names.push_back(name);
  }
  return names;
}

std::vector<Integer> dimensions(const std::string& text) {
  std::vector<Integer> out;
  for (const Number& d : parse_option_numbers_from_zero("--d", text, false)) {
    const bool whole = d.is_rational() && mp::denominator(d.rational()) == 1 && d.rational() <= k_largest_dimension;
    if (!whole) throw InputError("--d", d.text(), "whole numbers from 1 to " + std::to_string(k_largest_dimension));
    out.push_back(mp::numerator(d.rational()));
  }
  return out;
}

std::vector<Number> percents(const std::string& text) {
  std::vector<Number> out = parse_option_numbers_from_zero("--percent", text, false);
  for (const Number& percent : out) {
    if (!percent.is_rational() || percent.rational() >= 100)
      throw InputError("--percent", percent.text(), "rational numbers between 0 and 100");
  }
  return out;
}

unsigned threads_of(const TableOptions& options) { return options.threads == 0 ? hardware_threads() : options.threads; }

TableRequest request_of(const TableOptions& options) {
  TableRequest out;
  if (!options.lengths.empty()) out.lengths = parse_length_list(options.lengths, Place{"--lengths", 0, ""}, false);
  out.slopes = parse_option_numbers_from_zero("--s", options.s, true);
  out.scales = parse_option_numbers_from_zero("--u", options.u, false);
  out.lambdas = parse_option_numbers_from_zero("--lambda", options.lambda, false);
  out.dimensions = dimensions(options.d);
  out.percents = percents(options.percent);
  out.seeds = options.seeds;
  if (!options.model.empty()) out.model = read_model(options.model);
  if (!options.quantity.empty()) out.quantity = parse_quantity(options.quantity, Place{"--quantity", 0, ""});
  if (out.quantity == Quantity::bias) throw InputError("--quantity", "bias", "output, grad-v or grad-u");
  out.suites = options.suites;
  out.all_bounds = options.all_bounds;
  out.digits = options.common.digits;
  out.threads = threads_of(options);
  return out;
}

StandardTable standard(const TableOptions& options) {
  const StandardTableKind& kind = kind_of(options.name);
  require_read("table", kind.name, kind.options, given_options(options));
  TableRequest request = request_of(options);
  // The other tables end at once, as there is nothing to keep.
  if (kind.make == claims_table || kind.make == power_table) watch_interrupt();
  ProgressBar bar("table " + kind.name);
  request.stop = &interrupted();
  request.progress = [&bar](double part) { bar.show(part); };
  return kind.make(request);
}

/// A name that is that of a file.
bool is_own(const std::string& name) {
  constexpr std::string_view ending = ".toml";
  return name.size() > ending.size() && name.substr(name.size() - ending.size()) == ending;
}

StandardTable own(const TableOptions& options) {
  require_read("table", options.name, {}, given_options(options));
  const OwnTable table =
      read_own_table(options.name, options.digits_given ? std::optional(options.common.digits) : std::nullopt);
  watch_interrupt();
  ProgressBar bar("table");
  OwnTableOptions how;
  how.threads = threads_of(options);
  how.stop = &interrupted();
  how.progress = [&bar](double part) { bar.show(part); };
  return own_table(table, how);
}

int run(const TableOptions& options) {
  const Format format = options.common.begin();
  StandardTable made = is_own(options.name) ? own(options) : standard(options);
  made = chosen(std::move(made), options.view);
  options.common.write(format == Format::json ? made.json_text() : options.common.rendered(made.table, format));
  return interrupted() ? k_exit_interrupted : k_exit_as_expected;
}

}  // namespace

void add_table_command(CLI::App& app, int& status) {
  const auto options = std::make_shared<TableOptions>();
  options->common.digits = TableRequest().digits;
  CLI::App* command = app.add_subcommand(
      "table", "tables of bounds, slack, exponents, constants, claims, power, regression, or of a file");
  command->add_option("name", options->name, known_names() + ", or a file of your own (TOML)")->required();
  command->add_option("--lengths,--length", options->lengths, "prompt lengths, e.g. 16,256,1e6");
  command->add_option("--s", options->s, "slopes of the one query (bounds), e.g. 0,1/2,1");
  command->add_option("--u", options->u, "U = u I of a query N(0, I) (slack, constants), e.g. 1/10,1/4");
  command->add_option("--lambda", options->lambda, "variances of the query (exponents), e.g. 1/2,1,2");
  command->add_option("--d", options->d, "token dimensions (constants), e.g. 1,2");
  command->add_option("--model", options->model, "model file instead of the standard models (bounds, slack, power)");
  command->add_option("--suite", options->suites, "suite files instead of the built-in one (claims)");
  command->add_option("--quantity", options->quantity, "output, grad-v or grad-u (bounds, slack, exponents, power)");
  command->add_option("--percent", options->percent, "by how much bounds are too small (power), e.g. 1,10,50");
  command->add_option("--seeds", options->seeds, "repetitions (power)")->check(CLI::Range(1, 1000000));
  command->add_flag("--all-bounds", options->all_bounds, "also bounds that take seconds each (slack)");
  command->add_option("--threads", options->threads, "threads (0: all; the answer does not depend on it)")
      ->capture_default_str();
  command->add_option("--columns", options->view.columns, "these columns in this order, e.g. length,exact")
      ->type_name("KEYS");
  command
      ->add_option("--rows", options->view.rows,
                   "these rows, e.g. 'L=16,256' or 'L=16..1e6;verdict!=proved' or 'model~gaussian'")
      ->type_name("CONDITIONS");
  command->add_option("--sort", options->view.sort, "by these columns, with - from the largest, e.g. verdict,-L")
      ->type_name("KEYS");
  command->add_option("--caption", options->view.caption, "instead of the table's own");
  command->add_option("--label", options->view.label, "of LaTeX and HTML, instead of the table's own");
  add_common_options(*command, options->common);
  std::string shows;
  for (const auto& kind : standard_tables()) shows += "  " + kind.name + ": " + kind.shows + "\n";
  command->footer(shows +
                  "  FILE.toml: a table of your own: docs/how-to/tables.md\n"
                  "Example: softlin table bounds --s 0,1 --lengths 16,1e6 --format latex --output bounds.tex\n"
                  "         softlin table slack --rows 'side=upper' --sort L_1024 --columns bound,L_1024\n"
                  "         softlin table my-table.toml --format html --output my-table.html");
  command->callback([options, command, &status] {
    options->digits_given = command->get_option("--digits")->count() > 0;
    status = run(*options);
  });
}

}  // namespace softlin::check
