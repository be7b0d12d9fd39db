#include "proofs-check/latex_text.hpp"

#include <array>
#include <cstdint>
#include <cstdio>
#include <optional>

namespace softlin::check {

namespace {

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

struct Symbol {
  std::uint32_t code;
  const char* math;
};

constexpr Symbol k_symbols[] = {
    {0x00b1, "\\pm"},     {0x00b2, "^2"},       {0x00b3, "^3"},      {0x00b7, "\\cdot"},    {0x00d7, "\\times"},
    {0x0393, "\\Gamma"},  {0x0394, "\\Delta"},  {0x0398, "\\Theta"}, {0x039b, "\\Lambda"},  {0x039e, "\\Xi"},
    {0x03a0, "\\Pi"},     {0x03a3, "\\Sigma"},  {0x03a6, "\\Phi"},   {0x03a8, "\\Psi"},     {0x03a9, "\\Omega"},
    {0x03b1, "\\alpha"},  {0x03b2, "\\beta"},   {0x03b3, "\\gamma"}, {0x03b4, "\\delta"},   {0x03b5, "\\varepsilon"},
    {0x03b6, "\\zeta"},   {0x03b7, "\\eta"},    {0x03b8, "\\theta"}, {0x03b9, "\\iota"},    {0x03ba, "\\kappa"},
    {0x03bb, "\\lambda"}, {0x03bc, "\\mu"},     {0x03bd, "\\nu"},    {0x03be, "\\xi"},      {0x03c0, "\\pi"},
    {0x03c1, "\\rho"},    {0x03c3, "\\sigma"},  {0x03c4, "\\tau"},   {0x03c5, "\\upsilon"}, {0x03c6, "\\varphi"},
    {0x03c7, "\\chi"},    {0x03c8, "\\psi"},    {0x03c9, "\\omega"}, {0x2016, "\\|"},       {0x2190, "\\leftarrow"},
    {0x2192, "\\to"},     {0x2208, "\\in"},     {0x2211, "\\sum"},   {0x2212, "-"},         {0x221a, "\\surd"},
    {0x221e, "\\infty"},  {0x2248, "\\approx"}, {0x2260, "\\ne"},    {0x2264, "\\le"},      {0x2265, "\\ge"}};

/// Reads one code point at `at` and moves past it; nothing when the bytes are not UTF-8 (one byte is passed).
std::optional<std::uint32_t> next_code_point(std::string_view text, std::size_t& at) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i])); };
  const std::uint32_t lead = byte(at);
  const std::size_t length = lead < 0x80 ? 1 : (lead >> 5) == 6 ? 2 : (lead >> 4) == 14 ? 3 : (lead >> 3) == 30 ? 4 : 0;
  if (length == 0 || at + length > text.size()) {
    ++at;
    return std::nullopt;
  }
  std::uint32_t code = length == 1 ? lead : lead & (0x7fU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(at + i) >> 6) != 2) {
      ++at;
      return std::nullopt;
    }
    code = (code << 6) | (byte(at + i) & 0x3f);
  }
  at += length;
  return code;
}

std::string latex_non_ascii(std::uint32_t code, std::string_view bytes) {
  if (code == 0x00a0) return "~";
  if (code == 0x2013) return "--";
  if (code == 0x2014) return "---";
  if (code == 0x2018) return "`";
  if (code == 0x2019) return "'";
  if (code == 0x201c) return "``";
  if (code == 0x201d) return "''";
  for (const auto& symbol : k_symbols) {
    if (symbol.code == code) return "\\ensuremath{" + std::string(symbol.math) + "}";
  }
  // Letters with accents that the standard OT1 fonts can build: all of Latin-1 but eth and thorn.
  const bool missing = code == 0xd0 || code == 0xde || code == 0xf0 || code == 0xfe || code == 0xf7;
  if (code >= 0xc0 && code <= 0xff && !missing) return std::string(bytes);
  std::array<char, 16> name{};
  std::snprintf(name.data(), name.size(), "U+%04X", static_cast<unsigned>(code));
  return "\\texttt{" + std::string(name.data()) + "}";
}

bool is_word(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c & 0x80) != 0;
}

/// May a line end after text[at]?
bool may_break_after(std::string_view text, std::size_t at) {
  if (at + 1 >= text.size() || text[at + 1] == ' ') return false;
  if (text[at] == '=' && at > 0 && (text[at - 1] == '<' || text[at - 1] == '>')) return false;
  if (std::string_view("/*+=,_:").find(text[at]) != std::string_view::npos) return text[at + 1] != text[at];
  // Not inside "--option", nor before the exponent of 1e-5.
  if (text[at] != '-' || at < 2 || !is_word(text[at - 1]) || !is_word(text[at + 1])) return false;
  return text[at - 1] != 'e' || text[at - 2] < '0' || text[at - 2] > '9';
}

}  // namespace

std::string latex_escape(std::string_view text) {
  std::string out;
  char previous = ' ';
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t start = at;
    const auto code = next_code_point(text, at);
    if (!code) {
      out += "?";
      previous = '?';
      continue;
    }
    if (*code >= 0x80) {
      out += latex_non_ascii(*code, text.substr(start, at - start));
      previous = 'x';
      continue;
    }
    const char c = is_control(text[start]) ? ' ' : text[start];
    if ((c == '<' || c == '>') && at < text.size() && text[at] == '=') {
      out += c == '<' ? "\\ensuremath{\\le}" : "\\ensuremath{\\ge}";
      previous = 'x';
      ++at;
      continue;
    }
    switch (c) {
      case '\\': out += "\\textbackslash{}"; break;
      case '~': out += "\\textasciitilde{}"; break;
      case '^': out += "\\textasciicircum{}"; break;
      case '<': out += "\\textless{}"; break;
      case '>': out += "\\textgreater{}"; break;
      case '|': out += "\\textbar{}"; break;
      case '"': out += "''"; break;
      // A row that starts with one of these would be read as an argument of the line break before it.
      case '[': out += "{[}"; break;
      case ']': out += "{]}"; break;
      case '*': out += "{*}"; break;
      case '-': out += previous == '-' ? "{}-" : "-"; break;
      case '&':
      case '%':
      case '$':
      case '#':
      case '_':
      case '{':
      case '}':
        out += '\\';
        out += c;
        break;
      default: out += c;
    }
    previous = c;
  }
  return out;
}

std::string latex_breakable(std::string_view text) {
  std::string out;
  std::size_t start = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!may_break_after(text, at)) continue;
    out += latex_escape(text.substr(start, at + 1 - start)) + "\\allowbreak{}";
    start = at + 1;
  }
  return out + latex_escape(text.substr(start));
}

}  // namespace softlin::check
