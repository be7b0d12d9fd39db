#include "proofs-check/claim_file.hpp"

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <functional>

#include "tests/input_error.hpp"

using namespace softlin;
using namespace softlin::check;

namespace {

using tests::message_of;

const std::string k_contract_example = R"toml([[claim]]
id = "prop-3.1-as-printed"
source = "arXiv 2512.11784v1, Proposition 3.1"
quantity = "output"
bound = "c1*sigma^6*log(L)/L^(c2/sigma^2)"   # symbols: L, sigma, d, s and every name in constants; log is natural
constants = { c1 = "any", c2 = "any" }       # "any": the claim must fail, or hold, for every positive value
sigma = 1
lengths = [1, 2, 16, 256]
model = "standard-normal-1d.toml"            # a path beside this file, or a [claim.model] table
method = "exact"                             # exact | reduced | naive | both
expected = "violated"                        # optional; absent means "holds"
confidence = 0.999                           # for sampled methods
)toml";

const std::string k_normal = R"toml([tokens]
law = "gaussian"
dimension = 1
[head]
U = 1
[query]
law = "fixed"
z = 1
)toml";

/// The models that suites in these tests may name.
const std::string k_models = R"toml(
[models.normal]
tokens = { law = "gaussian" }
head = { U = 1 }
query = { law = "tokens" }
[models.signs]
tokens = { law = "rademacher" }
head = { U = 1 }
query = { law = "fixed", z = 1 }
[models.cube]
tokens = { law = "uniform-cube" }
head = { U = 1 }
query = { law = "fixed", z = 1 }
)toml";

/// A folder with the model file of the example, gone with the object.
struct Folder {
  Folder() {
    std::filesystem::create_directories(path);
    std::ofstream(path / "standard-normal-1d.toml") << k_normal;
  }
  ~Folder() { std::filesystem::remove_all(path); }
  std::filesystem::path path = std::filesystem::temp_directory_path() / "softlin_claim_file_test";
};

/// One claim from its keys; what `keys` leaves out of bound, lengths and model is filled in after it.
std::string claim_text(const std::string& keys) {
  std::string out = "[[claim]]\nid = \"one\"\n" + keys + "\n";
  const auto has = [&](const std::string& key) { return ("\n" + keys).find("\n" + key + " =") != std::string::npos; };
  if (!has("bound")) out += "bound = \"1/L\"\n";
  if (!has("lengths")) out += "lengths = [4]\n";
  if (!has("model")) out += "model = \"normal\"\n";
  return out + k_models;
}

Claim claim_of(const std::string& keys) { return parse_suite(claim_text(keys), "s.toml", "").claims.at(0); }

