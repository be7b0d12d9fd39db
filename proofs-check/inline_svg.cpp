#include "proofs-check/inline_svg.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <map>
#include <set>
#include <system_error>
#include <utility>
#include <vector>

#include "proofs-check/html_escape.hpp"

namespace softlin::check {

namespace {

constexpr std::size_t k_largest_svg = std::size_t{4} << 20;
constexpr std::size_t k_deepest_svg = 60;

/// The document is not one that this file understands.
struct NotShown {};

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/// An element, or a piece of text where `name` is empty.
struct Node {
  std::string name;
  std::vector<std::pair<std::string, std::string>> attributes;
  std::string text;
  std::vector<Node> children;
};

using Words = std::set<std::string, std::less<>>;

bool is_kept_element(const std::string& name) {
  static const Words names{"svg",  "g",        "path",           "rect",           "circle", "ellipse",
                           "line", "polyline", "polygon",        "text",           "tspan",  "use",
                           "defs", "clipPath", "linearGradient", "radialGradient", "stop",   "symbol"};
  return names.count(name) > 0;
}

/// Elements without which a drawing looks the same: gnuplot defines filters that stand for its text boxes.
bool is_left_out(const std::string& name) {
  static const Words names{"title", "desc", "metadata", "filter"};
  return names.count(name) > 0;
}

bool is_kept_attribute(const std::string& name) {
  static const Words names{"id",
                           "x",
                           "y",
                           "x1",
                           "y1",
                           "x2",
                           "y2",
                           "cx",
                           "cy",
                           "r",
                           "rx",
                           "ry",
                           "dx",
                           "dy",
                           "width",
                           "height",
                           "d",
                           "points",
                           "transform",
                           "viewBox",
                           "fill",
                           "fill-opacity",
                           "fill-rule",
                           "stroke",
                           "stroke-width",
                           "stroke-dasharray",
                           "stroke-linecap",
                           "stroke-linejoin",
                           "stroke-opacity",
                           "opacity",
                           "color",
                           "font-family",
                           "font-size",
                           "font-weight",
                           "font-style",
                           "text-anchor",
                           "clip-path",
                           "clip-rule",
                           "clipPathUnits",
                           "offset",
                           "stop-color",
                           "stop-opacity",
                           "gradientUnits",
                           "gradientTransform",
                           "href",
                           "xlink:href",
                           "visibility"};
  return names.count(name) > 0;
}

void append_code_point(std::string& out, unsigned long code) {
  if (code == 0 || code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) throw NotShown{};
  const auto put = [&](unsigned long byte) { out += static_cast<char>(static_cast<unsigned char>(byte)); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xc0 | (code >> 6));
    put(0x80 | (code & 0x3f));
  } else if (code < 0x10000) {
    put(0xe0 | (code >> 12));
    put(0x80 | ((code >> 6) & 0x3f));
    put(0x80 | (code & 0x3f));
  } else {
    put(0xf0 | (code >> 18));
    put(0x80 | ((code >> 12) & 0x3f));
    put(0x80 | ((code >> 6) & 0x3f));
    put(0x80 | (code & 0x3f));
  }
}

/// Text with its entities resolved.
std::string unescaped(std::string_view text) {
  static const std::map<std::string, char, std::less<>> named{
      {"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}};
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] != '&') {
      out += text[at++];
      continue;
    }
    const std::size_t end = text.find(';', at);
    if (end == std::string_view::npos || end - at > 12) throw NotShown{};
    const std::string name(text.substr(at + 1, end - at - 1));
    if (const auto found = named.find(name); found != named.end()) {
      out += found->second;
    } else {
      const bool hexadecimal = name.size() > 2 && name[0] == '#' && (name[1] == 'x' || name[1] == 'X');
      const std::string digits = name.substr(hexadecimal ? 2 : std::min<std::size_t>(1, name.size()));
      const bool valid =
          name.size() > 1 && name[0] == '#' && !digits.empty() && digits.size() < 8 &&
          std::all_of(digits.begin(), digits.end(), [&](char c) {
            return hexadecimal ? std::isxdigit(static_cast<unsigned char>(c)) != 0 : c >= '0' && c <= '9';
          });
      if (!valid) throw NotShown{};
      append_code_point(out, std::stoul(digits, nullptr, hexadecimal ? 16 : 10));
    }
    at = end + 1;
  }
  return out;
}

