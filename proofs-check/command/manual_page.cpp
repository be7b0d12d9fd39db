#include "proofs-check/command/manual_page.hpp"

#include <algorithm>
#include <cctype>
#include <sstream>
#include <string_view>

#include "proofs-check/word_list.hpp"

namespace softlin::check {

namespace {

using Lines = std::vector<std::string>;

const std::string k_example = "Example:";
const std::string k_exit_status = "Exit status";

/// Text as roff shows it unchanged: no escapes, no requests, hyphens that can be copied.
std::string escaped(std::string_view text) {
  std::string out;
  if (!text.empty() && (text.front() == '.' || text.front() == '\'')) out = "\\&";
  for (const char c : text) {
    switch (c) {
      case '\\': out += "\\e"; break;
      case '-': out += "\\-"; break;
      case '^': out += "\\(ha"; break;
      case '~': out += "\\(ti"; break;
      case '`': out += "\\(ga"; break;
      case '\'': out += "\\(aq"; break;
      case '"': out += "\\(dq"; break;
      default: out += c;
    }
  }
  return out;
}

std::string bold(std::string_view text) { return "\\fB" + escaped(text) + "\\fR"; }
std::string italic(std::string_view text) { return "\\fI" + escaped(text) + "\\fR"; }

std::string with_full_stop(std::string text) {
  if (!text.empty() && text.back() != '.') text += '.';
  return text;
}

std::string sentence(std::string text) {
  if (!text.empty()) text.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(text.front())));
  return with_full_stop(text);
}

/// The text below a command's help, taken apart.
struct Footer {
  Lines examples;
  std::string exit_status;
  std::string paragraphs;  ///< roff
};

std::string without(const std::string& line, const std::string& head) {
  const std::size_t begin = line.find_first_not_of(' ', head.size());
  return begin == std::string::npos ? "" : line.substr(begin);
}

/// "  name: what it is"
std::string list_item(const std::string& line) {
  const std::string text = without(line, "");
  const std::size_t colon = text.find(": ");
  if (colon == std::string::npos) return ".PP\n" + escaped(text) + "\n";
  return ".TP\n" + bold(text.substr(0, colon)) + "\n" + escaped(text.substr(colon + 2)) + "\n";
}

Footer read_footer(const std::string& text) {
  enum class In { text, list, example, exit_status };
  In in = In::text;
  Footer out;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const bool indented = line.starts_with(' ');
    if (line.starts_with(k_example)) {
      in = In::example;
      out.examples.push_back(without(line, k_example));
    } else if (indented && in == In::example) {
      out.examples.push_back(without(line, ""));
    } else if (line.starts_with(k_exit_status)) {
      in = In::exit_status;
      out.exit_status = without(line, line.starts_with(k_exit_status + ":") ? k_exit_status + ":" : k_exit_status);
    } else if (in == In::exit_status && !out.exit_status.ends_with('.')) {
      out.exit_status += " " + without(line, "");
    } else if (indented) {
      in = In::list;
      out.paragraphs += list_item(line);
    } else if (!line.empty()) {
      if (in != In::text || out.paragraphs.empty()) out.paragraphs += ".PP\n";
      in = In::text;
      out.paragraphs += escaped(line) + "\n";
    } else {
      in = In::list;  // the next text begins a paragraph
    }
  }
  return out;
}

/// "INT:INT in [1 - 9]" has the name INT and the condition "in [1 - 9]".
std::string placeholder(const OptionText& option) {
  switch (option.values.path) {
    case PathKind::folder: return "FOLDER";
    case PathKind::file:
    case PathKind::toml_file: return option.values.words.empty() ? "FILE" : "VALUE";
    case PathKind::none: break;
  }
  const std::string name = option.type.substr(0, option.type.find(':'));
  if (name == "TEXT") return "VALUE";
  return name == "UINT" || name == "INT" || name == "FLOAT" ? "N" : name;
}

std::string condition(const OptionText& option) {
  const std::size_t colon = option.type.find(':');
  if (colon == std::string::npos) return "";
  std::string out = option.type.substr(colon + 1);
  if (out.starts_with('{')) return "";
  if (const std::size_t in = out.find(" in ["); in != std::string::npos) out = out.substr(in + 1);
  std::transform(out.begin(), out.end(), out.begin(), [](unsigned char c) { return std::tolower(c); });
  return out;
}

std::string option_entry(const OptionText& option, bool is_argument) {
  std::string out = ".TP\n";
  if (is_argument) {
    out += italic(option.names.front());
  } else {
    std::vector<std::string> names;
    for (const auto& name : option.names) names.push_back(bold(name));
    out += joined(names, ", ");
    if (!option.is_flag()) out += " " + italic(placeholder(option));
  }
  if (option.repeated) out += " ...";
  // A description that begins with values keeps their small letters.
  const auto& words = option.values.words;
  const bool begins_with_value = !words.empty() && option.description.starts_with(words.front());
  out += "\n" + escaped(begins_with_value ? with_full_stop(option.description) : sentence(option.description)) + "\n";
  std::vector<std::string> remarks;
  if (!is_argument && option.required) remarks.emplace_back("required");
  if (const std::string text = condition(option); !text.empty()) remarks.push_back(text);
  if (!option.is_flag() && !option.standard.empty()) remarks.push_back("default " + option.standard);
  if (!remarks.empty()) out += escaped(sentence(joined(remarks, ", "))) + "\n";
  return out;
}