std::string lengths_of(const std::string& lengths) {
  std::string out;
  for (const auto& length : claim_of("lengths = " + lengths).lengths) out += to_text(length) + " ";
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(claim_file)

BOOST_AUTO_TEST_CASE(the_example_of_the_manual) {
  const Folder folder;
  std::ofstream(folder.path / "suite.toml") << k_contract_example;
  for (const Suite& suite :
       {read_suite(folder.path / "suite.toml"), parse_suite(k_contract_example, "suite.toml", folder.path)}) {
    BOOST_TEST(suite.name == "suite");
    BOOST_REQUIRE(suite.claims.size() == 1U);
    const Claim& claim = suite.claims[0];
    BOOST_TEST(claim.id == "prop-3.1-as-printed");
    BOOST_TEST(claim.source == "arXiv 2512.11784v1, Proposition 3.1");
    BOOST_TEST(claim.statement.empty());
    BOOST_TEST(claim.place.line == 1);
    BOOST_TEST(claim.model_name == "standard-normal-1d");
    BOOST_TEST(symbolic::dimension(claim.model.tokens) == 1);
    BOOST_TEST(name_of(claim.quantity) == "output");
    BOOST_TEST(name_of(claim.target) == "limit");
    BOOST_TEST(name_of(claim.relation) == "<=");
    BOOST_TEST(name_of(claim.method) == "exact");
    BOOST_TEST(claim.bound == "c1*sigma^6*log(L)/L^(c2/sigma^2)");
    BOOST_TEST(claim.constants.size() == 2U);
    BOOST_TEST(!claim.constants.at("c1").has_value());
    BOOST_TEST(claim.sigma->rational() == 1);
    BOOST_TEST(claim.lengths.size() == 4U);
    BOOST_TEST(to_text(claim.lengths[3]) == "256");
    BOOST_TEST(name_of(claim.expected.value()) == "violated");
    BOOST_TEST(claim.confidence == 0.999);
    BOOST_TEST(claim.scales.size() == 1U);
    BOOST_TEST(claim.prompts == k_default_prompts);
    BOOST_TEST(claim.seed == 1U);
  }
}

BOOST_AUTO_TEST_CASE(exceedance_keys) {
  const Claim claim = claim_of(
      "quantity = \"exceedance-v\"\nradius = \"2*sqrt(trace/L)\"\nradius_factor = \"1/3\"\nmethod = \"naive\"\n"
      "stop_early = true\nbound = 0.25");
  BOOST_TEST(claim.is_exceedance());
  BOOST_TEST(name_of(claim.quantity) == "grad-v");
  BOOST_TEST(exceedance_name(claim.quantity) == "exceedance-v");
  BOOST_TEST(claim.radius == "2*sqrt(trace/L)");
  BOOST_TEST(claim.radius_factor.text() == "1/3");
  BOOST_TEST(claim.bound == "0.25");
  BOOST_TEST(claim.stop_early);
  BOOST_TEST(!claim_of("").is_exceedance());
  BOOST_TEST(!claim_of("").stop_early);
  BOOST_TEST(claim_of("quantity = \"exceedance\"\nradius = 2\nmethod = \"naive\"").radius == "2");
}

BOOST_AUTO_TEST_CASE(every_key) {
  const Claim claim = claim_of(R"toml(statement = "S"
quantity = "grad-u"
target = "linear"
relation = ">="
bound = 0.25
constants = { c1 = 0.1, kappa_2 = "sqrt(2)" }
sigma = "sqrt(2)"
scales = [0, 0.5, "1/3"]
method = "naive"
expected = "consistent"
confidence = "0.95"
prompts = 1e6
seed = "18446744073709551615")toml");
  BOOST_TEST(claim.statement == "S");
  BOOST_TEST(name_of(claim.quantity) == "grad-u");
  BOOST_TEST(name_of(claim.target) == "linear");
  BOOST_TEST(name_of(claim.relation) == ">=");
  BOOST_TEST(claim.bound == "0.25");
  BOOST_TEST(claim.constants.at("c1")->rational() == Rational(1, 10));
  BOOST_TEST(!claim.constants.at("kappa_2")->is_rational());
  BOOST_TEST(claim.scales.size() == 3U);
  BOOST_TEST(claim.scales[2].rational() == Rational(1, 3));
  BOOST_TEST(name_of(claim.method) == "naive");
  BOOST_TEST(name_of(claim.expected.value()) == "consistent");
  BOOST_TEST(claim.confidence == 0.95);
  BOOST_TEST(claim.prompts == 1000000U);
  BOOST_TEST(claim.seed == 18446744073709551615U);
  BOOST_TEST(claim.model_name == "normal");
  BOOST_TEST(!claim_of("expected = \"holds\"").expected.has_value());
  BOOST_TEST(claim_of("bound = 3").bound == "3");
}

BOOST_AUTO_TEST_CASE(lengths) {
  BOOST_TEST(lengths_of("[1, 1e6, \"1e18\", \"inf\"]") == "1 1000000 1000000000000000000 inf ");
  BOOST_TEST(lengths_of("[inf]") == "inf ");
  BOOST_TEST(lengths_of("16") == "16 ");
  BOOST_TEST(lengths_of("{ from = 1, to = 1000000, factor = 10 }") == "1 10 100 1000 10000 100000 1000000 ");
  BOOST_TEST(lengths_of("{ from = 3, to = 20, factor = 2 }") == "3 6 12 ");
  const Place place{"--length", 0, {}};
  BOOST_TEST(to_text(parse_length("1e6", place)) == "1000000");
  BOOST_TEST(parse_length(" inf ", place).infinite);
  const auto list = parse_length_list("16, 64,1e6,inf", place);
  BOOST_REQUIRE(list.size() == 4U);
  BOOST_TEST(to_text(list[2]) == "1000000");
  const std::string expected = ", expected a whole number of tokens from 1 to 10^18, or inf";
  for (const char* text : {"0", "-1", "2.5", "1e19", "1/2"}) {
    BOOST_TEST(message_of([&] { parse_length(text, place); }) == "--length: found " + std::string(text) + expected);
  }
  for (const char* text : {"", "nan", "x", "1e999999999999", "1_000", "0x10"}) {
    BOOST_TEST(message_of([&] { parse_length(text, place); }) ==
               "--length: found \"" + std::string(text) + "\"" + expected);
  }
  for (const char* text : {"", ",", "1,", "1,,2"}) {
    BOOST_TEST(message_of([&] { parse_length_list(text, place); }) ==
               "--length: found an empty entry in \"" + std::string(text) +
                   "\", expected lengths with commas between them, such as 16,64,1e6");
  }
  BOOST_TEST(message_of([&] { parse_length_list("1000,1e3", place); }) ==
             "--length: found the length 1000 a second time, expected each length once");
}

BOOST_AUTO_TEST_CASE(words_go_both_ways) {
  const Place place{"--word", 0, {}};
  for (const auto x : {Quantity::output, Quantity::grad_v, Quantity::grad_u, Quantity::bias}) {
    BOOST_TEST((parse_quantity(name_of(x), place) == x));
  }
  for (const auto x : {Method::exact, Method::reduced, Method::naive, Method::both}) {
    BOOST_TEST((parse_method(name_of(x), place) == x));
  }
  for (const auto x : {Relation::at_most, Relation::at_least, Relation::equal}) {
    BOOST_TEST((parse_relation(name_of(x), place) == x));
  }
  for (const auto x : {Verdict::proved, Verdict::violated, Verdict::consistent, Verdict::undecided}) {
    BOOST_TEST((parse_verdict(name_of(x), place) == x));
  }
  for (const auto x : {Target::limit, Target::linear, Target::inverse}) {
    BOOST_TEST((parse_target(name_of(x), place) == x));
  }
  BOOST_TEST(message_of([&] { parse_quantity("grad", place); }) ==
             "--word: found \"grad\", expected \"output\", \"grad-v\", \"grad-u\" or \"bias\"");
}

BOOST_AUTO_TEST_CASE(models) {
  const Folder folder;
  const std::string text = R"toml(title = "T"
[[claim]]
id = "by-table"
bound = "1"
lengths = ["inf"]
[claim.model.tokens]
law = "sphere"
dimension = 3
[claim.model.head]
U = { kind = "identity" }
[claim.model.query]
law = "tokens"
[[claim]]
id = "by-path"
bound = "1"
lengths = [2]
model = "standard-normal-1d.toml"
[[claim]]
id = "by-name"
bound = "1"
lengths = [2]
model = "normal"
)toml";
  const Suite suite = parse_suite(text + k_models, "s.toml", folder.path);
  BOOST_TEST(suite.name == "T");
  BOOST_REQUIRE(suite.claims.size() == 3U);
  BOOST_TEST(suite.claims[0].model_name == "sphere d=3");
  BOOST_TEST(suite.claims[1].model_name == "standard-normal-1d");
  BOOST_TEST(suite.claims[2].model_name == "normal");
  BOOST_TEST(suite.claims[2].place.line == 18);

  std::ofstream(folder.path / "standard-normal-1d.toml") << "[tokens]\nlaw = 1\n[head]\n[query]\n";
  BOOST_TEST(message_of([&] {
               parse_suite(text + k_models, "s.toml", folder.path);
             }).find((folder.path / "standard-normal-1d.toml").string() + ":2: tokens.law: found 1") == 0U);
  BOOST_TEST(message_of([&] { parse_suite(text + k_models, "s.toml", "/nonexistent"); }) ==
             "s.toml:17: claim[1].model: found \"standard-normal-1d.toml\", but there is no file "
             "/nonexistent/standard-normal-1d.toml, expected a model file");
  BOOST_TEST(message_of([&] { parse_suite(text, "s.toml", folder.path / "nowhere"); }).find("s.toml:17") == 0U);
  // Named models are checked even when unused; inline ones report their own lines.
  BOOST_TEST(message_of([&] {
               parse_suite("[[claim]]\n[models.x.tokens]\nlaw = 2\n[models.x.head]\n[models.x.query]", "s.toml", "");
             }).find("s.toml:3: models.x.tokens.law: found 2") == 0U);
  BOOST_TEST(message_of([&] { claim_of("model = { tokens = { law = \"gaussian\" }, head = { U = 1 } }"); }) ==
             "s.toml:3: claim[0].model.query: found no such key (only head, tokens), expected a table [query]");
}

