#include "proofs-check/math_markup.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "proofs-check/html_escape.hpp"
#include "proofs-check/math_tokens.hpp"

namespace softlin::check {

namespace {

constexpr std::size_t k_longest_text = 4000;
constexpr int k_deepest_nesting = 40;
/// Formulas of more characters may be broken into lines.
constexpr std::size_t k_longest_line = 56;
/// Where a line may end; it stands between elements only and is taken out wherever these are wrapped.
constexpr char k_break = '\x01';
/// The sign before which it may end. At the beginning of a `<math>` browsers give it no space of its own.
const std::string k_infix = "<mo form=\"infix\">";
const std::string k_infix_at_start = "<mo lspace=\"0\" rspace=\".25em\">";

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }

std::string element(const char* name, const std::string& content) {
  return std::string("<") + name + ">" + content + "</" + name + ">";
}
std::string identifier(const std::string& letters) { return element("mi", letters); }
std::string mark(const std::string& sign) { return element("mo", sign); }
std::string upright(const std::string& letter) { return "<mi mathvariant=\"normal\">" + letter + "</mi>"; }

constexpr const char* k_thin_space = "<mspace width=\".17em\"></mspace>";

std::string without_breaks(std::string text) {
  text.erase(std::remove(text.begin(), text.end(), k_break), text.end());
  return text;
}

/// Is the markup one element? Everything here is made of elements without self-closing ones.
bool is_one_element(const std::string& markup) {
  int depth = 0;
  for (std::size_t at = markup.find('<'); at != std::string::npos; at = markup.find('<', at + 1)) {
    depth += markup[at + 1] == '/' ? -1 : 1;
    if (depth == 0) return markup.find('<', at + 1) == std::string::npos;
  }
  return false;
}

/// One element, for the places that take one.
std::string one(const std::string& markup) {
  const std::string plain = without_breaks(markup);
  return is_one_element(plain) ? plain : element("mrow", plain);
}

/// A part of a formula and how tightly it binds.
struct Part {
  enum class Level { sum, product, power, atom };

  std::string markup;
  Level level = Level::atom;
  bool is_group = false;  ///< brackets around `inside`
  bool round = false;     ///< they are ( and )
  std::string inside{};
  bool is_operator = false;  ///< what follows is what it applies to

  bool digit_first = false;
  bool word_like = false;  ///< several upright letters: kept apart from neighbours
  bool large = false;      ///< a sign of summation: indices below and above
  std::string sub{};       ///< index, already in `markup` (base is what it stands at)
  std::string base{};
  std::vector<Part> above{};  ///< factors of a fraction
  std::vector<Part> below{};
};

Part atom(std::string markup) {
  Part out;
  out.markup = std::move(markup);
  return out;
}

/// Brackets grow with fractions and sums only: around letters with an index they keep their size.
std::string bracket(const std::string& sign, bool grows) {
  return grows ? mark(sign) : "<mo stretchy=\"false\">" + sign + "</mo>";
}

std::string fenced(const std::string& open, const std::string& inside, const std::string& close) {
  const bool grows = inside.find("<mfrac>") != std::string::npos || inside.find("<munder") != std::string::npos;
  return element("mrow", bracket(open, grows) + without_breaks(inside) + bracket(close, grows));
}

class FormulaReader {
 public:
  FormulaReader(std::string_view text, MathNotation notation, bool breakable, int depth = 0)
      : tokens_(math_tokens(text, notation)), notation_(notation), breakable_(breakable), depth_(depth) {}

  /// The whole text. Errors: MathRefused.
  std::string whole() {
    const Part out = list();
    if (now().kind != MathToken::Kind::end) throw MathRefused{};
    return out.markup;
  }
  Part whole_part() {
    Part out = sum();
    if (now().kind != MathToken::Kind::end) throw MathRefused{};
    return out;
  }

 private:
  using Level = Part::Level;

  bool prose() const { return notation_ == MathNotation::prose; }
  bool identity() const { return notation_ == MathNotation::identity; }

