#include "proofs-check/model_file.hpp"

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <functional>

#include "symbolic/limit_operator.hpp"
#include "tests/input_error.hpp"
#include "tests/proofs-check/scratch_folder.hpp"

using namespace softlin;
using check::parse_model;
using symbolic::AttentionModel;
using symbolic::Matrix;
using symbolic::Number;
using symbolic::Vector;

namespace {

using tests::message_of;

const std::string k_contract_example = R"([tokens]
law = "gaussian"                 # gaussian | rademacher | sphere | uniform-cube | mixture
mean = [0, 0]                    # default 0
covariance = [[1, "1/2"], ["1/2", 1]]
# or  covariance = { kind = "identity", dimension = 4 }
# or  covariance = { kind = "toeplitz", rho = "1/2", dimension = 5 }     # rho^|i-j|

[head]
U = [["1/5", 0], [0, "1/5"]]     # or K and Q, with U = K^T Q; { kind = "identity", scale = "1/5" } works too (dimension optional)
V = { kind = "identity" }

[query]
law = "fixed"                    # fixed | pair (z and -z, equally likely) | gaussian | tokens (the token law)
z = [1, -1]                      # or mean / covariance for gaussian
)";

/// A model whose sections are given without their headers, each on one line or more.
std::string model_text(const std::string& tokens, const std::string& head, const std::string& query) {
  return "[tokens]\n" + tokens + "\n[head]\n" + head + "\n[query]\n" + query + "\n";
}

AttentionModel tokens_model(const std::string& tokens) {
  return parse_model(model_text(tokens, "U = { kind = \"identity\" }", "law = \"tokens\""), "m.toml");
}

AttentionModel head_model(const std::string& head) {
  return parse_model(model_text("law = \"gaussian\"\ndimension = 2", head, "law = \"tokens\""), "m.toml");
}

bool equal(const Number& a, const Number& b) { return (a - b).is_recognised_zero(); }

bool equal(const Matrix& a, const std::vector<std::vector<Number>>& b) {
  if (a.rows() != static_cast<Eigen::Index>(b.size())) return false;
  for (std::size_t i = 0; i < b.size(); ++i) {
    if (a.cols() != static_cast<Eigen::Index>(b[i].size())) return false;
    for (std::size_t j = 0; j < b[i].size(); ++j) {
      if (!equal(a(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j)), b[i][j])) return false;
    }
  }
  return true;
}

bool equal(const Vector& a, const std::vector<Number>& b) {
  if (a.size() != static_cast<Eigen::Index>(b.size())) return false;
  for (std::size_t i = 0; i < b.size(); ++i) {
    if (!equal(a(static_cast<Eigen::Index>(i)), b[i])) return false;
  }
  return true;
}

Number ratio(int top, int bottom) { return Number(Rational(top, bottom)); }

}  // namespace

BOOST_AUTO_TEST_SUITE(model_file)

BOOST_AUTO_TEST_CASE(the_example_of_the_manual) {
  const AttentionModel model = parse_model(k_contract_example, "model.toml");
  const auto* tokens = symbolic::as_gaussian(model.tokens);
  BOOST_REQUIRE(tokens != nullptr);
  BOOST_TEST(equal(tokens->mean, std::vector<Number>{0, 0}));
  BOOST_TEST(equal(tokens->covariance, {{1, ratio(1, 2)}, {ratio(1, 2), 1}}));
  BOOST_TEST(equal(model.head.U, {{ratio(1, 5), 0}, {0, ratio(1, 5)}}));
  BOOST_TEST(equal(model.head.V, {{1, 0}, {0, 1}}));
  BOOST_TEST(equal(std::get<symbolic::FixedQuery>(model.query).z, std::vector<Number>{1, -1}));
  BOOST_TEST(check::describe(model) == "gaussian d=2");
}

BOOST_AUTO_TEST_CASE(a_file_is_read_as_text_is) {
  const auto path = std::filesystem::temp_directory_path() / "softlin_model_file_test.toml";
  std::ofstream(path) << k_contract_example;
  BOOST_TEST(check::describe(check::read_model(path)) == "gaussian d=2");
  std::filesystem::remove(path);
  BOOST_TEST(message_of([&] { check::read_model(path); }).find(path.string() + ": found no such file") == 0U);
}

