#include <memory>
#include <nlohmann/json.hpp>

#include "numeric/interval_text.hpp"
#include "proofs-check/command/command.hpp"
#include "proofs-check/command/command_tree.hpp"
#include "proofs-check/command/progress_bar.hpp"
#include "proofs-check/steps/step_registry.hpp"
#include "proofs-check/steps/step_run.hpp"

namespace softlin::check {

namespace {

using Json = nlohmann::ordered_json;

struct StepsOptions {
  CommonOptions common;
  StepRunOptions run;
  std::vector<std::string> words;
  bool list = false;
};

std::string sign_of(Relation relation) {
  switch (relation) {
    case Relation::at_most: return "<=";
    case Relation::at_least: return ">=";
    case Relation::equal: return "=";
  }
  return "";
}

Json witness_json(const StepWitness& witness) {
  const StepSides& sides = witness.sides;
  return {{"point", witness.point},
          {"claim", sides.part},
          {"left_lower", numeric::lower_text(sides.left)},
          {"left_upper", numeric::upper_text(sides.left)},
          {"relation", sign_of(sides.relation)},
          {"right_lower", numeric::lower_text(sides.right)},
          {"right_upper", numeric::upper_text(sides.right)}};
}

/// "s = 4, L = 2: [0.7 +/- 1e-15] <= [0.6 +/- 1e-15] (error)"
std::string witness_text(const StepWitness& witness, int digits) {
  const StepSides& sides = witness.sides;
  return witness.point + ": " + numeric::to_text(sides.left, digits) + " " + sign_of(sides.relation) + " " +
         numeric::to_text(sides.right, digits) + (sides.part.empty() ? "" : " (" + sides.part + ")");
}

std::string verdict_text(const StepResult& result) {
  const std::string count = std::to_string(result.points) + (result.points == 1 ? " point" : " points");
  switch (result.verdict) {
    case StepVerdict::holds: return "holds at " + count;
    case StepVerdict::fails: return "fails at point " + std::to_string(result.points);
    case StepVerdict::undecided: return "undecided at " + std::to_string(result.undecided) + " of " + count;
  }
  return "";
}

void run_list(const StepsOptions& options, Format format) {
  Table table;
  table.caption =
      "Steps of docs/theory/bounds.md, sharper-bounds.md and icl-regression.md; the twin stands in place of the "
      "constant "
      "and must fail";
  table.columns = {
      {"step", "step"}, {"statement", "statement"}, {"domain", "domain"}, {"constant", "constant"}, {"twin", "twin"}};
  std::string json;
  std::string text;
  for (const ProofStep* step : find_steps(options.words)) {
    const std::string statement = step->statement_with(step->constant);
    const std::string constant = symbolic::to_text(step->constant);
    const std::string twin = symbolic::to_text(step->twin);
    table.rows.push_back({step->id, statement, step->domain, constant, twin});
    text += step->id + "\n  " + statement + "\n  for:  " + step->domain +
            "\n  twin: " + step->statement_with(step->twin) + "\n";
    json += Json{{"step", step->id},
                 {"statement", statement},
                 {"domain", step->domain},
                 {"twin", step->statement_with(step->twin)}}
                .dump() +
            "\n";
  }
  options.common.write(format == Format::json   ? json
                       : format == Format::text ? text
                                                : options.common.rendered(table, format));
}

/// Exit status: 1 when a step fails, or, with --mutated, when a twin does not.
int run_steps(const StepsOptions& options, Format format) {
  const auto steps = find_steps(options.words);
  Table table;
  table.caption = options.run.mutated ? "Steps made wrong on purpose: each must fail"
                                      : "Steps of docs/theory/bounds.md, sharper-bounds.md and icl-regression.md";
  table.columns = {{"step", "step"}, {"verdict", "verdict"}, {"statement", "statement"}, {"witness", "witness"}};
  std::string json;
  std::size_t failed = 0;
  std::size_t undecided = 0;
  ProgressBar bar("steps");
  for (std::size_t i = 0; i < steps.size(); ++i) {
    bar.show(static_cast<double>(i) / static_cast<double>(steps.size()));
    const ProofStep& step = *steps[i];
    const StepResult result = run_step(step, options.run);
    const std::string statement = step.statement_with(options.run.mutated ? step.twin : step.constant);
    failed += result.verdict == StepVerdict::fails ? 1 : 0;
    undecided += result.verdict == StepVerdict::undecided ? 1 : 0;
    json += Json{{"step", step.id},
                 {"points", result.points},
                 {"verdict", name_of(result.verdict)},
                 {"undecided_points", result.undecided},
                 {"witness", result.witness ? witness_json(*result.witness) : Json()},
                 {"mutated", options.run.mutated},
                 {"statement", statement},
                 {"domain", step.domain}}
                .dump() +
            "\n";
    table.rows.push_back({step.id, verdict_text(result), statement,
                          result.witness ? witness_text(*result.witness, options.common.digits) : ""});
  }
  table.notes.push_back(std::to_string(steps.size()) + (steps.size() == 1 ? " step: " : " steps: ") +
                        std::to_string(failed) + " fail, " + std::to_string(undecided) + " undecided.");
  options.common.write(format == Format::json ? json : options.common.rendered(table, format));
  return (options.run.mutated ? failed < steps.size() : failed > 0) ? k_exit_unexpected : k_exit_as_expected;
}

}  // namespace

void add_steps_command(CLI::App& app, int& status) {
  const auto options = std::make_shared<StepsOptions>();
  CLI::App* command = app.add_subcommand("steps",
                                         "the numbered proof steps of docs/theory/bounds.md, sharper-bounds.md and "
                                         "icl-regression.md, tried at many points");
  CLI::Option* id =
      command->add_option("id", options->words, "steps: A2.4, or all that begin with A2, I3.1 or A (none: all)");
  offer_values(*id, [] {
    std::vector<std::string> ids;
    for (const ProofStep& step : proof_steps()) ids.push_back(step.id);
    return ids;
  });
  command->add_option("--points", options->run.points, "points for each step, random and extreme")
      ->capture_default_str()
      ->check(CLI::Range(1, 1000000));
  command->add_option("--seed", options->run.seed, "seed of the points")->capture_default_str();
  command->add_flag("--list", options->list, "list the steps, their domains and their twins");
  command->add_flag("--mutated", options->run.mutated, "try the twins, which are wrong on purpose: each must fail");
  add_common_options(*command, options->common);
  command->footer(
      "Both sides are enclosed: a comparison holds, fails, or is undecided where the enclosures overlap. An identity "
      "holds\n"
      "where both enclosures agree to 12 digits. Points prove nothing beyond themselves; the proofs are in "
      "docs/theory.\n"
      "Exit status 1 when a step fails (with --mutated: when a twin does not).\n"
      "Example: softlin steps A1.5 A2 --points 100");
  command->callback([options, &status] {
    const Format format = options->common.begin();
    if (options->list) {
      run_list(*options, format);
      status = k_exit_as_expected;
    } else {
      status = run_steps(*options, format);
    }
  });
}

}  // namespace softlin::check
