#include "proofs-check/command/completion.hpp"

namespace softlin::check {

std::string path_below(const CommandText& command) {
  std::string out;
  for (std::size_t i = 1; i < command.path.size(); ++i) out += (out.empty() ? "" : " ") + command.path[i];
  return out;
}

std::string shell_quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? "'\\''" : std::string(1, c);
  return out + "'";
}

}  // namespace softlin::check