BOOST_AUTO_TEST_CASE(token_laws) {
  const auto gaussian = tokens_model("law = \"gaussian\"\nmean = [0.1, 2, \"sqrt(2)\"]");
  BOOST_TEST(equal(symbolic::as_gaussian(gaussian.tokens)->covariance, {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}));
  BOOST_TEST(equal(symbolic::as_gaussian(gaussian.tokens)->mean(0), ratio(1, 10)));

  const auto signs = tokens_model("law = \"rademacher\"\ndimension = 2\nscale = \"sqrt(2)\"");
  BOOST_TEST(equal(std::get<symbolic::RademacherTokens>(signs.tokens).scale, symbolic::sqrt(Number(2))));
  BOOST_TEST(equal(std::get<symbolic::RademacherTokens>(signs.tokens).mean, std::vector<Number>{0, 0}));

  const auto sphere = tokens_model("law = \"sphere\"\nmean = [1, 1, 1]\nradius = 0.5");
  BOOST_TEST(equal(std::get<symbolic::SphereTokens>(sphere.tokens).radius, ratio(1, 2)));
  BOOST_TEST(equal(std::get<symbolic::SphereTokens>(tokens_model("law = \"sphere\"\nmean = 0").tokens).radius, 1));

  const auto cube = tokens_model("law = \"uniform-cube\"\ndimension = 1\nhalf_width = \"1/3\"");
  BOOST_TEST(equal(std::get<symbolic::UniformCubeTokens>(cube.tokens).half_width, ratio(1, 3)));
  BOOST_TEST(check::describe(cube) == "uniform-cube d=1");

  const auto mixture = tokens_model(
      "law = \"mixture\"\ncomponents = [\n  { weight = 0.3, mean = [1, 0] },\n"
      "  { weight = \"7/10\", covariance = { kind = \"diagonal\", entries = [2, 0] } },\n]");
  const auto& parts = std::get<symbolic::MixtureTokens>(mixture.tokens).components;
  BOOST_REQUIRE(parts.size() == 2U);
  BOOST_TEST(equal(parts[0].weight, ratio(3, 10)));
  BOOST_TEST(equal(parts[0].law.covariance, {{1, 0}, {0, 1}}));
  BOOST_TEST(equal(parts[1].law.covariance, {{2, 0}, {0, 0}}));
  BOOST_TEST(equal(parts[1].law.mean, std::vector<Number>{0, 0}));
  // Irrational weights whose sum is 1 by algebra.
  tokens_model("law = \"mixture\"\ncomponents = [{ weight = \"sqrt(2)-1\", mean = 0 }, { weight = \"2-sqrt(2)\" }]");
}

BOOST_AUTO_TEST_CASE(laws_beyond_the_hypotheses) {
  const auto student =
      tokens_model("law = \"student-t\"\ndegrees_of_freedom = 2.5\nmean = [1, 0]\nscale = [[2, 1], [1, 1]]");
  const auto& law = std::get<symbolic::StudentTokens>(student.tokens);
  BOOST_TEST((law.degrees_of_freedom == Rational(5, 2)));
  BOOST_TEST(equal(law.scale, {{2, 1}, {1, 1}}));
  BOOST_TEST(equal(law.mean, std::vector<Number>{1, 0}));
  BOOST_TEST(check::describe(student) == "student-t d=2");

  const auto discrete = tokens_model("law = \"discrete\"\natoms = [[1, 0], [0, \"1/2\"], [-1, 3]]");
  const auto& atoms = std::get<symbolic::DiscreteTokens>(discrete.tokens);
  BOOST_REQUIRE(atoms.atoms.size() == 3U);
  BOOST_TEST(equal(atoms.atoms[1], std::vector<Number>{0, ratio(1, 2)}));
  BOOST_TEST(equal(atoms.weights[2], ratio(1, 3)));
  const auto weighted =
      tokens_model("law = \"discrete\"\natoms = [[1], [2]]\nweights = [\"sqrt(2)-1\", \"2-sqrt(2)\"]");
  BOOST_TEST(
      equal(std::get<symbolic::DiscreteTokens>(weighted.tokens).weights[0], symbolic::sqrt(Number(2)) - Number(1)));

  const tests::Folder folder;
  tests::put(folder.path / "t.csv", "0.5,1\n2,3\n-1,0\n");
  tests::put(folder.path / "m.toml",
             model_text("law = \"rows\"\nfile = \"t.csv\"", "U = { kind = \"identity\" }", "law = \"tokens\""));
  const auto rows = check::read_model(folder.path / "m.toml");
  BOOST_TEST(std::get<symbolic::RowTokens>(rows.tokens).table->size() == 3);
  BOOST_TEST(equal(symbolic::mean(rows.tokens), std::vector<Number>{ratio(1, 2), ratio(4, 3)}));
  // Another content is another model, though the file has the same name and size.
  const std::string text = symbolic::exact_text(rows);
  tests::put(folder.path / "t.csv", "0.5,1\n2,3\n-1,1\n");
  BOOST_TEST(symbolic::exact_text(check::read_model(folder.path / "m.toml")) != text);
}

