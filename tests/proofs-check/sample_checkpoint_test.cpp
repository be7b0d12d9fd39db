#include "proofs-check/sample_checkpoint.hpp"

#include <atomic>
#include <boost/test/unit_test.hpp>
#include <thread>

#include "tests/proofs-check/scratch_folder.hpp"

using namespace softlin;
using namespace softlin::check;
using namespace softlin::tests;

namespace {

constexpr std::uint64_t k_length = 50;

numeric::SamplerProblem problem() {
  numeric::SamplerProblem out;
  out.tokens.components = {{1, Eigen::VectorXd::Zero(2), Eigen::MatrixXd::Identity(2, 2)}};
  out.U = out.V = Eigen::MatrixXd::Identity(2, 2);
  out.query.mean = Eigen::Vector2d(1, -1);
  return out;
}

numeric::SampleOptions request(std::uint64_t prompts, std::uint64_t first = 0) {
  numeric::SampleOptions out;
  out.seed = 3;
  out.row = 5;
  out.first_prompt = first;
  out.prompts = prompts;
  out.threads = 2;
  return out;
}

bool same(const numeric::SampleResult& a, const numeric::SampleResult& b) {
  if (a.stopped || b.stopped || a.values.size() != b.values.size()) return false;
  for (std::size_t i = 0; i < a.values.size(); ++i) {
    if (a.values[i].value != b.values[i].value || a.values[i].rounding != b.values[i].rounding) return false;
  }
  return a.summary.mean == b.summary.mean && a.summary.std_error == b.summary.std_error &&
         a.summary.prompts == b.summary.prompts;
}

constexpr std::chrono::duration<double> k_always{1e-9};

numeric::SampleResult direct(const numeric::SampleOptions& options) {
  return numeric::sample(problem(), numeric::SampleMethod::naive, k_length, options);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(sample_checkpoint)

BOOST_AUTO_TEST_CASE(stopped_anywhere_it_goes_on_with_the_same_bits) {
  const Folder scratch;
  const auto path = scratch.path / "partial" / "row";
  const auto p = problem();
  const auto whole = direct(request(500));
  std::size_t kept = 0;
  int stops = 0;
  for (;; ++stops) {
    BOOST_REQUIRE(stops < 500);
    SampleCheckpoint checkpoint(path, "key", k_always);
    std::atomic<bool> stop = false;
    auto options = request(500);
    options.stop = &stop;
    std::uint64_t at_start = 0;
    options.progress = [&](std::uint64_t done, std::uint64_t all) {
      BOOST_REQUIRE(all == 500U);
      if (at_start == 0) at_start = done;
      if (done >= at_start + 60) stop = true;
    };
    const auto result = checkpoint.sample(p, numeric::SampleMethod::naive, k_length, options);
    BOOST_TEST(result.values.size() >= kept);
    kept = result.values.size();
    if (!result.stopped) {
      BOOST_TEST(same(result, whole));
      break;
    }
  }
  BOOST_TEST(stops >= 3);
  SampleCheckpoint done(path, "key", k_always);
  BOOST_TEST(same(done.sample(p, numeric::SampleMethod::naive, k_length, request(500)), whole));
  done.remove();
  BOOST_TEST(!std::filesystem::exists(path));
}

BOOST_AUTO_TEST_CASE(torn_and_foreign_ends_are_cut) {
  const Folder scratch;
  const auto path = scratch.path / "row";
  const auto p = problem();
  const auto whole = direct(request(100));
  {
    SampleCheckpoint checkpoint(path, "key", k_always);
    checkpoint.sample(p, numeric::SampleMethod::naive, k_length, request(100));
  }
  const std::string full = text_of(path);
  BOOST_REQUIRE(full.size() > 1600U);
  for (std::size_t size = 0; size <= full.size(); size += 1 + size / 7) {
    BOOST_TEST_CONTEXT("cut at " << size) {
      put(path, full.substr(0, size));
      SampleCheckpoint checkpoint(path, "key", k_always);
      BOOST_TEST(same(checkpoint.sample(p, numeric::SampleMethod::naive, k_length, request(100)), whole));
    }
  }
  for (std::size_t place = 10; place < full.size(); place += 97) {
    BOOST_TEST_CONTEXT("changed at " << place) {
      std::string changed = full;
      changed[place] = static_cast<char>(changed[place] ^ 0x11);
      put(path, changed);
      SampleCheckpoint checkpoint(path, "key", k_always);
      BOOST_TEST(same(checkpoint.sample(p, numeric::SampleMethod::naive, k_length, request(100)), whole));
    }
  }
  put(path, full);
  SampleCheckpoint other(path, "another key", k_always);
  BOOST_TEST(same(other.sample(p, numeric::SampleMethod::naive, k_length, request(100)), whole));
}

BOOST_AUTO_TEST_CASE(parts_and_other_streams) {
  const Folder scratch;
  const auto p = problem();
  const auto q = problem();
  SampleCheckpoint checkpoint(scratch.path / "row", "key", k_always);
  const auto take = [&](const numeric::SamplerProblem& from, const numeric::SampleOptions& options) {
    return checkpoint.sample(from, numeric::SampleMethod::naive, k_length, options);
  };
  BOOST_TEST(same(take(p, request(30)), direct(request(30))));
  BOOST_TEST(same(take(p, request(40, 30)), direct(request(40, 30))));
  BOOST_TEST(same(take(p, request(20, 5)), direct(request(20, 5))));
  BOOST_TEST(same(take(p, request(20, 500)), direct(request(20, 500))));  // a gap before it
  auto other_seed = request(30);
  other_seed.seed = 4;
  BOOST_TEST(same(take(p, other_seed), direct(other_seed)));
  BOOST_TEST(same(take(q, request(90)), direct(request(90))));
}

BOOST_AUTO_TEST_SUITE_END()