BOOST_AUTO_TEST_CASE(bad_claims) {
  struct Case {
    std::string keys, message;
  };
  const std::string length_expected = ", expected a whole number of tokens from 1 to 10^18, or inf";
  const std::vector<Case> cases{
      {"bound = \"\"", "bound: found \"\", expected a string that is not empty"},
      {"bound = \" \"", "bound: found \" \", expected a string that is not empty"},
      {"bound = nan", "bound: found nan, expected a finite number"},
      {"bound = [1]", "bound: found an array of 1 value, expected the name of a bound, or a formula, as a string"},
      {"quantity = \"grad\"",
       "quantity: found \"grad\", expected \"output\", \"grad-v\", \"grad-u\", \"bias\", "
       "\"exceedance\", \"exceedance-v\" or \"exceedance-u\""},
      {"target = \"lim\"", "target: found \"lim\", expected \"limit\", \"linear\" or \"inverse\""},
      {"relation = \"<\"", "relation: found \"<\", expected \"<=\", \">=\" or \"=\""},
      {"method = \"sample\"", "method: found \"sample\", expected \"exact\", \"reduced\", \"naive\" or \"both\""},
      {"expected = \"false\"",
       "expected: found \"false\", expected \"proved\", \"violated\", \"consistent\", \"undecided\" or \"holds\""},
      {"source = 1", "source: found 1, expected a string"},
      {"sigma = 0", "sigma: found 0, expected a positive number"},
      {"sigma = \"1-sqrt(2)\"", "sigma: found \"1-sqrt(2)\", expected a positive number"},
      {"sigma = \"any\"",
       "sigma: found the unknown name 'any' at column 1 of \"any\", expected one of pi, or a function"},
      {"lengths = []", "lengths: found an empty array, expected a non-empty array of lengths such as [16, 64, 1e6]"},
      {"lengths = true", "lengths: found true, expected a non-empty array of lengths such as [16, 64, 1e6]"},
      {"lengths = [4, 0]", "lengths[1]: found 0" + length_expected},
      {"lengths = [-4]", "lengths[0]: found -4" + length_expected},
      {"lengths = [2.5]", "lengths[0]: found 2.5" + length_expected},
      {"lengths = [nan]", "lengths[0]: found nan" + length_expected},
      {"lengths = [-inf]", "lengths[0]: found -inf" + length_expected},
      {"lengths = [1e19]", "lengths[0]: found 1e+19" + length_expected},
      {"lengths = [\"many\"]", "lengths[0]: found \"many\"" + length_expected},
      {"lengths = [[4]]", "lengths[0]: found an array of 1 value" + length_expected},
      {"lengths = [100, 1e2]", "lengths[1]: found the length 100 a second time, expected each length once"},
      {"lengths = [\"inf\", inf]", "lengths[1]: found the length inf a second time, expected each length once"},
      {"lengths = { from = 1, to = 9 }", "lengths.factor: found no such key (only from, to), expected a whole number"},
      {"lengths = { from = 1, to = 9, factor = 1 }",
       "lengths.factor: found 1, expected a whole number from 2 to 1000000000000000000"},
      {"lengths = { from = 0, to = 9, factor = 2 }",
       "lengths.from: found 0, expected a whole number from 1 to 1000000000000000000"},
      {"lengths = { from = 9, to = 1, factor = 2 }", "lengths.from: found 9, expected at most `to`, which is 1"},
      {"lengths = { from = 1, to = 9, factor = 2, step = 1 }",
       "lengths.step: found an unknown key, expected one of factor, from or to"},
      {"scales = []", "scales: found an empty array, expected a non-empty array of numbers"},
      {"scales = 1", "scales: found 1, expected an array"},
      {"scales = [0.5, \"1/2\"]", "scales[1]: found the scale 1/2 a second time, expected each scale once"},
      {"constants = 1", "constants: found 1, expected a table"},
      {"constants = { c1 = \"all\" }",
       "constants.c1: found the unknown name 'all' at column 1 of \"all\", expected one of pi, or a function"},
      {"constants = { L = 1 }",
       "constants.L: found the reserved name \"L\", expected a name that has no meaning in formulas yet"},
      {"constants = { log = 1 }",
       "constants.log: found the reserved name \"log\", expected a name that has no meaning in formulas yet"},
      {"constants = { norm_u = 1 }",
       "constants.norm_u: found the reserved name \"norm_u\", expected a name that has no meaning in formulas yet"},
      {"constants = { c-1 = 1 }",
       "constants.c-1: found the name \"c-1\", expected letters, digits and _, beginning with a letter"},
      {"constants = { 1c = 1 }",
       "constants.1c: found the name \"1c\", expected letters, digits and _, beginning with a letter"},
      {"confidence = 1", "confidence: found 1, expected a number between 0 and 1, such as 0.999"},
      {"confidence = 0.0", "confidence: found 0.0, expected a number between 0 and 1, such as 0.999"},
      {"confidence = nan", "confidence: found nan, expected a number between 0 and 1, such as 0.999"},
      {"confidence = \"1-1e-30\"",
       "confidence: found \"1-1e-30\", expected a number between 0 and 1, such as 0.999, and not closer to either than "
       "a "
       "double can tell"},
      {"prompts = 0", "prompts: found 0, expected a whole number from 2 to 1000000000"},
      {"prompts = 1e10", "prompts: found 1e+10, expected a whole number from 2 to 1000000000"},
      {"seed = -1", "seed: found -1, expected a whole number from 0 to 18446744073709551615"},
      {"model = \"other\"",
       "model: found \"other\", expected a path ending in .toml or one of the models \"cube\", \"normal\" or "
       "\"signs\""},
      {"model = 1", "model: found 1, expected a path, the name of a [models.NAME] table, or a table"},
      {"bounds = \"1/L\"",
       "bounds: found an unknown key, expected one of bound, confidence, constants, expected, factor, id, kind, "
       "lengths, "
       "method, "
       "model, "
       "prompts, quantity, radius, radius_factor, relation, scales, seed, sigma, source, statement, stop_early or "
       "target"},
      {"radius_factor = -1\nquantity = \"exceedance\"\nmethod = \"naive\"",
       "radius_factor: found -1, expected a positive number"},
      {"stop_early = 1", "stop_early: found 1, expected true or false"},
      // Contradictions.
      {"radius_factor = 2",
       "radius_factor: found a radius with quantity \"output\", expected the quantity exceedance, exceedance-v or "
       "exceedance-u"},
      {"quantity = \"grad-v\"\nradius = 2",
       "4:radius: found a radius with quantity \"grad-v\", expected the quantity exceedance, exceedance-v or "
       "exceedance-u"},
      {"quantity = \"exceedance-u\"\nradius = 2\nmethod = \"both\"",
       "5:method: found \"both\" with quantity \"exceedance-u\", expected \"naive\": no exact value of a probability "
       "of exceedance "
       "is known"},
      {"stop_early = true", "stop_early: found true with method \"exact\", expected a sampled method"},
      {"method = \"naive\"\nlengths = [\"inf\"]",
       "4:lengths: found inf with method \"naive\", expected finite lengths, or method \"exact\""},
      {"method = \"both\"\nlengths = [4, \"inf\"]",
       "4:lengths: found inf with method \"both\", expected finite lengths, or method \"exact\""},
      {"method = \"reduced\"\nmodel = \"signs\"",
       "method: found \"reduced\" with rademacher tokens, expected \"naive\": other methods need Gaussian tokens"},
      {"method = \"both\"\nmodel = \"cube\"",
       "method: found \"both\" with uniform-cube tokens, expected \"naive\": other methods need Gaussian tokens"},
      {"method = \"exact\"\nmodel = \"cube\"\nlengths = [4, \"inf\"]",
       "method: found \"exact\" with uniform-cube tokens, expected \"naive\": other methods need Gaussian tokens, or "
       "tokens and queries with few atoms, at finite lengths"},
      {"model = \"cube\"",
       "1:method: found \"exact\" with uniform-cube tokens, expected \"naive\": other methods need Gaussian tokens, or "
       "tokens and queries with few atoms, at finite lengths"},
      {"factor = 0", "factor: found 0, expected a positive number"},
      {"quantity = \"bias\"\nmethod = \"naive\"",
       "quantity: found \"bias\" with method \"naive\", expected method \"exact\": no sample has this mean"},
      {"target = \"inverse\"\nquantity = \"grad-v\"",
       "target: found \"inverse\" with quantity \"grad-v\", expected quantity \"output\" or \"bias\", or another "
       "target"},
      {"constants = { c1 = \"any\" }\nmethod = \"reduced\"",
       "constants: found the constant c1 = \"any\" with method \"reduced\", expected a number, or method \"exact\""},
      {"expected = \"consistent\"",
       "expected: found \"consistent\" with method \"exact\", expected \"proved\": only sampling ends with "
       "\"consistent\""},
      {"expected = \"consistent\"\nmethod = \"both\"",
       "expected: found \"consistent\" with method \"both\", expected \"holds\": only the sampled row can be "
       "consistent"},
      {"expected = \"proved\"\nmethod = \"naive\"",
       "expected: found \"proved\" with method \"naive\", expected \"consistent\": sampling proves no bound"},
      {"expected = \"proved\"\nmethod = \"both\"",
       "expected: found \"proved\" with method \"both\", expected \"holds\": only the exact row can be proved"},
  };
  for (const auto& c : cases) {
    // A digit and a colon in front of the message are a line other than 3.
    const bool has_line = c.message.size() > 1 && c.message[1] == ':';
    const std::string line = has_line ? c.message.substr(0, 1) : "3";
    const std::string message = "s.toml:" + line + ": claim[0]." + c.message.substr(has_line ? 2 : 0);
    BOOST_TEST(message_of([&] { claim_of(c.keys); }) == message);
  }
  // What is allowed next to them.
  claim_of("model = \"signs\"\nlengths = [\"inf\"]");
  claim_of("model = \"signs\"\nmethod = \"naive\"");
  claim_of("expected = \"violated\"\nmethod = \"both\"");
  claim_of("constants = { c1 = \"any\" }\nlengths = [4, \"inf\"]");
}