BOOST_AUTO_TEST_CASE(covariances) {
  const auto covariance = [](const std::string& text) {
    return symbolic::as_gaussian(tokens_model("law = \"gaussian\"\ncovariance = " + text).tokens)->covariance;
  };
  BOOST_TEST(covariance("{ kind = \"identity\", dimension = 4 }").rows() == 4);
  BOOST_TEST(
      equal(covariance("{ kind = \"identity\", dimension = 2, scale = 0.1 }"), {{ratio(1, 10), 0}, {0, ratio(1, 10)}}));
  BOOST_TEST(equal(covariance("{ kind = \"toeplitz\", rho = \"1/2\", dimension = 3 }"),
                   {{1, ratio(1, 2), ratio(1, 4)}, {ratio(1, 2), 1, ratio(1, 2)}, {ratio(1, 4), ratio(1, 2), 1}}));
  BOOST_TEST(equal(covariance("{ kind = \"toeplitz\", rho = 0, dimension = 2 }"), {{1, 0}, {0, 1}}));
  BOOST_TEST(equal(covariance("{ kind = \"toeplitz\", rho = -1, dimension = 2, scale = 3 }"), {{3, -3}, {-3, 3}}));
  BOOST_TEST(covariance("{ kind = \"toeplitz\", rho = \"1/2\", dimension = 5 }").rows() == 5);
  BOOST_TEST(equal(covariance("{ kind = \"diagonal\", entries = [1, 0, \"1/3\"] }"),
                   {{1, 0, 0}, {0, 0, 0}, {0, 0, ratio(1, 3)}}));
  BOOST_TEST(equal(covariance("2"), {{2}}));
  BOOST_TEST(equal(covariance("[[0, 0], [0, 0]]"), {{0, 0}, {0, 0}}));
  // Equal by algebra though written differently; singular by algebra.
  BOOST_TEST(covariance("[[1, \"sqrt(2)/2\"], [\"1/sqrt(2)\", 0.5]]").rows() == 2);
}

BOOST_AUTO_TEST_CASE(heads) {
  BOOST_TEST(equal(head_model("K = [[1, 2]]\nQ = [[3, \"1/2\"]]").head.U, {{3, ratio(1, 2)}, {6, 1}}));
  BOOST_TEST(
      equal(head_model("K = { kind = \"identity\", scale = 2 }\nQ = [[0, 1], [1, 0]]").head.U, {{0, 2}, {2, 0}}));
  BOOST_TEST(equal(head_model("U = [[0, 1], [2, 3]]").head.V, {{1, 0}, {0, 1}}));
  BOOST_TEST(equal(head_model("U = { kind = \"identity\", scale = \"1/5\" }\nV = [[1, 2], [3, 4], [5, 6]]").head.V,
                   {{1, 2}, {3, 4}, {5, 6}}));
  BOOST_TEST(equal(head_model("U = { kind = \"toeplitz\", rho = 3 }").head.U, {{1, 3}, {3, 1}}));
  BOOST_TEST(equal(head_model("U = { kind = \"diagonal\", entries = [1, -1], scale = 0.5 }").head.U,
                   {{ratio(1, 2), 0}, {0, ratio(-1, 2)}}));
}

