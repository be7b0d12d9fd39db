#include "proofs-check/results_file.hpp"

#include <boost/test/unit_test.hpp>
#include <thread>

#include "symbolic/error.hpp"
#include "tests/proofs-check/scratch_folder.hpp"

using namespace softlin;
using namespace softlin::check;
using namespace softlin::tests;

namespace {

RunFolder folder_of(const Folder& folder, bool resume, const std::string& state = "{\"shard\":\"1/1\"}\n") {
  return {.path = folder.path / "run", .state = state, .differs = "suite", .resume = resume};
}

const auto k_accept_all = [](std::size_t, std::string_view) {};

}  // namespace

BOOST_AUTO_TEST_SUITE(results_file)

BOOST_AUTO_TEST_CASE(grows_and_resumes) {
  const Folder scratch;
  {
    ResultsFile file(folder_of(scratch, false), k_accept_all);
    file.put(0, {"a", "b"});
    file.put(1, {"b", "c"});  // a row that is there already is not written twice
    BOOST_TEST(file.rows() == 3U);
    file.sync();
  }
  const auto path = scratch.path / "run" / "results.jsonl";
  BOOST_TEST(text_of(path) == "a\nb\nc\n");
  BOOST_TEST(text_of(scratch.path / "run" / "run.json") == "{\"shard\":\"1/1\"}\n");
  put(path, "a\nb\nc\nd");  // torn
  std::string seen;
  {
    ResultsFile file(folder_of(scratch, true), [&](std::size_t index, std::string_view line) {
      seen += std::to_string(index) + std::string(line) + " ";
    });
    BOOST_TEST(file.rows() == 3U);
    BOOST_TEST(text_of(path) == "a\nb\nc\n");
    file.put(3, {"e"});
  }
  BOOST_TEST(seen == "0a 1b 2c ");
  BOOST_TEST(text_of(path) == "a\nb\nc\ne\n");
}

BOOST_AUTO_TEST_CASE(refuses_and_leaves_alone) {
  const Folder scratch;
  { ResultsFile(folder_of(scratch, false), k_accept_all).put(0, {"a"}); }
  const auto path = scratch.path / "run" / "results.jsonl";
  put(path, "a\ntorn");
  BOOST_CHECK_THROW(ResultsFile(folder_of(scratch, false), k_accept_all), InputError);
  BOOST_CHECK_THROW(ResultsFile(folder_of(scratch, true, "{\"shard\":\"2/2\"}\n"), k_accept_all), InputError);
  BOOST_CHECK_THROW(ResultsFile(folder_of(scratch, true), [](std::size_t, std::string_view) { throw Error("no"); }),
                    Error);
  BOOST_TEST(text_of(path) == "a\ntorn");
  {
    ResultsFile holder(folder_of(scratch, true), k_accept_all);
    BOOST_TEST(is_locked(path));
    BOOST_CHECK_THROW(ResultsFile(folder_of(scratch, true), k_accept_all), InputError);
  }
  BOOST_TEST(!is_locked(path));
}

BOOST_AUTO_TEST_CASE(lines_of_any_length) {
  const Folder scratch;
  const std::string longest(300000, 'x');
  put(scratch.path / "f", "a\n\n" + longest + "\nlast");
  std::vector<std::string> seen;
  const auto whole =
      for_each_line(scratch.path / "f", [&](std::size_t, std::string_view line) { seen.emplace_back(line); });
  BOOST_TEST(whole == 3 + longest.size() + 1);
  BOOST_TEST((seen == std::vector<std::string>{"a", "", longest}));
  put(scratch.path / "f", "");
  BOOST_TEST(for_each_line(scratch.path / "f", k_accept_all) == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
