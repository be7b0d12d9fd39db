#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "proofs-check/certificate_file.hpp"
#include "proofs-check/command/command.hpp"
#include "proofs-check/command/command_tree.hpp"
#include "proofs-check/identity_verdict.hpp"
#include "proofs-check/json_text.hpp"
#include "proofs-check/output_file.hpp"
#include "symbolic/identity_catalogue.hpp"
#include "symbolic/named_mean.hpp"

namespace softlin::check {

namespace {

using Json = nlohmann::ordered_json;
using symbolic::Equation;
using symbolic::Expression;
using symbolic::FormStyle;
using symbolic::Identity;

struct IdentityOptions {
  CommonOptions common;
  std::string expression;
  std::string equation;
  std::string certificate;
  bool list = false;
};

/// Verdicts on identities are worded as the contract of the command has them.
std::string word_for(Verdict verdict) { return verdict == Verdict::violated ? "refuted" : name_of(verdict); }

std::string latex_of(const std::string& equation) { return Equation::parse(equation, {}).latex(); }

std::string displayed(const std::vector<std::string>& latex, Format format) {
  std::string out;
  for (const std::string& line : latex) {
    out += format == Format::latex ? "\\begin{equation*}\n  " + line + "\n\\end{equation*}\n" : "$$" + line + "$$\n";
  }
  return out;
}

void write_certificate(const IdentityOptions& options, const IdentityVerdict& verdict) {
  if (!options.certificate.empty() && verdict.verdict == Verdict::proved) {
    write_file(options.certificate, to_json(verdict.proof.certificate));
  }
}

int report_verdict(const IdentityOptions& options, Format format, const Identity& identity) {
  const IdentityVerdict verdict = judge_identity(identity);
  write_certificate(options, verdict);
  const std::size_t steps = verdict.proof.certificate.steps.size();
  const bool proved = verdict.verdict == Verdict::proved;
  if (format == Format::json) {
    Json json{{"identity", identity.name}, {"kind", name_of(identity.kind)}};
    if (!identity.statement.empty()) json["statement"] = identity.statement;
    if (!identity.source.empty()) json["source"] = identity.source;
    if (!identity.setting.empty()) json["setting"] = identity.setting;
    json["equations"] = identity.equations;
    if (!identity.dimensions.empty()) json["dimensions"] = identity.dimensions;
    json["verdict"] = word_for(verdict.verdict);
    json["steps"] = steps;
    if (!proved) {
      json["failed_step"] = verdict.failed_step;
      json["rule"] = verdict.rule;
      json["reason"] = verdict.reason;
      json["witness"] = verdict.witness;
    }
    options.common.write(one_line(json) + "\n");
  } else if (format == Format::text) {
    std::string out = word_for(verdict.verdict) + ": ";
    const bool named = symbolic::find_identity(identity.name) != nullptr;
    out += named ? identity.name + " [" + identity.source + "]\n  " + identity.statement + "\n" : identity.name + "\n";
    if (named) {
      for (const std::string& line : identity.setting) out += "    " + line + "\n";
      for (const std::string& equation : identity.equations) out += "  " + equation + "\n";
    }
    if (proved) {
      out += "  " + std::to_string(steps) + " steps, each checked a second way\n";
    } else {
      if (!verdict.witness.empty()) out += "  " + verdict.witness + "\n";
      out += "  step " + std::to_string(verdict.failed_step) + " (" + verdict.rule +
             ") does not hold: " + verdict.reason + "\n";
    }
    options.common.write(out);
  } else if (format == Format::csv || format == Format::html) {
    Table table;
    table.caption = "Identity " + identity.name;
    table.columns = {{"identity", "identity"}, {"verdict", "verdict"}, {"steps", "steps"}, {"witness", "witness"}};
    table.rows.push_back({identity.name, word_for(verdict.verdict), std::to_string(steps), verdict.witness});
    options.common.write(options.common.rendered(table, format));
  } else {
    std::vector<std::string> lines;
    for (const std::string& equation : identity.equations) lines.push_back(latex_of(equation));
    std::string note = word_for(verdict.verdict) + (verdict.witness.empty() ? "" : ": " + verdict.witness);
    if (format == Format::latex) note = "% " + note;
    options.common.write(displayed(lines, format) + note + "\n");
  }
  return proved ? k_exit_as_expected : k_exit_unexpected;
}

/// The name or expression with its reduction.
int report_reduction(const IdentityOptions& options, Format format) {
  const Place place{"identity", 0, ""};
  const Expression expression = Expression::parse(options.expression, place);
  const Equation equation = symbolic::reduction_equation(expression, place);
  Identity identity;
  identity.name = expression.text();
  identity.equations = {equation.text()};
  const IdentityVerdict verdict = judge_identity(identity);
  write_certificate(options, verdict);
  const symbolic::WeightForm& form = verdict.proof.statistics.front().left;

  const auto definition = symbolic::find_named_mean(options.expression);
  const bool is_number = expression.kind == Expression::Kind::name && (!definition || definition->expectation);
  const auto side = [&](FormStyle style) {
    const std::string text = style == FormStyle::latex ? expression.latex() : expression.text();
    if (is_number) return text;
    return style == FormStyle::latex ? "\\operatorname{E}\\left[" + text + "\\right]" : "E[" + text + "]";
  };
  const auto reduced = [&](FormStyle style) {
    const std::string text = text_of(form, style);
    if (text != side(style)) return text;
    return std::string(style == FormStyle::latex ? "\\operatorname{E}\\left[S_{2}\\right]" : "E[S2]");
  };
  switch (format) {
    case Format::text: options.common.write(side(FormStyle::text) + " = " + reduced(FormStyle::text) + "\n"); break;
    case Format::latex:
    case Format::markdown:
      options.common.write(displayed({side(FormStyle::latex) + " = " + reduced(FormStyle::latex)}, format));
      break;
    case Format::csv:
    case Format::html: {
      Table table;
      table.caption = "Reduction of " + side(FormStyle::text);
      table.columns = {{"factor", "factor"}, {"polynomial", "polynomial"}};
      for (const auto& [scalars, f] : form) table.rows.push_back({symbolic::text_of(scalars), f.text()});
      options.common.write(options.common.rendered(table, format));
      break;
    }
    case Format::json: {
      Json json{{"identity", identity.name}};
      if (definition) json["definition"] = definition->text;
      json["reduction"] = reduced(FormStyle::text);
      json["equation"] = equation.text();
      json["latex"] = side(FormStyle::latex) + " = " + reduced(FormStyle::latex);
      json["terms"] = Json::array();
      for (const auto& [scalars, f] : form)
        json["terms"].push_back({{"factor", symbolic::text_of(scalars)}, {"polynomial", f.text()}});
      json["steps"] = verdict.proof.certificate.steps.size();
      options.common.write(one_line(json) + "\n");
      break;
    }
  }
  return k_exit_as_expected;
}

void report_list(const IdentityOptions& options, Format format) {
  if (format == Format::json) {
    std::string out;
    for (const Identity& identity : symbolic::identity_catalogue()) {
      std::vector<std::string> latex;
      for (const std::string& equation : identity.equations) latex.push_back(latex_of(equation));
      Json json{{"identity", identity.name},
                {"kind", name_of(identity.kind)},
                {"statement", identity.statement},
                {"source", identity.source},
                {"setting", identity.setting},
                {"equations", identity.equations},
                {"latex", latex}};
      if (!identity.dimensions.empty()) json["dimensions"] = identity.dimensions;
      out += one_line(json) + "\n";
    }
    return options.common.write(out);
  }
  Table table;
  table.caption = "Identities that have names";
  table.columns = {{"name", "name"},
                   {"kind", "kind"},
                   {"equations", "equations", Align::number},
                   {"source", "source"},
                   {"statement", "statement"}};
  for (const Identity& identity : symbolic::identity_catalogue()) {
    table.rows.push_back({identity.name, name_of(identity.kind), std::to_string(identity.equations.size()),
                          identity.source, identity.statement});
  }
  options.common.write(options.common.rendered(table, format));
}

int run(const IdentityOptions& options) {
  const Format format = options.common.begin();
  const int asked = (options.expression.empty() ? 0 : 1) + (options.equation.empty() ? 0 : 1) + (options.list ? 1 : 0);
  if (asked != 1) {
    throw InputError("identity", asked == 0 ? "nothing to do" : "more than one thing to do",
                     "a name or expression, or --check 'LEFT = RIGHT', or --list");
  }
  if (options.list) {
    if (!options.certificate.empty()) throw InputError("--certificate", "a file with --list", "one identity");
    report_list(options, format);
    return k_exit_as_expected;
  }
  if (!options.certificate.empty()) require_writable(options.certificate);
  if (!options.equation.empty())
    return report_verdict(options, format, identity_of(options.equation, {"--check", 0, ""}));
  if (const Identity* known = symbolic::find_identity(options.expression))
    return report_verdict(options, format, *known);
  if (options.expression.find('=') != std::string::npos) {
    throw InputError("identity", "the equation '" + options.expression + "'",
                     "a name or expression, or --check 'LEFT = RIGHT'");
  }
  return report_reduction(options, format);
}

}  // namespace

void add_identity_command(CLI::App& app, int& status) {
  const auto options = std::make_shared<IdentityOptions>();
  CLI::App* command = app.add_subcommand("identity", "reductions and identities, proved with certificates");
  CLI::Option* name =
      command->add_option("name", options->expression,
                          "a statistic (B, G1, K40, ...), a polynomial in S(n,p), Y1 and s, or a name of --list");
  CLI::Option* check =
      command->add_option("--check", options->equation, "prove or refute an equation, or a name of --list");
  for (CLI::Option* option : {name, check})
    offer_values(*option, [] { return names_of(symbolic::identity_catalogue()); });
  command->add_option("--certificate", options->certificate, "write the steps of the proof to this file");
  command->add_flag("--list", options->list, "list the identities that have names");
  add_common_options(*command, options->common);
  command->footer(
      "Expectations are understood: S2^2 means E[S_2^2]. d(X)/d(s^2) and d(X)/ds are derivatives of the expectation.\n"
      "Example: softlin identity B\n"
      "         softlin identity --check 'B = A + s^2*(S2 - 6*S3 + 6*S2^2)'\n"
      "         softlin identity --check 'd(A)/d(s^2) = S2 - 4*S3 + 3*S2^2'\n"
      "         softlin identity lemma-2.1 --certificate lemma.json && softlin verify lemma.json\n"
      "Exit status: 0 proved, 1 refuted or undecided, 2 unusable input.");
  command->callback([options, &status] { status = run(*options); });
}

}  // namespace softlin::check