  const MathToken& now() const { return tokens_[at_]; }
  const MathToken& next() const { return tokens_[std::min(at_ + 1, tokens_.size() - 1)]; }
  bool is(std::string_view text) const { return now().kind == MathToken::Kind::mark && now().text == text; }
  bool is_word(std::string_view text) const { return now().kind == MathToken::Kind::word && now().text == text; }
  static bool opens_at_once(const MathToken& token) {
    return token.kind == MathToken::Kind::mark && token.text == "(" && !token.after_space;
  }
  MathToken take() {
    MathToken out = now();
    if (out.kind != MathToken::Kind::end) ++at_;
    return out;
  }
  void expect(std::string_view text) {
    if (!is(text)) throw MathRefused{};
    ++at_;
  }

  /// Counts nesting, so that no text can exhaust the stack.
  class Nested {
   public:
    explicit Nested(FormulaReader& reader) : reader_(reader) {
      if (++reader_.depth_ > k_deepest_nesting) throw MathRefused{};
    }
    ~Nested() { --reader_.depth_; }
    Nested(const Nested&) = delete;
    Nested& operator=(const Nested&) = delete;

   private:
    FormulaReader& reader_;
  };

  std::string infix(const std::string& sign) const {
    return breakable_ ? k_break + (k_infix + sign + "</mo>") : mark(sign);
  }

  /// Comparisons with commas between them.
  Part list() {
    Part out = chain();
    while (is(",") || is(";") || is(":")) {
      const std::string separator = take().text;
      out.markup += "<mo separator=\"true\">" + separator + "</mo>" + (breakable_ ? std::string(1, k_break) : "");
      out.markup += chain().markup;
      out.level = Level::sum;
      out.is_group = false;
      out.below.clear();
    }
    return out;
  }

  std::string relation() {
    static const std::map<std::string, std::string, std::less<>> signs{{"<=", "≤"}, {">=", "≥"},   {"!=", "≠"},
                                                                       {"=", "="},  {"<", "&lt;"}, {">", "&gt;"}};
    if (now().kind == MathToken::Kind::mark) {
      if (const auto found = signs.find(now().text); found != signs.end()) {
        ++at_;
        return found->second;
      }
    }
    if (prose() && is_word("in")) {
      ++at_;
      return "∈";
    }
    return {};
  }

  Part chain() {
    const Nested nested(*this);
    Part out = sum();
    for (std::string sign = relation(); !sign.empty(); sign = relation()) {
      out.markup += infix(sign) + sum().markup;
      out.level = Level::sum;
      out.is_group = false;
      out.below.clear();
    }
    return out;
  }

  Part sum() {
    const Nested nested(*this);
    std::string sign;
    if (is("-") || is("+")) sign = mark(take().text == "-" ? "−" : "+");
    Part out = product();
    if (!sign.empty()) out = of_level(sign + out.markup, Level::sum);
    while (is("+") || is("-")) {
      const std::string next_sign = take().text == "-" ? "−" : "+";
      out = of_level(out.markup + infix(next_sign) + product().markup, Level::sum);
    }
    return out;
  }

  static Part of_level(std::string markup, Level level) {
    Part out;
    out.markup = std::move(markup);
    out.level = level;
    return out;
  }

  bool begins_factor() const {
    if (!prose()) return false;
    switch (now().kind) {
      case MathToken::Kind::number: return true;
      case MathToken::Kind::word: return now().text != "in";
      case MathToken::Kind::mark: return is("(") || is("[") || is("{") || is("...") || (is("|") && !bar_open_);
      case MathToken::Kind::end: return false;
    }
    return false;
  }

  static std::string joint(const Part& left, const Part& right) {
    if (left.is_operator) return right.is_group ? "" : k_thin_space;
    if (right.digit_first) return mark("·");
    if (left.word_like || right.word_like || right.is_operator) return k_thin_space;
    // An upright capital would touch the sloping one before it.
    return right.markup.rfind("<mi mathvariant", 0) == 0 ? "<mspace width=\".06em\"></mspace>" : "";
  }

  static Part joined(const std::vector<Part>& factors, std::size_t first) {
    if (factors.size() - first == 1) return factors[first];
    Part out = of_level({}, Level::product);
    for (std::size_t i = first; i < factors.size(); ++i) {
      out.markup += (i == first ? "" : joint(factors[i - 1], factors[i])) + factors[i].markup;
    }
    out.digit_first = factors[first].digit_first;
    return out;
  }