/// Reads the part of XML that drawing programs write.
class SvgReader {
 public:
  explicit SvgReader(std::string_view text) : text_(text) {}

  Node document() {
    skip_prolog();
    Node root = element(0);
    skip_prolog();
    if (at_ != text_.size() || root.name != "svg") throw NotShown{};
    return root;
  }

 private:
  bool starts(std::string_view word) const { return text_.substr(at_, word.size()) == word; }

  void skip_to(std::string_view end) {
    const std::size_t found = text_.find(end, at_);
    if (found == std::string_view::npos) throw NotShown{};
    at_ = found + end.size();
  }

  void skip_space() {
    while (at_ < text_.size() && is_space(text_[at_])) ++at_;
  }

  /// White space, comments and instructions; a document type without declarations of its own.
  void skip_prolog() {
    for (skip_space(); at_ < text_.size(); skip_space()) {
      if (starts("<?")) {
        skip_to("?>");
      } else if (starts("<!--")) {
        skip_to("-->");
      } else if (starts("<!DOCTYPE")) {
        const std::size_t from = at_;
        skip_to(">");
        if (text_.substr(from, at_ - from).find('[') != std::string_view::npos) throw NotShown{};
      } else {
        return;
      }
    }
  }

  std::string name() {
    const std::size_t from = at_;
    while (at_ < text_.size() && (std::isalnum(static_cast<unsigned char>(text_[at_])) != 0 ||
                                  std::string_view("-_:.").find(text_[at_]) != std::string_view::npos)) {
      ++at_;
    }
    if (at_ == from) throw NotShown{};
    return std::string(text_.substr(from, at_ - from));
  }

