#include "proofs-check/gnuplot.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cmath>

namespace softlin::check {

std::string gnuplot_number(double value) {
  if (!std::isfinite(value)) return k_gnuplot_missing;
  std::array<char, 32> text{};
  return {text.data(), std::to_chars(text.data(), text.data() + text.size(), value).ptr};
}

std::string gnuplot_string(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      out += ' ';
    } else if (c == '\'' || c == '`') {
      out += "''";
    } else {
      out += c;
    }
  }
  return out + "'";
}

std::string gnuplot_comment(std::string_view text) {
  std::string out = "# ";
  for (const char c : text) {
    const bool special = static_cast<unsigned char>(c) < 0x20 || c == 0x7f || c == '`';
    out += special ? ' ' : c;
  }
  if (out.back() == '\\') out.back() = ' ';  // it would continue the comment on the next line
  return out + "\n";
}

std::string gnuplot_plot(const std::vector<std::string>& curves) {
  std::string out;
  for (std::size_t i = 0; i < curves.size(); ++i) {
    out += (i == 0 ? "plot " : "     ") + curves[i] + (i + 1 < curves.size() ? ", \\\n" : "\n");
  }
  return out;
}

GnuplotRun run_gnuplot(const std::filesystem::path& directory, const std::string& script) {
  posix_spawn_file_actions_t actions;
  if (posix_spawn_file_actions_init(&actions) != 0) return GnuplotRun::failed;
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addchdir_np(&actions, directory.c_str());
  std::string program = "gnuplot";
  std::string no_start_file = "-d";
  std::string argument = script;
  std::array<char*, 4> arguments{program.data(), no_start_file.data(), argument.data(), nullptr};
  pid_t child = 0;
  const int error = posix_spawnp(&child, program.c_str(), &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (error == ENOENT || error == EACCES || error == ENOTDIR) return GnuplotRun::missing;
  if (error != 0) return GnuplotRun::failed;
  int status = 0;
  while (waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) return GnuplotRun::failed;
  }
  return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? GnuplotRun::done : GnuplotRun::failed;
}

}  // namespace softlin::check