  Part product() {
    std::vector<Part> factors{power()};
    std::size_t first = 0;  // of the factors that a fraction bar would take
    for (;;) {
      if (is("*")) {
        ++at_;
        factors.push_back(power());
      } else if (is("/")) {
        ++at_;
        const Part below = power();
        if (first == factors.size()) --first;  // a/b/c
        std::vector<Part> above(factors.begin() + static_cast<std::ptrdiff_t>(first), factors.end());
        factors.resize(first);
        factors.push_back(quotient(std::move(above), below));
        first = factors.size();
      } else if (begins_factor()) {
        if (first == factors.size() && !now().after_space) throw MathRefused{};  // 1/2x
        factors.push_back(power());
      } else {
        return joined(factors, 0);
      }
    }
  }

  Part quotient(std::vector<Part> above, const Part& below) const {
    if (in_script_ > 0) {
      const std::string slash = "<mo lspace=\"0\" rspace=\"0\">/</mo>";
      return of_level(joined(above, 0).markup + slash + below.markup, Level::product);
    }
    std::vector<Part> under{below};
    if (above.size() == 1 && !above[0].below.empty()) {  // a/b/c is a/(b c)
      under = above[0].below;
      under.insert(below.digit_first ? under.begin() : under.end(), below);
      above = std::vector<Part>(above[0].above);
    }
    Part out =
        of_level("<mfrac>" + one(inside_or_all(joined(above, 0))) + one(inside_or_all(joined(under, 0))) + "</mfrac>",
                 Level::product);
    out.above = std::move(above);
    out.below = std::move(under);
    return out;
  }

  static std::string inside_or_all(const Part& part) { return part.is_group && part.round ? part.inside : part.markup; }

  Part power() {
    const Nested nested(*this);
    Part base = postfix();
    while (is("^")) {
      ++at_;
      base = raised(base, exponent());
    }
    return base;
  }

  /// Raises what stands before ^; `3^2^x` has been read as 3^(2^x).
  static Part raised(const Part& base, const std::string& exponent) {
    Part out;
    out.level = Level::power;
    out.is_operator = base.is_operator;
    out.word_like = base.word_like;
    out.digit_first = base.digit_first;
    if (!base.sub.empty()) {
      const char* both = base.large ? "munderover" : "msubsup";
      out.markup = element(both, one(base.base) + one(base.sub) + one(exponent));
      return out;
    }
    std::string bottom = base.markup;
    if (base.is_group) {
      bottom = base.round ? fenced("(", base.inside, ")") : base.markup;
    } else if (base.level != Level::atom) {
      bottom = fenced("(", base.markup, ")");
    }
    out.markup = element("msup", one(bottom) + one(exponent));
    return out;
  }

  /// What stands after ^, small: fractions are written in one line there.
  std::string exponent() {
    const Nested nested(*this);
    ++in_script_;
    std::string out;
    if (prose() && is("{")) {
      out = braced();
    } else if (prose() && (is_word("T") || is("*"))) {
      out = take().text == "T" ? mark("⊤") : mark("∗");
    } else if (is("-")) {
      ++at_;
      out = mark("−") + power().markup;
    } else {
      const Part part = power();
      out = inside_or_all(part);
    }
    --in_script_;
    return out;
  }

  /// { ... } around an index or exponent.
  std::string braced() {
    expect("{");
    const bool bar = std::exchange(bar_open_, false);
    const std::string out = list().markup;
    bar_open_ = bar;
    expect("}");
    return out;
  }

  std::string index() {
    ++in_script_;
    std::string out;
    if (is("{")) {
      out = braced();
    } else if (is("+")) {
      ++at_;
      out = mark("+");
    } else if (now().kind == MathToken::Kind::number) {
      out = element("mn", take().text);
    } else if (now().kind == MathToken::Kind::word) {
      const std::string word = take().text;
      out = word == "inf" ? identifier("∞") : is_operator_word(word) ? identifier(word) : named(word).markup;
    } else {
      throw MathRefused{};
    }
    --in_script_;
    return out;
  }

  Part with_index(const Part& part, const std::string& sub) const {
    if (!part.sub.empty() || part.level == Level::power) throw MathRefused{};
    Part out = part;
    out.base = part.markup;
    out.sub = sub;
    out.is_group = false;
    out.markup = element(part.large ? "munder" : "msub", one(part.markup) + one(sub));
    return out;
  }

