#pragma once
/// What scripts and data for gnuplot are made of, and running it.
/// Checked by: tests/proofs-check/figure_test.cpp, tests/proofs-check/figure_writers_test.cpp

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace softlin::check {

/// What data files hold where there is no value; scripts say `set datafile missing`.
inline constexpr const char* k_gnuplot_missing = "?";

/// The shortest decimal that reads as `value`; k_gnuplot_missing unless finite.
std::string gnuplot_number(double value);

/// A single-quoted gnuplot string on one line.
std::string gnuplot_string(std::string_view text);

/// A comment of one line, with its line break.
std::string gnuplot_comment(std::string_view text);

/// One plot command for all curves, a line each.
std::string gnuplot_plot(const std::vector<std::string>& curves);

enum class GnuplotRun { done, failed, missing };

/// Runs `gnuplot script` in `directory`, silently and without start-up files; no shell is involved.
GnuplotRun run_gnuplot(const std::filesystem::path& directory, const std::string& script);

}  // namespace softlin::check
