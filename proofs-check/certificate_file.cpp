#include "proofs-check/certificate_file.hpp"

#include <nlohmann/json.hpp>
#include <set>

#include "proofs-check/json_text.hpp"
#include "symbolic/error.hpp"

namespace softlin::check {

namespace {

using Json = nlohmann::ordered_json;
using symbolic::Certificate;
using symbolic::CertificateStep;

constexpr int k_version = 1;
const char* const k_format_key = "softlin_certificate";

class Reader {
 public:
  explicit Reader(std::string file) : file_(std::move(file)) {}

  Certificate read(std::string_view text) const {
    const Json json = Json::parse(text.begin(), text.end(), nullptr, /*allow_exceptions=*/false);
    if (!json.is_object()) throw InputError(Place{file_, 0, ""}, "no JSON object", "a certificate");
    refuse_other_keys(
        json, "",
        {k_format_key, "identity", "kind", "source", "setting", "definitions", "dimensions", "equations", "steps"});
    const Json& version = need(json, k_format_key, "1");
    if (version != k_version) refuse(k_format_key, one_line(version), "1");
    Certificate out;
    out.identity = text_of(need(json, "identity", "a string"), "identity");
    out.kind = text_of(need(json, "kind", "a string"), "kind");
    if (json.contains("source")) out.source = text_of(json["source"], "source");
    if (json.contains("setting")) out.setting = texts_of(json["setting"], "setting");
    if (json.contains("definitions")) {
      const Json& definitions = json["definitions"];
      if (!definitions.is_object()) refuse("definitions", one_line(definitions), "an object of strings");
      for (const auto& [name, value] : definitions.items())
        out.definitions[name] = text_of(value, "definitions." + name);
    }
    if (json.contains("dimensions")) {
      const Json& dimensions = json["dimensions"];
      if (!dimensions.is_array()) refuse("dimensions", one_line(dimensions), "an array of whole numbers");
      for (const Json& d : dimensions) out.dimensions.push_back(whole(d, "dimensions"));
    }
    out.equations = texts_of(need(json, "equations", "an array of strings"), "equations");
    const Json& steps = need(json, "steps", "an array of steps");
    if (!steps.is_array()) refuse("steps", one_line(steps).substr(0, 60), "an array of steps");
    for (std::size_t i = 0; i < steps.size(); ++i) out.steps.push_back(step_of(steps[i], i));
    return out;
  }

 private:
  [[noreturn]] void refuse(const std::string& key, const std::string& found, const std::string& expected) const {
    throw InputError(Place{file_, 0, key}, found.size() > 80 ? found.substr(0, 80) + "..." : found, expected);
  }
  const Json& need(const Json& json, const std::string& key, const std::string& expected,
                   const std::string& prefix = "") const {
    const auto found = json.find(key);
    if (found == json.end()) refuse(prefix + key, "nothing", expected);
    return *found;
  }
  std::string text_of(const Json& value, const std::string& key) const {
    if (!value.is_string()) refuse(key, one_line(value), "a string");
    return value.get<std::string>();
  }
  std::vector<std::string> texts_of(const Json& value, const std::string& key) const {
    if (!value.is_array()) refuse(key, one_line(value), "an array of strings");
    std::vector<std::string> out;
    for (const Json& element : value) out.push_back(text_of(element, key));
    return out;
  }
  int whole(const Json& value, const std::string& key) const {
    if (!value.is_number_integer() || value < 0 || value > 1000000) refuse(key, one_line(value), "a whole number");
    return value.get<int>();
  }
  void refuse_other_keys(const Json& json, const std::string& prefix, const std::set<std::string>& known) const {
    for (const auto& item : json.items()) {
      if (known.count(item.key()) == 0) refuse(prefix + item.key(), "an unknown key", "only the keys of a certificate");
    }
  }
  CertificateStep step_of(const Json& json, std::size_t index) const {
    const std::string prefix = "steps[" + std::to_string(index + 1) + "].";
    if (!json.is_object()) refuse("steps[" + std::to_string(index + 1) + "]", one_line(json), "an object");
    refuse_other_keys(json, prefix, {"step", "equation", "part", "rule", "before", "after"});
    const auto text = [&](const std::string& key) {
      return text_of(need(json, key, "a string", prefix), prefix + key);
    };
    const int number = whole(need(json, "step", "its number", prefix), prefix + "step");
    if (number != static_cast<int>(index) + 1)
      refuse(prefix + "step", std::to_string(number), std::to_string(index + 1));
    return {whole(need(json, "equation", "a whole number", prefix), prefix + "equation"), text("part"), text("rule"),
            text("before"), text("after")};
  }

  std::string file_;
};

}  // namespace

std::string to_json(const Certificate& certificate) {
  Json json;
  json[k_format_key] = k_version;
  json["identity"] = certificate.identity;
  json["kind"] = certificate.kind;
  if (!certificate.source.empty()) json["source"] = certificate.source;
  if (!certificate.setting.empty()) json["setting"] = certificate.setting;
  if (!certificate.definitions.empty()) json["definitions"] = certificate.definitions;
  if (!certificate.dimensions.empty()) json["dimensions"] = certificate.dimensions;
  json["equations"] = certificate.equations;
  std::string out = json.dump(2, ' ', false, Json::error_handler_t::replace);
  out.erase(out.rfind("\n}"));  // one line a step, whatever its length
  out += ",\n  \"steps\": [";
  for (std::size_t i = 0; i < certificate.steps.size(); ++i) {
    const CertificateStep& step = certificate.steps[i];
    const Json line{{"step", i + 1},     {"equation", step.equation}, {"part", step.part},
                    {"rule", step.rule}, {"before", step.before},     {"after", step.after}};
    out += (i == 0 ? "\n    " : ",\n    ") + one_line(line);
  }
  return out + "\n  ]\n}\n";
}

Certificate parse_certificate(std::string_view text, const std::string& file) { return Reader(file).read(text); }

}  // namespace softlin::check