  /// A star behind a name, as in theta*: nothing that could be a factor follows at once.
  bool is_star() const {
    if (!prose() || !is("*") || now().after_space) return false;
    const MathToken& after = next();
    if (after.kind == MathToken::Kind::end || after.after_space) return true;
    return after.kind == MathToken::Kind::mark && after.text != "(" && after.text != "[" && after.text != "{" &&
           after.text != "|";
  }

  Part postfix() {
    Part out = primary();
    for (;;) {
      if (prose() && is("_")) {
        ++at_;
        out = with_index(out, index());
      } else if (is_star()) {
        ++at_;
        out = with_index(out, mark("∗"));
      } else if (identity() && is("'")) {
        ++at_;
        if (out.level == Level::power) throw MathRefused{};
        out = raised(out, mark("⊤"));
      } else {
        return out;
      }
    }
  }

  Part group() {
    const std::string open = take().text;
    const bool bar = std::exchange(bar_open_, false);
    const Part content = list();
    bar_open_ = bar;
    // Intervals may be half open.
    const bool square_too = prose() && open != "{";
    const bool closes =
        open == "{" ? is("}") : (is(")") && (open == "(" || square_too)) || (is("]") && (open == "[" || square_too));
    if (!closes) throw MathRefused{};
    const std::string close = take().text;
    Part out;
    out.is_group = true;
    out.round = open == "(" && close == ")";
    out.inside = content.markup;
    const bool is_tall = content.markup.find("<mfrac>") != std::string::npos;
    if (breakable_ && !is_tall && content.markup.find(k_break) != std::string::npos) {
      out.markup =
          "<mo stretchy=\"false\">" + open + "</mo>" + content.markup + "<mo stretchy=\"false\">" + close + "</mo>";
    } else {
      out.markup = fenced(open, content.markup, close);
    }
    return out;
  }

  Part bars() {
    expect("|");
    const bool bar = std::exchange(bar_open_, true);
    const Part content = list();
    bar_open_ = bar;
    expect("|");
    return atom("<mrow><mo fence=\"true\" form=\"prefix\">|</mo>" + without_breaks(content.markup) +
                "<mo fence=\"true\" form=\"postfix\">|</mo></mrow>");
  }

  Part primary() {
    const Nested nested(*this);
    if (now().kind == MathToken::Kind::number) {
      Part out = atom(element("mn", take().text));
      out.digit_first = true;
      return out;
    }
    if (now().kind == MathToken::Kind::word) return word();
    if (is("(") || ((prose() || identity()) && is("[")) || (prose() && is("{"))) return group();
    if (prose() && is("|")) return bars();
    if (prose() && is("...")) {
      ++at_;
      return atom(mark("⋯"));
    }
    if (!prose() && is("-")) {  // c*-2
      ++at_;
      return atom(fenced("(", mark("−") + power().markup, ")"));
    }
    throw MathRefused{};
  }

  Part word() {
    const std::string word = take().text;
    const auto& symbols = math_symbols(notation_);
    if (const auto known = symbols.find(word); known != symbols.end()) {
      return FormulaReader(known->second, MathNotation::prose, false, depth_).whole_part();
    }
    if (prose()) return prose_word(word);
    if (identity()) return identity_word(word);
    if (opens_at_once(now()) || is("(")) return function(word);
    return named(word);
  }

  /// Arguments between parentheses.
  std::vector<Part> arguments() {
    expect("(");
    const bool bar = std::exchange(bar_open_, false);
    std::vector<Part> out{chain()};
    while (is(",")) {
      ++at_;
      out.push_back(chain());
    }
    bar_open_ = bar;
    expect(")");
    return out;
  }

  std::string listed(const std::vector<Part>& parts, std::size_t first = 0) const {
    std::string out;
    for (std::size_t i = first; i < parts.size(); ++i) {
      out += (i == first ? "" : "<mo separator=\"true\">,</mo>") + parts[i].markup;
    }
    return without_breaks(out);
  }

  Part call(const std::string& head, const std::vector<Part>& arguments) const {
    Part out = of_level(head + fenced("(", listed(arguments), ")"), Level::product);
    out.word_like = true;
    return out;
  }