BOOST_AUTO_TEST_CASE(bad_suites) {
  const auto message = [](const std::string& text) { return message_of([&] { parse_suite(text, "s.toml", ""); }); };
  BOOST_TEST(message("") == "s.toml: claim: found no claim, expected at least one [[claim]]");
  BOOST_TEST(message("claim = []") == "s.toml:1: claim: found an empty array, expected at least one [[claim]]");
  BOOST_TEST(message("claim = 1") == "s.toml:1: claim: found 1, expected an array");
  BOOST_TEST(message("claim = [1]") == "s.toml:1: claim[0]: found 1, expected a table");
  BOOST_TEST(message("title = \"\"") == "s.toml:1: title: found \"\", expected a string that is not empty");
  BOOST_TEST(message(k_normal) ==
             "s.toml:1: tokens: found an unknown key, expected one of claim, models, regressions or title");
  BOOST_TEST(message("[[claim]]") == "s.toml:1: claim[0].id: found no such key, expected a short name for the claim");
  BOOST_TEST(message("[[claim]]\nid = \" \"") ==
             "s.toml:2: claim[0].id: found \" \", expected a string that is not empty");
  BOOST_TEST(message("[[claim]]\nid = \"a\\nb\"") ==
             "s.toml:2: claim[0].id: found \"a b\", expected a name on one line");
  for (const std::string missing : {"bound", "lengths", "model"}) {
    std::string text = "[[claim]]\nid = \"a\"\n";
    for (const std::string line : {"bound = \"1\"\n", "lengths = [1]\n", "model = \"normal\"\n"}) {
      if (line.find(missing) != 0) text += line;
    }
    BOOST_TEST(message(text + k_models).find("s.toml:1: claim[0]." + missing + ": found no such key (only ") == 0U);
  }
  const std::string claim = "[[claim]]\nid = \"a\"\nbound = \"1\"\nlengths = [1]\nmodel = \"normal\"\n";
  BOOST_TEST(message(claim + claim + k_models) ==
             "s.toml:7: claim[1].id: found \"a\", expected an id of its own: line 2 has this one already");
  BOOST_TEST(
      message(claim) ==
      "s.toml:5: claim[0].model: found \"normal\", expected a path ending in .toml (the suite has no [models.NAME] "
      "table)");
  BOOST_TEST(message(claim + "[models.\"x.toml\"]") ==
             "s.toml:6: models.\"x.toml\": found the name \"x.toml\", expected a name that does not look like a path");
  // One claim needs no array.
  BOOST_TEST(parse_suite("[claim]" + claim.substr(9) + k_models, "s.toml", "").claims.size() == 1U);
}

// Whatever happens to a file, the reader answers with a suite or an InputError.
BOOST_AUTO_TEST_CASE(damaged_files) {
  const Folder folder;
  const auto survives = [&](const std::string& text) {
    try {
      parse_suite(text, "s.toml", folder.path);
    } catch (const InputError&) {
    }
    return true;
  };
  const std::string good = k_contract_example + k_models;
  for (std::size_t i = 0; i <= good.size(); ++i) BOOST_TEST(survives(good.substr(0, i)), "cut at byte " << i);
  for (std::size_t i = 0; i < good.size(); ++i) {
    for (const char c : {'\0', '\n', '"', '[', '}', '=', '.', ',', '#', '9', '-', '\xff'}) {
      std::string text = good;
      text[i] = c;
      BOOST_TEST(survives(text), "byte " << i << " replaced by code " << static_cast<int>(c));
    }
    BOOST_TEST(survives(good.substr(0, i) + good.substr(i + 1)), "byte " << i << " removed");
  }
}

BOOST_AUTO_TEST_SUITE_END()