  Node element(std::size_t depth) {
    if (depth > k_deepest_svg || !starts("<")) throw NotShown{};
    ++at_;
    Node out;
    out.name = name();
    for (;;) {
      skip_space();
      if (starts("/>")) {
        at_ += 2;
        return out;
      }
      if (starts(">")) {
        ++at_;
        break;
      }
      std::string key = name();
      skip_space();
      if (!starts("=")) throw NotShown{};
      ++at_;
      skip_space();
      if (at_ >= text_.size() || (text_[at_] != '"' && text_[at_] != '\'')) throw NotShown{};
      const std::size_t end = text_.find(text_[at_], at_ + 1);
      if (end == std::string_view::npos) throw NotShown{};
      out.attributes.emplace_back(std::move(key), unescaped(text_.substr(at_ + 1, end - at_ - 1)));
      at_ = end + 1;
    }
    while (!starts("</")) {
      if (at_ >= text_.size()) throw NotShown{};
      if (starts("<!--")) {
        skip_to("-->");
      } else if (starts("<![CDATA[")) {
        const std::size_t from = at_ + 9;
        skip_to("]]>");
        out.children.push_back({{}, {}, std::string(text_.substr(from, at_ - 3 - from)), {}});
      } else if (starts("<?")) {
        skip_to("?>");
      } else if (starts("<")) {
        out.children.push_back(element(depth + 1));
      } else {
        const std::size_t end = std::min(text_.find('<', at_), text_.size());
        out.children.push_back({{}, {}, unescaped(text_.substr(at_, end - at_)), {}});
        at_ = end;
      }
    }
    at_ += 2;
    if (name() != out.name) throw NotShown{};
    skip_space();
    if (!starts(">")) throw NotShown{};
    ++at_;
    return out;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

/// The id in "#id" or "url(#id)"; nothing for a value that refers to nothing.
std::optional<std::string> reference_in(const std::string& key, const std::string& value) {
  if (key == "href" || key == "xlink:href") {
    if (value.size() < 2 || value[0] != '#') throw NotShown{};
    return value.substr(1);
  }
  if (value.find("url") == std::string::npos) return std::nullopt;
  if (value.rfind("url(#", 0) != 0 || value.back() != ')' || value.size() < 7) throw NotShown{};
  return value.substr(5, value.size() - 6);
}

std::string without_spare_space(const std::string& value) {
  std::string out;
  for (const char c : value) {
    if (!is_space(c)) {
      out += c;
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
  }
  if (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

/// "84.6" for "84.63": a drawing is some hundred units wide, of which a tenth is not seen.
std::string to_a_tenth(double x) {
  std::array<char, 32> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), std::round(x * 10) / 10).ptr;
  return {buffer.data(), end};
}

/// Path data of absolute moves and lines in few letters; nothing for other data. Level and upright lines need one number.
std::optional<std::string> short_path(const std::string& data) {
  std::string out;
  char command = 0;
  std::string x;
  std::string y;
  const char* at = data.data();
  const char* const end = at + data.size();
  const auto skip = [&] {
    while (at != end && (is_space(*at) || *at == ',')) ++at;
  };
  const auto number = [&](std::string& into) {
    skip();
    double value = 0;
    const auto [stop, error] = std::from_chars(at, end, value, std::chars_format::fixed);
    if (error != std::errc() || std::abs(value) > 1e5) return false;
    at = stop;
    into = to_a_tenth(value);
    return true;
  };
  for (skip(); at != end; skip()) {
    if (std::isalpha(static_cast<unsigned char>(*at)) != 0) {
      command = *at++;
      if (command == 'Z' || command == 'z') {
        out += 'z';
        command = 0;
        x.clear();
        continue;
      }
      if (command != 'M' && command != 'L') return std::nullopt;
    }
    if (command == 0) return std::nullopt;
    std::string next_x;
    std::string next_y;
    if (!number(next_x) || !number(next_y)) return std::nullopt;
    if (command == 'L' && !x.empty() && next_y == y) {
      out += 'H' + next_x;
    } else if (command == 'L' && !x.empty() && next_x == x) {
      out += 'V' + next_y;
    } else {
      out += command + next_x + (next_y.front() == '-' ? "" : " ") + next_y;
    }
    x = next_x;
    y = next_y;
    command = 'L';  // further pairs after a move are lines
  }
  return out;
}

/// Values that elements take over from what they stand in, where the document says nothing.
using Inherited = std::map<std::string, std::string>;

const Inherited& initial_values() {
  static const Inherited values{{"fill", "black"},
                                {"stroke", "none"},
                                {"stroke-width", "1"},
                                {"stroke-linecap", "butt"},
                                {"stroke-linejoin", "miter"},
                                {"color", ""},
                                {"font-family", ""},
                                {"font-size", ""},
                                {"text-anchor", "start"},
                                {"stroke-dasharray", "none"}};
  return values;
}

class SvgWriter {
 public:
  SvgWriter(const Node& root, std::string prefix) : root_(root), prefix_(std::move(prefix)) {
    find_ids(root);
    note_references(root, false);
  }

  std::string write(std::string_view label) const {
    std::string view;
    std::string width;
    std::string height;
    for (const auto& [key, value] : root_.attributes) {
      if (key == "viewBox") view = without_spare_space(value);
      if (key == "width") width = value;
      if (key == "height") height = value;
    }
    if (view.empty()) {
      const auto is_number = [](const std::string& text) {
        return !text.empty() && text.find_first_not_of("0123456789.") == std::string::npos;
      };
      if (!is_number(width) || !is_number(height)) throw NotShown{};
      view = "0 0 " + width + " " + height;
    }
    std::string out =
        "<svg role=\"img\" viewBox=\"" + html_escape(view) + "\" aria-label=\"" + html_escape(label) + "\">";
    for (const Node& child : root_.children) out += written(child, false, initial_values(), false);
    return out + "</svg>";
  }

 private:
  static const std::string* attribute(const Node& node, std::string_view key) {
    for (const auto& [name, value] : node.attributes) {
      if (name == key) return &value;
    }
    return nullptr;
  }

  void find_ids(const Node& node) {
    if (const std::string* id = attribute(node, "id")) by_id_.emplace(*id, &node);
    for (const Node& child : node.children) find_ids(child);
  }

  /// What is drawn refers to definitions, and these to others.
  void note_references(const Node& node, bool is_definition) {
    if (is_left_out(node.name)) return;
    if (!is_definition && node.name == "defs") return;
    for (const auto& [key, value] : node.attributes) {
      if (!is_kept_attribute(key)) continue;
      const auto id = reference_in(key, value);
      if (!id || !used_.insert(*id).second) continue;
      const auto found = by_id_.find(*id);
      if (found == by_id_.end()) throw NotShown{};
      note_references(*found->second, true);
    }
    for (const Node& child : node.children) note_references(child, is_definition);
  }

  bool is_used(const Node& node) const {
    const std::string* id = attribute(node, "id");
    if (id != nullptr && used_.count(*id) > 0) return true;
    return std::any_of(node.children.begin(), node.children.end(), [&](const Node& child) { return is_used(child); });
  }

  /// `inherited` is what the element takes over; nothing is left out on its strength inside definitions, which are drawn
  /// elsewhere.
  std::string written(const Node& node, bool in_text, Inherited inherited, bool in_definition) const {
    if (node.name.empty()) return in_text ? html_escape(node.text) : std::string();
    if (is_left_out(node.name)) return {};
    if (!is_kept_element(node.name)) throw NotShown{};
    in_definition = in_definition || node.name == "defs";
    std::string out = "<" + node.name;
    for (const auto& [key, value] : node.attributes) {
      if (!is_kept_attribute(key) || (!in_definition && is_overridden(node, key))) continue;
      out += attribute_text(key, value, inherited, in_definition);
    }
    std::string content;
    const std::size_t shown = node.name == "text" ? children_with_text(node) : node.children.size();
    for (std::size_t i = 0; i < shown; ++i) {
      const Node& child = node.children[i];
      if (node.name == "defs" && !is_used(child)) continue;
      content += written(child, in_text || node.name == "text", inherited, in_definition);
    }
    if (node.name == "g" && out == "<g") return content;
    if (!content.empty()) return out + ">" + content + "</" + node.name + ">";
    // An empty tspan may move the line back.
    const bool draws_nothing = node.name == "g" || node.name == "defs" || node.name == "text" ||
                               (node.name == "tspan" && attribute(node, "dy") == nullptr);
    return draws_nothing ? std::string() : out + "/>";
  }

  /// The children up to the last one with text in it.
  static std::size_t children_with_text(const Node& text) {
    std::size_t count = text.children.size();
    while (count > 0 && !has_text(text.children[count - 1])) --count;
    return count;
  }
  static bool has_text(const Node& node) {
    return !node.text.empty() || std::any_of(node.children.begin(), node.children.end(), has_text);
  }

  /// Does the attribute of a group change nothing, since every child has a value of its own, or nothing takes the colour?
  static bool is_overridden(const Node& group, const std::string& key) {
    if (group.name != "g") return false;
    if (key == "stroke" || key == "fill") {
      return std::all_of(group.children.begin(), group.children.end(), [&](const Node& child) {
        return child.name.empty() || is_left_out(child.name) || attribute(child, key) != nullptr;
      });
    }
    return key == "color" && std::none_of(group.children.begin(), group.children.end(), uses_colour) &&
           !names_current_colour(group, true);
  }
  static bool names_current_colour(const Node& node, bool but_what_is_overridden) {
    return std::any_of(node.attributes.begin(), node.attributes.end(), [&](const auto& attribute) {
      return attribute.second == "currentColor" && !(but_what_is_overridden && is_overridden(node, attribute.first));
    });
  }
  static bool uses_colour(const Node& node) {
    return node.name == "use" || names_current_colour(node, false) ||
           std::any_of(node.children.begin(), node.children.end(), uses_colour);
  }

  /// " key="value"", or nothing where that changes nothing; `inherited` becomes what children take over.
  std::string attribute_text(const std::string& key, const std::string& value, Inherited& inherited,
                             bool in_definition) const {
    std::string shown = without_spare_space(value);
    if (key == "id") {
      if (used_.count(value) == 0) return {};
      shown = prefix_ + value;
    } else if (const auto id = reference_in(key, value)) {
      shown = value[0] == '#' ? "#" + prefix_ + *id : "url(#" + prefix_ + *id + ")";
    } else if (key == "d") {
      shown = short_path(shown).value_or(shown);
    } else if ((key == "stroke-width" || key == "font-size") && shown.size() > 3 &&
               shown.substr(shown.size() - 3) == ".00") {
      shown.resize(shown.size() - 3);
    }
    if (const auto found = inherited.find(key); found != inherited.end()) {
      if (found->second == shown && !in_definition) return {};
      found->second = shown;
    }
    const std::string name = key == "xlink:href" ? "href" : key;
    return " " + name + "=\"" + html_escape(shown) + "\"";
  }

  const Node& root_;
  std::string prefix_;
  std::map<std::string, const Node*> by_id_;
  std::set<std::string> used_;
};

}  // namespace

std::optional<std::string> inline_svg(std::string_view svg, std::string_view prefix, std::string_view label) {
  if (svg.size() > k_largest_svg) return std::nullopt;
  try {
    const Node root = SvgReader(svg).document();
    return SvgWriter(root, std::string(prefix)).write(label);
  } catch (const NotShown&) {
    return std::nullopt;
  }
}

}  // namespace softlin::check
