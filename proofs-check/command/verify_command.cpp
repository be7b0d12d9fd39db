#include <memory>
#include <nlohmann/json.hpp>

#include "proofs-check/certificate_file.hpp"
#include "proofs-check/command/command.hpp"
#include "proofs-check/toml_input.hpp"
#include "symbolic/certificate_check.hpp"

namespace softlin::check {

namespace {

struct VerifyOptions {
  CommonOptions common;
  std::string file;
};

std::string shown(const symbolic::Certificate& certificate) {
  std::string out;
  for (const std::string& line : certificate.setting) out += "  " + line + "\n";
  for (const auto& [name, text] : certificate.definitions) out += "  " + name + ": " + text + "\n";
  for (const std::string& equation : certificate.equations) out += "  " + equation + "\n";
  return out;
}

int run(const VerifyOptions& options) {
  const Format format = options.common.begin();
  const symbolic::Certificate certificate = parse_certificate(read_text_file(options.file), options.file);
  const symbolic::CertificateVerdict verdict = check_certificate(certificate);
  std::string rule = "end";
  if (!verdict.accepted && verdict.failed_step <= certificate.steps.size()) {
    rule = certificate.steps[verdict.failed_step - 1].rule;
  }
  nlohmann::ordered_json json{{"certificate", options.file},
                              {"identity", certificate.identity},
                              {"verdict", verdict.accepted ? "valid" : "invalid"},
                              {"steps", certificate.steps.size()}};
  if (!verdict.accepted) {
    json["failed_step"] = verdict.failed_step;
    json["rule"] = rule;
    json["reason"] = verdict.reason;
  }
  if (format == Format::json) {
    options.common.write(json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n");
  } else if (format == Format::text) {
    options.common.write(verdict.accepted ? "valid: " + std::to_string(certificate.steps.size()) + " steps prove\n" +
                                                shown(certificate)
                                          : "invalid: step " + std::to_string(verdict.failed_step) + " (" + rule +
                                                ") does not hold: " + verdict.reason + "\n");
  } else {
    Table table;
    table.caption = "Certificate " + options.file;
    table.columns = {
        {"identity", "identity"}, {"verdict", "verdict"}, {"steps", "steps"}, {"reason", "first step that fails"}};
    table.rows.push_back(
        {certificate.identity, verdict.accepted ? "valid" : "invalid", std::to_string(certificate.steps.size()),
         verdict.accepted ? "-" : std::to_string(verdict.failed_step) + " (" + rule + "): " + verdict.reason});
    options.common.write(options.common.rendered(table, format));
  }
  return verdict.accepted ? k_exit_as_expected : k_exit_unexpected;
}

}  // namespace

void add_verify_command(CLI::App& app, int& status) {
  const auto options = std::make_shared<VerifyOptions>();
  CLI::App* command = app.add_subcommand("verify", "re-check a certificate of an identity, step by step");
  command->add_option("certificate", options->file, "file written by 'softlin identity ... --certificate FILE'")
      ->required();
  add_common_options(*command, options->common);
  command->footer(
      "The steps are re-checked by code that shares no derivation with the one that wrote them.\n"
      "Example: softlin identity G1 --certificate g1.json && softlin verify g1.json\n"
      "Exit status: 0 every step holds, 1 a step does not (it is named), 2 unusable input.");
  command->callback([options, &status] { status = run(*options); });
}

}  // namespace softlin::check