std::string synopsis(const CommandText& command) {
  std::string out = ".SH SYNOPSIS\n" + bold(joined(command.path, " "));
  if (!command.options.empty()) out += " [" + italic("OPTIONS") + "]";
  if (!command.commands.empty()) out += " " + italic("COMMAND") + " ...";
  for (const OptionText& argument : command.arguments) {
    const std::string text = italic(argument.names.front()) + (argument.repeated ? " ..." : "");
    out += argument.required ? " " + text : " [" + text + "]";
  }
  return out + "\n";
}

std::string page_reference(const CommandText& command) { return ".BR " + escaped(manual_name(command)) + " (1)"; }

std::string below(const CommandText& command) {
  if (command.commands.empty()) return "";
  std::string out = ".SH COMMANDS\n";
  for (const CommandText& child : command.commands)
    out += ".TP\n" + page_reference(child) + "\n" + escaped(sentence(child.description)) + "\n";
  return out;
}

std::string see_also(const CommandText& program, const CommandText& command) {
  std::vector<std::string> pages;
  for (const CommandText* other : all_commands(program)) {
    const std::size_t depth = other->path.size();
    const bool above =
        depth < command.path.size() && std::equal(other->path.begin(), other->path.end(), command.path.begin());
    const bool beside = depth == command.path.size() && depth > 1 && other != &command &&
                        std::equal(other->path.begin(), other->path.end() - 1, command.path.begin());
    if (above || beside) pages.push_back(page_reference(*other));
  }
  if (pages.empty()) return "";
  return ".SH SEE ALSO\n" + joined(pages, " ,\n") + "\n";
}

/// "0 done, 1 refuted" as a list; 0 and 2 mean the same for every command.
std::string exit_statuses(const std::string& text) {
  std::vector<std::pair<char, std::string>> entries;
  const auto begins_entry = [&text](std::size_t at) {
    return at + 1 < text.size() && std::isdigit(static_cast<unsigned char>(text[at])) != 0 && text[at + 1] == ' ';
  };
  for (std::size_t begin = 0; begin < text.size();) {
    std::size_t end = text.find(", ", begin);
    while (end != std::string::npos && !begins_entry(end + 2)) end = text.find(", ", end + 2);
    const std::string entry = text.substr(begin, end == std::string::npos ? end : end - begin);
    if (begins_entry(begin)) entries.emplace_back(entry[0], entry.substr(2));
    begin = end == std::string::npos ? text.size() : end + 2;
  }
  const auto add_missing = [&entries](char status, const char* meaning) {
    const auto is_it = [status](const auto& entry) { return entry.first == status; };
    if (std::none_of(entries.begin(), entries.end(), is_it)) entries.emplace_back(status, meaning);
  };
  add_missing('0', "done");
  add_missing('2', "unusable input");
  std::sort(entries.begin(), entries.end());
  std::string out;
  for (const auto& [status, meaning] : entries)
    out += ".TP\n" + bold(std::string(1, status)) + "\n" + escaped(sentence(meaning)) + "\n";
  return out;
}

/// What holds for every command stands on the page of the program alone.
const char* const k_program_sections =
    ".SH NUMBERS\n"
    "A verified result is an enclosure, written [0.5 +/\\- 3e\\-20]: the true value is proved to lie in it. A sampled "
    "one is a mean with its\n"
    "standard error, and says so.\n"
    "Input numbers are exact: integers, decimals (0.1 is one tenth), fractions such as 1/3, and texts such as sqrt(2) "
    "and exp(1).\n"
    "Lengths may be written 1e6.\n"
    ".SH ENVIRONMENT\n"
    ".TP\n"
    "\\fBSOFTLIN_SIMD\\fR\n"
    "The instruction set for samples: avx512, avx2 or plain. Without it the best that the machine has. The results are "
    "the same.\n"
    ".SH FILES\n"
    "Models, suites of claims, campaigns and regression problems are TOML files. Their keys are described in the "
    "documentation that is\n"
    "installed with the program.\n";

}  // namespace

std::string manual_name(const CommandText& command) { return joined(command.path, "-"); }

std::string manual_page(const CommandText& program, const CommandText& command, const std::string& version) {
  const bool is_program = command.path.size() == 1;
  std::string upper = manual_name(command);
  std::transform(upper.begin(), upper.end(), upper.begin(), [](unsigned char c) { return std::toupper(c); });
  std::string what = command.description;
  if (is_program && what.starts_with(program.path.front() + ": ")) what = what.substr(program.path.front().size() + 2);

  const Footer footer = read_footer(command.footer);
  std::string out =
      ".TH " + escaped(upper) + " 1 \"\" \"softlin " + escaped(version) + "\" \"User Commands\"\n.nh\n.ad l\n";
  out += ".SH NAME\n" + escaped(manual_name(command)) + " \\- " + escaped(what) + "\n";
  out += synopsis(command);
  out += ".SH DESCRIPTION\n" + escaped(sentence(what)) + "\n" + footer.paragraphs;
  out += below(command);
  if (!command.arguments.empty()) {
    out += ".SH ARGUMENTS\n";
    for (const OptionText& argument : command.arguments) out += option_entry(argument, true);
  }
  if (!command.options.empty()) {
    out += ".SH OPTIONS\n";
    for (const OptionText& option : command.options) out += option_entry(option, false);
  }
  if (is_program) out += k_program_sections;
  out += ".SH EXIT STATUS\n" + exit_statuses(footer.exit_status) +
         ".PP\nA message about unusable input names the file, the line or the key, what was found and what was "
         "expected.\n";
  if (!footer.examples.empty()) {
    out += ".SH EXAMPLES\n.EX\n";
    for (const auto& example : footer.examples) out += escaped(example) + "\n";
    out += ".EE\n";
  }
  return out + see_also(program, command);
}

}  // namespace softlin::check