  /// A function of formulas.
  Part function(const std::string& name) {
    static const std::set<std::string, std::less<>> known{"sqrt", "exp", "log", "ln",   "sinh", "cosh",
                                                          "tanh", "abs", "erf", "erfc", "min",  "max"};
    if (known.count(name) == 0) throw MathRefused{};
    if (name == "exp") ++in_script_;
    const std::vector<Part> parts = arguments();
    if (name == "exp") --in_script_;
    if (parts.size() != 1 && name != "min" && name != "max") throw MathRefused{};
    if (name == "sqrt") return atom(element("msqrt", without_breaks(parts[0].markup)));
    if (name == "exp") return of_level(element("msup", identifier("e") + one(parts[0].markup)), Level::power);
    if (name == "abs") return atom(fenced("|", parts[0].markup, "|"));
    return call(identifier(name == "log" ? "ln" : name), parts);
  }

  static Part operator_word(const std::string& markup) {
    Part out = atom(markup);
    out.is_operator = true;
    return out;
  }

  Part prose_word(const std::string& word) {
    if (word == "sqrt") {
      if (opens_at_once(now())) return atom(element("msqrt", one(group().inside)));
      return atom(element("msqrt", one(power().markup)));
    }
    if (word == "E" || (word == "P" && opens_at_once(now()))) return operator_word(upright(word));
    if (word == "sum" || word == "int") {
      Part out = operator_word(mark(word == "sum" ? "∑" : "∫"));
      out.large = word == "sum";
      return out;
    }
    if (word == "grad") return operator_word(mark("∇"));
    if (word == "inf") return atom(identifier("∞"));
    if (is_operator_word(word)) {
      // A name and its argument in brackets are one factor: tr(Sigma) x.
      if (opens_at_once(now())) {
        Part out = of_level(identifier(word == "log" ? "ln" : word) + group().markup, Level::product);
        out.word_like = true;
        return out;
      }
      return operator_word(identifier(word == "log" ? "ln" : word));
    }
    return named(word);
  }

  Part identity_word(const std::string& word) {
    if (!is("(")) return named(word);
    if (word == "d") return derivative();
    std::vector<Part> parts = arguments();
    if (word == "S" && parts.size() == 2) {
      return atom(element("msub", identifier("S") + one(listed(parts))));
    }
    if (word == "tr" && parts.size() == 1) return call(identifier("tr"), parts);
    if (word == "mean" && parts.size() > 1) {
      return of_level(element("msub", upright("E") + one(listed(parts, 1))) + fenced("[", parts[0].markup, "]"),
                      Level::product);
    }
    const auto tight = [](const Part& part) {
      return part.level == Level::atom ? without_breaks(part.markup) : fenced("(", part.markup, ")");
    };
    if (word == "grad" && parts.size() == 2) {
      return of_level(element("msub", mark("∇") + one(parts[1].markup)) + tight(parts[0]), Level::product);
    }
    if (word == "lap" && parts.size() == 1) return of_level(mark("Δ") + tight(parts[0]), Level::product);
    if (word == "dot" && parts.size() == 2) {
      return of_level(mark("∇") + tight(parts[0]) + mark("·") + mark("∇") + tight(parts[1]), Level::product);
    }
    throw MathRefused{};
  }

  /// d(A)/ds, d(A)/d(s^2)
  Part derivative() {
    const auto letter = [] { return upright("d"); };
    const std::vector<Part> of = arguments();
    expect("/");
    std::string below;
    if (is_word("ds")) {
      ++at_;
      below = identifier("s");
    } else if (is_word("d")) {
      ++at_;
      const std::vector<Part> by = arguments();
      if (by.size() != 1) throw MathRefused{};
      below = by[0].level == Level::atom ? by[0].markup : fenced("(", by[0].markup, ")");
    } else {
      throw MathRefused{};
    }
    if (of.size() != 1) throw MathRefused{};
    const bool tight = of[0].level == Level::atom;
    Part out = of_level("<mfrac>" + one(letter() + (tight ? of[0].markup : fenced("(", of[0].markup, ")"))) +
                            one(letter() + below) + "</mfrac>",
                        Level::product);
    return out;
  }