BOOST_AUTO_TEST_CASE(queries) {
  const auto query = [](const std::string& text) {
    return parse_model(model_text("law = \"gaussian\"", "U = { kind = \"identity\", dimension = 2 }", text), "m.toml")
        .query;
  };
  BOOST_TEST(equal(std::get<symbolic::PairQuery>(query("law = \"pair\"\nz = [0.1, \"exp(1)\"]")).z(0), ratio(1, 10)));
  const auto gaussian = std::get<symbolic::GaussianQuery>(query("law = \"gaussian\"\ncovariance = [[2, 1], [1, 2]]"));
  BOOST_TEST(equal(gaussian.mean, std::vector<Number>{0, 0}));
  BOOST_TEST(equal(gaussian.covariance, {{2, 1}, {1, 2}}));
  BOOST_TEST(equal(std::get<symbolic::GaussianQuery>(query("law = \"gaussian\"")).covariance, {{1, 0}, {0, 1}}));
  BOOST_TEST(std::holds_alternative<symbolic::TokenQuery>(query("law = \"tokens\"")));
}

BOOST_AUTO_TEST_CASE(the_dimension_comes_from_anything_that_fixes_it) {
  const std::string free_tokens = "law = \"gaussian\"";
  const std::string free_head = "U = { kind = \"identity\" }";
  const auto dimension = [](const std::string& tokens, const std::string& head, const std::string& query) {
    return symbolic::dimension(parse_model(model_text(tokens, head, query), "m.toml").tokens);
  };
  BOOST_TEST(dimension(free_tokens + "\ndimension = 1024", "U = { kind = \"identity\" }", "law = \"tokens\"") == 1024);
  BOOST_TEST(dimension(free_tokens, "U = [[1, 0, 0], [0, 1, 0], [0, 0, 1]]", "law = \"tokens\"") == 3);
  BOOST_TEST(dimension(free_tokens, "K = [[1, 0, 0]]\nQ = [[1, 0, 0]]", "law = \"tokens\"") == 3);
  BOOST_TEST(dimension(free_tokens, free_head + "\nV = [[1, 0, 0, 0]]", "law = \"tokens\"") == 4);
  BOOST_TEST(dimension(free_tokens, free_head, "law = \"fixed\"\nz = [1, 2]") == 2);
  BOOST_TEST(dimension(free_tokens, free_head, "law = \"fixed\"\nz = \"1/2\"") == 1);
  BOOST_TEST(dimension(free_tokens, free_head, "law = \"gaussian\"\nmean = [1, 2]") == 2);
  BOOST_TEST(dimension(free_tokens, "U = 1\nV = 2", "law = \"tokens\"") == 1);
}

