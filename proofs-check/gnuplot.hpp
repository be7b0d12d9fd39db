#pragma once
/// What figures need of gnuplot: quoting, and a run of a script.
/// Checked by: tests/proofs-check/figure_test.cpp, tests/golden/plot_*.case

#include <filesystem>
#include <string>
#include <string_view>

namespace softlin::check {

/// A single-quoted gnuplot string on one line.
std::string gnuplot_string(std::string_view text);

/// "# text" on a line of its own; bytes that gnuplot would act on become blanks.
std::string gnuplot_comment(std::string_view text);

enum class GnuplotRun { done, failed, missing };

/// Runs `gnuplot script` in `directory`, silently. No shell is involved.
GnuplotRun run_gnuplot(const std::filesystem::path& directory, const std::string& script);

}  // namespace softlin::check
