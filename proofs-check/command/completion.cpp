#include "proofs-check/command/completion.hpp"

namespace softlin::check {

std::string path_below(const CommandText& command) {
  std::string out;
  for (std::size_t i = 1; i < command.path.size(); ++i) out += (out.empty() ? "" : " ") + command.path[i];
  return out;
}

}  // namespace softlin::check
