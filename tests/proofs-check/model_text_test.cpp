#include "proofs-check/model_text.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "proofs-check/model_file.hpp"

using namespace softlin;
using namespace softlin::check;

BOOST_AUTO_TEST_SUITE(model_text)

BOOST_DATA_TEST_CASE(
    read_again_a_model_is_the_same,
    boost::unit_test::data::make(std::vector<std::string>{
        "tokens = { law = 'gaussian', mean = [1, '-1/2'], covariance = [[1, '1/2'], ['1/2', 1]] }\n"
        "head = { U = [['1/5', 0], [0, '1/5']], V = [[1, 2], [0, 'sqrt(2)'], [3, 4]] }\nquery = { law = 'fixed', z = "
        "[1, -1] }",
        "tokens = { law = 'gaussian', covariance = [[1]] }\nhead = { U = [[0]], V = [[0.1]] }\nquery = { law = "
        "'gaussian', mean = [2] }",
        "tokens = { law = 'rademacher', mean = [0, 1], scale = 'sqrt(3)/2' }\n"
        "head = { U = { kind = 'diagonal', entries = [1, 2] } }\nquery = { law = 'pair', z = [1, 'exp(1)'] }",
        "tokens = { law = 'sphere', dimension = 3, radius = 'sqrt(3)' }\n"
        "head = { U = { kind = 'identity', scale = '1/4' } }\nquery = { law = 'tokens' }",
        "tokens = { law = 'uniform-cube', dimension = 2, half_width = 2 }\nhead = { U = { kind = 'toeplitz', rho = "
        "'1/3' } }\nquery = { law = 'tokens' }",
        "tokens = { law = 'mixture', components = [{ weight = '1/3', mean = [0, 0], covariance = [[1, 0], [0, 1]] }, "
        "{ weight = '2/3', mean = [1, 2], covariance = [[2, 1], [1, 2]] }] }\nhead = { U = { kind = 'identity' } "
        "}\nquery = { law = 'fixed', z = [0, 1] }",
        "tokens = { law = 'student-t', degrees_of_freedom = '7/2', scale = [[2, 1], [1, 2]] }\nhead = { U = { kind = "
        "'identity' } }\nquery = { law = 'fixed', z = [0, 1] }",
        "tokens = { law = 'discrete', atoms = [[0, 1], [1, 0], [-1, '1/7']], weights = ['1/2', '1/3', '1/6'] }\n"
        "head = { U = { kind = 'identity', scale = 123456789012345678 } }\nquery = { law = 'fixed', z = [0, 1] }"}),
    text) {
  const auto model = parse_model(text, "test");
  const std::string written = check::model_text(model);
  BOOST_TEST(symbolic::exact_text(parse_model(written, "written")) == symbolic::exact_text(model), written);
}

BOOST_AUTO_TEST_CASE(rules_are_kept_short) {
  const auto model = parse_model(
      "tokens = { law = 'gaussian', covariance = { kind = 'identity', dimension = 64 } }\n"
      "head = { U = { kind = 'identity', scale = '1/4' } }\nquery = { law = 'fixed', z = [" +
          [] {
            std::string z = "1";
            for (int i = 1; i < 64; ++i) z += ", 1";
            return z;
          }() +
          "] }",
      "test");
  const std::string text = check::model_text(model);
  BOOST_TEST(text.find("covariance = { kind = \"identity\", dimension = 64 }\n") != std::string::npos);
  BOOST_TEST(text.find("U = { kind = \"identity\", dimension = 64, scale = \"1/4\" }\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(regressions) {
  for (const char* text :
       {"regression = { Sigma = { kind = 'toeplitz', rho = '1/2', dimension = 3 }, noise_variance = '1/10', generator "
        "= 'as-coded' }",
        "regression = { Sigma = [[1, 0], [0, '1/2']], Omega = [[1, 1], [1, 1]] }\nstart = { alpha = '1/2' }",
        "regression = { Sigma = '1/4' }\nstart = { alpha = 4, ThetaThetaT = 1 }"}) {
    const auto problem = parse_regression(text, "test");
    const std::string written = regression_text(problem);
    BOOST_TEST(exact_text(parse_regression(written, "written")) == exact_text(problem), written);
  }
  const auto point = parse_regression_point("A = [['2^(-1/4)', 0], [1, '2^(-1/4)']]\nb = '2^(1/4)'", "test", 2);
  BOOST_TEST(exact_text(parse_regression_point(point_text(point), "written", 2)) == exact_text(point));
}

BOOST_AUTO_TEST_SUITE_END()