  /// A name: a letter, a Greek letter, letters with an index, or several upright letters.
  Part named(const std::string& name) const {
    std::size_t letters = name.size();
    while (letters > 0 && is_ascii_digit(name[letters - 1])) --letters;
    if (letters < name.size()) {
      return with_index(named(name.substr(0, letters)), element("mn", name.substr(letters)));
    }
    if (name.find_first_of("0123456789_") != std::string::npos) return words(name);
    if (name.size() == 1) return atom(identifier(name));
    if (const auto found = greek_letters().find(name); found != greek_letters().end()) {
      return atom(is_lower(name.front()) ? identifier(found->second) : upright(found->second));
    }
    if (prose()) {
      if (const auto found = short_greek().find(name); found != short_greek().end()) {
        return atom(identifier(found->second));
      }
    }
    if (prose() || identity()) {
      if (name == "vhat") return accented(identifier("v"), "^");
      if (name.size() > 3 && name.substr(name.size() - 3) == "bar") {
        return accented(named(name.substr(0, name.size() - 3)).markup, "¯");
      }
    }
    if (identity() && name == "om") return atom(identifier("ω"));
    if (identity() && name.size() == 2) {
      return with_index(atom(identifier(name.substr(0, 1))), identifier(name.substr(1)));
    }
    if (prose()) return prose_letters(name);
    return words(name);
  }

  /// Uz is U z; other short names stay together. A longer one is taken for a word of a sentence.
  static Part prose_letters(const std::string& name) {
    if (name == "Uz" || name == "Vg" || name == "kh") {
      return of_level(identifier(name.substr(0, 1)) + identifier(name.substr(1)), Level::product);
    }
    if (name.size() == 2 && !is_lower(name[0]) && is_lower(name[1])) {
      Part out = atom(element("msub", identifier(name.substr(0, 1)) + identifier(name.substr(1))));
      out.base = identifier(name.substr(0, 1));
      out.sub = identifier(name.substr(1));
      return out;
    }
    if (is_statement_word(name)) {
      Part out = operator_word(element("mtext", name));
      out.word_like = true;
      return out;
    }
    static const std::set<std::string, std::less<>> parts_of_bounds{"good", "trace"};
    const bool is_english = name.size() > 3 && std::all_of(name.begin(), name.end(), is_lower);
    if (is_english && parts_of_bounds.count(name) == 0) throw MathRefused{};
    return words(name);
  }

  static Part words(const std::string& name) {
    Part out = atom(name.find('_') == std::string::npos ? identifier(name) : element("mtext", name));
    out.word_like = true;
    return out;
  }

  static Part accented(const std::string& base, const std::string& accent) {
    return atom("<mover accent=\"true\">" + one(base) + "<mo stretchy=\"false\">" + accent + "</mo></mover>");
  }

  std::vector<MathToken> tokens_;
  MathNotation notation_;
  bool breakable_;
  int depth_;
  std::size_t at_ = 0;
  int in_script_ = 0;
  bool bar_open_ = false;
};

std::optional<std::string> typeset(std::string_view text, MathNotation notation, bool breakable) {
  if (text.empty() || text.size() > k_longest_text) return std::nullopt;
  try {
    return FormulaReader(text, notation, breakable).whole();
  } catch (const MathRefused&) {
    return std::nullopt;
  }
}

/// The formula as `<math>` elements that begin with `open`: one, or several where a long one may be broken.
std::optional<std::string> in_lines(std::string_view text, MathNotation notation, const std::string& open) {
  const auto found = typeset(text, notation, text.size() > k_longest_line);
  if (!found) return std::nullopt;
  std::string out;
  for (std::size_t at = 0; at <= found->size();) {
    const std::size_t end = std::min(found->find(k_break, at), found->size());
    std::string part = found->substr(at, end - at);
    if (part.rfind(k_infix, 0) == 0) part.replace(0, k_infix.size(), k_infix_at_start);
    if (!part.empty()) out += (out.empty() ? "" : " ") + (open + part + "</math>");
    at = end + 1;
  }
  return out;
}

}  // namespace

std::string code_markup(std::string_view text) { return "<code>" + html_escape(text) + "</code>"; }

std::optional<std::string> math_markup(std::string_view text, MathNotation notation) {
  const auto found = typeset(text, notation, false);
  if (!found) return std::nullopt;
  return "<math>" + *found + "</math>";
}

std::optional<std::string> inline_math_if_read(std::string_view text, MathNotation notation) {
  return in_lines(text, notation, "<math>");
}

std::string inline_math(std::string_view text, MathNotation notation) {
  return inline_math_if_read(text, notation).value_or(code_markup(text));
}

std::string display_math(std::string_view text, MathNotation notation) {
  return in_lines(text, notation, "<math displaystyle=\"true\">").value_or(code_markup(text));
}

}  // namespace softlin::check