BOOST_AUTO_TEST_CASE(bad_models) {
  struct Case {
    std::string tokens, head, query, message;
  };
  const std::string t = "law = \"gaussian\"\ndimension = 2";
  const std::string h = "U = { kind = \"identity\" }";
  const std::string q = "law = \"tokens\"";
  // Lines: [tokens] 1, [head] after the tokens, [query] after the head.
  const std::vector<Case> cases{
      {"law = \"gaussian\"\n\ncovariance = [[1, \"1/2\"], [0.4, 1]]", h, q,
       "m.toml:4: tokens.covariance[1][0]: found 0.4, expected 1/2 (the matrix must be symmetric)"},
      {"law = \"gausian\"", h, q,
       "m.toml:2: tokens.law: found \"gausian\", expected \"gaussian\", \"rademacher\", \"sphere\", \"uniform-cube\", "
       "\"mixture\", \"student-t\", \"discrete\" or \"rows\""},
      {"dimension = 2", h, q,
       "m.toml:1: tokens.law: found no such key (only dimension), expected the law of the tokens, such as "
       "\"gaussian\""},
      {"law = \"gaussian\"", h, q,
       "m.toml:1: tokens: found nothing that fixes the dimension, expected a key that does, such as tokens.dimension"},
      {t + "\nmean = [1]", h, q,
       "m.toml:4: tokens.mean: found dimension 1, expected 2, the dimension that tokens.dimension on line 3 fixes"},
      {t, "U = [[1]]", q,
       "m.toml:5: head.U: found dimension 1, expected 2, the dimension that tokens.dimension on line 3 fixes"},
      {t, h, "law = \"fixed\"\nz = [1, 2, 3]",
       "m.toml:8: query.z: found dimension 3, expected 2, the dimension that tokens.dimension on line 3 fixes"},
      {t + "\ncovariance = { kind = \"identity\", dimension = 3 }", h, q,
       "m.toml:4: tokens.covariance.dimension: found dimension 3, expected 2, the dimension that tokens.dimension on "
       "line 3 "
       "fixes"},
      {t + "\ncovariance = [[1, 0]]", h, q,
       "m.toml:4: tokens.covariance: found a matrix of 1 rows and 2 columns, expected a square one"},
      {t + "\ncovariance = [[1, 2], [2, 1]]", h, q,
       "m.toml:4: tokens.covariance: found an indefinite matrix, expected a symmetric positive semidefinite one"},
      {t + "\ncovariance = { kind = \"identity\", scale = -1 }", h, q,
       "m.toml:4: tokens.covariance: found an indefinite matrix, expected a symmetric positive semidefinite one"},
      {t + "\ncovariance = { kind = \"toeplitz\", rho = \"sqrt(2)\" }", h, q,
       "m.toml:4: tokens.covariance: found an indefinite matrix, expected a symmetric positive semidefinite one"},
      {t + "\ncovariance = { kind = \"diagonal\", entries = [1, -1] }", h, q,
       "m.toml:4: tokens.covariance: found an indefinite matrix, expected a symmetric positive semidefinite one"},
      {t + "\ncovariance = { kind = \"diagonal\" }", h, q,
       "m.toml:4: tokens.covariance.entries: found no such key (only kind), expected the diagonal, an array of "
       "numbers"},
      {t + "\ncovariance = { kind = \"toeplitz\" }", h, q,
       "m.toml:4: tokens.covariance.rho: found no such key (only kind), expected a number: the entries are rho^|i-j|"},
      {t + "\ncovariance = { kind = \"circulant\" }", h, q,
       "m.toml:4: tokens.covariance.kind: found \"circulant\", expected \"identity\", \"diagonal\" or \"toeplitz\""},
      {t + "\ncovariance = { kind = \"identity\", rho = 1 }", h, q,
       "m.toml:4: tokens.covariance.rho: found an unknown key, expected one of dimension, kind or scale"},
      {t + "\ncovariance = true", h, q,
       "m.toml:4: tokens.covariance: found true, expected rows such as [[1, 0], [0, 1]], or { kind = \"identity\" }"},
      {t + "\ncovariance = [[1, 0], [0]]", h, q,
       "m.toml:4: tokens.covariance[1]: found a row of 1 number, expected 2, as in the first row"},
      {t + "\ncovariance = [1, 0]", h, q,
       "m.toml:4: tokens.covariance[0]: found 1, expected a row: an array of numbers"},
      {t + "\ncovariance = [[1, nan], [0, 1]]", h, q,
       "m.toml:4: tokens.covariance[0][1]: found nan, expected a finite number"},
      {"law = \"gaussian\"\ndimension = 0", h, q,
       "m.toml:3: tokens.dimension: found 0, expected a whole number from 1 to 1024"},
      {"law = \"gaussian\"\ndimension = 1025", h, q,
       "m.toml:3: tokens.dimension: found 1025, expected a whole number from 1 to 1024"},
      {t + "\nvariance = 1", h, q,
       "m.toml:4: tokens.variance: found an unknown key, expected one of covariance, dimension, law or mean"},
      {"law = \"sphere\"\ndimension = 2\ncovariance = 1", h, q,
       "m.toml:4: tokens.covariance: found an unknown key, expected one of dimension, law, mean or radius"},
      {"law = \"sphere\"\nradius = -1\ndimension = 2", h, q,
       "m.toml:3: tokens.radius: found -1, expected a number that is at least 0"},
      {"law = \"uniform-cube\"\nhalf_width = \"1-sqrt(2)\"\ndimension = 2", h, q,
       "m.toml:3: tokens.half_width: found \"1-sqrt(2)\", expected a number that is at least 0"},
      {"law = \"rademacher\"\nscale = \"x\"\ndimension = 2", h, q,
       "m.toml:3: tokens.scale: found the unknown name 'x' at column 1 of \"x\", expected one of pi, or a function"},
      {"law = \"mixture\"", h, q,
       "m.toml:1: tokens.components: found no such key (only law), expected an array of tables { weight, mean, "
       "covariance }"},
      {"law = \"mixture\"\ncomponents = []", h, q,
       "m.toml:3: tokens.components: found an empty array, expected a non-empty array of tables { weight, mean, "
       "covariance }"},
      {"law = \"mixture\"\ncomponents = [1]", h, q,
       "m.toml:3: tokens.components[0]: found 1, expected a table { weight, mean, covariance }"},
      {"law = \"mixture\"\ncomponents = [{ weight = 1, mean = 0 },\n { weight = 0 }]", h, q,
       "m.toml:4: tokens.components[1].weight: found 0, expected a positive number"},
      {"law = \"mixture\"\ncomponents = [{ mean = 0 }]", h, q,
       "m.toml:3: tokens.components[0].weight: found no such key (only mean), expected a positive number"},
      {"law = \"mixture\"\ncomponents = [{ weight = 0.9, mean = 0 }]", h, q,
       "m.toml:3: tokens.components: found weights with sum 9/10, expected weights with sum exactly 1"},
      {t, "", q, "m.toml:4: head: found neither U nor K and Q, expected U, or K and Q"},
      {t, "K = 1", q,
       "m.toml:5: head.K: found dimension 1, expected 2, the dimension that tokens.dimension on line 3 fixes"},
      {t, "K = [[1, 0]]", q, "m.toml:5: head.K: found K without Q, expected K and Q, or U"},
      {t, "Q = [[1, 0]]", q, "m.toml:5: head.Q: found Q without K, expected K and Q, or U"},
      {t, "Q = [[1, 0]]\n" + h, q, "m.toml:5: head.Q: found a matrix beside U, expected U, or K and Q, not both"},
      {t, "K = [[1, 0]]\nQ = [[1, 0], [0, 1]]", q,
       "m.toml:6: head.Q: found 2 rows, expected 1, as in head.K on line 5"},
      {t, "U = [[1, 0]]", q, "m.toml:5: head.U: found a matrix of 1 rows and 2 columns, expected a square one"},
      {t, h + "\nW = 1", q, "m.toml:6: head.W: found an unknown key, expected one of K, Q, U or V"},
      {t, h, "law = \"fixed\"",
       "m.toml:6: query.z: found no such key (only law), expected the query, an array of numbers"},
      {t, h, "law = \"fix\"",
       "m.toml:7: query.law: found \"fix\", expected \"fixed\", \"pair\", \"gaussian\" or \"tokens\""},
      {t, h, "law = \"tokens\"\nz = [1, 2]", "m.toml:8: query.z: found an unknown key, expected only law"},
      {t, h, q + "\n[extra]", "m.toml:8: extra: found an unknown key, expected one of head, query or tokens"},
  };
  for (const auto& c : cases) {
    const std::string text = model_text(c.tokens, c.head, c.query);
    const std::string message = message_of([&] { parse_model(text, "m.toml"); });
    BOOST_TEST_CONTEXT(text) { BOOST_TEST(message == c.message); }
  }
  BOOST_TEST(message_of([] { parse_model("", "m.toml"); }) ==
             "m.toml: tokens: found no such key, expected a table [tokens]");
  BOOST_TEST(message_of([] { parse_model("[tokens]\nlaw = \"gaussian\"\n[head]\nU = 1\n", "m.toml"); }) ==
             "m.toml: query: found no such key (only head, tokens), expected a table [query]");
  BOOST_TEST(message_of([] { parse_model("tokens = 1", "m.toml"); }) == "m.toml:1: tokens: found 1, expected a table");
}

// Whatever happens to a file, the reader answers with a model or an InputError.
BOOST_AUTO_TEST_CASE(damaged_files) {
  const auto survives = [](const std::string& text) {
    try {
      parse_model(text, "m.toml");
    } catch (const InputError& error) {
      return std::string(error.what()).find("m.toml") == 0U;
    }
    return true;
  };
  for (std::size_t i = 0; i <= k_contract_example.size(); ++i) {
    BOOST_TEST(survives(k_contract_example.substr(0, i)), "cut at byte " << i);
  }
  for (std::size_t i = 0; i < k_contract_example.size(); ++i) {
    for (const char c : {'\0', '\n', '"', '\'', '[', ']', '{', '}', '=', '.', ',', '#', '9', '-', '\\', 'e', '\xff'}) {
      std::string text = k_contract_example;
      text[i] = c;
      BOOST_TEST(survives(text), "byte " << i << " replaced by code " << static_cast<int>(c));
    }
    BOOST_TEST(survives(k_contract_example.substr(0, i) + k_contract_example.substr(i + 1)),
               "byte " << i << " removed");
  }
}

BOOST_AUTO_TEST_SUITE_END()
