#pragma once
/// Words as a shell reads them back.
/// Checked by : tests/proofs-check/shell_text_test.cpp, which asks sh; tests/golden/campaign_parallel.case

#include <string>

namespace softlin::check {

/// A word that the shell reads as exactly this text, in quotes.
std::string shell_word(const std::string& text);

/// The same without quotes where it needs none.
std::string shell_quoted(const std::string& text);

}  // namespace softlin::check
