#include "proofs-check/output_file.hpp"

#include <boost/test/unit_test.hpp>

#include "symbolic/error.hpp"
#include "tests/proofs-check/scratch_folder.hpp"

using namespace softlin;
using namespace softlin::check;
using namespace softlin::tests;

namespace fs = std::filesystem;

BOOST_AUTO_TEST_SUITE(output_file)

BOOST_AUTO_TEST_CASE(files_are_written_whole) {
  const Folder folder;
  write_file(folder.path / "a", "one");
  BOOST_TEST(text_of(folder.path / "a") == "one");
  write_file(folder.path / "a", "");
  BOOST_TEST(text_of(folder.path / "a").empty());
  BOOST_CHECK_THROW(write_file(folder.path / "missing" / "a", "x"), InputError);
  BOOST_CHECK_THROW(write_file(folder.path, "x"), InputError);
  BOOST_TEST(folder.files() == 1U);
}

BOOST_AUTO_TEST_CASE(a_link_is_followed) {
  const Folder folder;
  fs::create_directories(folder.path / "below");
  const fs::path target = folder.path / "below" / "target";
  put(target, "old");
  fs::create_symlink("below/target", folder.path / "link");
  fs::create_symlink("link", folder.path / "link-to-link");
  std::string text = "new";
  for (const char* name : {"link", "link-to-link"}) {
    write_file(folder.path / name, text);
    BOOST_TEST(fs::is_symlink(folder.path / name));
    BOOST_TEST(fs::is_regular_file(fs::symlink_status(target)));
    BOOST_TEST(text_of(target) == text);
    text += "er";
  }
  BOOST_TEST(fs::read_symlink(folder.path / "link") == fs::path("below/target"));
  BOOST_TEST(folder.files() == 3U);
}

BOOST_AUTO_TEST_CASE(a_place_is_tried_without_leaving_a_trace) {
  const Folder folder;
  require_writable(folder.path / "new");
  BOOST_TEST(folder.files() == 0U);
  put(folder.path / "old", "kept");
  require_writable(folder.path / "old");
  BOOST_TEST(text_of(folder.path / "old") == "kept");
  require_writable("/dev/null");
  BOOST_CHECK_THROW(require_writable(folder.path), InputError);
  BOOST_CHECK_THROW(require_writable(folder.path / "missing" / "a"), InputError);
  BOOST_CHECK_THROW(require_writable(folder.path / "old" / "a"), InputError);
  BOOST_TEST(folder.files() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
